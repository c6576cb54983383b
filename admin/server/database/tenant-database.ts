import { createHash } from 'node:crypto'
import pg from 'pg'
import { PostgresRefused } from './postgres-refused.ts'
import {
  connectionSettings,
  watchConnections,
  type ConnectionWatch,
  withOwnPool,
} from './connection-watch.ts'
import { migrateTables } from './migrations.ts'
import { createPlaces, NoPlaceFree, type Places } from './places.ts'
import { accountOf, grantRuntime, hasMoreRights, readAccount } from './runtime-role.ts'
import { createSecretBox, type SecretBox } from './secret-box.ts'
import { prepareSession } from './session.ts'
import { queryRows, runStatement, sql } from './statement.ts'

/** One database, and whose rows in it are ours. */
export type TenantDatabase = {
  readonly pool: pg.Pool
  readonly url: string
  readonly tenantId: string
  /** Advisory lock of this tenant: reports share it, an import holds it alone. */
  readonly lockKey: number
  /** Null while the database is certainly ours to write; else to be waited for before a commit, and rejects where it is not. */
  readonly beforeCommit: () => Promise<void> | null
  readonly connections: ConnectionWatch
  /** Places for transactions that may wait for an import: fewer than there are connections. */
  readonly places: { readonly shared: Places; readonly alone: Places }
  readonly secrets: SecretBox
  /** There is an owner, and our account could change the trail or see other tenants’ rows all the same. */
  readonly isAccountTooStrong: boolean
}

export type DatabaseOptions = {
  readonly beforeCommit?: TenantDatabase['beforeCommit'] | undefined
  /** Without it secrets are kept as they are. */
  readonly secrets?: SecretBox | undefined
  /** Who owns the tables and changes them; without it the account of the URL does, which then may do everything. */
  readonly ownerUrl?: string | undefined
}

const connectionsAtOnce = 10
/** With one import that makes seven: three connections are left for reading while others wait for an import. */
export const sharedAtOnce = 6

/** Opens a PostgreSQL by URL for one target tenant and brings its tables up to date. */
export async function openTenantDatabase(
  url: string,
  tenantId: string,
  { beforeCommit = () => null, secrets = createSecretBox(), ownerUrl }: DatabaseOptions = {},
): Promise<TenantDatabase> {
  const pool = new pg.Pool({
    connectionString: url,
    // The pool waits for it; its types know of no promise.
    onConnect: (client) => prepareSession(client, tenantId) as unknown as void,
    max: connectionsAtOnce,
    // One stays open: it shows the others on an embedded server that it is still in use.
    min: 1,
    ...connectionSettings,
    // A query need not wait for the answer to the one before it, where it does not need it.
    pipeline: true,
  })
  let isPooled = false
  let isAccountTooStrong = false
  // A broken idle connection is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  // The same between two queries of a request: the next query says what happened.
  pool.on('connect', (client) => client.on('error', () => {}))
  const connections = watchConnections(pool, url, () => isPooled)
  try {
    isPooled = await proveServer(pool)
    if (ownerUrl === undefined) await migrateBy(url)
    else isAccountTooStrong = await prepareByOwner(pool, ownerUrl, tenantId)
    // Restored from a server that had counted further: no transaction of this one has such a number yet, and it must be free.
    await runStatement(pool, sql`delete from events where xid >= pg_snapshot_xmax(pg_current_snapshot())`)
  } catch (error) {
    await connections.end()
    throw error
  }
  const lockKey = createHash('sha256').update(tenantId).digest().readInt32BE()
  return {
    pool,
    url,
    tenantId,
    lockKey,
    beforeCommit,
    connections,
    places: { shared: createPlaces(sharedAtOnce), alone: createPlaces(1) },
    secrets,
    isAccountTooStrong,
  }
}

/** A new index of a large table takes longer than any other statement may. */
function migrateBy(url: string): Promise<void> {
  return withOwnPool(url, migrateTables)
}

