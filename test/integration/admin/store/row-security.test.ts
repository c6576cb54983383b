import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine } from '../../../../admin/server/database/audit.ts'
import { addNote } from '../../../../admin/server/people/change-person.ts'
import { findPeople } from '../../../../admin/server/people/find-people.ts'
import { deleteOld } from '../../../../admin/server/people/retention.ts'
import { addKey, addWebhook, noSettings, writeSettings } from '../../../../admin/server/settings/settings.ts'
import { acceptSignal } from '../../../../admin/server/reports/signals.ts'
import { sql } from '../../../../admin/server/database/statement.ts'
import { openStore, type Store } from '../../../../admin/server/store.ts'
import { isDatabaseAway } from '../../../../admin/server/database/tenant-database.ts'
import { adatum, contoso, fabrikam } from '../../../unit/shared/cast.ts'
import { oidOf } from '../console-world.ts'
import { reportOf } from '../../../unit/admin/report.ts'
import { signalOf } from '../signal.ts'
import {
  fifteen,
  makeAccount,
  makeOwnedDatabase,
  startEighteen,
  startFifteen,
  withClient,
  type Server,
} from './postgres-servers.ts'

/** Tables without rows of a tenant. */
const ofNoTenant = ['kysely_migration', 'kysely_migration_lock']

/** Lets a tenant have rows in every table. */
async function fill({ database, ...store }: Store, ownerUrl: string): Promise<void> {
  const { tenantId } = database
  await store.importMap(
    ['amy', 'bob'].map((name) => ({
      sourceTenantId: contoso,
      sourceUpn: `${name}@contoso.com`,
      targetUpn: `${name}@fabrikam.com`,
    })),
  )
  await store.importStates([{ sourceUpn: 'amy@contoso.com', moveState: 'Success' }])
  await store.importWaves([{ upn: 'amy@contoso.com', wave: 'Wave 1', cutoverOn: null }])
  const site = { sourceUrl: 'https://contoso.sharepoint.com', targetUrl: 'https://fabrikam.sharepoint.com' }
  await store.importSites([{ ...site, sourceHash: 'a', targetHash: 'b' }])
  const amy = { tenantId, oid: oidOf(1), upn: 'amy@fabrikam.com' }
  expect(await store.acceptReport(amy, reportOf())).toMatchObject({ kind: 'accepted' })
  expect(await store.canWrite()).toBe('ready')
  await writeSettings(database, commandLine, { ...noSettings, retentionDays: 30 })
  const key = await addKey(database, commandLine, 'Wave 1', '2027-11-20T00:00:00Z')
  expect(await acceptSignal(database, key.id, signalOf())).toMatchObject({ kind: 'accepted' })
  await addWebhook(database, commandLine, {
    url: 'https://hooks.example/1',
    format: 'plain',
    events: ['person-stuck'],
  })
  await withClient(ownerUrl, async (owner) => {
    const { rows } = await owner.query<{ id: string }>(
      `select person_id as id from people where target_tenant_id = $1 and target_key = 'amy@fabrikam.com'`,
      [tenantId],
    )
    expect(await addNote(database, commandLine, rows[0]?.id ?? '', 'a note')).not.toBeNull()
    await owner.query(
      `insert into import_work (target_tenant_id, import_id, kind)
        select target_tenant_id, id, 'apply' from imports where target_tenant_id = '${tenantId}' limit 1;
      insert into webhook_deliveries (target_tenant_id, webhook_id, event, payload, state)
        select target_tenant_id, id, 'person-stuck', '{}', 'dead' from webhooks where target_tenant_id = '${tenantId}';
      insert into live_source (target_tenant_id) values ('${tenantId}');
      insert into live_jobs (target_tenant_id, job_id, status, is_ours, is_over) values ('${tenantId}', 'job', 'completed', true, true);
      insert into live_tasks values ('${tenantId}', '${tenantId}', 'job', '{}', '{}');
      insert into live_people values ('${tenantId}', '${tenantId}', 'job', 'Success', null, '{}', '{}')`,
    )
  })
}

