import type {
  RescueChoice,
  RescueState,
  RowsQuery,
  FileOutcomes,
  Waivable,
} from '../../../shared/files/rescue.ts'
import type { DiskOwner } from '../../platform/local-disk.ts'
import type {
  ChangedCopy,
  CopyContent,
  DriveFolder,
  LostFile,
  RescuedFile,
  KnownFile,
} from '../verify-upload/verification.ts'
import type { RescuePlaces } from './rescue-places.ts'

/**
 * The rescue, apart from the process it is in: holds the list, knows what became of each file, plans, copies, and remembers. Each
 * verb ends when what it changes is shown; copying continues in the background.
 */
export type RescueMachine = {
  /** Reads list, journal and choices. While files are copied it waits for that. */
  open(places: RescuePlaces): Promise<void>
  list(query: RowsQuery): Promise<void>
  select(choice: RescueChoice, isSelected: boolean): Promise<void>
  /** The folders of the new OneDrive that the next plan takes, below its root; none where there can be no plan. */
  targetFolders(): Promise<readonly string[]>
  /** What the drive has in folders, for the next plan: another computer of this person may have put it there. */
  tellDrive(folders: readonly DriveFolder[]): Promise<void>
  plan(): Promise<void>
  start(): Promise<void>
  pause(): Promise<void>
  resume(): Promise<void>
  /** Done when nothing is copied any more. */
  stop(): Promise<void>
  askWaiver(what: Waivable): Promise<void>
  waive(): Promise<void>
  dropQuestion(): Promise<void>
  unwaive(what: Waivable): Promise<void>
  /** `isTaking`: this look found the client running and not paused; null where it could not tell. */
  outcomes(isTaking?: boolean | null): Promise<FileOutcomes | null>
  /** The next page of copies that no one has seen in the cloud; null after the last. `again` begins anew. */
  unproven(again: boolean): Promise<readonly RescuedFile[] | null>
  prove(paths: readonly string[], byContent?: boolean): Promise<void>
  /** What became of documents of the last page; pairs of `path` and that. */
  compareCopies(copies: readonly ChangedCopy[]): Promise<readonly (readonly [string, CopyContent])[]>
  /** By the name of the copy alone. */
  isThere(file: RescuedFile): Promise<boolean>
  /** The client gave these copies another name. */
  renamed(copies: readonly Pick<RescuedFile, 'path' | 'target'>[]): Promise<void>
  /** What these are copies of is `left` again. */
  giveBack(paths: readonly string[]): Promise<void>
  /** The next files that only the new OneDrive can tell of; null after the last. `again` begins a comparison. */
  lost(again: boolean): Promise<readonly LostFile[] | null>
  /** Nothing is compared while files are planned or copied. */
  compare(known: readonly KnownFile[]): Promise<void>
  endComparison(): Promise<void>
}

/** What the person may ask of it, by way of main. */
export type WindowVerbs = Pick<
  RescueMachine,
  | 'list'
  | 'select'
  | 'plan'
  | 'start'
  | 'pause'
  | 'resume'
  | 'stop'
  | 'askWaiver'
  | 'waive'
  | 'dropQuestion'
  | 'unwaive'
>

/** What can be asked of the process that copies. */
export type Verb = keyof RescueMachine

export type Arguments = { readonly [Name in Verb]: Parameters<RescueMachine[Name]> }
export type Results = { readonly [Name in Verb]: Awaited<ReturnType<RescueMachine[Name]>> }
/** The machine as a table, by which a verb that came as a message is called. */
export type VerbTable = { readonly [Name in Verb]: (...given: Arguments[Name]) => Promise<Results[Name]> }
/** A verb with its own arguments. */
export type Asked<Name extends Verb = Verb> = {
  [Each in Name]: { readonly verb: Each; readonly given: Arguments[Each] }
}[Name]

/** `begin` comes first and once. */
export type ToProcess =
  | { readonly kind: 'begin'; readonly machine: DiskOwner }
  | ({ readonly kind: 'ask'; readonly id: number } & Asked)

/** `code` is the name of the error and its code: no path, no message. */
export type FromProcess =
  | { readonly kind: 'state'; readonly state: RescueState }
  /** A file became settled or unsettled. */
  | { readonly kind: 'settled' }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'broken'; readonly id: number | null; readonly code: string }