/** Lets the owner make and change the tables and gives our account its tenant and its rights. True where ours has more than these. */
async function prepareByOwner(pool: pg.Pool, ownerUrl: string, tenantId: string): Promise<boolean> {
  const account = await readAccount(pool)
  // Before anything is granted: taking from itself what an owner needs would lock it out.
  if ((await accountOf(ownerUrl)) === account.role)
    throw new PostgresRefused(
      'database.same-account',
      `databaseUrl and databaseOwnerUrl are of one account (${account.role}), which would take its own rights away. Make an account without rights of its own for databaseUrl, or leave databaseOwnerUrl out.`,
    )
  await migrateBy(ownerUrl)
  await grantRuntime(ownerUrl, account, tenantId)
  return hasMoreRights(pool)
}

/** Proves that what is committed survives, and tells whether a pooler is in between. Throws `PostgresRefused`. */
async function proveServer(pool: pg.Pool): Promise<boolean> {
  const client = (await pool.connect()) as pg.PoolClient & { readonly processID: number | null }
  try {
    const rows = await queryRows(
      client,
      sql<{
        pid: number
        durable: string
        readonly: string
      }>`select pg_backend_pid() as pid, current_setting('synchronous_commit') as durable,
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
        `The database says synchronous_commit=${durable}: a report could be lost after its receipt. Set it there with "alter role … set synchronous_commit = on", or connect to the server itself instead of a pooler.`,
      )
    const isPooled = client.processID !== pid
    if (isPooled && (await isSharedByTransaction(pool, client)))
      throw new PostgresRefused(
        'database.pooled-by-transaction',
        'A pooler gives the database out by transaction (or by statement): what a session of the endpoint sets, its prepared statements and its events would be another’s. Let it pool by session (pool_mode = session), or connect to the server itself.',
      )
    return isPooled
  } finally {
    client.release()
  }
}

const tries = 3

/**
 * Does a pooler give one session of the server to two of ours? While the other one holds a transaction, it has a session for
 * itself: where pooling is by transaction, that is the one that ours was in, or ours is in another one afterwards.
 */
async function isSharedByTransaction(pool: pg.Pool, one: pg.PoolClient): Promise<boolean> {
  const other = await pool.connect()
  const sessionOf = async (client: pg.ClientBase): Promise<number | undefined> =>
    (await queryRows(client, sql<{ pid: number }>`select pg_backend_pid() as pid`))[0]?.pid
  let isBroken = true
  try {
    for (let turn = 0; turn < tries; turn += 1) {
      const before = await sessionOf(one)
      await runStatement(other, sql`begin`)
      const theirs = await sessionOf(other)
      // With one session in all ours would wait for it for ever.
      const after = theirs === before ? before : await sessionOf(one)
      await runStatement(other, sql`rollback`)
      if (theirs === before || after !== before) return true
    }
    isBroken = false
    return false
  } catch (error) {
    // "Transaction blocks not allowed in statement pooling mode".
    if (error instanceof pg.DatabaseError && error.code === '08P01') return true
    throw error
  } finally {
    other.release(isBroken)
  }
}

/** A commit is on the server's own disk, and not on the standbys that the server has to wait for: it counts as not made. */
export class NotReplicated extends Error {}

/** True for a server that answers and takes no changes: a replica, or one whose disk is full. */
export function isReadOnly(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '25006'
}

/** True for a server whose disk or quota has no room left. */
export function isFull(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === '53100'
}

/** True for what pg throws when the server is gone, starting or shutting down; a query's own fault is not. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof NotReplicated || error instanceof NoPlaceFree) return true
  const { code } = error as Error & { code?: string }
  // 28: a password that was changed; 25006: a server that came back as a replica.
  // 57014: it took longer than a statement may.
  if (code !== undefined)
    return /^(ECONN|EHOST|ENET|ENOENT|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|EPIPE|57P|57014|08|53|28|25006)/.test(
      code,
    )
  return /connection terminated|timeout exceeded when trying to connect|not queryable|after calling end/i.test(
    error.message,
  )
}

/** What JSON can say and PostgreSQL cannot keep: U+0000, half a surrogate pair, a number out of range. */
export function isUnstorable(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(22|54)/.test(error.code ?? '')
}