const servers = [
  ['15', startFifteen],
  ['18', startEighteen],
] as const

describe.each(servers)('on PostgreSQL %s, the account of one tenant', (version, start) => {
  const isThere = version === '18' || existsSync(fifteen)
  let folder: string
  let server: Server
  let owner: pg.Client
  let ownerUrl: string
  let urlOfOne: string
  let one: pg.Client
  let stores: Store[] = []
  let tables: string[] = []

  beforeAll(async () => {
    if (!isThere) return
    folder = await mkdtemp(path.join(tmpdir(), 'landfall-rows-'))
    await chmod(folder, 0o711)
    server = await start(folder)
    ownerUrl = await makeOwnedDatabase(server.superUrl)
    owner = new pg.Client({ connectionString: ownerUrl })
    await owner.connect()
    urlOfOne = await makeAccount(server.superUrl, ownerUrl, 'account_of_one')
    const urlOfOther = await makeAccount(server.superUrl, ownerUrl, 'account_of_other')
    stores = [
      await openStore(urlOfOne, fabrikam, { ownerUrl }),
      await openStore(urlOfOther, adatum, { ownerUrl }),
    ]
    for (const store of stores) await fill(store, ownerUrl)
    one = new pg.Client({ connectionString: urlOfOne })
    await one.connect()
    const { rows } = await owner.query<{ name: string }>(
      `select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'target_tenant_id'
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> 'runtime_accounts' order by 1`,
    )
    tables = rows.map(({ name }) => name)
  }, 240_000)

  afterAll(async () => {
    if (!isThere) return
    await one.end()
    await owner.end()
    for (const store of stores) await store.close()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  })

  /** What the other tenant has in `table`, as the owner sees it. */
  async function digestOfOther(table: string): Promise<{ rows: number; digest: string }> {
    const { rows } = await owner.query<{ row: string }>(
      `select t::text as row from ${table} t where target_tenant_id = '${adatum}' order by 1`,
    )
    return {
      rows: rows.length,
      digest: createHash('sha256')
        .update(rows.map(({ row }) => row).join('\n'))
        .digest('hex'),
    }
  }

  const countOf = async (client: pg.Client, table: string, where = 'true'): Promise<number> => {
    const { rows } = await client.query<{ count: number }>(
      `select count(*)::int as count from ${table} where ${where}`,
    )
    return rows[0]?.count ?? -1
  }

  it.skipIf(!isThere)('is held by a policy in every table that has rows of a tenant', async () => {
    expect(tables.length).toBeGreaterThan(15)
    const { rows } = await owner.query<{ name: string }>(
      `select c.relname as name from pg_class c where c.relkind in ('r', 'p', 'm', 'v') and c.relnamespace = 'public'::regnamespace
        and not (c.relrowsecurity and (select count(*) from pg_policy p where p.polrelid = c.oid and p.polcmd = '*') = 1)
        order by 1`,
    )
    expect(rows.map(({ name }) => name)).toEqual([...ofNoTenant, 'runtime_accounts'])
  })

  it.skipIf(!isThere)('reads, changes, deletes and adds nothing of another tenant in any table', async () => {
    for (const table of tables) {
      const before = await digestOfOther(table)
      expect([table, before.rows]).not.toEqual([table, 0])
      const mine = await countOf(owner, table, `target_tenant_id = '${fabrikam}'`)
      expect([table, await countOf(one, table)]).toEqual([table, mine])
      expect([table, await countOf(one, table, `target_tenant_id = '${adatum}'`)]).toEqual([table, 0])
      const others = `where target_tenant_id = '${adatum}'`
      for (const statement of [
        `update ${table} set target_tenant_id = target_tenant_id ${others}`,
        `delete from ${table} ${others}`,
      ]) {
        // The trail takes no change of anybody.
        const outcome = await one.query(statement).then(
          ({ rowCount }) => rowCount,
          (error: pg.DatabaseError) => error.code,
        )
        expect([statement, outcome]).toEqual([statement, table === 'audit' ? '42501' : 0])
      }
      await expect(one.query(await insertOfOther(table))).rejects.toMatchObject({ code: '42501' })
      if (table !== 'audit')
        await expect(
          one.query(
            `update ${table} set target_tenant_id = '${adatum}' where target_tenant_id = '${fabrikam}'`,
          ),
        ).rejects.toMatchObject({
          code: '42501',
          message: expect.stringMatching(/row-level security/) as unknown,
        })
      await expect(one.query(`truncate ${table} cascade`)).rejects.toMatchObject({ code: '42501' })
      expect([table, await digestOfOther(table)]).toEqual([table, before])
    }
  })

  /** Adds a row of ours again as one of the other tenant. */
  async function insertOfOther(table: string): Promise<string> {
    const { rows } = await owner.query<{ name: string }>(
      `select quote_ident(attname) as name from pg_attribute where attrelid = $1::regclass and attnum > 0
        and not attisdropped and attgenerated = '' and attname <> 'target_tenant_id'`,
      [table],
    )
    const names = rows.map(({ name }) => name).join(', ')
    return `insert into ${table} (target_tenant_id, ${names}) overriding system value
      select '${adatum}', ${names} from ${table} limit 1`
  }

  it.skipIf(!isThere).each([
    ['switch row security off for itself', 'set row_security = off; select * from people'],
    ['switch it off in a table', 'alter table people disable row level security'],
    ['drop a policy', 'drop policy tenant_of_account on people'],
    ['add a policy', 'create policy mine on people using (true)'],
    ['say whose it is', `update runtime_accounts set target_tenant_id = '${adatum}'`],
    ['add itself once more', `insert into runtime_accounts values ('someone', '${adatum}')`],
    ['read whose the accounts are', 'select * from runtime_accounts'],
    [
      'put another function in the place of the owner’s',
      `create or replace function landfall_tenant() returns uuid language sql as $$ select '${adatum}'::uuid $$`,
    ],
    ['become the other account', 'set role account_of_other'],
    ['become it for the whole session', 'set session authorization account_of_other'],
    ['become the owner', 'set role landfall_app'],
    ['search in another tenant', `select * from landfall_find_addresses('${adatum}', 'inside', '%')`],
  ])('cannot %s', async (_what, statement) => {
    await expect(one.query(statement)).rejects.toMatchObject({ code: '42501' })
    await one.query('reset row_security')
    expect(await countOf(one, 'people')).toBe(2)
  })

  it.skipIf(!isThere)('finds nothing by tables, functions and settings of its own', async () => {
    await one.query(
      `create temp table runtime_accounts (account name, target_tenant_id uuid);
      insert into runtime_accounts values (session_user, '${adatum}');
      create function pg_temp.landfall_tenant() returns uuid language sql as $$ select '${adatum}'::uuid $$;
      set search_path = pg_temp, public;
      set landfall.tenant = '${adatum}'`,
    )
    expect(await countOf(one, 'public.people', `target_tenant_id = '${adatum}'`)).toBe(0)
    expect(await countOf(one, 'public.people')).toBe(2)
    // One that tells of each row it is shown, and says that it costs nothing.
    const heard: string[] = []
    one.on('notice', ({ message }) => heard.push(message ?? ''))
    await one.query(
      `create function pg_temp.tell(text, uuid) returns boolean language plpgsql cost 0.0000001 as
        $$ begin raise notice '% %', $1, $2; return true; end $$`,
    )
    await one.query('select count(*) from public.people where pg_temp.tell(target_key, target_tenant_id)')
    expect(heard.length).toBe(2)
    expect(heard.filter((line) => line.includes(adatum))).toEqual([])
    await one.query('discard all')
  })

  it.skipIf(!isThere)('that is bound to no tenant is told so, and not that there is no one', async () => {
    const unbound = await makeAccount(server.superUrl, ownerUrl, 'unbound')
    await owner.query(`grant select on people to unbound`)
    const error: unknown = await withClient(unbound, (client) => client.query('select * from people')).catch(
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: '28000' })
    // A replica answers with 503 then, and the apps keep their reports.
    expect(isDatabaseAway(error)).toBe(true)
  })

  it.skipIf(!isThere)('is refused for a second tenant, and stays with its own', async () => {
    await expect(openStore(urlOfOne, adatum, { ownerUrl })).rejects.toMatchObject({
      code: 'database.account-of-other-tenant',
    })
    expect(await countOf(one, 'people')).toBe(2)
  })

  it.skipIf(!isThere)(
    'that two tenants shared is for the first alone, and replicas of before get an error',
    async () => {
      const shared = await makeAccount(server.superUrl, ownerUrl, 'shared')
      // As a replica of before the upgrade asks: it does not say whose it is.
      const askAsBefore = (tenantId: string): Promise<unknown> =>
        withClient(shared, (client) =>
          client.query(`select * from people where target_tenant_id = '${tenantId}'`),
        ).catch((thrown: unknown) => thrown)
      await owner.query('grant select on people to shared')
      expect(await askAsBefore(adatum)).toMatchObject({ code: '28000' })
      const store = await openStore(shared, fabrikam, { ownerUrl })
      expect(await store.countReports()).toBe(1)
      for (const tenantId of [adatum, fabrikam]) {
        const error = await askAsBefore(tenantId)
        expect(error).toMatchObject({ code: '28000' })
        expect(isDatabaseAway(error)).toBe(true)
      }
      await store.close()
      await expect(openStore(shared, adatum, { ownerUrl })).rejects.toMatchObject({
        code: 'database.account-of-other-tenant',
      })
    },
  )

  it.skipIf(!isThere)(
    'whose tenant has no one in the map, and settings, is refused for a second one',
    async () => {
      const url = await makeAccount(server.superUrl, ownerUrl, 'with_settings')
      const store = await openStore(url, '88888888-8888-4888-8888-888888888888', { ownerUrl })
      await writeSettings(store.database, commandLine, { ...noSettings, retentionDays: 30 })
      await store.close()
      await expect(openStore(url, fabrikam, { ownerUrl })).rejects.toMatchObject({
        code: 'database.account-of-other-tenant',
      })
    },
  )

  it.skipIf(!isThere)(
    'whose tenant was a mistake gets the right one while no one is in the map',
    async () => {
      const url = await makeAccount(server.superUrl, ownerUrl, 'mistaken')
      await (await openStore(url, '99999999-9999-4999-8999-999999999999', { ownerUrl })).close()
      const store = await openStore(url, fabrikam, { ownerUrl })
      expect(await store.countReports()).toBe(1)
      await store.close()
    },
  )

  it.skipIf(!isThere)(
    'works: it is found by each kind of search, retention deletes, and a backup by the owner has all',
    async () => {
      const [store] = stores
      if (store === undefined) throw new Error('there is no store')
      for (const search of ['amy', 'a', 'am', 'üm', '@contoso.com'])
        expect([search, (await findPeople(store.database, { search }, sql`target_key`, 10)).length]).toEqual([
          search,
          search.startsWith('@') ? 2 : search === 'üm' ? 0 : 1,
        ])
      await deleteOld(store.database)
      expect(store.database.isAccountTooStrong).toBe(false)
      // As pg_dump asks, which would rather end than leave rows out.
      await owner.query('set row_security = off')
      expect(await countOf(owner, 'people')).toBe(4)
    },
  )

  it.skipIf(!isThere)('is told as too strong where no policy holds it', async () => {
    const url = await makeAccount(server.superUrl, ownerUrl, 'passes_by')
    await withClient(server.superUrl, (client) => client.query('alter role passes_by bypassrls'))
    const store = await openStore(url, fabrikam, { ownerUrl })
    await store.close()
    expect(store.database.isAccountTooStrong).toBe(true)
  })
})
