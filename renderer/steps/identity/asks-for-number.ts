import type { SessionState } from '../../../shared/window/state.ts'

/** Where Microsoft's page may have said why, and nothing came back from it. */
const isSilent: ReadonlySet<string> = new Set(['timed-out', 'cancelled', 'declined', 'unexpected'])

/** True where the page may have shown a number that the person has not typed yet. */
export function asksForNumber(session: Extract<SessionState, { kind: 'signed-out' | 'failed' }>): boolean {
  return session.kind === 'failed' && session.number === undefined && isSilent.has(session.reason)
}
