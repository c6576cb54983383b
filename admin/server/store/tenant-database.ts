import { createHash } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { PostgresRefused } from './postgres-refused.ts'
import { connectionSettings, watchConnections, type ConnectionWatch } from './connection-watch.ts'
import { migrate } from './migrations.ts'
import type { Database } from './schema.ts'

/** One database, and whose rows in it are ours. */
export type TenantDatabase = {
  readonly db: Kysely<Database>
  readonly pool: pg.Pool
  readonly url: string
  readonly tenantId: string
  /** Advisory lock of this tenant: reports share it, an import holds it alone. */
  readonly lockKey: number
  /** Null while the database is certainly ours to write; else to be waited for before a commit, and rejects where it is not. */
  readonly beforeCommit: () => Promise<void> | null
  readonly connections: ConnectionWatch
}

export type DatabaseOptions = { readonly beforeCommit?: TenantDatabase['beforeCommit'] | undefined }

/** Opens a PostgreSQL by URL for one target tenant and brings its tables up to date. */
export async function openTenantDatabase(
  url: string,
  tenantId: string,
  { beforeCommit = () => null }: DatabaseOptions = {},
): Promise<TenantDatabase> {
  const pool = new pg.Pool({
    connectionString: withDurability(url),
    max: 10,
    // One stays open: it shows the others on an embedded server that it is still in use.
    min: 1,
    ...connectionSettings,
    // A query need not wait for the answer to the one before it, where it does not need it.
    pipeline: true,
  })
  let isPooled = false
  // A broken idle connection is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  // The same between two queries of a request: the next query says what happened.
  pool.on('connect', (client) => client.on('error', () => {}))
  const connections = watchConnections(pool, url, () => isPooled)
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  try {
    isPooled = await proveServer(pool)
    await migrate(db as unknown as Kysely<never>)
    // Restored from a server that had counted further: no transaction of this one has such a number yet, and it must be free.
    await pool.query('delete from events where xid >= pg_snapshot_xmax(pg_current_snapshot())')
  } catch (error) {
    await connections.end()
    throw error
  }
  const lockKey = createHash('sha256').update(tenantId).digest().readInt32BE()
  return { db, pool, url, tenantId, lockKey, beforeCommit, connections }
}

/** A commit that has been answered must survive a power cut, whatever the server's default. Options in the URL stay. */
function withDurability(text: string): string {
  const url = new URL(text)
  const options = [url.searchParams.get('options'), '-c synchronous_commit=on']
  url.searchParams.set('options', options.filter((each) => each !== null).join(' '))
  return url.href
}

/** Proves that what is committed survives, and tells whether a pooler is in between. Throws `PostgresRefused`. */
async function proveServer(pool: pg.Pool): Promise<boolean> {
  const client = (await pool.connect()) as pg.PoolClient & { readonly processID: number | null }
  try {
    const { rows } = await client.query<{ pid: number; durable: string; readonly: string }>(
      `select pg_backend_pid() as pid, current_setting('synchronous_commit') as durable,
        current_setting('transaction_read_only') as readonly`,
    )
    const { pid = 0, durable = '', readonly = '' } = rows[0] ?? {}
    if (readonly !== 'off')
      throw new PostgresRefused(
        'database.read-only',
        'The database takes no changes: it is a replica, or a setting, a full disk or its maker has made it read-only (default_transaction_read_only). Give the address of the one that is written to.',
      )
    if (!/^(on|remote_apply|remote_write|local)$/.test(durable))
      throw new PostgresRefused(
        'database.not-durable',
        `The database says synchronous_commit=${durable}: a report could be lost after its receipt. A pooler may ignore the endpoint's start-up options: connect to the server itself, or set it there with "alter role … set synchronous_commit = on".`,
      )
    return client.processID !== pid
  } finally {
    client.release()
  }
}

/** True for a server that answers and takes no changes: a replica, or one whose disk is full. */
export function isReadOnly(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '25006'
}

/** True for what pg throws when the server is gone, starting or shutting down; a query's own fault is not. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as Error & { code?: string }
  // 28: a password that was changed; 25006: a server that came back as a replica.
  if (code !== undefined)
    return /^(ECONN|EHOST|ENET|ENOENT|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|57P|08|53|28|25006)/.test(code)
  return /connection terminated|timeout exceeded when trying to connect|not queryable/i.test(error.message)
}

/** What JSON can say and PostgreSQL cannot keep: U+0000, half a surrogate pair, a number out of range. */
export function isUnstorable(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(22|54)/.test(error.code ?? '')
}
