import { assertNever } from '../../../shared/assert-never.ts'
import { webhookFormats } from '../contract/settings-routes.ts'
import { createHmac } from 'node:crypto'
import { AddressRefused, createSendOutside, mayBeWebhook, type SendOutside } from '../egress/send-outside.ts'
import { ringBell } from '../progress/count-changes.ts'
import { transact } from '../database/transact.ts'
import { claimDeliveries, deliveriesAtOnce, type DueDelivery } from './claim-deliveries.ts'
import { isDatabaseAway, type TenantDatabase } from '../database/tenant-database.ts'

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
  const { rows } = await pool.query<{ url: string }>('select url from webhooks where target_tenant_id = $1', [
    tenantId,
  ])
  return rows.filter(({ url: text }) => {
    const url = URL.parse(text)
    return url === null || !mayBeWebhook(url, allowHosts)
  }).length
}

/**
 * Delivers webhooks at least once, from whichever replica comes first. `x-landfall-delivery` is the same on each attempt;
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
  const { pool, tenantId } = database
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | null = null
  let working: Promise<void> = work()

  async function work(): Promise<void> {
    try {
      for (;;) {
        const due = await claimDeliveries(database, gatherSeconds)
        await Promise.all(due.map(deliver))
        if (due.length < deliveriesAtOnce || stopping.signal.aborted) break
      }
    } catch (error) {
      if (!isDatabaseAway(error)) onTrouble(error)
    }
    if (stopping.signal.aborted) return
    timer = setTimeout(() => {
      working = work()
    }, pollMilliseconds).unref()
  }

  async function deliver(due: DueDelivery): Promise<void> {
    const body = JSON.stringify(toBody(due))
    const seconds = Math.floor(Date.now() / 1000)
    // Unsigned it would be taken for somebody else’s.
    if (due.secret === null) return settle(due, null, 'secret-locked')
    const signature = createHmac('sha256', due.secret).update(`${seconds}.${body}`).digest('hex')
    let status: number | null = null
    let problem: string | null = null
    try {
      status = await send(due.url, {
        headers: {
          'content-type': 'application/json',
          'content-length': String(Buffer.byteLength(body)),
          'x-landfall-event': due.event,
          'x-landfall-delivery': due.id,
          'x-landfall-signature': `t=${seconds},v1=${signature}`,
        },
        body,
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(answerMilliseconds)]),
      })
      if (status < 200 || status > 299) problem = `answered ${status}`
    } catch (error) {
      problem = toProblem(error)
    }
    await settle(due, status, problem)
  }

  async function settle(due: DueDelivery, status: number | null, problem: string | null): Promise<void> {
    const wait = retrySeconds[due.attempts - 1]
    // 410: the receiver wants no more.
    const isOver = problem === null || wait === undefined || status === 410
    const state = problem === null ? 'delivered' : isOver ? 'dead' : 'waiting'
    await pool.query(
      `update webhook_deliveries set state = $3, last_status = $4, last_problem = $5,
        next_attempt_at = case when $3 = 'waiting' then now() + make_interval(secs => $6) end
        where target_tenant_id = $1 and id = $2`,
      [tenantId, due.id, state, status, problem, wait ?? 0],
    )
    // An admin who looks sees it begin, end and be given up; not each attempt in between.
    const isNews = problem === null ? due.attempts > 1 : due.attempts === 1 || isOver
    if (isNews)
      await transact(database, 'beside', (client) => ringBell(client, tenantId, { kind: 'settings' }))
  }

  return {
    async stop() {
      stopping.abort()
      if (timer !== null) clearTimeout(timer)
      await working
    },
  }
}

/** Said coarsely: what exactly went wrong would tell an admin which computers and ports are in the network inside. */
function toProblem(error: unknown): string {
  return error instanceof AddressRefused ? 'address-refused' : 'unreachable'
}

/** A card for a workflow of Teams ("when a webhook request is received"). Codes and ids only, as everywhere. */
function toTeamsCard(event: string, payload: Readonly<Record<string, unknown>>): object {
  const people = Array.isArray(payload['people']) ? payload['people'] : []
  const facts =
    event === 'wave-finished'
      ? [
          { title: 'Wave', value: String(payload['wave']) },
          { title: 'People', value: String(payload['people']) },
        ]
      : (people.slice(0, 20) as Record<string, unknown>[]).map(({ blocker, owner, wave }) => ({
          title: typeof blocker === 'string' ? blocker : 'unknown',
          value: [wave, owner].filter((part) => typeof part === 'string').join(', ') || '–',
        }))
  const title =
    event === 'wave-finished' ? 'Landfall: a wave is finished' : `Landfall: stuck, ${people.length}`
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          body: [
            { type: 'TextBlock', size: 'Medium', weight: 'Bolder', text: title },
            { type: 'FactSet', facts },
          ],
        },
      },
    ],
  }
}

/** A delivery in the format that its receiver reads. A newer endpoint may have stored a format that this one does not know. */
function toBody({ format, event, payload }: DueDelivery): unknown {
  const known = webhookFormats.find((each) => each === format) ?? 'generic'
  switch (known) {
    case 'generic':
      return payload
    case 'teams':
      return toTeamsCard(event, payload)
    default:
      return assertNever(known)
  }
}
