import { mkdir, open, rm, type FileHandle } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import path from 'node:path'
import { renamePatiently } from '../platform/durable-file.ts'
import type { LeftFile } from '../../shared/files/scan.ts'

/** Beside `files-scan.json`: which files they are. */
export const pendingFilesName = 'files-left.ndjson'
/** What was saved in the old folders after that look, when no one uploaded it any more; a version of its own of each file. */
export const laterFilesName = 'files-later.ndjson'

/** The list of files that are not in the cloud, a line of JSON each, while it is being written. It never leaves the computer. */
export type PendingFiles = {
  readonly add: (left: readonly LeftFile[]) => Promise<void>
  /** Puts it in the place of the last one, whole and on the disk. */
  readonly keep: () => Promise<void>
  /** Ends it without a trace. */
  readonly discard: () => Promise<void>
}

/** A list that will be `file`; however many files there are, none of them stays in memory. */
export function createPendingFiles(file: string): PendingFiles {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}.tmp`)
  let opened: Promise<FileHandle> | null = null
  // Folders are listed side by side; their lines must not be written into one another.
  let written: Promise<unknown> = Promise.resolve()
  const append = (text: string): Promise<void> => {
    opened ??= openList(temporary)
    const handle = opened
    const done = written.then(async () => (await handle).appendFile(text))
    written = done.catch(() => undefined)
    return done
  }
  return {
    add: (left) => append(left.map((one) => `${JSON.stringify(one)}\n`).join('')),
    keep: async () => {
      await append('')
      const handle = await opened
      await handle?.sync()
      await handle?.close()
      await renamePatiently(temporary, file)
    },
    discard: async () => {
      await written
      // Closed already where keeping it failed.
      await (await opened?.catch(() => null))?.close().catch(() => undefined)
      await rm(temporary, { force: true })
    },
  }
}

async function openList(file: string): Promise<FileHandle> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  return await open(file, 'wx', 0o600)
}
