import { createHmac } from 'node:crypto'
import { AddressRefused, createSendOutside, mayBeWebhook, type SendOutside } from '../egress/send-outside.ts'
import { publishChange } from '../progress/count-changes.ts'
import { transact } from '../database/transact.ts'
import { claimDeliveries, deliveriesAtOnce, type DueDelivery } from './claim-deliveries.ts'
import { repeatWork } from '../database/repeat-work.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { toWebhookBody } from './webhook-body.ts'
import { queryRows, runStatement, sql } from '../database/statement.ts'

/** Sends what waits, again and again, until it is stopped. */
export type WebhookSender = { readonly stop: () => Promise<void> }

export type WebhookOptions = {
  readonly send?: SendOutside
  readonly pollMilliseconds?: number
  /** How long after each failed attempt the next one comes; after the last one the delivery is dead. */
  readonly retrySeconds?: readonly number[]
  /** How long people who got stuck are gathered for one call. */
  readonly gatherSeconds?: number
  readonly onTrouble: (error: unknown) => void
}

const defaultRetrySeconds = [10, 60, 300, 1_800, 7_200, 21_600, 43_200]
const answerMilliseconds = 10_000
const defaultGatherSeconds = 30

/** Webhooks that were kept before there were rules, and that these refuse. What a name stands for is asked when it is sent to. */
export async function countRefused(
  { pool, tenantId }: TenantDatabase,
  allowHosts: readonly string[],
): Promise<number> {
  const rows = await queryRows(
    pool,
    sql<{ url: string }>`select url from webhooks where target_tenant_id = ${tenantId}`,
  )
  return rows.filter(({ url: text }) => {
    const url = URL.parse(text)
    return url === null || !mayBeWebhook(url, allowHosts)
  }).length
}

/**
 * Delivers webhooks at least once, from any replica. `x-landfall-delivery` is the same on each attempt;
 * `x-landfall-signature` is `t=<unix seconds>,v1=<hex>`, HMAC-SHA256 over `<t>.<body>` with the webhook's secret.
 */
export function startWebhooks(
  database: TenantDatabase,
  {
    send = createSendOutside(),
    pollMilliseconds = 2_000,
    retrySeconds = defaultRetrySeconds,
    gatherSeconds = defaultGatherSeconds,
    onTrouble,
  }: WebhookOptions,
): WebhookSender {
  const stopping = new AbortController()
  const sending = repeatWork(sendDue, { everyMilliseconds: pollMilliseconds, onTrouble })

  async function sendDue(): Promise<void> {
    for (;;) {
      const due = await claimDeliveries(database, gatherSeconds)
      await Promise.all(due.map(deliver))
      if (due.length < deliveriesAtOnce || stopping.signal.aborted) return
    }
  }

  async function deliver(due: DueDelivery): Promise<void> {
    const attempt = await sendDelivery(due, send, stopping.signal)
    await markDelivery(database, due, attempt, retrySeconds[due.attempts - 1])
  }

  return {
    async stop() {
      stopping.abort()
      await sending.stop()
    },
  }
}

/** What came of one attempt: the receiver's status, null without an answer; and the problem, null where it was delivered. */
type Attempt = { readonly status: number | null; readonly problem: string | null }

async function sendDelivery(due: DueDelivery, send: SendOutside, stopping: AbortSignal): Promise<Attempt> {
  // Without its signature a receiver could not know the sender.
  if (due.secret === null) return { status: null, problem: 'secret-locked' }
  const body = JSON.stringify(toWebhookBody(due))
  const seconds = Math.floor(Date.now() / 1000)
  const signature = createHmac('sha256', due.secret).update(`${seconds}.${body}`).digest('hex')
  try {
    const status = await send(due.url, {
      headers: {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'x-landfall-event': due.event,
        'x-landfall-delivery': due.id,
        'x-landfall-signature': `t=${seconds},v1=${signature}`,
      },
      body,
      signal: AbortSignal.any([stopping, AbortSignal.timeout(answerMilliseconds)]),
    })
    return { status, problem: status < 200 || status > 299 ? `answered ${status}` : null }
  } catch (error) {
    return { status: null, problem: toProblem(error) }
  }
}

/** Stores what came of an attempt. `retryAfterSeconds` is undefined after the last one. */
async function markDelivery(
  database: TenantDatabase,
  due: DueDelivery,
  { status, problem }: Attempt,
  retryAfterSeconds: number | undefined,
): Promise<void> {
  const { pool, tenantId } = database
  // 410: the receiver wants no more.
  const isOver = problem === null || retryAfterSeconds === undefined || status === 410
  const state = problem === null ? 'delivered' : isOver ? 'dead' : 'waiting'
  await runStatement(
    pool,
    sql`update webhook_deliveries set state = ${state}, last_status = ${status}, last_problem = ${problem},
      next_attempt_at = case when ${state}::text = 'waiting' then now() + make_interval(secs => ${retryAfterSeconds ?? 0}) end
      where target_tenant_id = ${tenantId} and id = ${due.id}`,
  )
  // The console shows the first failure, the end and the giving up; not each attempt in between.
  const isNews = problem === null ? due.attempts > 1 : due.attempts === 1 || isOver
  if (isNews)
    await transact(database, 'beside', (client) => publishChange(client, tenantId, { kind: 'settings' }))
}

/** Said coarsely: what exactly went wrong would tell an admin which computers and ports are in the network inside. */
function toProblem(error: unknown): string {
  return error instanceof AddressRefused ? 'address-refused' : 'unreachable'
}
