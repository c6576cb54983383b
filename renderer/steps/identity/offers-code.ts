import type { SessionState } from '../../../shared/window/state.ts'

/** Where a code would fail for the same reason: the way to the service is shut, or codes are not allowed. */
const noHelp: ReadonlySet<string> = new Set([
  'unreachable',
  'no-network',
  'captive-portal',
  'proxy-refused',
  'tls-untrusted',
  'clock-wrong',
  'tenant-unknown',
])

/** True where signing in with a code may get further than this computer's browser did. */
export function offersCode(session: Extract<SessionState, { kind: 'signed-out' | 'failed' }>): boolean {
  return session.kind === 'signed-out' || !noHelp.has(session.reason)
}
