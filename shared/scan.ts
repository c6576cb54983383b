/** Why a file below an old sync root is not known to be in the cloud, the strongest reason first. */
export const notUploadedReasons = [
  'never-uploaded',
  'changed',
  'error',
  'pending',
  'invalid-name',
  'too-long',
  'too-large',
  'excluded-by-policy',
] as const
export type NotUploadedReason = (typeof notUploadedReasons)[number]

/** Files and their bytes; both whole numbers. */
export type Amount = { readonly files: number; readonly bytes: number }

/** What one scan found below the old account's roots. Names are in the list on this machine only. */
export type ScanResult = {
  readonly files: number
  readonly folders: number
  readonly bytes: number
  readonly reasons: Readonly<Record<NotUploadedReason, Amount>>
  /** Folders that could not be listed, and the first hundred of their paths. */
  readonly unreadable: { readonly folders: number; readonly paths: readonly string[] }
  /** Junctions and symbolic links that were not followed. */
  readonly links: number
  /** False where nothing carries cloud-file state: unlinked, or a volume that keeps none. */
  readonly hasCloudState: boolean
  /** Where the names are, one JSON line each; null where no list was asked for. */
  readonly list: string | null
}

/** While it runs. */
export type ScanProgress = {
  readonly files: number
  readonly folders: number
  /** Folders that are known and not yet listed. */
  readonly foldersLeft: number
}

/** What to look through, and how names are judged. */
export type ScanRequest = {
  readonly roots: readonly ScanRoot[]
  /** Patterns of `EnableODIgnoreListFromGPO`. */
  readonly ignoredNames: readonly string[]
  /** A file for the list of what is not uploaded, below Landfall's own data; null for none. */
  readonly listFile: string | null
}

/** `urlLength` is how many characters the target's address puts before the path (limit: 400 together). */
export type ScanRoot = { readonly folder: string; readonly urlLength: number }
