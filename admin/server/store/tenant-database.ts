import { createHash } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { applicationName } from './postmaster.ts'
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
}

export type DatabaseOptions = { readonly beforeCommit?: TenantDatabase['beforeCommit'] | undefined }

/** Opens a PostgreSQL by URL for one target tenant and brings its tables up to date. */
export async function openTenantDatabase(
  url: string,
  tenantId: string,
  { beforeCommit = () => null }: DatabaseOptions = {},
): Promise<TenantDatabase> {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    // One stays open: it shows the others on an embedded server that it is still in use.
    min: 1,
    application_name: applicationName,
    // A query need not wait for the answer to the one before it, where it does not need it.
    pipeline: true,
    connectionTimeoutMillis: 5_000,
    // A commit that has been answered must survive a power cut, whatever the server's default.
    options: '-c synchronous_commit=on',
  })
  // A broken idle connection is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => {})
  // The same between two queries of a request: the next query says what happened.
  pool.on('connect', (client) => client.on('error', () => {}))
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  try {
    await migrate(db as unknown as Kysely<never>)
  } catch (error) {
    await db.destroy()
    throw error
  }
  const lockKey = createHash('sha256').update(tenantId).digest().readInt32BE()
  return { db, pool, url, tenantId, lockKey, beforeCommit }
}

/** True for what pg throws when the server is gone, starting or shutting down; a query's own fault is not. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code } = error as Error & { code?: string }
  if (code !== undefined) return /^(ECONN|ENOENT|ETIMEDOUT|EPIPE|57P|08|53)/.test(code)
  return /connection terminated|timeout exceeded when trying to connect|not queryable/i.test(error.message)
}

/** What JSON can say and PostgreSQL cannot keep: U+0000, half a surrogate pair, a number out of range. */
export function isUnstorable(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^(22|54)/.test(error.code ?? '')
}
