import type { Finding } from '../../shared/findings/finding.ts'
import { isOfClient, remedyFor, type RemedyId } from '../../shared/findings/remedy.ts'
import { lastResult, type AppState } from '../../shared/window/state.ts'
import type { FindingCode } from '../../shared/findings/vocabulary.ts'

/** The one thing that a finding's button does. */
export type Action =
  | { readonly kind: 'remedy'; readonly remedy: RemedyId }
  | { readonly kind: 'sign-in' }
  | { readonly kind: 'send-report' }
  | { readonly kind: 'check' }
  /** On somebody else's computer there is nothing to press. */
  | { readonly kind: 'none' }

/** Chooses the button: a remedy where there is one, the report where IT has to act, otherwise another look. */
export function chooseAction(finding: Finding, state: AppState): Action {
  if (state.replay !== null) return { kind: 'none' }
  const remedy = remedyFor(finding.code)
  // Before the move OneDrive is left alone: opening it could begin a sign-in that would stop the move.
  const isLeftAlone = remedy !== null && isOfClient(remedy) && lastResult(state.check)?.phase === 'ready'
  if (remedy !== null && !isLeftAlone && isOffered(remedy, state)) return { kind: 'remedy', remedy }
  if (finding.code.startsWith('identity.') || finding.code === 'web.sign-in-needed')
    return { kind: 'sign-in' }
  if (isForOthers(finding) && isReportReady(state)) return { kind: 'send-report' }
  return { kind: 'check' }
}

/** True where there is a report that has not been sent yet. */
export function isReportReady({ report }: AppState): boolean {
  return report.kind === 'ready' || report.kind === 'unsaved'
}

/** True where the person cannot settle the finding alone, so that IT should hear of it. */
export function isForOthers({ owner, code }: Finding): boolean {
  return owner !== 'user' && owner !== null && !code.startsWith('context.')
}

/** True where only IT can go on, and nothing that the person did has led here: then the window says so. */
export function isBlameless({ outcome, owner, code }: Pick<Finding, 'outcome' | 'owner' | 'code'>): boolean {
  return outcome === 'blocked' && owner === 'admin' && code !== 'account.linked-too-early'
}

/** True where a new address has to be typed, so that it is worth showing in full. */
export function needsAddress(code: FindingCode): boolean {
  return code.startsWith('identity.') || code.startsWith('account.')
}

// A help page that is not configured is not offered.
function isOffered(remedy: RemedyId, { configuration }: AppState): boolean {
  if (remedy !== 'open-support') return true
  return configuration.kind === 'ready' && configuration.support.url !== null
}
