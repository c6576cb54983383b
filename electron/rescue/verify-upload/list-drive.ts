import type { DriveFolder, DriveName } from './verification.ts'
import type { DriveTrouble } from '../../../shared/files/drive-answer.ts'
import {
  askGraphBatch,
  type GraphAnswer,
  type GraphQuestion,
  type BatchPorts,
} from '../../graph/graph-batch.ts'
import { confirmDrive } from './compare-with-drive.ts'
import { readDrivePage, toListAddress, type DriveItem } from './drive-item.ts'

/**
 * What the drive has in these folders, which are below its root with `/` between names. A folder whose list Graph does not give
 * everything is left out: no one knows what is in it. One that is not there has nothing.
 */
export async function listDrive(
  folders: readonly string[],
  ports: BatchPorts,
): Promise<readonly DriveFolder[]> {
  // Before the drive itself has answered, "not found" says nothing of a folder.
  if ((await confirmDrive(ports)).kind !== 'all-answered') return []
  const listed: DriveFolder[] = []
  await askGraphBatch(
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
    const page = readDrivePage(answer.body)
    // An entry that cannot be read has a name that no one knows.
    if (page?.isWhole !== true) return 'not-understood'
    names.push(...page.items.map(toName))
    if (page.next.kind === 'end') done(names)
    return page.next.kind === 'at' ? [{ path: page.next.path, take }] : []
  }
  return { path: toListAddress(folder.split('/').filter((name) => name !== '')), take }
}

function toName({ name, size, file }: DriveItem): DriveName {
  if (file === undefined || size === undefined) return { name, file: null }
  return { name, file: { size, quickXorHash: file.hashes?.quickXorHash ?? null } }
}
