import { receiptSchema, refusalSchema, type Receipt } from '../../shared/report.ts'
import type { QueuedReason } from '../../shared/state.ts'
import type { Session } from '../session/session.ts'
import type { Envelope } from './outbox.ts'

export type Delivery =
  | { readonly kind: 'delivered'; readonly receipt: Receipt }
  | { readonly kind: 'retry'; readonly reason: QueuedReason }
  /** The endpoint said no; asking again would get the same answer. */
  | { readonly kind: 'refused'; readonly code: string }

/** Sends one report. Repeating is harmless: the endpoint counts an id once and gives the same receipt. */
export async function deliver(session: Pick<Session, 'ask'>, { report, json }: Envelope): Promise<Delivery> {
  const answer = await session.ask('admin', `/v1/reports/${report.id}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: json,
  })
  if (answer.kind === 'sign-in-needed') return { kind: 'retry', reason: 'sign-in-needed' }
  if (answer.kind === 'unreachable') return { kind: 'retry', reason: 'offline' }

  const { response } = answer
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) {
    const receipt = receiptSchema.safeParse(body)
    // A 200 without a receipt is not our endpoint: a proxy or a captive portal answered.
    return receipt.success
      ? { kind: 'delivered', receipt: receipt.data }
      : { kind: 'retry', reason: 'endpoint-unavailable' }
  }
  const refusal = refusalSchema.safeParse(body)
  if (isWorthRetrying(response.status)) return { kind: 'retry', reason: 'endpoint-unavailable' }
  if (response.status === 401) return { kind: 'retry', reason: 'sign-in-needed' }
  return { kind: 'refused', code: refusal.success ? refusal.data.error.code : `status-${response.status}` }
}

function isWorthRetrying(status: number): boolean {
  return status >= 500 || status === 408 || status === 425 || status === 429
}
