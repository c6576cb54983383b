import type pg from 'pg'
import { withOwnPool } from './connection-watch.ts'
import { PostgresRefused } from './postgres-refused.ts'
import { queryRows, runStatement, sql, type Sql } from './statement.ts'

/** The account of the embedded database that the endpoint works with. */
export const runtimeUser = 'landfall_runtime'

/** Makes the account that may do what the endpoint needs and no more, as its superuser does. */
export async function makeRuntimeRole(ownerUrl: string, password: string): Promise<void> {
  await asOwner(ownerUrl, async (client) => {
    const name = sql.id(runtimeUser)
    // Two of ours may start at once.
    await runStatement(client, sql`begin; select pg_advisory_xact_lock(hashtext('landfall grants'))`)
    const known = await runStatement(client, sql`select 1 from pg_roles where rolname = ${runtimeUser}`)
    if (known === 0) await runStatement(client, sql`create role ${name} nologin`)
    await runStatement(
      client,
      sql`alter role ${name} with login nosuperuser nocreatedb nocreaterole noreplication nobypassrls
        password ${sql.lit(password)}`,
    )
    await runStatement(client, sql`commit`)
  })
}

/** An account of the database: how it signs in, which nothing it says can change, and the role whose rights it then has. */
export type Account = { readonly login: string; readonly role: string }

/** The account of the sessions of `pool`. */
export async function readAccount(pool: pg.Pool): Promise<Account> {
  const rows = await queryRows(pool, sql<Account>`select session_user as login, current_user as role`)
  const [account] = rows
  if (account === undefined) throw new Error('the database does not say whose the session is')
  return account
}

/**
 * Gives `account` the rows of one tenant to read and write. The trail of changes it may only read and add to, and it may change
 * no table itself: the trail’s trigger is not its own to switch off. Other rights to the trail, to the migrations,
 * to whose an account is and to make tables are taken from it at each start. What it owns, or may become, it keeps: see
 * `hasMoreRights`. Throws `PostgresRefused` where the account works for another tenant.
 */
export async function grantRuntime(ownerUrl: string, account: Account, tenantId: string): Promise<void> {
  await asOwner(ownerUrl, async (client) => {
    const name = sql.id(account.role)
    await runStatement(client, sql`begin; select pg_advisory_xact_lock(hashtext('landfall grants'))`)
    await bindAccount(client, account.login, tenantId)
    await runStatement(
      client,
      sql`grant usage on schema public to ${name};
      revoke create on schema public from public, ${name};
      grant select, insert, update, delete on all tables in schema public to ${name};
      grant usage, select on all sequences in schema public to ${name};
      revoke all on audit, runtime_accounts, kysely_migration, kysely_migration_lock from ${name};
      grant select, insert on audit to ${name};
      grant select on kysely_migration to ${name};
      revoke all on function landfall_take_stock(), landfall_find_addresses(uuid, text, text) from public;
      grant execute on function landfall_take_stock(), landfall_tenant(), landfall_find_addresses(uuid, text, text) to ${name}`,
    )
    // Numbers for the planner while an import is taken; before 17 an owner alone could, and PostgreSQL passes over it.
    const rows = await queryRows(
      client,
      sql<{ version: number }>`select current_setting('server_version_num')::int as version`,
    )
    if ((rows[0]?.version ?? 0) >= 170_000)
      await runStatement(client, sql`grant maintain on import_rows to ${name}`)
    await runStatement(client, sql`commit`)
  })
}

/**
 * Says whose rows an account is for. A tenant that was a mistake, and has no row yet, is let go of. Where others have rows, the
 * account’s sessions have to name their tenant: replicas of an older version may work for another one by the same account.
 */
async function bindAccount(client: pg.ClientBase, login: string, tenantId: string): Promise<void> {
  const rows = await queryRows(
    client,
    sql<{ bound: string }>`select target_tenant_id as bound from runtime_accounts where account = ${login}`,
  )
  const bound = rows[0]?.bound
  if (bound === tenantId.toLowerCase()) return
  if (bound !== undefined && (await hasRows(client, sql`= ${bound}`)))
    throw new PostgresRefused(
      'database.account-of-other-tenant',
      `The account ${login} of databaseUrl works for tenant ${bound}, and would see nothing of ${tenantId} (targetTenantId). Give this tenant an account of its own, or better a database of its own (embedded: another folder with --data). Nothing was granted.`,
    )
  // Two ranges of an index, and not a look at every row of ours.
  const hasOthers = (await hasRows(client, sql`< ${tenantId}`)) || (await hasRows(client, sql`> ${tenantId}`))
  await runStatement(
    client,
    sql`insert into runtime_accounts (account, target_tenant_id, must_name_tenant)
      values (${login}, ${tenantId}, ${hasOthers})
      on conflict (account) do update
        set target_tenant_id = excluded.target_tenant_id, must_name_tenant = excluded.must_name_tenant`,
  )
}

/** What a start leaves by itself, and what a readiness probe leaves. */
const leftByStart = ['runtime_accounts', 'readiness', 'events', 'live_source']

/** Does any table have a row of such a tenant? */
async function hasRows(client: pg.ClientBase, which: Sql): Promise<boolean> {
  const tables = await queryRows(
    client,
    sql<{ name: string }>`select c.relname as name from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'target_tenant_id'
      where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and c.relname <> all(${leftByStart})`,
  )
  const each = tables.map(
    ({ name }) => sql`exists (select from ${sql.id(name)} where target_tenant_id ${which})`,
  )
  const rows = await queryRows(client, sql<{ any: boolean }>`select ${sql.join(each, sql` or `)} as any`)
  return rows[0]?.any ?? true
}

/** The account that a URL leads to, as the server names it. */
export async function accountOf(url: string): Promise<string> {
  return asOwner(url, async (client) => {
    const rows = await queryRows(client, sql<{ name: string }>`select current_user as name`)
    return rows[0]?.name ?? ''
  })
}

/**
 * Could the account of `pool` change the trail, as a superuser, as its owner or by becoming one that could? Or see other tenants’
 * rows, because no policy holds it or it may say itself whose it is? Asked of the login and of every role that it can become.
 */
export async function hasMoreRights(pool: pg.Pool): Promise<boolean> {
  const rows = await queryRows(
    pool,
    sql<{ more: boolean }>`select bool_or(rolsuper or rolcreaterole or rolbypassrls or r.oid = relowner
        or has_table_privilege(r.oid, 'runtime_accounts', 'insert, update, delete, truncate'))
        or not row_security_active('people') as more
      from pg_roles r, pg_class
      where pg_class.oid = 'audit'::regclass
        and (pg_has_role(session_user, r.oid, 'member') or pg_has_role(current_user, r.oid, 'member'))`,
  )
  return rows[0]?.more ?? true
}

function asOwner<Result>(url: string, work: (client: pg.ClientBase) => Promise<Result>): Promise<Result> {
  return withOwnPool(url, async (pool) => {
    const client = await pool.connect()
    let hasFailed = true
    try {
      const result = await work(client)
      hasFailed = false
      return result
    } finally {
      // What was begun and not ended goes with the connection.
      client.release(hasFailed)
    }
  })
}
