import type { CheckResult } from '../../shared/checks/check-result.ts'
import { lastResult, type AppState, type CheckState } from '../../shared/window/state.ts'

/**
 * The last result as far as it counts now. Right after a sign-in the last one is still about no person, or about the attempt before:
 * then it is null, for the list and for every step alike. Before the move a check needs no sign-in.
 */
export function currentResult({ session, check, replay }: AppState): CheckResult | null {
  const result = lastResult(check)
  if (result === null || replay !== null || session.kind !== 'signed-in' || result.phase === 'ready')
    return result
  return isFromBeforeSignIn(result, check) ? null : result
}

/** True while Landfall watches this computer and can say when it last looked: not in a replay, and not after a check that broke. */
export function isWatching({ check, replay }: Pick<AppState, 'check' | 'replay'>): boolean {
  return replay === null && check.kind !== 'broken' && lastResult(check) !== null
}

/** Only a result that names the person who is signed in may contradict the session. */
function isFromBeforeSignIn(result: CheckResult, check: CheckState): boolean {
  const identity = result.findings.filter(({ step }) => step === 'identity')
  if (check.kind !== 'done') return identity.length > 0 || !wasAsked(result)
  return identity.some(({ code }) => !aboutThePerson.has(code)) || !wasAsked(result)
}

function wasAsked(result: CheckResult): boolean {
  return result.steps.some(({ id, outcome }) => id === 'identity' && outcome !== 'skipped')
}

const aboutThePerson: ReadonlySet<string> = new Set([
  'identity.wrong-tenant',
  'identity.wrong-account',
  'identity.guest',
])
