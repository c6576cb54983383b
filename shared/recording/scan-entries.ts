import { isBelow } from '../checks/folders.ts'
import { createScanTally } from '../checks/scan-tally.ts'
import { attribute, isLink, isOlder, judgeFormer, judgeUpload } from '../checks/upload-state.ts'
import { createExclusion } from '../files/exclusions.ts'
import { isPartOfPackage } from '../files/package-names.ts'
import { createMarker, createPathSet } from '../files/path-set.ts'
import {
  toLeftFile,
  type EndOfScan,
  type Found,
  type LeftFile,
  type ScanEntry,
  type ScanListeners,
  type ScanRequest,
  type ScanResult,
} from '../files/scan.ts'
import { EntriesRefused, parseEntry } from './entry-lines.ts'
import { withoutEnd } from '../text/without-end.ts'

/** Scans what a recording listed, given its lines, some at a time. Throws `EntriesRefused`, or the signal's reason. */
export async function scanEntries(
  lines: AsyncIterable<readonly string[]>,
  request: ScanRequest,
  { signal, onProgress, onFound, onLeft, seen, onSeen }: ScanListeners & { readonly signal?: EndOfScan } = {},
): Promise<ScanResult> {
  const { since, isFormer, except = [] } = request
  // A path below a root begins right after the separator.
  const roots = request.roots.map((root) => ({ ...root, folder: withoutEnd(root.folder) }))
  const tally = createScanTally(since !== undefined || isFormer)
  const isExcluded = createExclusion(request)
  let number = 0
  const passed = onSeen === undefined ? null : createPathSet()
  const known = seen === undefined || since === undefined ? null : createPathSet(seen)
  const isNew = (path: string, entry: ScanEntry): boolean => {
    if (passed === null && known === null) return !isOlder(entry, since)
    const mark = toMark(path)
    passed?.add(mark)
    return !isOlder(entry, since) || (known !== null && !known.has(mark))
  }
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
      if (root === undefined || except.some((one) => isIn(path, one))) continue
      if (onFound !== undefined) found.push(parsed)
      if (entry === null) {
        if (since === undefined) tally.unreadable(path)
        continue
      }
      const relativePath = path.slice(root.folder.length + 1)
      if (isLink(entry)) {
        tally.link()
        if (!isPartOfPackage(relativePath)) continue
      }
      if ((entry.attributes & attribute.directory) !== 0) tally.folder()
      else if (isNew(path, entry)) {
        const isOfFormer = isFormer ?? root.isFormer ?? false
        const state = isOfFormer
          ? judgeFormer(entry, relativePath, isExcluded)
          : judgeUpload(entry, relativePath, root.urlLength, isExcluded)
        tally.file(state, entry, isOfFormer)
        if (state.kind === 'not-uploaded' && onLeft !== undefined)
          left.push(toLeftFile(path, entry, state.reason))
      }
    }
    if (found.length > 0) await onFound?.(found)
    if (left.length > 0) await onLeft?.(left)
    onProgress?.(tally.progress(0))
  }
  if (passed !== null) onSeen?.(passed.marks())
  return tally.result()
}

/** As a look through the folders marks it. */
function toMark(path: string): number {
  const cut = Math.max(0, path.lastIndexOf('\\'))
  return createMarker(path.slice(0, cut))(path.slice(cut + 1))
}

/** As `isBelow`, which takes long, answers; most paths begin with the folder, byte for byte. */
function isIn(path: string, folder: string): boolean {
  return (path.startsWith(folder) && path[folder.length] === '\\') || isBelow(path, folder)
}
