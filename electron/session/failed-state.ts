import type { FailedSignIn } from '../../shared/checks/failed-sign-in.ts'
import { toRefusalCause } from '../../shared/checks/refusal-cause.ts'
import type { SessionState } from '../../shared/window/state.ts'

/** What the window shows of a failed sign-in. */
export function toFailedState(facts: FailedSignIn): SessionState {
  const { reason, number } = facts
  const cause = toRefusalCause(facts)
  return {
    kind: 'failed',
    reason,
    ...(number !== undefined && { number }),
    ...(cause !== null && { cause }),
  }
}
