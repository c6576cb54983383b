import { closeSync, constants, openSync } from 'node:fs'
import type { LocalDisk } from '../../platform/local-disk.ts'
import { plainFileFlags } from '../../platform/plain-file-flags.ts'
import { SourceFailure } from './copy-failures.ts'

/** Throws where the original is not a plain file with its content here, below folders that are none but folders. */
export function expectPlainFile(disk: LocalDisk, path: string, roots: readonly string[]): void {
  const { separator } = disk
  const root =
    roots.find((one) => path.startsWith(one + separator)) ?? path.slice(0, path.lastIndexOf(separator))
  for (let end = path.indexOf(separator, root.length + 1); end !== -1;) {
    const folder = disk.stat(path.slice(0, end))
    if (folder === null) throw new SourceFailure('vanished')
    if (folder.kind !== 'folder') throw new SourceFailure('link')
    end = path.indexOf(separator, end + 1)
  }
  const file = disk.stat(path)
  if (file === null) throw new SourceFailure('vanished')
  if (file.kind !== 'file') throw new SourceFailure('link')
  if (file.isCloudOnly) throw new SourceFailure('cloud-only')
}

/** Has a file open for reading, and through no link, as long as `act` takes. Throws what Node throws. */
export async function withPlainFile<Value>(
  disk: LocalDisk,
  path: string,
  act: (descriptor: number) => Promise<Value>,
): Promise<Value> {
  const descriptor = openSync(disk.place(path), constants.O_RDONLY | plainFileFlags)
  try {
    return await act(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
