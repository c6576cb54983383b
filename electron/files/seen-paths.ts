import path from 'node:path'
import { z } from 'zod'
import { parseJson } from '../../shared/text/parse-json.ts'
import { readIfPresent, writeDurably } from '../platform/durable-file.ts'

/** Beside `files-scan.json`: which paths that look saw, as marks; no name can be read from it. It never leaves the computer. */
export const seenName = 'files-seen.bin'

const headSchema = z.object({ readAt: z.string(), count: z.int().min(0) })

/** Keeps the paths of the look that began at `readAt`. */
export async function writeSeen(scanFile: string, readAt: string, marks: Float64Array): Promise<void> {
  const head = Buffer.from(`${JSON.stringify({ readAt, count: marks.length })}\n`)
  const body = Buffer.from(marks.buffer, marks.byteOffset, marks.byteLength)
  await writeDurably(toFile(scanFile), Buffer.concat([head, body]))
}

/** The paths of that look; null where they were never kept, are another look's, or are harmed: then only dates tell what is new. */
export async function readSeen(scanFile: string, readAt: string): Promise<Float64Array | null> {
  const bytes = await readIfPresent(toFile(scanFile))
  if (bytes === null) return null
  const end = bytes.indexOf(0x0a)
  const head = headSchema.safeParse(parseJson(bytes.toString('utf8', 0, Math.max(0, end)))).data
  const body = bytes.subarray(end + 1)
  if (head?.readAt !== readAt || head.count !== body.length / 8) return null
  // A copy in one piece: `from` would go through each byte, and hold main up.
  return new Float64Array(new Uint8Array(body).buffer)
}

function toFile(scanFile: string): string {
  return path.join(path.dirname(scanFile), seenName)
}
