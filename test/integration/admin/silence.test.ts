import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { endpointProgram } from '../../../build/run/build-if-old.ts'
import { connectionSettings } from '../../../admin/server/database/connection-watch.ts'
import { createEventHub } from '../../../admin/server/events/event-hub.ts'
import { openStore, type Store } from '../../../admin/server/store.ts'
import { isDatabaseAway } from '../../../admin/server/database/tenant-database.ts'
import { startSilentProxy, type SilentProxy } from '../../world/silent-proxy.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { hearLines } from './endpoint-process.ts'
import { audience } from '../../unit/admin/issuer.ts'
import { reportOf } from '../../unit/admin/report.ts'
import { runtimeUrlOf, startStore, type TestStore } from './with-store.ts'

let direct: TestStore
let proxy: SilentProxy
let store: Store
const names = Array.from({ length: 30 }, (_unused, place) => `person${place}`)

beforeAll(async () => {
  direct = await startStore()
  await direct.store.importMap(
    names.map((name) => ({
      sourceTenantId: contoso,
      sourceUpn: `${name}@contoso.com`,
      targetUpn: `${name}@fabrikam.com`,
    })),
  )
  const url = new URL(direct.postgres.url)
  proxy = await startSilentProxy(Number(url.port))
  url.port = String(proxy.port)
  store = await openStore(url.href, fabrikam)
}, 240_000)
afterAll(async () => {
  await proxy.stop()
  await direct.stop()
})

const oids = new Map(names.map((name) => [name, randomUUID() as string]))
const personOf = (name: string) => ({
  tenantId: fabrikam,
  oid: oids.get(name) ?? '',
  upn: `${name}@fabrikam.com`,
})
const report = (name: string) => store.acceptReport(personOf(name), reportOf())

