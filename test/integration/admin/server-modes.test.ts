import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAdminApp } from '../../../admin/server/start/create-admin-app.ts'
import { runtimeUser } from '../../../admin/server/database/runtime-role.ts'
import { openStore } from '../../../admin/server/store.ts'
import { isDatabaseAway } from '../../../admin/server/database/tenant-database.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { callAs } from '../../unit/admin/issuer.ts'
import { reportOf } from '../../unit/admin/report.ts'
import { startStore, type TestStore } from './with-store.ts'

let world: TestStore
beforeAll(async () => {
  world = await startStore()
  await world.store.importMap([
    { sourceTenantId: contoso, sourceUpn: 'amy@contoso.com', targetUpn: 'amy@fabrikam.com' },
    { sourceTenantId: contoso, sourceUpn: 'bob@contoso.com', targetUpn: 'bob@fabrikam.com' },
  ])
}, 240_000)
afterAll(() => world.stop())

/** As a managed server does at 95 % of its disk, or a failover that leaves a replica at the old address. */
async function setReadOnly(mode: 'on' | 'off'): Promise<void> {
  const client = new pg.Client({ connectionString: world.postgres.url })
  client.on('error', () => {})
  await client.connect()
  await client.query('set default_transaction_read_only = off')
  await client.query(`alter role ${runtimeUser} set default_transaction_read_only = ${mode}`)
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()')
  await client.end()
}

describe('a server', () => {
  it('that takes no changes is 503 and not ready, refused at start, and used again when it takes them', async () => {
    const app = await createAdminApp({
      store: world.store,
      verifyToken: callAs({ tenantId: fabrikam, oid: randomUUID(), upn: 'amy@fabrikam.com' }),
      version: '0.0.0',
      sourceTenantId: contoso,
    })
    const report = reportOf()
    const put = () => app.inject({ method: 'PUT', url: `/v1/reports/${report.id}`, body: report as object })
    const ready = () => app.inject('/readyz')
    await setReadOnly('on')
    const { pool } = world.store.database
    await expect
      .poll(() =>
        pool.query('select 1').then(
          () => true,
          () => false,
        ),
      )
      .toBe(true)
    // Begun while nothing may be written: with such a session every report would be 503 for as long as it is kept.
    await Promise.all(Array.from({ length: 5 }, () => pool.query('select pg_sleep(0.2)')))
    expect(pool.idleCount).toBeGreaterThanOrEqual(5)
    await put()
    // At once, and not when the pool lets go of what was idle for ten seconds.
    await expect.poll(() => pool.idleCount, { timeout: 5_000 }).toBeLessThan(2)
    await expect
      .poll(async () => (await put()).json<object>())
      .toMatchObject({ error: { code: 'database.read-only' } })
    const answer = await put()
    expect([answer.statusCode, answer.headers['retry-after']]).toEqual([503, '5'])
    // For what works in the background, too, it is away and no fault of ours.
    const refusal: unknown = await world.store.database.pool
      .query('insert into readiness values ($1, now())', [fabrikam])
      .catch((error: unknown) => error)
    expect(isDatabaseAway(refusal)).toBe(true)
    // No one has been bound to it yet, and the endpoint answers it all the same.
    expect((await app.inject('/v1/me/plan')).statusCode).toBe(200)
    await expect
      .poll(async () => (await ready()).json<object>())
      .toMatchObject({ error: { code: 'database.read-only' } })
    await expect(openStore(world.store.database.url, fabrikam)).rejects.toMatchObject({
      code: 'database.read-only',
    })

    // The sessions stay as they were begun: only letting go of them finds the server that takes changes.
    const client = new pg.Client({ connectionString: world.postgres.url })
    await client.connect()
    await client.query('set default_transaction_read_only = off')
    await client.query(`alter role ${runtimeUser} set default_transaction_read_only = off`)
    await client.end()
    await expect.poll(async () => (await put()).statusCode, { timeout: 60_000 }).toBe(200)
    await expect.poll(async () => (await ready()).statusCode, { timeout: 60_000 }).toBe(200)
    await app.close()
  })

  it('that knows another password by now is 503 and not ready, and works when the endpoint’s is back', async () => {
    const app = await createAdminApp({
      store: world.store,
      verifyToken: callAs({ tenantId: fabrikam, oid: randomUUID(), upn: 'bob@fabrikam.com' }),
      version: '0.0.0',
      sourceTenantId: contoso,
    })
    const report = reportOf()
    const put = () => app.inject({ method: 'PUT', url: `/v1/reports/${report.id}`, body: report as object })
    const ready = () => app.inject('/readyz')
    const client = new pg.Client({ connectionString: world.postgres.url })
    await client.connect()
    const others = 'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()'
    await client.query(`alter role ${runtimeUser} password 'rotated'`)
    await client.query(others)
    await expect
      .poll(async () => (await put()).json<object>())
      .toMatchObject({ error: { code: 'database.unavailable' } })
    expect((await put()).statusCode).toBe(503)
    expect((await ready()).statusCode).toBe(503)
    await client.query(`alter role ${runtimeUser} password '${new URL(world.store.database.url).password}'`)
    await client.end()
    await expect.poll(async () => (await put()).statusCode, { timeout: 60_000 }).toBe(200)
    await app.close()
  })

  it('on which nothing that a session sets counts is refused at start: a report could be lost after its receipt', async () => {
    const client = new pg.Client({ connectionString: world.postgres.url })
    await client.connect()
    // What a session asks for is heard by another function, as behind a pooler that passes it over.
    await client.query(
      `create schema deaf;
      create function deaf.set_config(text, text, boolean) returns text language sql as $$ select ''::text $$;
      create role deaf login password 'secret';
      grant usage on schema deaf to deaf;
      alter role deaf set search_path = deaf, pg_catalog;
      alter role deaf set synchronous_commit = off`,
    )
    await client.end()
    const url = new URL(world.postgres.url)
    url.username = 'deaf'
    url.password = 'secret'
    await expect(openStore(url.href, fabrikam)).rejects.toMatchObject({ code: 'database.not-durable' })
  })

  it('keeps what it acknowledges, whatever the options of its URL say', async () => {
    const url = new URL(world.postgres.url)
    url.searchParams.set('options', '-c synchronous_commit=off -c statement_timeout=60000')
    const store = await openStore(url.href, fabrikam)
    const { rows } = await store.database.pool.query<object>(
      `select current_setting('synchronous_commit') as durable, current_setting('statement_timeout') as timeout`,
    )
    expect(rows).toEqual([{ durable: 'on', timeout: '1min' }])
    await store.close()
  })
})
