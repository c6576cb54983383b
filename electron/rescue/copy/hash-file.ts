import { createHash } from 'node:crypto'
import { fstatSync, read } from 'node:fs'
import { promisify } from 'node:util'
import type { LocalDisk } from '../../platform/local-disk.ts'
import { withPlainFile } from './plain-file.ts'
import { createQuickXorHash } from './quick-xor-hash.ts'

const readInto = promisify(read)
const partBytes = 1024 * 1024

type Pass = (bytes: number) => Promise<void> | void

/** What was read: the file as it was all the time. */
export type FileHash = {
  readonly size: number
  readonly modifiedAt: number
  /** Base64, both. */
  readonly quickXorHash: string
  readonly sha256: string
}

/**
 * Makes hashes of files, one after the other, with one buffer. Null for what is no plain file or was written to meanwhile. `pass` is
 * called between parts and may throw to end it. Throws what the disk refuses.
 */
export function createFileHasher(disk: LocalDisk): {
  readonly hash: (file: string, pass: Pass) => Promise<FileHash | null>
  /** The same of a file that is open and stays so. */
  readonly hashOpen: (descriptor: number, pass: Pass) => Promise<FileHash | null>
} {
  const quickXor = createQuickXorHash(partBytes)
  async function hashOpen(descriptor: number, pass: Pass): Promise<FileHash | null> {
    // A file that was broken off has left its part of a hash.
    quickXor.finish()
    const sha = createHash('sha256')
    const before = fstatSync(descriptor)
    if (!before.isFile()) return null
    for (let at = 0; ;) {
      const { bytesRead } = await readInto(descriptor, quickXor.buffer, 0, partBytes, at)
      if (bytesRead === 0) break
      quickXor.take(bytesRead)
      sha.update(quickXor.buffer.subarray(0, bytesRead))
      at += bytesRead
      await pass(bytesRead)
    }
    const { size, mtimeMs } = fstatSync(descriptor)
    const quickXorHash = quickXor.finish()
    if (size !== before.size || mtimeMs !== before.mtimeMs) return null
    return { size, modifiedAt: mtimeMs, quickXorHash, sha256: sha.digest('base64') }
  }

  return {
    hashOpen,
    hash: async (file, pass) => await withPlainFile(disk, file, (descriptor) => hashOpen(descriptor, pass)),
  }
}
