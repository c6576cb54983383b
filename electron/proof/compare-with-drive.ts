import { z } from 'zod'
import type { DriveTrouble } from '../../shared/drive-answer.ts'
import { toDriveAddress } from '../graph/drive-path.ts'
import {
  askMany,
  type GraphAnswer,
  type GraphQuestion,
  type ManyEnd,
  type ManyPorts,
} from '../graph/ask-many.ts'

/** A file that is looked for in the drive. `target` is its path there, with `/` between names. */
export type Sought = { readonly target: string }

/** What a file should be in the drive. */
export type Expected = Sought & {
  readonly size: number
  /** Base64, as Graph writes it. */
  readonly quickXorHash: string
}

/**
 * What the drive says of it. `unhashed`: of the right size, but Graph has no hash of it (yet). `unasked`: the question got no
 * answer that tells anything.
 */
export type Arrival = 'arrived' | 'absent' | 'different' | 'unhashed' | 'unasked'

export type Comparison<File extends Expected> = {
  readonly end: ManyEnd
  /** Every file of the call, in no order. */
  readonly arrivals: ReadonlyMap<File, Arrival>
  /** What the drive has of each; none where that was not told. */
  readonly items: ReadonlyMap<File, DriveItem | null>
}

const select = '$select=name,size,file,folder,package'
/** From how many files on it is cheaper to list their folder than to ask for each. */
const listedFrom = 4
/** One page of a list; Graph gives 200 unless told otherwise. */
const pageSize = 200

const itemSchema = z.looseObject({
  name: z.string(),
  size: z.number().optional(),
  file: z
    .looseObject({ hashes: z.looseObject({ quickXorHash: z.string().optional() }).nullish() })
    .optional(),
})
/** A file or folder as the drive tells of it. */
export type DriveItem = z.infer<typeof itemSchema>

const pageSchema = z.looseObject({ value: z.array(z.unknown()), '@odata.nextLink': z.string().optional() })

/**
 * Compares files with what the drive has under their path: by size and QuickXorHash, the one hash that Graph has of files in
 * business drives.
 */
export async function compareWithDrive<File extends Expected>(
  files: readonly File[],
  ports: ManyPorts,
): Promise<Comparison<File>> {
  const { end, items } = await lookInDrive(files, ports)
  const arrivals = new Map<File, Arrival>(
    files.map((file) => {
      const item = items.get(file)
      return [file, item === undefined ? 'unasked' : item === null ? 'absent' : toArrival(file, item)]
    }),
  )
  return { end, arrivals, items }
}

/**
 * Asks whether this person's drive answers at all. Each look begins with it: where the site is not visible yet, or somebody shuts
 * it, whatever is asked of it says "not found", and nothing may be compared or proven by that.
 */
export async function confirmDrive(ports: ManyPorts): Promise<ManyEnd> {
  return askMany(
    [
      {
        path: '/me/drive?$select=id',
        take: ({ kind }) => (kind === 'found' ? [] : 'not-visible'),
      },
    ],
    ports,
  )
}

/**
 * What the drive has under the paths of these files; null where there is nothing, none where the question got no answer that tells
 * anything. Of a folder with several of them the list is asked for, of others each by itself.
 */
export async function lookInDrive<File extends Sought>(
  files: readonly File[],
  ports: ManyPorts,
): Promise<{ readonly end: ManyEnd; readonly items: ReadonlyMap<File, DriveItem | null> }> {
  const items = new Map<File, DriveItem | null>()
  const settle = (file: File, item: DriveItem | null): void => void items.set(file, item)
  const questions = [...groupByFolder(files).values()].flatMap((inFolder) =>
    inFolder.length < listedFrom
      ? inFolder.map((file) => toItemQuestion(file, settle))
      : [toFolderQuestion(inFolder, settle)],
  )
  return { end: await askMany(questions, ports), items }
}

type Settle<File> = (file: File, item: DriveItem | null) => void

function toItemQuestion<File extends Sought>(file: File, settle: Settle<File>): GraphQuestion {
  return {
    path: `${toDriveAddress(namesOf(file))}?${select}`,
    take: (answer) => {
      const item = answer.kind === 'absent' ? null : itemSchema.safeParse(answer.body).data
      if (item === undefined) return 'not-understood'
      settle(file, item)
      return []
    },
  }
}

function toFolderQuestion<File extends Sought>(files: readonly File[], settle: Settle<File>): GraphQuestion {
  const missing = new Map(files.map((file) => [toKey(namesOf(file).at(-1) ?? ''), file]))
  let isReadable = true
  const take = (answer: GraphAnswer): readonly GraphQuestion[] | DriveTrouble => {
    if (answer.kind === 'absent') {
      // A folder that is not there holds none of them.
      for (const file of missing.values()) settle(file, null)
      return []
    }
    const page = pageSchema.safeParse(answer.body).data
    if (page === undefined) return 'not-understood'
    for (const entry of page.value) {
      const item = itemSchema.safeParse(entry).data
      // One that cannot be read may be any of those that are not found.
      if (item === undefined) isReadable = false
      const key = toKey(item?.name ?? '')
      const file = missing.get(key)
      if (item === undefined || file === undefined) continue
      settle(file, item)
      missing.delete(key)
    }
    const next = page['@odata.nextLink']
    if (missing.size === 0) return []
    const path = next === undefined ? null : toPath(next)
    if (path !== null) return [{ path, take }]
    // The list did not end, or not all of it was understood: those that are not found may be there.
    if (next !== undefined || !isReadable) return 'not-understood'
    for (const file of missing.values()) settle(file, null)
    return []
  }
  const names = files[0] === undefined ? [] : namesOf(files[0]).slice(0, -1)
  return { path: toDriveAddress(names, `/children?$top=${pageSize}&${select}`), take }
}

/** `https://graph.microsoft.com/v1.0/me/…` without its beginning, because a batch names paths; whose host it is does not matter then. */
function toPath(nextLink: string): string | null {
  return /^https:\/\/[^/]+\/v1\.0(\/.+)$/.exec(nextLink)?.[1] ?? null
}

function toArrival({ size, quickXorHash }: Expected, item: DriveItem): Arrival {
  // A folder, or something that is no file, has taken the name.
  if (item.file === undefined || item.size !== size) return 'different'
  const hash = item.file.hashes?.quickXorHash
  if (hash !== undefined) return hash === quickXorHash ? 'arrived' : 'different'
  // There is but one file of no bytes.
  return size === 0 ? 'arrived' : 'unhashed'
}

function groupByFolder<File extends Sought>(files: readonly File[]): Map<string, File[]> {
  const folders = new Map<string, File[]>()
  for (const file of files) {
    const folder = toKey(namesOf(file).slice(0, -1).join('/'))
    const group = folders.get(folder)
    if (group === undefined) folders.set(folder, [file])
    else group.push(file)
  }
  return folders
}

function namesOf({ target }: Sought): string[] {
  return target.split('/')
}

/** SharePoint keeps a name's letter case and tells none apart by it. */
function toKey(name: string): string {
  return name.normalize('NFC').toLowerCase()
}
