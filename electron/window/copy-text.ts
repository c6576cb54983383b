import { lastResult, type AppState } from '../../shared/window/state.ts'
import type { CopiedText } from '../../shared/window/requests.ts'
import { toTicketText } from '../../shared/window/ticket-text.ts'

/** What the person wants to paste somewhere: phone and support code, the receipt, or the text for a ticket. Null where there is none. */
export function toCopyText(state: AppState, what: CopiedText): string | null {
  if (what === 'ticket') return toTicketText(state)
  if (what === 'receipt') return state.report.kind === 'delivered' ? state.report.receipt : null
  const code = lastResult(state.check)?.supportCode
  const phone = state.configuration.kind === 'ready' ? state.configuration.support.phone : null
  const lines = [phone, code ?? null].filter((line) => line !== null)
  return lines.length === 0 ? null : lines.join('\n')
}
