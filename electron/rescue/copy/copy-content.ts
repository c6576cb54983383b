import { createHash } from 'node:crypto'
import { closeSync, constants, fstatSync, fsync, openSync, read, readSync, write, writeSync } from 'node:fs'
import { promisify } from 'node:util'
import type { LocalDisk } from '../../platform/local-disk.ts'
import { plainFileFlags } from '../../platform/plain-file-flags.ts'
import { folderOf } from './make-folders.ts'
import { createQuickXorHash } from './quick-xor-hash.ts'
import { atSource, atTarget, SourceFailure, type TargetFolder } from './copy-failures.ts'

const readInto = promisify(read)
const writeFrom = promisify(write)
const flush = promisify(fsync)

/** What was copied: the original as it was then, and both hashes of its content. */
export type Content = {
  readonly size: number
  readonly modifiedAt: number
  /** Base64. */
  readonly quickXorHash: string
  /** Base64, for our own comparison only. */
  readonly sha256: string
}

/** A copy under its temporary name, open and not flushed yet. */
export type OpenCopy = Content & { readonly descriptor: number }

/** Copies with two buffers that are used again for each file, however large it is. */
export type ContentCopier = {
  /**
   * Copies `from` to `to`, which must not be there, hashing on the way. `pass` is called between parts and may wait or throw;
   * `onBytes` hears of what was written. Throws `SourceFailure` or `TargetFailure`; then `to` may be there in part.
   */
  copy(
    disk: LocalDisk,
    from: string,
    to: string,
    pass: () => Promise<void>,
    onBytes: (bytes: number) => void,
  ): Promise<OpenCopy>
}

const partBytes = 1024 * 1024
/** Smaller files are written at once: handing them to another thread takes longer. */
const smallBytes = 256 * 1024

export function createContentCopier(): ContentCopier {
  const quickXor = createQuickXorHash(2 * partBytes)

  async function pour(
    source: number,
    target: number,
    where: TargetFolder,
    pass: () => Promise<void>,
    onBytes: (bytes: number) => void,
  ): Promise<{ bytes: number; quickXorHash: string; sha256: string }> {
    const sha = createHash('sha256')
    // A copy that was broken off has left its part of a hash.
    quickXor.finish()
    let bytes = 0
    let from = 0
    const { size } = fstatSync(source)
    const isSmall = size <= smallBytes
    const fill = async (at: number): Promise<number> =>
      await atSource(async () =>
        // Only the first part of a small file can keep the person waiting: for its disk.
        isSmall && (bytes > 0 || size === 0)
          ? readSync(source, quickXor.buffer, at, partBytes, null)
          : (await readInto(source, quickXor.buffer, at, partBytes, null)).bytesRead,
      )
    const drain = async (at: number, length: number): Promise<void> =>
      await atTarget(async () => {
        for (let done = 0; done < length;) {
          done += isSmall
            ? writeSync(target, quickXor.buffer, at + done, length - done)
            : (await writeFrom(target, quickXor.buffer, at + done, length - done)).bytesWritten
        }
      }, where)
    for (let length = await fill(from); length > 0;) {
      bytes += length
      // One part is written and hashed while the next is read.
      const other = partBytes - from
      const written = drain(from, length)
      const next = fill(other)
      sha.update(quickXor.buffer.subarray(from, from + length))
      quickXor.take(length, from)
      const [, filled] = await settleBoth(written, next)
      onBytes(length)
      length = filled
      from = other
      await pass()
    }
    return { bytes, quickXorHash: quickXor.finish(), sha256: sha.digest('base64') }
  }

  return {
    copy: async (disk, from, to, pass, onBytes) => {
      const source = await atSource(() => openSync(disk.place(from), constants.O_RDONLY | plainFileFlags))
      try {
        const before = fstatSync(source)
        if (!before.isFile()) throw new SourceFailure('link')
        const where = { disk, folder: folderOf(disk, to) }
        const target = await atTarget(() => openSync(disk.place(to), 'wx+', 0o600), where)
        try {
          const { bytes, quickXorHash, sha256 } = await pour(source, target, where, pass, onBytes)
          const after = fstatSync(source)
          const isSame =
            after.mtimeMs === before.mtimeMs && after.size === before.size && bytes === after.size
          if (!isSame) throw new SourceFailure('changing')
          return { descriptor: target, size: bytes, modifiedAt: after.mtimeMs, quickXorHash, sha256 }
        } catch (error) {
          closeSync(target)
          throw error
        }
      } finally {
        closeSync(source)
      }
    },
  }
}

/** Puts what was written on the disk itself. */
export async function flushFile(descriptor: number): Promise<void> {
  await atTarget(() => flush(descriptor))
}

/** Waits for both also where one fails: a buffer must not be written into after that. */
async function settleBoth<First, Second>(
  first: Promise<First>,
  second: Promise<Second>,
): Promise<[First, Second]> {
  await Promise.allSettled([first, second])
  return [await first, await second]
}
