/** Why a file below an old sync root is not known to be in the cloud. */
export const notUploadedReasons = [
  'never-uploaded',
  'changed',
  'error',
  'pending',
  'invalid-name',
  'too-long',
  'too-large',
  /** The account was gone, or none of its files says anything, before anybody looked: no one can tell (pitfall 21). */
  'untold',
  /** As before; and the new OneDrive has nothing under its path. */
  'absent',
  /** As before; and the new OneDrive has another content under its path, newer or older. */
  'different',
  'excluded-by-policy',
  /** A section of a OneNote notebook that is kept as files: OneNote and OneDrive would both write into a copy. Not told by a look. */
  'notebook',
] as const
export type NotUploadedReason = (typeof notUploadedReasons)[number]

/** Of these only the new OneDrive itself can tell. */
export const lostReasons: ReadonlySet<NotUploadedReason> = new Set(['untold', 'absent', 'different'])

/**
 * Not copied unless the person says so: what a rule keeps out would not be uploaded from its new place either, what may be in the new
 * OneDrive already would be there twice (pitfall 24), and a notebook is moved in OneNote.
 */
export const setAsideReasons: ReadonlySet<NotUploadedReason> = new Set([
  'excluded-by-policy',
  'untold',
  'notebook',
])

/** One file or folder as its folder lists it: nothing of it was opened (docs/facts/files-and-names.md#file-attributes, pitfall 20). */
export type ScanEntry = {
  readonly name: string
  /** Bytes, also of a file whose content is in the cloud only. */
  readonly size: number
  /** When its content was last written, in milliseconds since 1970; null where not known. */
  readonly modifiedAt: number | null
  /** When it was put on this disk: a copy keeps the time of its content. Missing or null where not known. */
  readonly createdAt?: number | null
  readonly attributes: number
  /** Null where unknown; 0 where there is none. */
  readonly reparseTag: number | null
  /** `CF_PLACEHOLDER_STATE`; null where Windows did not say. */
  readonly placeholderState: number | null
  /** `System.StorageProviderState`, where a recording holds it. */
  readonly providerState: number | null
}

/** One file that is not in the cloud. The list of them stays on the computer. */
export type LeftFile = {
  readonly path: string
  readonly size: number
  /** Milliseconds since 1970; null where not known. */
  readonly modifiedAt: number | null
  readonly reason: NotUploadedReason
}

/** What the list says of a file. */
export function toLeftFile(
  path: string,
  { size, modifiedAt }: ScanEntry,
  reason: NotUploadedReason,
): LeftFile {
  return { path, size, modifiedAt, reason }
}

/** Files and their bytes. */
export type Amount = { readonly files: number; readonly bytes: number }

/** What one scan found below the old account's roots: counts, no names but those of folders no one could list. */
export type ScanResult = {
  readonly files: number
  readonly folders: number
  readonly bytes: number
  readonly reasons: Readonly<Record<NotUploadedReason, Amount>>
  /** Folders that could not be listed, and the first hundred of their paths. */
  readonly unreadable: { readonly folders: number; readonly paths: readonly string[] }
  /** Junctions and symbolic links; none is followed. */
  readonly links: number
  /** False where no file carries cloud-file state that was needed: Files On-Demand off, or a volume that keeps none. */
  readonly hasCloudState: boolean
  /** Outlook data files (PST); left out by a look of an older Landfall, so that none is not assumed. */
  readonly mailArchives?: Amount
  /** Files that are always kept on the computer, which OneDrive downloads again into a new folder; left out as above. */
  readonly pinned?: Amount
}

/** How many files a look found that are not known to be in the cloud. */
export function countLeft({ reasons }: Pick<ScanResult, 'reasons'>): number {
  return Object.values(reasons).reduce((sum, { files }) => sum + files, 0)
}

/** While it runs. */
export type ScanProgress = { readonly files: number; readonly foldersLeft: number }

/** What a scan came across; `entry` is null for a folder that could not be listed. */
export type Found = { readonly path: string; readonly entry: ScanEntry | null }

/** Ends a scan from outside; an `AbortSignal` is one. */
export type EndOfScan = { throwIfAborted(): void }

export type ScanListeners = {
  /** Hears of every entry, some at a time; the scan goes on when it has done with them. */
  readonly onFound?: (found: readonly Found[]) => Promise<void> | void
  /** Hears of every file that is not in the cloud, as `onFound` does of all. */
  readonly onLeft?: (left: readonly LeftFile[]) => Promise<void> | void
  /**
   * For a look for what is new: the paths that the look before it saw. A file that was moved keeps all its times, and only its path is
   * new.
   */
  readonly seen?: Float64Array
  /** Hears once, at the end, of the paths of all files, as marks that `createPathSet` takes. */
  readonly onSeen?: (marks: Float64Array<ArrayBuffer>) => void
  /** Called about ten times a second. */
  readonly onProgress?: (progress: ScanProgress) => void
}

/** A folder to look through; `urlLength` is how many characters the target's address puts before a path in it. */
export type ScanRoot = {
  readonly folder: string
  readonly urlLength: number
  /** As of `ScanRequest`, for one root beside others whose account is linked. */
  readonly isFormer?: true
  /** Of a Mac: its account is linked although no file tells its state, so that a folder which is gone is not nothing. */
  readonly isLinked?: true
}

/** What to look through, and which names the organisation keeps from being uploaded. */
export type ScanRequest = {
  readonly roots: readonly ScanRoot[]
  readonly ignoredNames: readonly string[]
  /** Whole names of folders that are never uploaded. */
  readonly ignoredFolders?: readonly string[]
  /** Endings of files that the tenant does not take. */
  readonly blockedEndings?: readonly string[]
  /**
   * Only what was written or came later counts (milliseconds since 1970). No one uploads it any more, so it needs no cloud state
   * to be told; and a folder that is gone has nothing new.
   */
  readonly since?: number
  /** Folders below the roots that are not looked through: the new OneDrive, where it lies in the old one. */
  readonly except?: readonly string[]
  /** The account was gone before anybody looked: of each file no one can tell whether it was uploaded (pitfall 21). */
  readonly isFormer?: true
}
