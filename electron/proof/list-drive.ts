import { z } from 'zod'
import type { DriveFolder, DriveName } from '../../shared/rescue.ts'
import type { DriveTrouble } from '../../shared/drive-answer.ts'
import { toDriveAddress } from '../graph/drive-path.ts'
import { askMany, type GraphAnswer, type GraphQuestion, type ManyPorts } from '../graph/ask-many.ts'
import { confirmDrive } from './compare-with-drive.ts'

const pageSize = 200
const itemSchema = z.looseObject({
  name: z.string(),
  size: z.number().optional(),
  file: z
    .looseObject({ hashes: z.looseObject({ quickXorHash: z.string().optional() }).nullish() })
    .optional(),
})
const pageSchema = z.looseObject({ value: z.array(z.unknown()), '@odata.nextLink': z.string().optional() })

/**
 * What the drive has in these folders, which are below its root with `/` between names. A folder of which Graph does not tell
 * everything is left out: nobody knows what is in it. One that is not there has nothing.
 */
export async function listDrive(
  folders: readonly string[],
  ports: ManyPorts,
): Promise<readonly DriveFolder[]> {
  // Before the drive itself has answered, "not found" says nothing of a folder.
  if ((await confirmDrive(ports)).kind !== 'all-answered') return []
  const listed: DriveFolder[] = []
  await askMany(
    folders.map((folder) => toQuestion(folder, (names) => listed.push({ folder, names }))),
    ports,
  )
  return listed
}

function toQuestion(folder: string, done: (names: readonly DriveName[]) => void): GraphQuestion {
  const names: DriveName[] = []
  const take = (answer: GraphAnswer): readonly GraphQuestion[] | DriveTrouble => {
    if (answer.kind === 'absent') {
      done([])
      return []
    }
    const page = pageSchema.safeParse(answer.body).data
    const items = page?.value.map((entry) => itemSchema.safeParse(entry).data)
    // One that cannot be read has a name that nobody knows.
    if (page === undefined || items === undefined || items.includes(undefined)) return 'not-understood'
    for (const item of items) if (item !== undefined) names.push(toName(item))
    const next = page['@odata.nextLink']
    const path = next === undefined ? undefined : /^https:\/\/[^/]+\/v1\.0(\/.+)$/.exec(next)?.[1]
    if (next === undefined) done(names)
    return path === undefined ? [] : [{ path, take }]
  }
  const rest = `/children?$top=${pageSize}&$select=name,size,file,folder,package`
  return {
    path: toDriveAddress(
      folder.split('/').filter((name) => name !== ''),
      rest,
    ),
    take,
  }
}

function toName({ name, size, file }: z.infer<typeof itemSchema>): DriveName {
  if (file === undefined || size === undefined) return { name, file: null }
  return { name, file: { size, quickXorHash: file.hashes?.quickXorHash ?? null } }
}
