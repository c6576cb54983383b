import type { Amount, NotUploadedReason } from './scan.ts'

/*
 * Rescue: what is only on this computer is copied into the new OneDrive, verified, and proven to have arrived. Nothing of
 * the person's is ever deleted, overwritten, moved or downloaded. The list, the journal and the choices stay on the computer.
 */

/**
 * What became of one file of the list. `left`: nothing yet. `copied`: verified on this computer, not seen in the cloud yet. `present`:
 * not copied, because its equal was seen in the new OneDrive under its own path. `notebook-link`: no file to save, but the shortcut that is
 * for a notebook of the old cloud.
 */
export const rescueStatuses = [
  'left',
  'copied',
  'proven',
  'present',
  'waived',
  'failed',
  'notebook-link',
] as const
export type RescueStatus = (typeof rescueStatuses)[number]

/** True for what is in the new OneDrive without a copy, or no file to save: the reason why it was only here counts no more. */
export function hasNoReason(status: RescueStatus): boolean {
  return status === 'present' || status === 'notebook-link'
}

/** Why a file could not be copied. */
export const copyFailures = [
  /** Another program has it open and lets no one read. */
  'locked',
  /** It was written to each time it was copied. */
  'changing',
  /** It is not there any more. */
  'vanished',
  /** Its content is in the cloud only; reading would download it (pitfall 20). */
  'cloud-only',
  /** It is a link in a package; or it, or a folder above it, has become a link to another place. */
  'link',
  'access-denied',
  /** The disk it is on does not give it out. */
  'unreadable',
  /** What was read back was not what was written. */
  'not-verified',
  /** Larger than OneDrive takes. */
  'too-large',
  /** A rule of the organisation keeps its name, or that of a folder above it, from being uploaded: a copy would wait for ever. */
  'excluded-by-policy',
  /** It came from the internet, and the copy could not carry the mark that says so: programs would trust it. */
  'mark-not-kept',
] as const
export type CopyFailure = (typeof copyFailures)[number]

/** Why a copy has another name or place than its original; the first that applies. */
export const renameReasons = [
  'invalid-name',
  'reserved-name',
  'name-too-long',
  'path-too-long',
  /** Two names that differ in letter case or in how accents are written only. */
  'name-clash',
  /** The new OneDrive has another file of this name already. */
  'exists',
] as const
export type RenameReason = (typeof renameReasons)[number]

/** Of the files of a folder and of those below it that can be chosen with it: there are none, each is chosen, or not each. */
export type FolderChoice = 'none' | 'chosen' | 'open'

/** One line of the list, as the window shows it. `path` is its identity. */
export type RescueRow = {
  readonly path: string
  /** Below the old folder it belongs to; `` for the folder itself. Names are put together as the computer does. */
  readonly folder: string
  readonly name: string
  readonly size: number
  /** Milliseconds since 1970; null where not known. */
  readonly modifiedAt: number | null
  readonly reason: NotUploadedReason
  readonly isSelected: boolean
  readonly status: RescueStatus
  /** It arrived, or was there, with Microsoft's additions. */
  readonly hasAdditions: boolean
  /** Of a link: whether the new OneDrive has its notebook at the same place. Missing where not known. */
  readonly hasNotebook?: boolean
  /** Of a link: no one knows where its notebook would be in the new OneDrive, so no one is asked about it. */
  readonly hasNoPlace?: true
  /** Of what belongs to OneNote, which is not chosen with its folder: how the rest of the folder is chosen. */
  readonly folderChoice?: FolderChoice
  /** Its copy has not all that the system keeps beside the original: named streams above 1 MB, or a volume that keeps none. */
  readonly lacksStreams: boolean
  /** Where it goes or went, below the new OneDrive, with `/` between names; null before a plan is made. */
  readonly target: string | null
  readonly renamed: RenameReason | null
  readonly failure: CopyFailure | null
}

export const rowOrders = ['folder', 'name', 'size', 'modified'] as const
export type RowOrder = (typeof rowOrders)[number]

