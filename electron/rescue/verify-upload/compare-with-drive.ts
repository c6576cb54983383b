import { driveMeanings, type DriveTrouble } from '../../../shared/files/drive-answer.ts'
import type { ProofObstacle } from '../../../shared/files/proof.ts'
import {
  askGraphBatch,
  type GraphAnswer,
  type GraphQuestion,
  type BatchEnd,
  type BatchPorts,
} from '../../graph/graph-batch.ts'
import { readDriveItem, readDrivePage, toItemAddress, toListAddress, type DriveItem } from './drive-item.ts'

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
  readonly end: BatchEnd
  /** Every file of the call, in no order. */
  readonly arrivals: ReadonlyMap<File, Arrival>
  /** What the drive has of each; none where that was not told. */
  readonly items: ReadonlyMap<File, DriveItem | null>
}

/** From how many files on it is cheaper to list their folder than to ask for each. */
const listedFrom = 4

/**
 * Compares files with what the drive has under their path: by size and QuickXorHash, the one hash that Graph has of files in
 * business drives.
 */
export async function compareWithDrive<File extends Expected>(
  files: readonly File[],
  ports: BatchPorts,
): Promise<Comparison<File>> {
  const { end, items } = await findInDrive(files, ports)
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
export async function confirmDrive(ports: BatchPorts): Promise<BatchEnd> {
  return askGraphBatch(
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
export async function findInDrive<File extends Sought>(
  files: readonly File[],
  ports: BatchPorts,
): Promise<{ readonly end: BatchEnd; readonly items: ReadonlyMap<File, DriveItem | null> }> {
  const items = new Map<File, DriveItem | null>()
  const onItem = (file: File, item: DriveItem | null): void => void items.set(file, item)
  const questions = [...groupByFolder(files).values()].flatMap((inFolder) =>
    inFolder.length < listedFrom
      ? inFolder.map((file) => toItemQuestion(file, onItem))
      : [toFolderQuestion(inFolder, onItem)],
  )
  return { end: await askGraphBatch(questions, ports), items }
}

type OnItem<File> = (file: File, item: DriveItem | null) => void

function toItemQuestion<File extends Sought>(file: File, onItem: OnItem<File>): GraphQuestion {
  return {
    path: toItemAddress(namesOf(file)),
    take: (answer) => {
      const item = answer.kind === 'absent' ? null : readDriveItem(answer.body)
      if (item === undefined) return 'not-understood'
      onItem(file, item)
      return []
    },
  }
}

function toFolderQuestion<File extends Sought>(files: readonly File[], onItem: OnItem<File>): GraphQuestion {
  // A link is looked for by the name of its notebook, which a file beside it may have too.
  const missing = new Map<string, File[]>()
  for (const file of files) {
    const key = toKey(namesOf(file).at(-1) ?? '')
    missing.set(key, [...(missing.get(key) ?? []), file])
  }
  let isReadable = true
  const take = (answer: GraphAnswer): readonly GraphQuestion[] | DriveTrouble => {
    if (answer.kind === 'absent') {
      // A folder that is not there holds none of them.
      for (const file of [...missing.values()].flat()) onItem(file, null)
      return []
    }
    const page = readDrivePage(answer.body)
    if (page === undefined) return 'not-understood'
    // An entry that cannot be read may be any of those that are not found.
    if (!page.isWhole) isReadable = false
    for (const item of page.items) {
      const key = toKey(item.name)
      for (const file of missing.get(key) ?? []) onItem(file, item)
      missing.delete(key)
    }
    if (missing.size === 0) return []
    if (page.next.kind === 'at') return [{ path: page.next.path, take }]
    // The list did not end, or not all of it was understood: those that are not found may be there.
    if (page.next.kind === 'unknown' || !isReadable) return 'not-understood'
    for (const file of [...missing.values()].flat()) onItem(file, null)
    return []
  }
  const names = files[0] === undefined ? [] : namesOf(files[0]).slice(0, -1)
  return { path: toListAddress(names), take }
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

/** Why it could not be asked to the end; null where it was. */
export function toObstacle(end: BatchEnd): ProofObstacle | null {
  if (end.kind === 'all-answered' || end.kind === 'stopped') return null
  return end.kind === 'refused' ? driveMeanings[end.trouble].obstacle : end.kind
}
