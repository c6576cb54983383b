import { createHmac } from 'node:crypto'
import { isDatabaseAway, type TenantDatabase } from './store/tenant-database.ts'

/** Sends what waits, again and again, until it is stopped. */
export type WebhookSender = { readonly stop: () => Promise<void> }

type Due = {
  readonly id: string
  readonly event: string
  readonly payload: Readonly<Record<string, unknown>>
  readonly attempts: number
  readonly url: string
  readonly format: string
  readonly secret: string
}

export type WebhookOptions = {
  readonly fetch?: typeof fetch
  readonly pollMilliseconds?: number
  /** How long after each failed attempt the next one comes; after the last one the delivery is dead. */
  readonly retrySeconds?: readonly number[]
  readonly onTrouble: (error: unknown) => void
}

const defaultRetrySeconds = [10, 60, 300, 1_800, 7_200, 21_600, 43_200]
const answerMilliseconds = 10_000
const leaseSeconds = 60
const atOnce = 20

/**
 * Delivers webhooks at least once, from whichever replica comes first. `x-landfall-delivery` is the same on each attempt;
 * `x-landfall-signature` is `t=<unix seconds>,v1=<hex>`, HMAC-SHA256 over `<t>.<body>` with the webhook's secret.
 */
export function startWebhooks(
  { pool, tenantId }: TenantDatabase,
  {
    fetch: send = fetch,
    pollMilliseconds = 2_000,
    retrySeconds = defaultRetrySeconds,
    onTrouble,
  }: WebhookOptions,
): WebhookSender {
  const stopping = new AbortController()
  let timer: NodeJS.Timeout | null = null
  let working: Promise<void> = work()

  async function work(): Promise<void> {
    try {
      for (;;) {
        const due = await claim()
        await Promise.all(due.map(deliver))
        if (due.length < atOnce || stopping.signal.aborted) break
      }
    } catch (error) {
      if (!isDatabaseAway(error)) onTrouble(error)
    }
    if (stopping.signal.aborted) return
    timer = setTimeout(() => {
      working = work()
    }, pollMilliseconds).unref()
  }

  // Claimed for a minute: whoever dies with it leaves it to the next.
  async function claim(): Promise<Due[]> {
    const { rows } = await pool.query<Due>(
      `with due as (
          select id from webhook_deliveries
          where target_tenant_id = $1 and state = 'waiting' and next_attempt_at <= now()
          order by next_attempt_at limit ${atOnce} for update skip locked)
        update webhook_deliveries d set attempts = d.attempts + 1, next_attempt_at = now() + interval '${leaseSeconds} seconds'
        from due, webhooks w
        where d.target_tenant_id = $1 and d.id = due.id and w.target_tenant_id = $1 and w.id = d.webhook_id
        returning d.id, d.event, d.payload, d.attempts, w.url, w.format, w.secret`,
      [tenantId],
    )
    return rows
  }

  async function deliver(due: Due): Promise<void> {
    const body = JSON.stringify(due.format === 'teams' ? toTeamsCard(due.event, due.payload) : due.payload)
    const seconds = Math.floor(Date.now() / 1000)
    const signature = createHmac('sha256', due.secret).update(`${seconds}.${body}`).digest('hex')
    let status: number | null = null
    let problem: string | null = null
    try {
      const answer = await send(due.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-landfall-event': due.event,
          'x-landfall-delivery': due.id,
          'x-landfall-signature': `t=${seconds},v1=${signature}`,
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(answerMilliseconds)]),
      })
      status = answer.status
      await answer.body?.cancel()
      if (!answer.ok) problem = `answered ${status}`
    } catch (error) {
      problem = toProblem(error)
    }
    await settle(due, status, problem)
  }

  async function settle(due: Due, status: number | null, problem: string | null): Promise<void> {
    const wait = retrySeconds[due.attempts - 1]
    // 410: whoever was there wants no more.
    const isOver = problem === null || wait === undefined || status === 410
    const state = problem === null ? 'delivered' : isOver ? 'dead' : 'waiting'
    await pool.query(
      `update webhook_deliveries set state = $3, last_status = $4, last_problem = $5,
        next_attempt_at = case when $3 = 'waiting' then now() + make_interval(secs => $6) end
        where target_tenant_id = $1 and id = $2`,
      [tenantId, due.id, state, status, problem, wait ?? 0],
    )
  }

  return {
    async stop() {
      stopping.abort()
      if (timer !== null) clearTimeout(timer)
      await working
    },
  }
}

function toProblem(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown'
  if (error.name === 'TimeoutError') return 'no answer in time'
  const { cause } = error
  const code = (cause as { code?: unknown } | undefined)?.code
  return typeof code === 'string' ? code : error.name
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
