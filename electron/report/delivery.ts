import {
  isTokenRefusalCode,
  receiptSchema,
  refusalSchema,
  type Receipt,
} from '../../shared/outputs/report.ts'
import type { QueuedReason } from '../../shared/window/state.ts'
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
  if (answer.kind === 'unreachable')
    return { kind: 'retry', reason: answer.isSignIn ? 'sign-in-unavailable' : 'offline' }

  const { response } = answer
  const body: unknown = await response.json().catch(() => null)
  if (response.ok) {
    const receipt = receiptSchema.safeParse(body)
    // A 200 without a receipt of this very report is not our endpoint's word: a proxy, its cache or a captive portal answered.
    return receipt.success && receipt.data.reportId.toLowerCase() === report.id.toLowerCase()
      ? { kind: 'delivered', receipt: receipt.data }
      : { kind: 'retry', reason: 'endpoint-unavailable' }
  }
  const refusal = refusalSchema.safeParse(body)
  const code = refusal.success ? refusal.data.error.code : null
  if (code !== null && finalCodes.has(code) && response.status < 500) return { kind: 'refused', code }
  // It answered: signing in again gets the same token, and the report is good once an admin has mended it.
  if (code !== null && isTokenRefusalCode(code) && response.status < 500)
    return { kind: 'retry', reason: 'endpoint-refused' }
  // With a page of its own a proxy may say the same; the token is got anew either way.
  if (response.status === 401) return { kind: 'retry', reason: 'sign-in-needed' }
  return { kind: 'retry', reason: 'endpoint-unavailable' }
}

/**
 * The endpoint's words after which the same report would get the same answer. Everything else may pass: platforms and proxies
 * answer 400, 403, 404, 407 and 413 with pages of their own while an endpoint is stopped, moved or too small (docs/facts/hosting.md#proxies-in-front-and-on-the-way-out).
 */
const finalCodes: ReadonlySet<string> = new Set([
  'plan.not-in-map',
  'report.not-in-map',
  'report.other-account',
  'report.not-yours',
  'report.id-mismatch',
  'report.id-reused',
  'request.invalid',
  'request.too-large',
  'request.too-deep',
])
