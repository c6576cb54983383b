import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAdminApp } from '../../../admin/server/start/create-admin-app.ts'
import { openStore, type Store } from '../../../admin/server/store.ts'
import { isDatabaseAway, NotReplicated } from '../../../admin/server/database/tenant-database.ts'
import { transact } from '../../../admin/server/database/transact.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { eventually } from '../../eventually.ts'
import { callAs } from '../../unit/admin/issuer.ts'
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
}, 240_000)
afterAll(() => world.stop())

/** The servers that have to have each commit too; there are none here. */
async function waitFor(names: string): Promise<void> {
  const client = new pg.Client({ connectionString: world.postgres.url })
  await client.connect()
  await client.query(`alter system set synchronous_standby_names = '${names}'`)
  await client.query('select pg_reload_conf()')
  await client.end()
  // Open sessions hear of it before a new session begins with it.
  await eventually(async () => expect(await readNames()).toBe(names))
}

async function readNames(): Promise<string> {
  const client = new pg.Client({ connectionString: world.postgres.url })
  await client.connect()
  const { rows } = await client.query<{ names: string }>(
    `select current_setting('synchronous_standby_names') as names`,
  )
  await client.end()
  return rows[0]?.names ?? ''
}

/** Writes of others than one another, at once; gives what each ended with. */
async function writeAtOnce({ database }: Store, times: number): Promise<unknown[]> {
  const settled = await Promise.allSettled(
    Array.from({ length: times }, () =>
      transact(database, 'shared', (client) =>
        client.query('insert into readiness (target_tenant_id, at) values ($1, now())', [randomUUID()]),
      ),
    ),
  )
  return settled.map((end) => (end.status === 'rejected' ? end.reason : end.value) as unknown)
}

describe('a database that has lost the servers it was told to wait for', { timeout: 300_000 }, () => {
  it('acknowledges nothing and is not ready, and has each report once when they are back', async () => {
    const app = await createAdminApp({
      store: world.store,
      verifyToken: callAs({ tenantId: fabrikam, oid: randomUUID(), upn: 'amy@fabrikam.com' }),
      version: '0.0.0',
      sourceTenantId: contoso,
    })
    const report = reportOf()
    const put = () => app.inject({ method: 'PUT', url: `/v1/reports/${report.id}`, body: report as object })
    expect((await app.inject('/readyz')).statusCode).toBe(200)
    await waitFor('somebody_else')
    for (let time = 0; time < 2; time += 1) {
      const refused = await put()
      expect([refused.statusCode, refused.json()]).toMatchObject([
        503,
        { error: { code: 'database.unavailable' } },
      ])
    }
    await eventually(async () => expect((await app.inject('/readyz')).statusCode).toBe(503))
    await waitFor('')
    await eventually(async () => expect((await put()).statusCode).toBe(200))
    await eventually(async () => expect((await app.inject('/readyz')).statusCode).toBe(200))
    expect(await world.store.countReports()).toBe(1)
    await app.close()
  })

  it('keeps no one waiting, although all connections wait and its warnings were switched off', async () => {
    const url = new URL(world.postgres.url)
    url.searchParams.set('options', '-c client_min_messages=error')
    const store = await openStore(url.href, fabrikam)
    await waitFor('somebody_else')
    const ends = await writeAtOnce(store, 12)
    expect(ends.filter((end) => !isDatabaseAway(end))).toEqual([])
    await waitFor('')
    await eventually(async () => expect((await writeAtOnce(store, 1)).some(isDatabaseAway)).toBe(false))
    await store.close()
  })

  it.skipIf(bouncer === null)(
    'keeps no one waiting behind a pooler, which has numbers of its own',
    async () => {
      if (bouncer === null) return
      const pooler = await startPgBouncer(bouncer, world.postgres.url, 'session')
      const store = await openStore(pooler.url, fabrikam)
      await waitFor('somebody_else')
      const [end] = await writeAtOnce(store, 1)
      expect(end).toBeInstanceOf(NotReplicated)
      await waitFor('')
      await store.close()
      await pooler.stop()
    },
  )
})
