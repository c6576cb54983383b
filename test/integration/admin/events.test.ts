import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAdminApp } from '../../../admin/server/start/create-admin-app.ts'
import type { Caller } from '../../../admin/server/auth/verify-token.ts'
import { createEventHub, type EventHub } from '../../../admin/server/events/event-hub.ts'
import type { NumberedEvent } from '../../../admin/server/events/read-events.ts'
import { openStore, type Store } from '../../../admin/server/store.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { countsAreTrue, oidOf, startConsoleWorld, type ConsoleWorld } from './console-world.ts'
import { reportOf } from '../../unit/admin/report.ts'
import { readEvents } from './read-events.ts'

let world: ConsoleWorld
let otherReplica: Store
let hub: EventHub

beforeAll(async () => {
  world = await startConsoleWorld(['amy', 'bob'])
  otherReplica = await openStore(world.postgres.url, fabrikam)
})
afterAll(async () => {
  await otherReplica.close()
  await world.stop()
})
beforeEach(async () => {
  hub = await createEventHub(otherReplica.database, () => {})
})
afterEach(() => hub.stop())

let sequence = 0
const report = () => world.report('amy', reportOf({ sequence: (sequence += 1) }))

describe('createEventHub', () => {
  it('tells at one replica what was reported at another', async () => {
    const heard: NumberedEvent[] = []
    // The hub may have begun before the end of an import of this world.
    await hub.subscribe(null, (told) => told.event.kind === 'progress' && heard.push(told))
    await report()
    await expect.poll(() => heard.map(({ event }) => event)).toMatchObject([{ kind: 'progress', people: 1 }])
  })

  it('goes on from the last id without a gap and without telling anything twice', async () => {
    const heard: NumberedEvent[] = []
    await hub.subscribe(null, (told) => heard.push(told))
    for (let time = 0; time < 6; time += 1) await report()
    await expect.poll(() => heard.length).toBe(6)
    const resumed: NumberedEvent[] = []
    await hub.subscribe(heard[1]?.id ?? '', (told) => resumed.push(told))
    await report()
    await expect.poll(() => resumed.length).toBe(5)
    expect(resumed.slice(0, 4)).toEqual(heard.slice(2, 6))
    expect(new Set(resumed.map(({ id }) => id)).size).toBe(5)
  })

  it('keeps the order of transactions that end in another order than they began', async () => {
    const heard: NumberedEvent[] = []
    await hub.subscribe(null, (told) => heard.push(told))
    const client = await world.store.database.pool.connect()
    await client.query('begin')
    await client.query(`insert into events (target_tenant_id, data) values ($1, '{"kind":"settings"}')`, [
      fabrikam,
    ])
    await report()
    await client.query('commit')
    client.release()
    await expect.poll(() => heard.map(({ event }) => event.kind)).toEqual(['settings', 'progress'])
  })

  it.each(['nonsense', '999999999999.0', '1.0', "1' or 1=1"])(
    'says to ask for everything again after %s',
    async (id) => {
      const heard: NumberedEvent[] = []
      await hub.subscribe(id, (told) => heard.push(told))
      expect(heard.map(({ event }) => event.kind)).toEqual(['reset'])
    },
  )

  it('listens again by itself when its connection is cut, and has missed nothing', async () => {
    const heard: NumberedEvent[] = []
    await hub.subscribe(null, (told) => heard.push(told))
    await world.query(`select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %'`)
    await report()
    await expect.poll(() => heard.length, { timeout: 60_000 }).toBe(1)
  })
})

describe('two replicas', () => {
  it('keep a report once that reaches both at once, with one receipt, and count it once', async () => {
    const reports = Array.from({ length: 20 }, () => reportOf({ sequence: (sequence += 1) }))
    const bob = { tenantId: fabrikam, oid: oidOf(2), upn: 'bob@fabrikam.com' }
    const stores = [world.store, otherReplica, world.store, otherReplica]
    const answers = await Promise.all(
      reports.map((each) => Promise.all(stores.map((store) => store.acceptReport(bob, each)))),
    )
    const receipts = answers.map((given) => [
      ...new Set(given.map((answer) => (answer.kind === 'accepted' ? answer.receipt : answer.code))),
    ])
    const kept = await world.query('select id, receipt from reports where id = any($1)', [
      reports.map(({ id }) => id),
    ])
    const receiptOf = new Map(kept.map((row) => [row['id'], row['receipt']]))
    expect(receipts).toEqual(reports.map(({ id }) => [receiptOf.get(id)]))
    expect(kept).toHaveLength(20)
    expect(await countsAreTrue(world)).toBe(true)
  })

  it('let a console go on at the one with the last id of the other, through their own addresses', async () => {
    const other = await createAdminApp({
      store: otherReplica,
      verifyToken: async () => ({ kind: 'ok', caller: helpdesk }),
      version: '0.0.0',
      sourceTenantId: contoso,
    })
    const origins = await Promise.all(
      [world.app, other].map((app) => app.listen({ host: '127.0.0.1', port: 0 })),
    )
    const open = (origin: string | undefined, lastId: string) =>
      readEvents(`${origin}/v1/events`, {
        authorization: `Bearer ${world.tokens.helpdesk}`,
        'last-event-id': lastId,
      })
    const first = await open(origins[0], 'nonsense')
    await first.until('event: reset')
    await report()
    await first.until('event: progress')
    const lastId = /id: (\d+\.\d+)\nevent: progress/.exec(first.text())?.[1] ?? ''
    await first.stop()
    // No one listens to this one, so it has to be caught up with.
    await report()
    const second = await open(origins[1], lastId)
    await second.until('event: progress')
    expect(second.text()).not.toContain('event: reset')
    expect(second.text()).not.toContain(`id: ${lastId}\n`)
    await second.stop()
    await other.close()
  })
})

const helpdesk: Caller = {
  tenantId: fabrikam,
  oid: oidOf(902),
  upn: 'hal@fabrikam.com',
  name: 'Hal',
  roles: ['helpdesk'],
  expiresAt: Date.now() + 3_600_000,
}

describe('GET /v1/events', () => {
  it('streams what changes to a console, and lets go when the endpoint stops', async () => {
    const own = await startConsoleWorld(['amy'])
    const origin = await own.app.listen({ host: '127.0.0.1', port: 0 })
    const stream = await readEvents(`${origin}/v1/events`, {
      authorization: `Bearer ${own.tokens.helpdesk}`,
      'last-event-id': '1.0',
    })
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream')
    await stream.until('event: reset')
    await own.report('amy', reportOf())
    await stream.until('event: progress')
    expect(stream.text()).toMatch(/id: \d+\.\d+\nevent: progress\ndata: \{"kind":"progress"/)
    expect(stream.text()).not.toContain('@')
    await own.stop()
    expect((await stream.reader?.read())?.done).toBe(true)
  })
})
