import { createHash } from 'node:crypto'
import { readSync } from 'node:fs'

/** Hashes an open file from its begin, through `part`: SHA-256, base64. */
export function hashOpenFile(descriptor: number, part: Buffer): string {
  const sha = createHash('sha256')
  for (let at = 0; ;) {
    const length = readSync(descriptor, part, 0, part.length, at)
    if (length === 0) return sha.digest('base64')
    sha.update(part.subarray(0, length))
    at += length
  }
}
