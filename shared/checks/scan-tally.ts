import {
  notUploadedReasons,
  type NotUploadedReason,
  type ScanEntry,
  type ScanProgress,
  type ScanResult,
} from '../files/scan.ts'
import { attribute, type UploadState } from './upload-state.ts'

const mostPaths = 100

/** Counts what a scan comes across. Its size does not grow with the number of files. */
export type ScanTally = {
  /** `isFormer`: of a folder whose account is gone, so that its state says nothing of other folders. */
  file(state: UploadState, entry: ScanEntry, isFormer?: boolean): void
  folder(): void
  link(): void
  unreadable(path: string): void
  progress(foldersLeft: number): ScanProgress
  result(): ScanResult
}

/** `isStateless`: whether a file was uploaded is known, or known to be unknown, without a state that it would have to carry. */
export function createScanTally(isStateless = false): ScanTally {
  const amounts = new Map<NotUploadedReason, { files: number; bytes: number }>(
    notUploadedReasons.map((reason) => [reason, { files: 0, bytes: 0 }]),
  )
  let files = 0
  let folders = 0
  let bytes = 0
  let links = 0
  let unreadable = 0
  let hasCloudState = isStateless
  let former = 0
  /** Files that need no state of the client: of a former account, or of no account at all. */
  let stateless = 0
  const paths: string[] = []
  const mailArchives = { files: 0, bytes: 0 }
  const pinned = { files: 0, bytes: 0 }
  return {
    file: (state, { name, size, attributes }, isFormer = false) => {
      if (isMailArchive(name)) add(mailArchives, size)
      if ((attributes & attribute.pinned) !== 0) add(pinned, size)
      files += 1
      if (isFormer) former += 1
      if (isFormer || state.kind === 'of-no-account') stateless += 1
      bytes += size
      if (state.kind === 'not-uploaded') {
        const amount = amounts.get(state.reason)
        if (amount !== undefined) add(amount, size)
        hasCloudState ||= provesCloud.has(state.reason)
      } else if (state.kind !== 'of-no-account' && !isFormer) hasCloudState = true
    },
    folder: () => {
      folders += 1
    },
    link: () => {
      links += 1
    },
    unreadable: (path) => {
      unreadable += 1
      if (paths.length < mostPaths) paths.push(path)
    },
    progress: (foldersLeft) => ({ files, foldersLeft }),
    result: () => ({
      files,
      folders,
      bytes,
      reasons: Object.fromEntries(amounts) as ScanResult['reasons'],
      unreadable: { folders: unreadable, paths },
      links,
      hasCloudState: hasCloudState || (former > 0 && stateless === files),
      mailArchives: { ...mailArchives },
      pinned: { ...pinned },
    }),
  }
}

/** Only the client gives a file these states. */
const provesCloud: ReadonlySet<NotUploadedReason> = new Set(['changed', 'pending', 'error'])

/** Outlook keeps mail, contacts and calendars in such a file, and holds it open (docs/facts/files-and-names.md#outlook-data-files). */
function isMailArchive(name: string): boolean {
  // Asked of every file: most names end otherwise, and the dot tells so.
  return name.charAt(name.length - 4) === '.' && name.slice(-3).toLowerCase() === 'pst'
}

function add(amount: { files: number; bytes: number }, bytes: number): void {
  amount.files += 1
  amount.bytes += bytes
}
