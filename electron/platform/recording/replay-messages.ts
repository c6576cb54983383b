import type { MachineFacts } from '../../../shared/facts/machine.ts'
import type { ManagedLayer } from '../../../shared/config/managed-settings.ts'
import type { Reading } from '../../../shared/facts/reading.ts'
import type { Found, LeftFile, ScanProgress, ScanRequest, ScanResult } from '../../../shared/files/scan.ts'
import type { RecordingContent } from './recording-content.ts'

export type ReplayQuestion =
  | { readonly kind: 'open' | 'facts' | 'record' | 'policy' }
  | {
      readonly kind: 'scan'
      readonly request: ScanRequest
      /** What main listens to; the rest is not sent. */
      readonly hears: { readonly found: boolean; readonly left: boolean; readonly progress: boolean }
    }

export type ReplayAnswers = {
  readonly open: null
  readonly facts: MachineFacts
  readonly record: RecordingContent
  readonly policy: readonly ManagedLayer[]
  readonly scan: Reading<ScanResult> | null
}

/** `heard` answers `found` and `left`; `stop` ends the scan. */
export type ToReplay =
  | { readonly kind: 'ask'; readonly id: number; readonly question: ReplayQuestion }
  | { readonly kind: 'heard' }
  | { readonly kind: 'stop' }

export type FromReplay =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'refused'; readonly id: number; readonly file: string; readonly reason: string }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string }
  | { readonly kind: 'found'; readonly found: readonly Found[] }
  | { readonly kind: 'left'; readonly left: readonly LeftFile[] }
  | { readonly kind: 'progress'; readonly progress: ScanProgress }

/** A process that reads a recording. */
export type ReplayProcess = {
  readonly tell: (message: ToReplay) => void
  /** Ends it, whatever it is at. */
  readonly end: () => void
  /** Whether the program that asks stays for its answer. */
  readonly hold: (isHeld: boolean) => void
}

/** Starts the process for the recording in `folder`; `hear` gets whatever it says, `ended` is called once, whatever ended it. */
export type StartReplay = (
  folder: string,
  hear: (message: unknown) => void,
  ended: () => void,
) => Promise<ReplayProcess>

/** So much memory, in megabytes, may be taken for one recording. */
export const replayMegabytes = 1_024

/** The program of the process. The address is written out, so that the build finds it. */
export function replayProgram(): URL {
  return new URL('./replay-process.ts', import.meta.url)
}
