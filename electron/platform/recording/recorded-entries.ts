import { createReadStream } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { EntriesRefused, toLines } from '../../../shared/recording/entry-lines.ts'
import { scanEntries } from '../../../shared/recording/scan-entries.ts'
import type { ScanRequest, ScanResult } from '../../../shared/files/scan.ts'
import type { ScanOptions } from '../scan/scan-folders.ts'

/** Scans what a recording listed; null where it listed nothing. Throws `EntriesRefused`. */
export async function scanRecordedEntries(
  file: string,
  request: ScanRequest,
  options: ScanOptions = {},
): Promise<ScanResult | null> {
  const status = await lstat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (status === null) return null
  if (!status.isFile()) throw new EntriesRefused(0, 'is not a plain file')
  const text = createReadStream(file, { encoding: 'utf8', highWaterMark: 256 * 1024 })
  return await scanEntries(toLines(text as AsyncIterable<string>), request, options)
}