/** Rows that are handed out at a time. */
export const mostRows = 200

/** Which rows the window wants to have: filter, order and place. */
export type RowsQuery = {
  readonly from: number
  /** At most `mostRows`. */
  readonly count: number
  readonly reason: NotUploadedReason | null
  readonly status: RescueStatus | null
  /** Only what the plan gives another name. */
  readonly onlyRenamed: boolean
  /** Part of a path, whatever its letter case; `` for all. */
  readonly search: string
  readonly order: RowOrder
  readonly isDescending: boolean
}

/** `rows` are those from `query.from` on; `total` is how many there would be, with their bytes. */
export type RescueRows = {
  readonly query: RowsQuery
  readonly total: Amount
  readonly rows: readonly RescueRow[]
}

/** What a person can do without: one file, or all files of a reason. */
export type Waivable =
  | { readonly kind: 'item'; readonly path: string }
  /** Copies of locked documents, which no one can compare: all there are. */
  | { readonly kind: 'protected' }
  | { readonly kind: 'reason'; readonly reason: NotUploadedReason }

/** What can be selected besides: a folder (of `RescueRow.folder`) with all below it, or all there is. */
export type RescueChoice =
  | Exclude<Waivable, { readonly kind: 'protected' }>
  | { readonly kind: 'folder'; readonly folder: string }
  | { readonly kind: 'all' }

/**
 * Asked once, to be asked again: main records no waiver that was not asked for before. A waiver counts for files as they were when
 * it was given; only that of `excluded-by-policy` counts for what comes later too.
 */
export type WaiverQuestion = {
  readonly what: Waivable
  /** What it would leave behind. */
  readonly amount: Amount
  readonly askedAt: string
}

/** A waiver that holds. `at` is ISO 8601. */
export type Waiver = {
  readonly what: Exclude<Waivable, { readonly kind: 'protected' }>
  readonly at: string
  readonly amount: Amount
}

/** How many files are in which status, of one reason or of all. */
export type RescueCounts = Readonly<Record<RescueStatus, Amount>> & {
  readonly all: Amount
  /** Of those that are `proven` or `present`: documents with Microsoft's additions. */
  readonly withAdditions: Amount
  /** Of those that are `left` or `failed`: what the next plan takes. */
  readonly selected: Amount
}

/** The list in numbers. */
export type RescueTotals = {
  readonly all: RescueCounts
  /** Reasons that have files, in the order of `notUploadedReasons`. */
  readonly reasons: readonly { readonly reason: NotUploadedReason; readonly counts: RescueCounts }[]
  readonly waivers: readonly Waiver[]
  /** Links of whose notebooks no one knows yet whether the new OneDrive has them. */
  readonly unseenNotebooks?: number
}

/** Whether the volume of the new OneDrive takes it. `needed` has room to spare in it; all in bytes. */
export type SpaceVerdict =
  | { readonly kind: 'enough'; readonly free: number; readonly needed: number }
  | { readonly kind: 'too-little'; readonly free: number; readonly needed: number }
  | { readonly kind: 'unknown' }

/** A plan in numbers; which file goes where is in the rows. */
export type RescuePlan = {
  /** What will be copied. */
  readonly amount: Amount
  /** The folder in the new OneDrive that it goes into, as the computer writes it. */
  readonly folder: string
  readonly renames: readonly { readonly reason: RenameReason; readonly files: number }[]
  readonly space: SpaceVerdict
}

/** `bytesLeft` and `secondsLeft` are of this run; `secondsLeft` is null until it can be told. */
export type CopyProgress = {
  readonly done: Amount
  readonly of: Amount
  readonly failed: number
  /** Over the last seconds. */
  readonly bytesPerSecond: number
  readonly secondsLeft: number | null
}

