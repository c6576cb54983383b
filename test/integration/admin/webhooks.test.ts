import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createSendOutside } from '../../../admin/server/egress/send-outside.ts'
import { countRefused, startWebhooks, type WebhookSender } from '../../../admin/server/events/webhooks.ts'
import { claimDeliveries } from '../../../admin/server/events/claim-deliveries.ts'
import { eventually } from '../../eventually.ts'
import { webhookPayloads } from '../../../admin/server/contract/webhook-payloads.ts'
import { startConsoleWorld, type ConsoleWorld } from './console-world.ts'
import { reportOf } from '../../unit/admin/report.ts'

type Received = { readonly headers: IncomingHttpHeaders; readonly body: string }

let world: ConsoleWorld
let sender: WebhookSender
let status: number
const received: Received[] = []
const server = createServer((request, response) => {
  let body = ''
  request.setEncoding('utf8').on('data', (text: string) => (body += text))
  request.on('end', () => {
    received.push({ headers: request.headers, body })
    response.writeHead(status).end()
  })
})
let webhook: { id: string; secret: string }
const troubles: unknown[] = []

beforeAll(async () => {
  world = await startConsoleWorld(['amy', 'bob'])
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  await world.store.importWaves(
    ['amy', 'bob'].map((name) => ({ upn: `${name}@contoso.com`, wave: 'Wave 1', cutoverOn: null })),
  )
})
afterAll(async () => {
  server.close()
  await world.stop()
})
beforeEach(async () => {
  status = 204
  received.length = 0
  webhook = await add('generic')
  sender = start(0)
})
afterEach(async () => {
  await sender.stop()
  expect(troubles).toEqual([])
  await world.ask(`/v1/webhooks/${webhook.id}`, { method: 'DELETE', token: world.tokens.admin })
})

function start(gatherSeconds: number): WebhookSender {
  return startWebhooks(world.store.database, {
    pollMilliseconds: 20,
    retrySeconds: [0, 0],
    gatherSeconds,
    send: createSendOutside({ allowHosts: ['127.0.0.1'] }),
    onTrouble: (error) => troubles.push(error),
  })
}

