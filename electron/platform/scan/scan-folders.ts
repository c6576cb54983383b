import { createScanTally } from '../../../shared/checks/scan-tally.ts'
import { isBelow } from '../../../shared/checks/folders.ts'
import { attribute, isLink, isOlder, judgeFormer, judgeUpload } from '../../../shared/checks/upload-state.ts'
import { createExclusion } from '../../../shared/files/exclusions.ts'
import { isPartOfPackage } from '../../../shared/files/package-names.ts'
import { createMarker, createPathSet } from '../../../shared/files/path-set.ts'
import {
  toLeftFile,
  type LeftFile,
  type ScanEntry,
  type ScanListeners,
  type ScanRequest,
  type ScanResult,
  type ScanRoot,
} from '../../../shared/files/scan.ts'
import { withoutEnd } from '../../../shared/text/without-end.ts'

/** A folder's entries in parts, as the system hands them out. Throws where the folder cannot be listed. */
export type ListFolder = (path: string) => AsyncIterable<readonly ScanEntry[]>

export type ScanOptions = ScanListeners & {
  /** Ends the scan; what was counted is thrown away. */
  readonly signal?: AbortSignal
  /** Between the names of a path; `\\` where it is left out. */
  readonly separator?: '\\' | '/'
}

const progressMilliseconds = 100

/** Folders that are listed at a time: one waits for the disk while another is counted. */
const mostOpen = 4

/**
 * Looks through the folders once, deepest first, and keeps nothing but counts and the folders that are still to be
 * listed. Links are counted and not followed; one in a package of a Mac is left too, for the package is broken without it. Folders that
 * cannot be listed are counted and named. Throws the signal's reason when it was ended.
 */
export async function scanFolders(
  request: ScanRequest,
  list: ListFolder,
  { signal, separator = '\\', onProgress, onFound, onLeft, seen, onSeen }: ScanOptions = {},
): Promise<ScanResult> {
  const { since, isFormer, except = [] } = request
  // A path below a root begins right after the separator.
  const roots = request.roots.map((root) => ({ ...root, folder: withoutEnd(root.folder) }))
  const tally = createScanTally(since !== undefined || isFormer)
  const isExcluded = createExclusion(request)
  const left: { readonly path: string; readonly root: ScanRoot }[] = roots.map((root) => ({
    path: root.folder,
    root,
  }))
  let toldAt = 0
  const passed = onSeen === undefined ? null : createPathSet()
  const known = seen === undefined || since === undefined ? null : createPathSet(seen)

  function enter(path: string, root: ScanRoot): void {
    if (!except.some((one) => isBelow(path, one))) left.push({ path, root })
  }

  /** Whether it counts; its path is noted all the same. */
  function isNew(entry: ScanEntry, mark: number): boolean {
    passed?.add(mark)
    return !isOlder(entry, since) || (known !== null && !known.has(mark))
  }

  async function scanFolder({ path, root }: (typeof left)[number]): Promise<void> {
    tally.folder()
    const folder = path.slice(root.folder.length + 1)
    const toRelative = (name: string): string => (folder === '' ? name : `${folder}${separator}${name}`)
    const toMark = passed === null && known === null ? null : createMarker(path)
    try {
      for await (const entries of list(path)) {
        signal?.throwIfAborted()
        if (onFound !== undefined)
          await onFound(entries.map((entry) => ({ path: `${path}${separator}${entry.name}`, entry })))
        const leftFiles: LeftFile[] = []
        for (const entry of entries) {
          if (isLink(entry)) {
            tally.link()
            if (!isPartOfPackage(toRelative(entry.name))) continue
          }
          if ((entry.attributes & attribute.directory) !== 0) enter(`${path}${separator}${entry.name}`, root)
          else if (isNew(entry, toMark?.(entry.name) ?? 0)) {
            const relativePath = toRelative(entry.name)
            const isOfFormer = isFormer ?? root.isFormer ?? false
            const state = isOfFormer
              ? judgeFormer(entry, relativePath, isExcluded)
              : judgeUpload(entry, relativePath, root.urlLength, isExcluded)
            tally.file(state, entry, isOfFormer)
            if (state.kind === 'not-uploaded' && onLeft !== undefined)
              leftFiles.push(toLeftFile(`${path}${separator}${entry.name}`, entry, state.reason))
          }
        }
        if (leftFiles.length > 0) await onLeft?.(leftFiles)
        if (onProgress !== undefined && performance.now() - toldAt > progressMilliseconds) {
          toldAt = performance.now()
          onProgress(tally.progress(left.length))
        }
      }
    } catch (error) {
      signal?.throwIfAborted()
      if (!(error instanceof FolderUnreadable)) throw error
      // Without its account, a folder that is gone holds nothing to miss, unless its drive has gone with it.
      const isAway = error.isGone && path === root.folder && !(await isVolumeThere(path, list))
      const mayBeGone = path !== root.folder || root.isLinked !== true
      if (error.isGone && !isAway && mayBeGone && (since !== undefined || isFormer || root.isFormer)) return
      tally.unreadable(path)
      await onFound?.([{ path, entry: null }])
    }
  }

  await scanAll(left, scanFolder)
  if (passed !== null) onSeen?.(passed.marks())
  return tally.result()
}

/** Scans what is left, also what is added meanwhile, `mostOpen` at a time. */
async function scanAll<Folder>(left: Folder[], scanFolder: (folder: Folder) => Promise<void>): Promise<void> {
  const open = new Set<Promise<void>>()
  try {
    while (left.length > 0 || open.size > 0) {
      for (let next = open.size < mostOpen ? left.pop() : undefined; next !== undefined;) {
        const scanning: Promise<void> = scanFolder(next).finally(() => open.delete(scanning))
        open.add(scanning)
        next = open.size < mostOpen ? left.pop() : undefined
      }
      await Promise.race(open)
    }
  } finally {
    // Whatever ended the scan, no folder stays open behind it.
    await Promise.allSettled(open)
  }
}

const volumes: readonly (readonly [pattern: RegExp, end: string])[] = [
  [/^(?:\\\\\?\\)?[a-z]:/i, '\\'],
  [/^\\\\[^\\]+\\[^\\]+/, '\\'],
  [/^\/Volumes\/[^/]+/, ''],
]

/** False where the drive or share that a folder lies on is not there: a stick in a bag, a computer without a network. */
async function isVolumeThere(folder: string, list: ListFolder): Promise<boolean> {
  const [volume] = volumes.flatMap(([pattern, end]) => {
    const name = pattern.exec(folder)?.[0]
    return name === undefined ? [] : [`${name}${end}`]
  })
  if (volume === undefined) return true
  try {
    const listing = list(volume)[Symbol.asyncIterator]()
    await listing.next()
    await listing.return?.()
    return true
  } catch (error) {
    if (!(error instanceof FolderUnreadable)) throw error
    return !error.isGone
  }
}

/** A folder that the system does not list; `status` is its own code, 0 where there is none. */
export class FolderUnreadable extends Error {
  readonly status: number
  /** True where there is no such folder any more. */
  readonly isGone: boolean
  constructor(path: string, status: number, isGone = false) {
    super(`${path}: ${status}`)
    this.name = 'FolderUnreadable'
    this.status = status
    this.isGone = isGone
  }
}
