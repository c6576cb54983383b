import type { MachineFacts } from '../../shared/facts/machine.ts'
import type { PointerPlaces } from '../../shared/computer/pointers/pointer-places.ts'
import type { Reading } from '../../shared/facts/reading.ts'
import type { RemedyId, RemedyTarget } from '../../shared/findings/remedy.ts'
import type { ScanRequest, ScanResult } from '../../shared/files/scan.ts'
import type { RecordingContent } from './recording/recording-content.ts'
import type { ScanOptions } from './scan/scan-folders.ts'

/** What became of an attempt to open a documented URI. */
export type Opening =
  | { readonly kind: 'opened' }
  | { readonly kind: 'unavailable'; readonly reason: 'no-handler' | 'unsupported' }

/** The computer, asked in one place. One folder per system implements it. */
export type Platform = {
  /** Reads every fact the judges need. Never throws: what could not be read says so. */
  readFacts(): Promise<MachineFacts>
  /**
   * Looks through folders for files that are not in the cloud, by their listing alone. Null where it is not known:
   * a recording without a list, a system whose cloud files are not known. Throws only the signal's reason.
   */
  scan(request: ScanRequest, options?: ScanOptions): Promise<Reading<ScanResult> | null>
  /** Writes down what `readFacts` reads, for a recording. Never throws: what could not be read says so. */
  record(): Promise<RecordingContent>
  /** Where this computer has what may lead to an old place; left out, or null, where no one can tell. */
  readonly pointerPlaces?: () => Promise<PointerPlaces | null>
  /** Calls `onChange` soon after something changed that a check reads. Returns what ends it. */
  watch(onChange: () => void): () => void
  /** Starts a documented, undoable action of the sync client; nothing is ever run that cannot be undone. */
  open(remedy: RemedyId, target: RemedyTarget): Promise<Opening>
}

/** Opens a URI with the system's own handler. Handed in, because the command line has none. */
export type OpenUri = (uri: string) => Promise<void>

/** A recording that is none: there is no computer to ask. Thrown when it is opened, for the entry to explain. */
export class RecordingRefused extends Error {
  readonly file: string
  readonly reason: string
  constructor(file: string, reason: string) {
    super(`${file}: ${reason}`)
    this.name = 'RecordingRefused'
    this.file = file
    this.reason = reason
  }
}

/** The reason, where a stranger's recording takes longer than it may. */
export const tookTooLong = 'takes too long to read'

/** The reason, where it ends the process that reads it: by its memory, or by a fault. */
export const readerEnded = 'ends the process that reads it'

/** The reason, where the process that reads it cannot be started. */
export const readerNotStarted = 'no process can be started that reads it'

/** A place where no recording can be written; `reason` says why. */
export class RecordingNotWritten extends Error {
  readonly file: string
  readonly reason: 'exists' | 'unwritable'
  constructor(file: string, reason: RecordingNotWritten['reason'], cause: unknown) {
    super(`${file}: ${reason}`, { cause })
    this.name = 'RecordingNotWritten'
    this.file = file
    this.reason = reason
  }
}
