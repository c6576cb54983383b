import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createEventHub } from '../../../admin/server/events/event-hub.ts'
import { openStore } from '../../../admin/server/store.ts'
import { adatum, contoso, fabrikam } from '../../unit/shared/cast.ts'
import { eventually } from '../../eventually.ts'
import { oidOf } from './console-world.ts'
import { findPgBouncer, startPgBouncer } from './pgbouncer.ts'
import { reportOf } from '../../unit/admin/report.ts'
import { startStore, type TestStore } from './with-store.ts'

const bouncer = await findPgBouncer()
let world: TestStore
beforeAll(async () => {
  world = await startStore()
  await world.store.importMap([
    { sourceTenantId: contoso, sourceUpn: 'amy@contoso.com', targetUpn: 'amy@fabrikam.com' },
  ])
  const ofAnother = await openStore(world.postgres.url, adatum)
  await ofAnother.importMap([
    { sourceTenantId: contoso, sourceUpn: 'eve@contoso.com', targetUpn: 'eve@adatum.com' },
  ])
  await ofAnother.close()
  // As an operator who wants speed: nothing that is committed is on the disk yet.
  const client = new pg.Client({ connectionString: world.postgres.url })
  await client.connect()
  await client.query('alter system set synchronous_commit = off')
  await client.query('select pg_reload_conf()')
  await client.end()
}, 240_000)
afterAll(() => world.stop())

const title =
  bouncer === null ? 'PgBouncer (none here, and none from Debian)' : 'PgBouncer in front of a database'
describe.skipIf(bouncer === null)(title, { timeout: 240_000 }, () => {
  const through = async <Result>(
    mode: 'session' | 'transaction' | 'statement',
    work: (url: string) => Promise<Result>,
    server = world.postgres.url,
  ): Promise<Result> => {
    if (bouncer === null) throw new Error('there is none')
    const pooler = await startPgBouncer(bouncer, server, mode)
    try {
      return await work(pooler.url)
    } finally {
      await pooler.stop()
    }
  }

  it('by session: reports are durable although the server’s default is not, and events are heard', () =>
    through('session', async (url) => {
      const store = await openStore(url, fabrikam)
      const pids = await Promise.all(
        Array.from({ length: 5 }, async () => {
          const { rows } = await store.database.pool.query<{ durable: string }>(
            `select current_setting('synchronous_commit') as durable, pg_sleep(0.1)`,
          )
          return rows[0]?.durable
        }),
      )
      expect(pids).toEqual(Array<string>(5).fill('on'))
      const told: string[] = []
      const hub = await createEventHub(store.database, () => {})
      await hub.subscribe(null, ({ event }) => told.push(event.kind))
      const amy = { tenantId: fabrikam, oid: oidOf(1), upn: 'amy@fabrikam.com' }
      const report = reportOf()
      const first = await store.acceptReport(amy, report)
      expect(first.kind).toBe('accepted')
      expect(await store.acceptReport(amy, report)).toEqual(first)
      expect(await store.canWrite()).toBe('ready')
      await eventually(() => expect(told).toContain('progress'))
      await hub.stop()
      await store.close()
    }))

  it('by session: each account sees the rows of its tenant alone', () =>
    through(
      'session',
      async (url) => {
        const store = await openStore(url, fabrikam, { ownerUrl: world.postgres.url })
        const { rows } = await store.database.pool.query<object>(
          'select target_key, row_security_active($1) as held from people',
          ['people'],
        )
        expect(rows).toEqual([{ target_key: 'amy@fabrikam.com', held: true }])
        expect(store.database.isAccountTooStrong).toBe(false)
        await store.close()
      },
      world.store.database.url,
    ))

  it.each(['transaction', 'statement'] as const)('by %s: refused at the start, with the reason', (mode) =>
    through(mode, (url) =>
      expect(openStore(url, fabrikam)).rejects.toMatchObject({
        code: 'database.pooled-by-transaction',
        message: expect.stringContaining('pool_mode = session') as unknown,
      }),
    ),
  )
})
