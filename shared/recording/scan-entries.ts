import { isBelow } from '../checks/folders.ts'
import { createScanTally } from '../checks/scan-tally.ts'
import { attribute, isLink, isOlder, judgeFormer, judgeUpload } from '../checks/upload-state.ts'
import { createExclusion } from '../files/exclusions.ts'
import {
  toLeftFile,
  type EndOfScan,
  type Found,
  type LeftFile,
  type ScanListeners,
  type ScanRequest,
  type ScanResult,
} from '../scan.ts'
import { EntriesRefused, parseEntry } from './entry-lines.ts'
import { withoutEnd } from '../without-end.ts'

/** Scans what a recording listed, given its lines, some at a time. Throws `EntriesRefused`, or the signal's reason. */
export async function scanEntries(
  lines: AsyncIterable<readonly string[]>,
  request: ScanRequest,
  { signal, onProgress, onFound, onLeft }: ScanListeners & { readonly signal?: EndOfScan } = {},
): Promise<ScanResult> {
  const { since, isFormer } = request
  // A path below a root begins right after the separator.
  const roots = request.roots.map((root) => ({ ...root, folder: withoutEnd(root.folder) }))
  const tally = createScanTally(since !== undefined || isFormer)
  const isExcluded = createExclusion(request)
  let number = 0
  for await (const some of lines) {
    signal?.throwIfAborted()
    const found: Found[] = []
    const left: LeftFile[] = []
    for (const line of some) {
      number += 1
      if (line === '' || line === '\r') continue
      const parsed = parseEntry(line)
      if (parsed === null) throw new EntriesRefused(number, 'is not an entry')
      const { path, entry } = parsed
      const root = roots.find(({ folder }) => isIn(path, folder))
      if (root === undefined) continue
      if (onFound !== undefined) found.push(parsed)
      if (entry === null) {
        if (since === undefined) tally.unreadable(path)
      } else if (isLink(entry)) tally.link()
      else if ((entry.attributes & attribute.directory) !== 0) tally.folder()
      else if (!isOlder(entry, since)) {
        const relativePath = path.slice(root.folder.length + 1)
        const state = isFormer
          ? judgeFormer(entry, relativePath, isExcluded)
          : judgeUpload(entry, relativePath, root.urlLength, isExcluded)
        tally.file(state, entry.size)
        if (state.kind === 'not-uploaded' && onLeft !== undefined)
          left.push(toLeftFile(path, entry, state.reason))
      }
    }
    if (found.length > 0) await onFound?.(found)
    if (left.length > 0) await onLeft?.(left)
    onProgress?.(tally.progress(0))
  }
  return tally.result()
}

/** As `isBelow`, which takes long, answers; most paths begin with the folder to the letter. */
function isIn(path: string, folder: string): boolean {
  return (path.startsWith(folder) && path[folder.length] === '\\') || isBelow(path, folder)
}
