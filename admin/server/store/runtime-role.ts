import pg from 'pg'
import { connectionSettings } from './connection-watch.ts'
import { PostgresRefused } from './postgres-refused.ts'

/** The account of the embedded database that the endpoint works with. */
export const runtimeUser = 'landfall_runtime'

/** Makes the account that may do what the endpoint needs and no more, as its superuser does. */
export async function makeRuntimeRole(ownerUrl: string, password: string): Promise<void> {
  await asOwner(ownerUrl, async (client) => {
    const name = client.escapeIdentifier(runtimeUser)
    // Two of ours may start at once.
    await client.query(`begin; select pg_advisory_xact_lock(hashtext('landfall grants'))`)
    const { rowCount } = await client.query('select 1 from pg_roles where rolname = $1', [runtimeUser])
    if (rowCount === 0) await client.query(`create role ${name} nologin`)
    await client.query(
      `alter role ${name} with login nosuperuser nocreatedb nocreaterole noreplication nobypassrls
        password ${client.escapeLiteral(password)}`,
    )
    await client.query('commit')
  })
}

/** An account of the database: how it signs in, which nothing it says can change, and the role whose rights it then has. */
export type Account = { readonly login: string; readonly role: string }

/** The account of the sessions of `pool`. */
export async function readAccount(pool: pg.Pool): Promise<Account> {
  const { rows } = await pool.query<Account>('select session_user as login, current_user as role')
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
    const name = client.escapeIdentifier(account.role)
    await client.query(`begin; select pg_advisory_xact_lock(hashtext('landfall grants'))`)
    await bindAccount(client, account.login, tenantId)
    await client.query(
      `grant usage on schema public to ${name};
      revoke create on schema public from public, ${name};
      grant select, insert, update, delete on all tables in schema public to ${name};
      grant usage, select on all sequences in schema public to ${name};
      revoke all on audit, runtime_accounts, kysely_migration, kysely_migration_lock from ${name};
      grant select, insert on audit to ${name};
      grant select on kysely_migration to ${name};
      revoke all on function landfall_take_stock(), landfall_tenant(), landfall_find_addresses(uuid, text, text) from public;
      grant execute on function landfall_take_stock(), landfall_tenant(), landfall_find_addresses(uuid, text, text) to ${name}`,
    )
    // Numbers for the planner while an import is taken; before 17 an owner alone could, and PostgreSQL passes over it.
    const { rows } = await client.query<{ version: number }>(
      `select current_setting('server_version_num')::int as version`,
    )
    if ((rows[0]?.version ?? 0) >= 170_000) await client.query(`grant maintain on import_rows to ${name}`)
    await client.query('commit')
  })
}

/** Says whose rows an account is for. A tenant that was a mistake, and has nobody yet, is let go of. */
async function bindAccount(client: pg.Client, login: string, tenantId: string): Promise<void> {
  const { rows } = await client.query<{ other: string }>(
    `select target_tenant_id as other from runtime_accounts a where account = $1 and target_tenant_id <> $2
      and exists (select from people p where p.target_tenant_id = a.target_tenant_id)`,
    [login, tenantId],
  )
  const [bound] = rows
  if (bound !== undefined)
    throw new PostgresRefused(
      'database.account-of-other-tenant',
      `The account ${login} of databaseUrl works for tenant ${bound.other}, and would see nothing of ${tenantId} (targetTenantId). Give this tenant an account of its own, or better a database of its own (embedded: another folder with --data). Nothing was granted.`,
    )
  await client.query(
    `insert into runtime_accounts (account, target_tenant_id) values ($1, $2)
      on conflict (account) do update set target_tenant_id = excluded.target_tenant_id
      where runtime_accounts.target_tenant_id <> excluded.target_tenant_id`,
    [login, tenantId],
  )
}

/** The account that a URL leads to, as the server names it. */
export async function accountOf(url: string): Promise<string> {
  return asOwner(url, async (client) => {
    const { rows } = await client.query<{ name: string }>('select current_user as name')
    return rows[0]?.name ?? ''
  })
}

/**
 * Could the account of `pool` change the trail, as a superuser, as its owner or by becoming one that could? Or see other tenants’
 * rows, because no policy holds it or it may say itself whose it is?
 */
export async function hasMoreRights(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ more: boolean }>(
    `select rolsuper or rolcreaterole or rolbypassrls or pg_has_role(current_user, relowner, 'member')
        or not row_security_active('people')
        or has_table_privilege('runtime_accounts', 'insert, update, delete, truncate') as more
      from pg_roles, pg_class where rolname = current_user and pg_class.oid = 'audit'::regclass`,
  )
  return rows[0]?.more ?? true
}

async function asOwner<Result>(url: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ ...connectionSettings, connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
