import type { BrandRamp } from '../brand/brand-ramp.ts'
import type { CheckResult } from '../checks/check-result.ts'
import type { SignInFailure } from '../checks/failed-sign-in.ts'
import type { RefusalCause } from '../checks/refusal-cause.ts'
import type { ComparisonState } from '../files/comparison.ts'
import type { ConfigProblem } from '../config/tell-problem.ts'
import type { Language } from '../words/languages.ts'
import type { PlanKnowledge } from '../move/plan.ts'
import type { LibraryView } from '../checks/old-libraries.ts'
import { noOldLinks, type OldLinksState } from '../files/old-links.ts'
import type { ProofState } from '../files/proof.ts'
import { noRescue, type RescueState } from '../files/rescue.ts'

/** All that the window shows. Main owns it; the window holds a mirror that it never writes. */
export type AppState = {
  readonly app: {
    readonly name: string
    readonly version: string
    /** This package has something else in the place of Electron: it is for trying, and no release. */
    readonly isStandIn?: true
  }
  readonly configuration: ConfigurationState
  readonly session: SessionState
  readonly plan: PlanKnowledge
  readonly check: CheckState
  readonly scan: ScanState
  readonly rescue: RescueState
  /** `to-ask`: macOS will ask the person before it lets Landfall look, and they have not been told of it yet. */
  readonly access: 'open' | 'to-ask'
  /** What of the rescue has been seen in the cloud. */
  readonly proof: ProofState
  /** Which of the old files with an unknown upload state are in the new OneDrive. */
  readonly comparison: ComparisonState
  readonly report: ReportState
  /** Somebody else's computer, played back: nothing is signed in to, sent or opened. Null on the person's own. */
  readonly replay: ReplayState | null
  /** The file for the helpdesk. */
  readonly recording: RecordingState
  /** Libraries and shortcuts of the old organisation, as they were kept and are read; empty before the first check. */
  readonly libraries: readonly LibraryView[]
  /** What leads to the old organisation, a page at a time; empty where no one looked. */
  readonly oldLinks: OldLinksState
  /** The last remedy that could not be opened, until the next is asked for. */
  readonly remedy: RemedyState
  /** The language that the person has chosen in the window; null for the organisation's, or the computer's own. */
  readonly language: Language | null
}

export type ConfigurationState =
  | {
      readonly kind: 'ready'
      readonly source: { readonly name: string }
      readonly target: { readonly name: string }
      /** The new address in full, once configuration, plan or token have said it. */
      readonly newAddress: string | null
      readonly oldAddress: string | null
      readonly support: {
        readonly name: string | null
        readonly phone: string | null
        readonly url: string | null
      }
      /** The language that the organisation has chosen; null for the computer's own. */
      readonly language: Language | null
      readonly policy: PolicyState
      readonly branding: BrandingState
      /** The organisation wants a newer Landfall (`updates.minimumVersion`). */
      readonly isOutdated: boolean
    }
  | { readonly kind: 'refused'; readonly path: string; readonly problems: readonly ConfigProblem[] }

/** What the organisation's policy sets: each key with its value as text, and what it has wrong. */
export type PolicyState = {
  readonly managed: readonly { readonly key: string; readonly value: string }[]
  readonly problems: readonly ConfigProblem[]
}

/** What the organisation has put in the place of Landfall's own: its tones, and a picture as a `data:` address. */
export type BrandingState = { readonly ramp: BrandRamp | null; readonly logo: string | null }

export type SessionState =
  /** Looking for a saved sign-in. `isStoreBusy`: there is one, and the system does not open its key store yet. */
  | { readonly kind: 'restoring'; readonly isStoreBusy?: true }
  | { readonly kind: 'signed-out' }
  /** `until` is when it is given up (ISO 8601). */
  | { readonly kind: 'signing-in'; readonly page: SignInPage; readonly until: string }
  | {
      readonly kind: 'signed-in'
      readonly name: string
      readonly username: string
      /** False where the system keeps no secrets, so that the sign-in ends with Landfall. */
      readonly isKept: boolean
    }
  | {
      readonly kind: 'failed'
      readonly reason: SignInFailure
      /** Entra's own number of the refusal: `53003`. */
      readonly number?: number
      readonly cause?: RefusalCause
    }

/** Where the person types their address while a sign-in is under way. */
export type SignInPage =
  /** Microsoft's page in this computer's browser. */
  | { readonly kind: 'browser' }
  /** Any browser on any device. The code is null while it is being fetched. */
  | { readonly kind: 'device-code'; readonly code: DeviceCode | null }
  /** Windows' own dialog. */
  | { readonly kind: 'system' }

/** What the person types on another device: `userCode` on the page at `address`. */
export type DeviceCode = { readonly userCode: string; readonly address: string }

export type CheckState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly last: CheckResult | null }
  | { readonly kind: 'done'; readonly result: CheckResult }
  /** The check itself broke; there is a line in the log. */
  | { readonly kind: 'broken'; readonly last: CheckResult | null }

/** The look through the old folders. `stopped` until the person asks for another look. */
export type ScanState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly files: number; readonly foldersLeft: number }
  | { readonly kind: 'stopped' }

/** `json` is the exact report, as it is on disk and on the wire. */
export type ReportState =
  | { readonly kind: 'none' }
  | { readonly kind: 'ready'; readonly json: string }
  /** It could not be put on this disk, so nothing was sent; ready to be tried again. */
  | { readonly kind: 'unsaved'; readonly json: string }
  | { readonly kind: 'sending'; readonly json: string }
  | { readonly kind: 'queued'; readonly json: string; readonly reason: QueuedReason }
  | {
      readonly kind: 'delivered'
      readonly json: string
      readonly receipt: string
      readonly receivedAt: string
    }
  /** `code` is the endpoint's own. Not retried. */
  | { readonly kind: 'refused'; readonly json: string; readonly code: string }

/**
 * `offline`: no connection to the endpoint. `sign-in-unavailable`: the endpoint was not asked, as the sign-in service gave no
 * token just now. `endpoint-refused`: it does not take the token, which signing in again does not mend.
 */
export type QueuedReason =
  'offline' | 'sign-in-unavailable' | 'endpoint-unavailable' | 'endpoint-refused' | 'sign-in-needed'

/** `recordedAt` is ISO 8601; null where the recording could not be read. */
export type ReplayState = { readonly recordedAt: string | null }

export type RecordingState =
  | { readonly kind: 'none' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'saved'; readonly file: string }
  | { readonly kind: 'unsaved' }

export type RemedyState =
  | { readonly kind: 'none' }
  | { readonly kind: 'opened' }
  | { readonly kind: 'unavailable'; readonly reason: 'no-handler' | 'unsupported' }

export const initialState: Omit<AppState, 'app' | 'configuration'> = {
  session: { kind: 'restoring' },
  plan: { kind: 'unasked' },
  check: { kind: 'idle' },
  scan: { kind: 'idle' },
  rescue: noRescue,
  access: 'open',
  proof: { kind: 'none' },
  comparison: { kind: 'none' },
  report: { kind: 'none' },
  replay: null,
  recording: { kind: 'none' },
  libraries: [],
  oldLinks: noOldLinks,
  remedy: { kind: 'none' },
  language: null,
}

/** The last result, however old: shown while the next is on its way. */
export function lastResult(check: CheckState): CheckResult | null {
  switch (check.kind) {
    case 'idle':
      return null
    case 'running':
    case 'broken':
      return check.last
    case 'done':
      return check.result
  }
}
