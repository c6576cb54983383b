import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { webhookEvents, webhookFormats } from '../../../admin/server/contract/settings-routes.ts'
import { webhookPayloads, webhookVersion } from '../../../admin/server/contract/webhook-payloads.ts'
import { toWebhookBody } from '../../../admin/server/events/webhook-body.ts'
import { queueAlerts, watchAlerts } from '../../../admin/server/runbook/watch-alerts.ts'
import { noSettings } from '../../../admin/server/settings/settings.ts'
import { fabrikam } from '../../unit/shared/cast.ts'
import { eventually } from '../../eventually.ts'
import { startConsoleWorld, type ConsoleWorld } from './console-world.ts'

const staleMs = 600_000
const expireOn = '2026-12-31'

let world: ConsoleWorld
beforeAll(async () => {
  world = await startConsoleWorld(['amy'])
})
afterEach(async () => {
  for (const table of ['webhook_deliveries', 'webhooks', 'settings', 'live_source'])
    await world.query(`delete from ${table}`)
})
afterAll(() => world.stop())

const addWebhook = (...events: readonly string[]) =>
  world.post<{ id: string }>('/v1/webhooks', { url: 'https://hooks.invalid/x', format: 'generic', events })

async function setLastDay(licencesExpireOn: string | null): Promise<void> {
  const body = { ...noSettings, licencesExpireOn }
  const { status } = await world.ask('/v1/settings', { method: 'PUT', token: world.tokens.admin, body })
  expect(status).toBe(200)
}

const readJobsAt = (listedAt: string | null, trouble: string | null = null, since: string | null = null) =>
  world.query(
    `insert into live_source (target_tenant_id, listed_at, trouble, trouble_since) values ($1, $2, $3, $4)
     on conflict (target_tenant_id) do update set listed_at = $2, trouble = $3, trouble_since = $4`,
    [fabrikam, listedAt, trouble, since],
  )

/** What waits for a webhook, each as its receiver gets it and as the contract describes it. */
async function told(): Promise<unknown[]> {
  const rows = await world.query('select event, payload from webhook_deliveries order by created_at')
  return rows.map((row) => {
    const { event, payload } = row as {
      event: keyof typeof webhookPayloads
      payload: Record<string, unknown>
    }
    return webhookPayloads[event].parse(toWebhookBody({ format: 'generic', event, payload }))
  })
}

const at = (moment: string) => queueAlerts(world.store.database, staleMs, new Date(moment))

describe('the countdown of the licences', () => {
  it('is told at 30, 14, 7, 3, 1 and 0 days, once each, and no more once they have ended', async () => {
    await addWebhook('licence-countdown')
    await setLastDay(expireOn)
    for (let day = 40; day >= -3; day -= 1)
      for (const hour of ['02', '23'])
        await at(new Date(Date.parse(`${expireOn}T${hour}:00:00Z`) - day * 86_400_000).toISOString())
    expect(await told()).toEqual(
      [30, 14, 7, 3, 1, 0].map((daysLeft) => ({
        version: webhookVersion,
        event: 'licence-countdown',
        expireOn,
        daysLeft,
        step: daysLeft,
      })),
    )
  })

  it('begins at the step of the day on which the last day is set, and anew where that day is moved', async () => {
    await addWebhook('licence-countdown')
    await setLastDay(expireOn)
    await at('2026-12-26T08:00:00Z')
    await at('2026-12-26T08:01:00Z')
    await setLastDay('2027-01-02')
    await at('2026-12-26T09:00:00Z')
    expect(await told()).toMatchObject([
      { expireOn, daysLeft: 5, step: 7 },
      { expireOn: '2027-01-02', daysLeft: 7, step: 7 },
    ])
  })

  it('is not told without a last day, nor to a webhook that does not want it', async () => {
    await addWebhook('person-stuck')
    await setLastDay(expireOn)
    await at('2026-12-30T08:00:00Z')
    await addWebhook('licence-countdown')
    await setLastDay(null)
    await at('2026-12-30T08:00:00Z')
    expect(await told()).toEqual([])
  })
})

describe('a live source that tells nothing new', () => {
  it('is told once for each time it falls silent, with when it was read last and the trouble since', async () => {
    await addWebhook('live-stale')
    await readJobsAt('2026-12-01T08:00:00Z', 'live.throttled', '2026-12-01T08:01:00Z')
    await at('2026-12-01T08:10:00Z')
    expect(await told()).toEqual([])
    for (const moment of ['2026-12-01T08:10:01Z', '2026-12-01T11:00:00Z']) await at(moment)
    await readJobsAt('2026-12-01T12:00:00Z')
    await at('2026-12-01T12:05:00Z')
    await at('2026-12-01T12:30:00Z')
    expect(await told()).toEqual([
      {
        version: webhookVersion,
        event: 'live-stale',
        lastReadAt: '2026-12-01T08:00:00.000Z',
        trouble: 'live.throttled',
      },
      { version: webhookVersion, event: 'live-stale', lastReadAt: '2026-12-01T12:00:00.000Z', trouble: null },
    ])
  })

  it('is told where it was never read, once its trouble lasts; not where it has just begun or is off', async () => {
    await addWebhook('live-stale')
    await at('2026-12-01T08:00:00Z')
    await readJobsAt(null)
    await at('2026-12-01T09:00:00Z')
    await readJobsAt(null, 'live.throttled', '2026-12-01T09:00:00Z')
    await at('2026-12-01T09:10:00Z')
    await queueAlerts(world.store.database, null, new Date('2026-12-01T10:00:00Z'))
    expect(await told()).toEqual([])
    await at('2026-12-01T09:10:01Z')
    await at('2026-12-01T12:00:00Z')
    expect(await told()).toMatchObject([{ lastReadAt: null, trouble: 'live.throttled' }])
  })
})

it('is told once, however many replicas look at once', async () => {
  await addWebhook('licence-countdown', 'live-stale')
  await setLastDay(expireOn)
  await readJobsAt('2026-12-01T08:00:00Z')
  await Promise.all(Array.from({ length: 12 }, () => at('2026-12-20T08:00:00Z')))
  expect(await told()).toHaveLength(2)
})

it('is looked for by itself, until the endpoint stops', async () => {
  const troubles: unknown[] = []
  await addWebhook('live-stale')
  await readJobsAt('2026-01-01T08:00:00Z')
  const alerts = watchAlerts(world.store.database, {
    staleMs,
    everyMilliseconds: 20,
    onTrouble: (error) => troubles.push(error),
  })
  await eventually(async () => expect(await told()).toHaveLength(1))
  await readJobsAt('2026-01-02T08:00:00Z')
  await eventually(async () => expect(await told()).toHaveLength(2))
  await alerts.stop()
  expect(troubles).toEqual([])
})

it('has a card for Teams for each event', () => {
  expect(Object.keys(webhookPayloads).toSorted()).toEqual([...webhookEvents].toSorted())
  expect(webhookFormats).toContain('teams')
  const payload = {
    expireOn,
    daysLeft: 7,
    lastReadAt: null,
    trouble: 'live.throttled',
    wave: 'Wave 1',
    people: 3,
  }
  const cards = webhookEvents.map((event) =>
    JSON.stringify(toWebhookBody({ format: 'teams', event, payload })),
  )
  for (const [place, words] of [
    ['Wave 1', '3'],
    ['stuck, 0'],
    [expireOn, '7'],
    ['–', 'live.throttled'],
  ].entries())
    for (const word of words) expect(cards[place]).toContain(word)
})
