import { fstatSync, readSync } from 'node:fs'
import { DocumentRefused } from './document-limits.ts'

/** A file that is read at any place. Its opener closes it. */
export type OpenDocument = {
  readonly size: number
  /** Fills `target` with the bytes from `at` on; refused where the file ends before. */
  read(target: Uint8Array, at: number): void
}

/** Reads an open file. Throws what the disk refuses. */
export function openDocument(descriptor: number): OpenDocument {
  const { size } = fstatSync(descriptor)
  return {
    size,
    read: (target, at) => {
      for (let done = 0; done < target.length;) {
        const length = readSync(descriptor, target, done, target.length - done, at + done)
        if (length === 0) throw new DocumentRefused('cut')
        done += length
      }
    },
  }
}

/** Reads what is in memory already. */
export function toOpenDocument(bytes: Buffer): OpenDocument {
  return {
    size: bytes.length,
    read: (target, at) => {
      if (at < 0 || at + target.length > bytes.length) throw new DocumentRefused('cut')
      target.set(bytes.subarray(at, at + target.length))
    },
  }
}

/** Called between parts, with the bytes that were read since; may throw to end it. */
export type OnBytes = (bytes: number) => void
