import type { AppState } from './state.ts'

/**
 * Whether the window may close by itself for an installer: not while files are copied or compared, while the person signs in, or
 * while something is being saved or sent.
 */
export function mayLeave({ rescue, session, report, recording, comparison }: AppState): boolean {
  const isCopying =
    rescue.run.kind === 'planning' || rescue.run.kind === 'copying' || rescue.compared !== null
  const isSending = report.kind === 'sending' || recording.kind === 'saving'
  return !isCopying && !isSending && session.kind !== 'signing-in' && comparison.kind !== 'running'
}