/** Why there can be no plan. */
export const noRescueReasons = [
  /** Before the move: a list to read, as advice. */
  'before-move',
  /** The organisation does not want files copied (`features.rescue`). */
  'switched-off',
  /** The new account is not connected yet, so there is no folder to copy into. */
  'target-not-linked',
  /** The folder of the new OneDrive is not there. */
  'target-missing',
  /** The organisation's account here is another person's, or this person's under another address. */
  'target-of-other',
  /** Nothing shows whose the folder is. */
  'target-unproven',
  /** The new OneDrive is the old folder, or one lies in the other: files arrive where they are, and nothing is copied. */
  'same-folder',
] as const
export type NoRescueReason = (typeof noRescueReasons)[number]

/** Why copying ended before its end. All but `asked` can be tried again once it is put right. */
export const stopReasons = [
  'asked',
  'disk-full',
  'target-read-only',
  'target-gone',
  'unexpected',
  /** Windows lets only programs that it knows write there (controlled folder access). */
  'target-protected',
] as const
export type StopReason = (typeof stopReasons)[number]

/** The state of the rescue. */
export type RescueRun =
  /** No file is left, or no one has looked yet. */
  | { readonly kind: 'none' }
  | { readonly kind: 'unavailable'; readonly reason: NoRescueReason }
  /** The list has been read and nothing was begun. */
  | { readonly kind: 'listed' }
  | { readonly kind: 'planning' }
  /** To be read before it starts; choosing other files makes it `listed` again. */
  | { readonly kind: 'planned'; readonly plan: RescuePlan }
  | { readonly kind: 'copying'; readonly progress: CopyProgress; readonly isPaused: boolean }
  /** `progress` is null where the stop was in an earlier run of Landfall. Planning again goes on where it ended. */
  | { readonly kind: 'stopped'; readonly reason: StopReason; readonly progress: CopyProgress | null }
  /** Copied and verified, but for what is named as failed. */
  | { readonly kind: 'copied' }

/**
 * All that the window knows of the rescue. What waits for OneDrive is `totals.all.copied`; settled are `proven`, `present` and
 * `waived`; unsettled is the rest.
 */
export type RescueState = {
  readonly run: RescueRun
  readonly totals: RescueTotals | null
  /** The rows that were asked for last, and again whenever they change. Null until the window asks. */
  readonly rows: RescueRows | null
  readonly question: WaiverQuestion | null
  /** How far the comparison with the new OneDrive is; null while none is under way. */
  readonly compared: { readonly done: Amount; readonly of: Amount } | null
  /** Bytes that are free where the copies go; null where that is not known. */
  readonly free: number | null
}

export const noRescue: RescueState = {
  run: { kind: 'none' },
  totals: null,
  rows: null,
  question: null,
  compared: null,
  free: null,
}

/**
 * The state of the list, for the judge: files by what became of them. `left` counts what is neither copied nor waived, by its
 * reason; what could not be copied is left.
 */
export type FileOutcomes = {
  readonly left: Readonly<Record<NotUploadedReason, Amount>>
  readonly copied: Amount
  readonly proven: Amount
  readonly present: Amount
  readonly waived: Amount
  /** Of those that are proven or present: documents that Microsoft has written its own details into. */
  readonly withAdditions?: Amount
  /** Shortcuts to notebooks of the old cloud: neither copied nor in the way. */
  readonly notebookLinks?: Amount
  /** Of these: whose notebook the new OneDrive has at the same place, and whose it has not. The others no one has told of. */
  readonly notebooks?: { readonly found: number; readonly missing: number }
  /** Of `copied`: what OneDrive has not taken for hours although it runs and is not paused. Missing where it could not be known. */
  readonly notTaken?: Amount
}

/** Of how many files a settlement tells. */
export function countResolved({
  left,
  copied,
  proven,
  present,
  waived,
  notebookLinks,
}: FileOutcomes): number {
  const amounts = [...Object.values(left), copied, proven, present, waived, notebookLinks]
  return amounts.reduce((sum, amount) => sum + (amount?.files ?? 0), 0)
}
