import pg from 'pg'
import { connectionSettings } from './connection-watch.ts'

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

/**
 * Gives `role` the tables of the endpoint to read and write. The trail of changes it may only read and add to, and it may change
 * no table itself: the trail’s trigger is not its own to switch off. Other rights to the trail,
 * to the migrations and to make tables are taken from it at each start. What it owns, or may become, it keeps: see `mayChangeTrail`.
 */
export async function grantRuntime(ownerUrl: string, role: string): Promise<void> {
  await asOwner(ownerUrl, async (client) => {
    const name = client.escapeIdentifier(role)
    await client.query(`begin; select pg_advisory_xact_lock(hashtext('landfall grants'))`)
    await client.query(
      `grant usage on schema public to ${name};
      revoke create on schema public from public, ${name};
      grant select, insert, update, delete on all tables in schema public to ${name};
      grant usage, select on all sequences in schema public to ${name};
      revoke all on audit, kysely_migration, kysely_migration_lock from ${name};
      grant select, insert on audit to ${name};
      grant select on kysely_migration to ${name};
      revoke all on function landfall_take_stock() from public;
      grant execute on function landfall_take_stock() to ${name}`,
    )
    // Numbers for the planner while an import is taken; before 17 an owner alone could, and PostgreSQL passes over it.
    const { rows } = await client.query<{ version: number }>(
      `select current_setting('server_version_num')::int as version`,
    )
    if ((rows[0]?.version ?? 0) >= 170_000) await client.query(`grant maintain on import_rows to ${name}`)
    await client.query('commit')
  })
}

/** The account that a URL leads to, as the server names it. */
export async function accountOf(url: string): Promise<string> {
  return asOwner(url, async (client) => {
    const { rows } = await client.query<{ name: string }>('select current_user as name')
    return rows[0]?.name ?? ''
  })
}

/** Could the account of `pool` change the trail, as a superuser, as its owner or by becoming one that could? */
export async function mayChangeTrail(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ may: boolean }>(
    `select rolsuper or rolcreaterole or pg_has_role(current_user, relowner, 'member') as may
      from pg_roles, pg_class where rolname = current_user and pg_class.oid = 'audit'::regclass`,
  )
  return rows[0]?.may ?? true
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
