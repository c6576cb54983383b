import { createReadStream } from 'node:fs'
import { scanRecordedEntries } from '../../../electron/platform/recording/recorded-entries.ts'
import { scanFolders, type ListFolder } from '../../../electron/platform/scan/scan-folders.ts'
import type { ScanEntry } from '../../../shared/files/scan.ts'

const request = { roots: [{ folder: 'C:\\old', urlLength: 50 }], ignoredNames: ['*.pst'] }

/** How many megabytes a scan of a million files in a hundred thousand folders needs on top of what was there. */
export async function measurePeakMemory(): Promise<{ readonly files: number; readonly megabytes: number }> {
  const entry = (name: string, isFolder: boolean): ScanEntry => ({
    name,
    size: 1,
    attributes: isFolder ? 0x10 : 0x20,
    reparseTag: 0,
    placeholderState: null,
    modifiedAt: null,
    providerState: null,
  })
  // 100 folders of 1,000 folders of 10 files each.
  const list: ListFolder = async function* (path) {
    const depth = path.split('\\').length - 2
    const count = depth === 0 ? 100 : depth === 1 ? 1_000 : 10
    for (let at = 0; at < count; at += 500) {
      yield Array.from({ length: Math.min(500, count - at) }, (_, place) =>
        entry(`a name of a usual length ${at + place}`, depth < 2),
      )
    }
  }
  const baseline = process.memoryUsage.rss()
  let peak = baseline
  const result = await scanFolders(request, list, {
    onProgress: () => (peak = Math.max(peak, process.memoryUsage.rss())),
  })
  return { files: result.files, megabytes: (peak - baseline) / 2 ** 20 }
}

/** A line of `entries.ndjson`. */
export function toLine(place: number): string {
  return JSON.stringify({
    path: `C:\\old\\folder ${place % 30_000}\\a name of a usual length ${place}.docx`,
    size: place,
    mtime: '2026-11-18T10:22:31Z',
    attributes: 0x420,
    reparseTag: 0x9000_601a,
    placeholderState: 9,
  })
}

/** Milliseconds to read a recording's entries, and to do no more than read the bytes and parse each line. */
export async function measureReader(file: string): Promise<{ readonly ours: number; readonly bare: number }> {
  let started = performance.now()
  await scanRecordedEntries(file, request)
  const ours = performance.now() - started
  started = performance.now()
  let rest = ''
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: 256 * 1024 })) {
    const lines = (rest + (chunk as string)).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) JSON.parse(line)
  }
  return { ours, bare: performance.now() - started }
}
