import { once } from 'node:events'
import { connect, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAdminApp } from '../../../admin/server/start/create-admin-app.ts'
import { bodyMilliseconds } from '../../../admin/server/http/slow-bodies.ts'
import { defaultDailyLimits } from '../../../admin/server/reports/daily-limits.ts'
import { watchRoom } from '../../../admin/server/database/room-watch.ts'
import { acceptSignal } from '../../../admin/server/reports/signals.ts'
import { openStore, type Store } from '../../../admin/server/store.ts'
import { readSettings } from '../../../admin/server/settings/settings.ts'
import { isTooDeep, levelsAtMost } from '../../../admin/server/http/malformed-requests.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { eventually } from '../../eventually.ts'
import { countsAreTrue, oidOf, startConsoleWorld, type ConsoleWorld } from './console-world.ts'
import { callAs } from '../../unit/admin/issuer.ts'
import { reportOf } from '../../unit/admin/report.ts'
import { signalOf } from './signal.ts'

let world: ConsoleWorld
let origin: string
const strict = { ...defaultDailyLimits, reportsPerPerson: 3, signalsPerKey: 2, signalsPerDevice: 2 }
const replicas: Store[] = []

beforeAll(async () => {
  world = await startConsoleWorld(['amy', 'bob', 'cas', 'dan'], { bodyMilliseconds: 300 })
  for (let place = 0; place < 2; place += 1)
    replicas.push(await openStore(world.postgres.url, fabrikam, { dailyLimits: strict }))
  origin = await world.app.listen({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  for (const store of replicas) await store.close()
  await world.stop()
})

const put = (report: object & { id: string }, token = world.tokens.amy) =>
  world.ask(`/v1/reports/${report.id}`, { method: 'PUT', token, body: report })
/** A report that has just so many bytes, as a newer client's may have. */
const reportOfBytes = (bytes: number) => {
  const bare = { ...reportOf(), extra: '' }
  return { ...bare, extra: 'x'.repeat(bytes - JSON.stringify(bare).length) }
}
const nested = (levels: number): unknown => {
  let value: unknown = 1
  for (let level = 0; level < levels; level += 1) value = [value]
  return value
}

describe('a report', () => {
  it.each([
    ['of 32 kB is kept', 32 * 1024, 200],
    ['of one byte more is not', 32 * 1024 + 1, 413],
  ])('%s', async (_name, bytes, status) => {
    expect((await put(reportOfBytes(bytes))).status).toBe(status)
  })

  it.each([
    ['as deep as the limit is kept', levelsAtMost - 1, 200],
    ['one level deeper is refused', levelsAtMost, 422],
    ['as deep as its bytes allow is refused and no fault of ours', 15_000, 422],
  ])('%s', async (_name, levels, status) => {
    const report = reportOf()
    const deep = '['.repeat(levels) + ']'.repeat(levels)
    const answer = await world.ask(`/v1/reports/${report.id}`, {
      method: 'PUT',
      token: world.tokens.amy,
      headers: { 'content-type': 'application/json' },
      file: JSON.stringify(report).replace('{', `{"extra":${deep},`),
    })
    expect(answer.status).toBe(status)
    if (status !== 200) expect(answer.json).toMatchObject({ error: { code: 'request.too-deep' } })
  })

  it('whose body comes too slowly is ended, and one that comes in time is not', async () => {
    const { port } = world.app.server.address() as AddressInfo
    const body = JSON.stringify(reportOf())
    const id = (JSON.parse(body) as { id: string }).id
    const head = `PUT /v1/reports/${id} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${world.tokens.amy}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`
    const send = async (text: string): Promise<string> => {
      const socket = connect(port, '127.0.0.1')
      socket.on('error', () => {})
      let said = ''
      socket.setEncoding('utf8').on('data', (part: string) => {
        said += part
        if (said.includes('"receipt"')) socket.end()
      })
      socket.write(head + text)
      await once(socket, 'close')
      return said
    }
    expect(await send(body)).toContain('"receipt"')
    expect(await send(body.slice(0, -1))).toBe('')
    // What an endpoint has where no one says otherwise.
    expect(bodyMilliseconds).toBe(30_000)
  })
})

describe('isTooDeep', () => {
  it('counts lists and objects in one another', () => {
    expect(isTooDeep(nested(2), 2)).toBe(false)
    expect(isTooDeep(nested(3), 2)).toBe(true)
    expect(isTooDeep({ a: { b: {} } }, 2)).toBe(true)
    expect(isTooDeep(Buffer.from('bytes'), 0)).toBe(false)
  })
})

describe('a day of one person', () => {
  const cas = { tenantId: fabrikam, oid: oidOf(3), upn: 'cas@fabrikam.com' }
  const dan = { tenantId: fabrikam, oid: oidOf(4), upn: 'dan@fabrikam.com' }
  const [first, second, third, fourth] = [1, 2, 3, 4].map((sequence) => reportOf({ sequence }))
  const at = (place: number): Store => replicas[place % 2] as Store
  const tooMany = { kind: 'refused', code: 'report.daily-limit' }

  it('has room for so many reports over all replicas, old ones and those of other computers too', async () => {
    const kept = await at(0).acceptReport(cas, second as never)
    expect(kept.kind).toBe('accepted')
    // Of an older sequence: it changes no one, and is kept all the same.
    expect((await at(1).acceptReport(cas, first as never)).kind).toBe('accepted')
    const elsewhere = reportOf({ deviceId: 'dddddddd-0000-4000-8000-000000000099' })
    expect((await at(0).acceptReport(cas, elsewhere)).kind).toBe('accepted')
    expect(await at(1).acceptReport(cas, third as never)).toEqual(tooMany)
    // What is kept gets its receipt again, and no one else has had less.
    expect(await at(1).acceptReport(cas, second as never)).toEqual(kept)
    expect((await at(1).acceptReport(dan, reportOf())).kind).toBe('accepted')
    expect(await countsAreTrue(world)).toBe(true)
  })

  it('ends with the day', async () => {
    await world.query(`update people set reports_on = reports_on - 1 where target_key = 'cas@fabrikam.com'`)
    expect((await at(0).acceptReport(cas, third as never)).kind).toBe('accepted')
  })

  it('has room for so many of one batch, and not for one more', async () => {
    await world.query(`update people set reports_on = null where target_key = 'dan@fabrikam.com'`)
    const answers = await Promise.all(
      [5, 6, 7, 8].map((sequence) => at(0).acceptReport(dan, reportOf({ sequence }))),
    )
    expect(answers.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted', 'refused'])
  })

  it('is said with 429 and to come back later', async () => {
    const app = await createAdminApp({
      store: at(0),
      verifyToken: callAs(dan),
      version: '0.0.0',
      sourceTenantId: contoso,
    })
    const answer = await app.inject({
      method: 'PUT',
      url: `/v1/reports/${fourth?.id}`,
      body: fourth as object,
    })
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([429, '3600'])
    expect(answer.json()).toMatchObject({ error: { code: 'report.daily-limit' } })
    await app.close()
  })
})

describe('a day of signals', () => {
  const key = '99999999-0000-4000-8000-000000000001'
  const send = (keyId: string, deviceId: string, sequence: number, place = 0) =>
    acceptSignal((replicas[place] as Store).database, keyId, signalOf({ deviceId, sequence }), strict)
  const device = (place: number): string => `dddddddd-0000-4000-8000-00000000010${place}`

  it('has room for so many of one computer and so many new computers of a key, over all replicas', async () => {
    expect((await send(key, device(1), 1, 0)).kind).toBe('accepted')
    expect((await send(key, device(1), 2, 1)).kind).toBe('accepted')
    const tooMany = { kind: 'refused', code: 'signal.daily-limit' }
    expect(await send(key, device(1), 3, 0)).toEqual(tooMany)
    expect((await send(key, device(2), 1, 0)).kind).toBe('accepted')
    expect(await send(key, device(3), 1, 1)).toEqual(tooMany)
    // The key's share is used up, and a computer that is known goes on.
    expect((await send(key, device(2), 2, 1)).kind).toBe('accepted')
    // What is older than what is kept takes nothing of the share.
    expect((await send(key, device(2), 1, 0)).kind).toBe('accepted')
    expect((await send('99999999-0000-4000-8000-000000000002', device(3), 1)).kind).toBe('accepted')
    // A refused one leaves nothing behind.
    expect(await world.query('select sum(signals)::int as sum from signal_days')).toEqual([{ sum: 8 }])
    await world.query('update signal_days set day = day - 1')
    expect((await send(key, device(1), 3)).kind).toBe('accepted')
    expect(
      await world.query(`select kind from signal_days where day = (now() at time zone 'utc')::date`),
    ).toEqual([{ kind: 'device' }])
  })

  it('lets a whole wave send at once', async () => {
    const wave = Array.from({ length: 12 }, (_, place) => `dddddddd-0000-4000-8000-0000000002${10 + place}`)
    const limits = { ...strict, signalsPerKey: wave.length }
    const answers = await Promise.all(
      [1, 2].flatMap((sequence) =>
        wave.map((deviceId, place) =>
          acceptSignal(
            (replicas[place % 2] as Store).database,
            '99999999-0000-4000-8000-000000000003',
            signalOf({ deviceId, sequence }),
            limits,
          ),
        ),
      ),
    )
    expect(answers.filter(({ kind }) => kind !== 'accepted')).toEqual([])
  })
})

describe('a console', () => {
  it('listens four times for one person, and the next one may listen too', async () => {
    const listen = async (token: string) => {
      const over = new AbortController()
      const response = await fetch(`${origin}/v1/events`, {
        headers: { authorization: `Bearer ${token}` },
        signal: over.signal,
      })
      return { status: response.status, end: () => over.abort() }
    }
    const streams = await Promise.all(Array.from({ length: 5 }, () => listen(world.tokens.helpdesk)))
    expect(streams.map(({ status }) => status).toSorted()).toEqual([...Array<number>(4).fill(200), 429])
    const other = await listen(world.tokens.admin)
    expect(other.status).toBe(200)
    for (const stream of [...streams, other]) stream.end()
    // Whose streams have ended may listen again.
    await eventually(async () => {
      const again = await listen(world.tokens.helpdesk)
      again.end()
      expect(again.status).toBe(200)
    })
  })
})

describe('an endpoint without room', () => {
  it('tells plans and shows the console, and answers reports and signals with 503', async () => {
    const heard: string[] = []
    const roomy = await watchRoom(world.store.database, { databaseMegabytes: 1e6 })
    roomy.stop()
    expect(roomy.isFull()).toBe(false)
    const full = await watchRoom(world.store.database, {
      databaseMegabytes: 1,
      onLittle: (_room, level) => heard.push(level),
    })
    full.stop()
    expect([full.isFull(), heard]).toEqual([true, ['full']])
    const app = await createAdminApp({
      store: world.store,
      verifyToken: callAs({ tenantId: fabrikam, oid: oidOf(2), upn: 'bob@fabrikam.com' }, [
        'person',
        'helpdesk',
      ]),
      version: '0.0.0',
      sourceTenantId: contoso,
      room: full,
    })
    expect((await app.inject('/v1/me/plan')).statusCode).toBe(200)
    expect((await app.inject('/v1/progress')).statusCode).toBe(200)
    const report = reportOf()
    const refused = await app.inject({
      method: 'PUT',
      url: `/v1/reports/${report.id}`,
      body: report as object,
    })
    expect([refused.statusCode, refused.headers['retry-after']]).toEqual([503, '5'])
    expect(refused.json()).toMatchObject({ error: { code: 'database.full' } })
    const { body } = await app.inject('/metrics')
    expect(body).toMatch(/landfall_database_bytes \d{6,}/)
    expect(body).toContain('landfall_database_limit_bytes 1048576')
    // The line itself: what helps to read it begins alike.
    expect(body).toMatch(/^landfall_database_full 1$/m)
    expect(body).not.toMatch(/^landfall_disk_free_bytes /m)
    await app.close()
  })

  it('is one whose disk has less left than is kept free, and not one with more', async () => {
    const folder = '.'
    const roomy = await watchRoom(world.store.database, { disk: { folder, freeMegabytes: 0 } })
    const short = await watchRoom(world.store.database, { disk: { folder, freeMegabytes: 1e9 } })
    roomy.stop()
    short.stop()
    expect([roomy.isFull(), short.isFull()]).toEqual([false, true])
  })
})

describe('retention', () => {
  it('is 400 days until somebody says otherwise', async () => {
    expect(await readSettings(world.store.database)).toMatchObject({ retentionDays: 400 })
  })
})