// The console takes https only; this server speaks http.
async function add(format: string): Promise<{ id: string; secret: string }> {
  const events = ['wave-finished', 'person-stuck']
  const made = await world.post<{ id: string; secret: string }>('/v1/webhooks', {
    url: 'https://hooks.invalid/x',
    format,
    events,
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  await world.query('update webhooks set url = $1 where id = $2', [url, made.id])
  return made
}

let sequence = 0
const stuckReport = () =>
  reportOf({
    sequence: (sequence += 1),
    verdict: 'blocked',
    findings: [{ code: 'client.disabled-by-policy', step: 'client', outcome: 'blocked', owner: 'admin' }],
  })
const stuck = () => world.report('amy', stuckReport())
const done = (name: string) => world.report(name, reportOf({ sequence: (sequence += 1) }))

describe('startWebhooks', () => {
  it('says signed who is stuck, by id and code only', async () => {
    await stuck()
    await expect.poll(() => received.length).toBe(1)
    const [{ headers, body }] = received as [Received]
    const [, seconds, signature] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-landfall-signature'])) ?? []
    expect(createHmac('sha256', webhook.secret).update(`${seconds}.${body}`).digest('hex')).toBe(signature)
    expect(webhookPayloads['person-stuck'].parse(JSON.parse(body))).toEqual({
      version: 1,
      event: 'person-stuck',
      people: [
        {
          personId: await world.idOf('amy'),
          wave: 'Wave 1',
          blocker: 'client.disabled-by-policy',
          owner: 'admin',
        },
      ],
    })
    // Stuck still, and nothing new.
    await stuck()
    await done('amy')
  })

  it('says once that a wave is finished', async () => {
    await done('amy')
    await done('bob')
    await expect.poll(() => received.length, { timeout: 60_000 }).toBe(1)
    expect(JSON.parse(received[0]?.body ?? '')).toEqual({
      version: 1,
      event: 'wave-finished',
      wave: 'Wave 1',
      people: 2,
    })
    await done('bob')
    const waiting = await world.query(`select 1 from webhook_deliveries where event = 'wave-finished'`)
    expect(waiting).toHaveLength(1)
  })

  it('tries again, gives up, says so, and tries once more when the admin says so', async () => {
    status = 500
    const [now] = await world.query('select pg_current_xact_id()::text as xid')
    const before = now?.['xid']
    await stuck()
    type Deliveries = {
      deliveries: { id: string; state: string; attempts: number; lastStatus: number | null }[]
    }
    const deliveries = async () =>
      (await world.get<Deliveries>(`/v1/webhooks/${webhook.id}/deliveries`)).deliveries
    // Said with the webhook while it lasts, and the console gets an event.
    const failing = async () =>
      (await world.get<{ webhooks: { id: string; failing: object | null }[] }>('/v1/settings')).webhooks.find(
        ({ id }) => id === webhook.id,
      )?.failing
    await expect.poll(deliveries).toMatchObject([{ state: 'dead', attempts: 3, lastStatus: 500 }])
    await expect
      .poll(() =>
        world.query(`select 1 from events where data->>'kind' = 'settings' and xid > $1::text::xid8`, [
          before,
        ]),
      )
      .not.toHaveLength(0)
    expect(await failing()).toMatchObject({ problem: 'answered 500' })
    expect(new Set(received.map(({ headers }) => headers['x-landfall-delivery'])).size).toBe(1)
    status = 204
    const [dead] = await deliveries()
    await world.post(`/v1/webhooks/${webhook.id}/deliveries/${dead?.id}/retry`)
    await expect.poll(deliveries).toMatchObject([{ state: 'delivered', lastStatus: 204 }])
    expect(await failing()).toBeNull()
    await done('amy')
  })

  it('writes a card that Teams shows', async () => {
    await world.ask(`/v1/webhooks/${webhook.id}`, { method: 'DELETE', token: world.tokens.admin })
    webhook = await add('teams')
    await stuck()
    await expect.poll(() => received.length).toBe(1)
    expect(JSON.parse(received[0]?.body ?? '')).toMatchObject({
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive' }],
    })
  })

  it('says many events of one person in one call, as they were last, and those of others with them', async () => {
    await sender.stop()
    await done('amy')
    for (let time = 0; time < 3; time += 1) {
      await stuck()
      await done('amy')
    }
    await world.report(
      'amy',
      reportOf({
        sequence: (sequence += 1),
        verdict: 'blocked',
        findings: [{ code: 'config.invalid', step: 'client', outcome: 'blocked', owner: 'admin' }],
      }),
    )
    await world.report('bob', stuckReport())
    const waiting = `select count(*)::int as waiting from webhook_deliveries where state = 'waiting' and event = 'person-stuck'`
    expect(await world.query(waiting)).toEqual([{ waiting: 5 }])
    sender = start(0)
    const calls = () => received.filter(({ headers }) => headers['x-landfall-event'] === 'person-stuck')
    await eventually(() => expect(calls()).toHaveLength(1))
    const { people } = JSON.parse(calls()[0]?.body ?? '') as {
      people: { personId: string; blocker: string }[]
    }
    expect(people.map(({ personId, blocker }) => [personId, blocker])).toEqual([
      [await world.idOf('amy'), 'config.invalid'],
      [await world.idOf('bob'), 'client.disabled-by-policy'],
    ])
    await eventually(async () => expect(await world.query(waiting)).toEqual([{ waiting: 0 }]))
    await done('amy')
    await done('bob')
  })

  it('waits for further events before it calls', async () => {
    await sender.stop()
    await done('amy')
    await stuck()
    const claim = async (gatherSeconds: number) =>
      (await claimDeliveries(world.store.database, gatherSeconds)).filter(
        ({ event }) => event === 'person-stuck',
      )
    expect(await claim(3600)).toEqual([])
    expect(await claim(0)).toHaveLength(1)
    await done('amy')
  })

  it.each([
    ['an address of this computer', '127.0.0.1', 'address-refused'],
    ['a port where no one answers', null, 'unreachable'],
  ])('tells coarsely what went wrong with %s', async (_name, refusedHost, problem) => {
    await sender.stop()
    const url = refusedHost === null ? 'https://127.0.0.1:1/' : `https://${refusedHost}/`
    await world.query('update webhooks set url = $1 where id = $2', [url, webhook.id])
    sender = startWebhooks(world.store.database, {
      pollMilliseconds: 20,
      retrySeconds: [],
      gatherSeconds: 0,
      send: createSendOutside({ allowHosts: refusedHost === null ? ['127.0.0.1'] : [] }),
      onTrouble: (error) => troubles.push(error),
    })
    await stuck()
    // That the wave is finished may still be told from the test before.
    await eventually(async () => {
      const { deliveries } = await world.get<{ deliveries: { event: string }[] }>(
        `/v1/webhooks/${webhook.id}/deliveries`,
      )
      expect(deliveries.filter(({ event }) => event === 'person-stuck')).toMatchObject([
        { state: 'dead', lastStatus: null, lastProblem: problem },
      ])
    })
    await done('amy')
  })

  it('is counted at the start where it was kept and the rules refuse it now', async () => {
    const { database } = world.store
    const kept = 'https://10.0.0.5/hook'
    await world.query('update webhooks set url = $1 where id = $2', [kept, webhook.id])
    expect(await countRefused(database, [])).toBe(1)
    expect(await countRefused(database, ['10.0.0.5'])).toBe(0)
    await world.query('update webhooks set url = $1 where id = $2', ['https://hooks.example/', webhook.id])
    expect(await countRefused(database, [])).toBe(0)
  })

  it.each([
    ['with a name and password', 'https://user:secret@hooks.example/'],
    ['of this computer by name', 'https://localhost/'],
    ['of this computer by number', 'https://2130706433/'],
    ['of a name without a domain', 'https://intranet/'],
    ['of a metadata service', 'https://169.254.169.254/latest'],
    ['of a private network', 'https://[fd00:ec2::254]/'],
  ])('is not added for an address %s', async (_name, url) => {
    const body = { url, format: 'generic', events: ['person-stuck'] }
    expect(
      await world.ask('/v1/webhooks', { method: 'POST', token: world.tokens.admin, body }),
    ).toMatchObject({ status: 422, json: { error: { code: 'webhook.address-refused' } } })
  })
})
