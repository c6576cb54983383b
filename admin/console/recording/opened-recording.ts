import type { CheckResult } from '../../../shared/checks/check-result.ts'
import type { MachineFacts } from '../../../shared/facts/machine.ts'
import type { RefusedRecording } from './recording-refusal.ts'

/** What the person saw on their computer when the recording was saved. */
export type SeenCheck = {
  /** ISO 8601. */
  readonly takenAt: string
  readonly appVersion: string
  readonly verdict: CheckResult['verdict']
  readonly supportCode: string
  readonly findings: readonly string[]
}

/** A recording as it is shown: plain values, so that a worker can hand it over. */
export type OpenedRecording = {
  readonly kind: 'opened'
  /** ISO 8601: everything in it is as old. */
  readonly takenAt: string
  readonly facts: MachineFacts
  readonly result: CheckResult
  /** Both organisations as the person moves between them; null where the recording brings no configuration that can be read. */
  readonly move: {
    readonly source: { readonly tenantId: string; readonly name: string }
    readonly target: { readonly tenantId: string; readonly name: string }
  } | null
  /** Null where the app had not checked yet, or another version wrote it in another form. */
  readonly seen: SeenCheck | null
  /** What that computer refused to tell. */
  readonly unreadable: readonly { readonly what: string; readonly place: string; readonly reason: string }[]
}

/** A file opened as a recording. */
export type RecordingAnswer = OpenedRecording | RefusedRecording