// Longer than the limits of the bench, for a slow machine: what is silent is silent for good.
describe('a database that goes silent without a word', { timeout: 240_000 }, () => {
  it('holds up no report for longer than it takes to notice, and none is lost or kept twice', async () => {
    const before = await direct.store.countReports()
    await Promise.all(names.slice(0, 5).map(report))
    expect(proxy.freeze()).toBeGreaterThan(0)
    const began = performance.now()
    const answers = await Promise.all(names.map(report))
    expect(performance.now() - began).toBeLessThan(20_000)
    expect(answers.every(({ kind }) => kind === 'accepted')).toBe(true)
    expect(await direct.store.countReports()).toBe(before + 5 + names.length)
  })

  it('is told at once to all who wait for it when its host is gone, also to those behind others', async () => {
    const { pool } = store.database
    const open = await Promise.all(Array.from({ length: 4 }, () => pool.connect()))
    for (const client of open) client.release()
    proxy.vanish()
    const failedAt: number[] = []
    const failing = names.map(async (name, place) => {
      // In turns of their own, as requests come: the later ones wait until a batch has ended.
      await delay(place * 5)
      await expect(report(name)).rejects.toThrow()
      failedAt.push(performance.now())
    })
    await Promise.all(failing)
    // Who had waited for those before would have waited for another try: five seconds, and longer on a slow computer.
    const began = performance.now()
    const another = new pg.Client({ ...connectionSettings, connectionString: store.database.url })
    await expect(another.connect()).rejects.toThrow()
    const tryMs = performance.now() - began
    proxy.wake()
    expect(Math.max(...failedAt) - Math.min(...failedAt)).toBeLessThan(tryMs)
    await expect.poll(async () => (await report('person0')).kind, { timeout: 60_000 }).toBe('accepted')
  })

  it('is not taken for silence when a statement only takes long', async () => {
    const { pool } = store.database
    const { rows } = await pool.query<{ slept: string }>(`select pg_sleep(8)::text as slept`)
    expect(rows).toHaveLength(1)
  })

  it('is not ready while the oldest report waits', async () => {
    expect(await store.canWrite()).toBe('ready')
    const holder = new pg.Client({ connectionString: direct.postgres.url })
    await holder.connect()
    await holder.query('begin; lock table reports in exclusive mode')
    const waiting = report('person1')
    await expect.poll(() => store.canWrite(), { timeout: 90_000, interval: 500 }).toBe('waiting')
    await holder.query('rollback')
    await holder.end()
    expect((await waiting).kind).toBe('accepted')
    await expect.poll(() => store.canWrite()).toBe('ready')
  })

  it('does not stop events: what happened without a bell is told within a minute', async () => {
    const told: string[] = []
    const hub = await createEventHub(store.database, () => {})
    await hub.subscribe(null, ({ event }) => told.push(event.kind))
    proxy.freeze()
    await direct.store.acceptReport(personOf('person2'), reportOf({ sequence: 99, verdict: 'done' }))
    const began = performance.now()
    while (told.length === 0 && performance.now() - began < 58_000) await delay(200)
    expect(told).toContain('progress')
    await hub.stop()
  })

  it.each([
    ['says what its sessions are to be', 'statement_timeout'],
    // A message that is this question alone: PostgreSQL’s protocol has its length (35, as a character) before it.
    ['asks whether a pooler is in between', '#select pg_backend_pid() as pid\0'],
  ])('ends a start that %s', async (_what, words) => {
    const url = new URL(direct.postgres.url)
    url.port = String(proxy.port)
    const isMet = proxy.freezeAt(words)
    await expect(openStore(url.href, fabrikam)).rejects.toSatisfy(isDatabaseAway)
    expect(isMet()).toBe(true)
  })

  it('ends a start whose owner’s account is not answered', async () => {
    const url = new URL(direct.postgres.url)
    url.port = String(proxy.port)
    const isMet = proxy.freezeAt('select current_user as name')
    const runtimeUrl = await runtimeUrlOf(direct.postgres.url)
    await expect(openStore(runtimeUrl, fabrikam, { ownerUrl: url.href })).rejects.toSatisfy(isDatabaseAway)
    expect(isMet()).toBe(true)
  })

  describe('during a start', () => {
    let other: pg.Client
    const url = () => {
      const through = new URL(direct.postgres.url)
      through.port = String(proxy.port)
      return through.href
    }
    const isWaiting = async () =>
      (await other.query(`select 1 from pg_locks where locktype = 'advisory' and not granted`)).rowCount === 1
    // Kysely’s lock for migrations: a start is in the middle of its own.
    beforeEach(async () => {
      other = new pg.Client({ connectionString: direct.postgres.url })
      await other.connect()
      await other.query('select pg_advisory_lock(3853314791062309107)')
    })
    afterEach(() => other.end().catch(() => {}))

    it('ends it while it brings the tables up to date', async () => {
      const starting = openStore(url(), fabrikam)
      await expect.poll(isWaiting, { timeout: 60_000 }).toBe(true)
      proxy.freeze()
      await other.end()
      await expect(starting).rejects.toSatisfy(isDatabaseAway)
    })

    it('does not keep the endpoint from ending when it is asked to', async () => {
      const environment = {
        LANDFALL_ADMIN_SOURCE_TENANT_ID: contoso,
        LANDFALL_ADMIN_TARGET_TENANT_ID: fabrikam,
        LANDFALL_ADMIN_AUDIENCE: audience,
        LANDFALL_ADMIN_PORT: '0',
        LANDFALL_ADMIN_DATABASE_URL: url(),
      }
      const child = spawn(process.execPath, [endpointProgram, 'serve'], {
        env: { ...process.env, ...environment },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const said = hearLines(child)
      await expect.poll(isWaiting, { timeout: 60_000 }).toBe(true)
      // Its last lines may come after its end.
      const ended = once(child, 'close')
      child.kill('SIGTERM')
      expect(await ended).toEqual([1, null])
      expect(said.join('')).toContain('stop-took-too-long')
    })
  })

  it('does not keep the endpoint from ending', async () => {
    await report('person3')
    proxy.freeze()
    const stuck = report('person4').catch(() => null)
    const began = performance.now()
    await store.close()
    expect(performance.now() - began).toBeLessThan(10_000)
    await stuck
  })
})
