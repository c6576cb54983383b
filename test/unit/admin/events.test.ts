import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createEventHub, type EventHub, type Told } from '../../../admin/server/store/event-hub.ts'
import { openStore, type Store } from '../../../admin/server/store/store.ts'
import { fabrikam } from '../shared/cast.ts'
import { startConsoleWorld, type ConsoleWorld } from './console-world.ts'
import { reportOf } from './report.ts'

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
    const heard: Told[] = []
    await hub.subscribe(null, (told) => heard.push(told))
    await report()
    await expect.poll(() => heard.map(({ event }) => event)).toMatchObject([{ kind: 'progress', people: 1 }])
  })

  it('goes on from the last id without a gap and without telling anything twice', async () => {
    const heard: Told[] = []
    await hub.subscribe(null, (told) => heard.push(told))
    for (let time = 0; time < 6; time += 1) await report()
    await expect.poll(() => heard.length).toBe(6)
    const resumed: Told[] = []
    await hub.subscribe(heard[1]?.id ?? '', (told) => resumed.push(told))
    await report()
    await expect.poll(() => resumed.length).toBe(5)
    expect(resumed.slice(0, 4)).toEqual(heard.slice(2, 6))
    expect(new Set(resumed.map(({ id }) => id)).size).toBe(5)
  })

  it('keeps the order of transactions that end in another order than they began', async () => {
    const heard: Told[] = []
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
      const heard: Told[] = []
      await hub.subscribe(id, (told) => heard.push(told))
      expect(heard.map(({ event }) => event.kind)).toEqual(['reset'])
    },
  )

  it('listens again by itself when its connection is cut, and has missed nothing', async () => {
    const heard: Told[] = []
    await hub.subscribe(null, (told) => heard.push(told))
    await world.query(`select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %'`)
    await report()
    await expect.poll(() => heard.length, { timeout: 5_000 }).toBe(1)
  })
})

describe('GET /v1/events', () => {
  it('streams what changes to a console, and lets go when the endpoint stops', async () => {
    const own = await startConsoleWorld(['amy'])
    const origin = await own.app.listen({ host: '127.0.0.1', port: 0 })
    const response = await fetch(`${origin}/v1/events`, {
      headers: { authorization: `Bearer ${own.tokens.helpdesk}`, 'last-event-id': '1.0' },
    })
    expect(response.headers.get('content-type')).toContain('text/event-stream')
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    let text = ''
    const readUntil = async (wanted: string): Promise<void> => {
      while (!text.includes(wanted)) {
        const { value, done } = (await reader?.read()) ?? { done: true, value: '' }
        if (done) throw new Error(`the stream ended: ${text}`)
        text += value
      }
    }
    await readUntil('event: reset')
    await own.report('amy', reportOf())
    await readUntil('event: progress')
    expect(text).toMatch(/id: \d+\.\d+\nevent: progress\ndata: \{"kind":"progress"/)
    expect(text).not.toContain('@')
    await own.stop()
    expect((await reader?.read())?.done).toBe(true)
  })
})
