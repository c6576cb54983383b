import type { Reading } from '../facts/reading.ts'
import type { EndOfScan, ScanResult } from './scan.ts'

const source = 'file-list'

/** A scan as a reading: what broke it is its reason, unless it was ended from outside. `readAt` is when it began. */
export async function readScan(
  scan: () => Promise<ScanResult | null>,
  readAt: string,
  signal: EndOfScan | undefined,
): Promise<Reading<ScanResult> | null> {
  try {
    const value = await scan()
    return value === null ? null : { kind: 'read', value, source, readAt }
  } catch (error) {
    signal?.throwIfAborted()
    return {
      kind: 'unreadable',
      reason: error instanceof Error ? error.message : String(error),
      source,
      readAt,
    }
  }
}
