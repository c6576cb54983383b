import { randomUUID } from 'node:crypto'
import { mkdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { keptScanName } from '../../shared/recording/kept-scan.ts'
import { renamePatiently } from '../platform/durable-file.ts'
import { readComputerMark, type ComputerMark } from '../platform/index.ts'
import type { DiskOwner } from '../platform/local-disk.ts'
import { installationName, signalName } from '../report/installation.ts'
import { choicesName, journalName } from '../rescue/copy/journal.ts'
import { laterFilesName, pendingFilesName } from './pending-files.ts'
import { seenName } from './seen-paths.ts'

/** Below the person's data: a folder for each computer that the data has been on. */
export const computersName = 'computers'

/** What an older Landfall kept beside the person's other data, as it belongs together. The last of each makes the others count. */
const oldGroups: readonly (readonly string[])[] = [
  [choicesName, journalName, seenName, laterFilesName, pendingFilesName, keptScanName],
  [signalName, installationName],
]

/** So long after its content was written a file of ours gets its name: a scanner may hold it for two seconds. */
const namingMilliseconds = 5_000

/** Where the kept look lies: in a recording, or with a person's data on this computer. */
export type ScanOwner =
  | { readonly kind: 'in-recording'; readonly folder: string }
  | { readonly kind: 'computer'; readonly owner: DiskOwner; readonly userData: string }

/**
 * Where the last look is kept; lists, journal and choices lie beside it. Data that roams, or comes out of a backup, brings those of another
 * computer along: they are left alone and never read here. Never throws.
 */
export async function findScanFile(asked: ScanOwner): Promise<string> {
  if (asked.kind === 'in-recording') return path.join(asked.folder, keptScanName)
  const mark = await readComputerMark(asked.owner)
  // Without a mark nothing that was kept can be believed, and nothing that is kept will be.
  const folder = path.join(asked.userData, computersName, mark?.name ?? randomUUID())
  if (mark !== null)
    for (const names of oldGroups) await takeOver(names, asked.userData, folder, mark).catch(() => undefined)
  return path.join(folder, keptScanName)
}

/**
 * Takes over what an older Landfall kept, where all of it was written on this computer. Each file moves at once; after an end in between
 * the next start moves the rest. What is there already is never replaced.
 */
async function takeOver(
  names: readonly string[],
  userData: string,
  folder: string,
  mark: ComputerMark,
): Promise<void> {
  const old: string[] = []
  for (const name of names) {
    const isOurs = await isWrittenHere(path.join(userData, name), mark)
    if (isOurs === false) return
    if (isOurs === true) old.push(name)
  }
  if (old.length === 0) return
  await mkdir(folder, { recursive: true, mode: 0o700 })
  for (const name of old) {
    const place = path.join(folder, name)
    if ((await stat(place).catch(() => null)) === null)
      await renamePatiently(path.join(userData, name), place)
  }
}

/**
 * A file system changes the time of a file's entry whenever it is put somewhere, and no program can set it back, as each sets back that of its
 * content. Null where there is no such file.
 */
async function isWrittenHere(file: string, mark: ComputerMark): Promise<boolean | null> {
  const found = await stat(file, { bigint: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (found === null) return null
  const written = Number(found.mtimeNs / 1_000_000n)
  const placed = Number(found.ctimeNs / 1_000_000n)
  const isInPlace = Math.abs(placed - written) <= namingMilliseconds && written >= mark.bornAt
  return isInPlace && (mark.volume === null || mark.volume === found.dev)
}
