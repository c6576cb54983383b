import type pg from 'pg'
import { askApart, connectionSettings } from './connection-watch.ts'
import { backendOf } from './session.ts'
import { sql } from './statement.ts'
import { isReadOnly, NotReplicated, type TenantDatabase } from './tenant-database.ts'

/** An import of all people may take so long. */
export const aloneMilliseconds = 900_000
/** So long a commit may wait for the servers that are to have it too; then it is asked to give up, again and again. */
const commitMilliseconds = 10_000

/** How a transaction relates to imports: `alone` is one of them, `shared` waits for them, `beside` does neither. */
type Hold = 'alone' | 'shared' | 'beside'

/**
 * Does `work` in one transaction: all of it or nothing. With `alone` no report and no other import is written meanwhile. `beside`
 * delays no other transaction and waits for no import. A transaction that may wait for an import takes a place first, so that
 * connections for reading are left.
 */
export async function transact<Result>(
  database: TenantDatabase,
  hold: Hold,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  if (hold === 'beside') return transactNow(database, hold, work)
  // An import waits for another one as long as that takes; any other transaction as long as for a connection.
  const patienceMs = hold === 'alone' ? undefined : connectionSettings.connectionTimeoutMillis
  return database.places[hold].during(() => transactNow(database, hold, work), patienceMs)
}

async function transactNow<Result>(
  { pool, url, lockKey, beforeCommit, connections }: TenantDatabase,
  hold: Hold,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  let isBroken = true
  try {
    const begun = client.query(
      {
        alone: `begin; set local statement_timeout = ${aloneMilliseconds}; select pg_advisory_xact_lock(${lockKey})`,
        shared: `begin; select pg_advisory_xact_lock_shared(${lockKey})`,
        beside: 'begin',
      }[hold],
    )
    // The first words of `work` travel with the beginning. Where that fails they fail too, and it says why.
    begun.catch(() => {})
    let result: Result
    try {
      result = await work(client)
    } finally {
      await begun
    }
    const confirmed = beforeCommit()
    if (confirmed !== null) await confirmed
    await commit(url, client)
    isBroken = false
    return result
  } catch (error) {
    await client.query('rollback').then(
      () => (isBroken = isReadOnly(error) || error instanceof NotReplicated),
      () => {},
    )
    if (isReadOnly(error)) connections.letGo()
    throw error
  } finally {
    client.release(isBroken)
  }
}

/**
 * Commits, and throws `NotReplicated` where the server gave up waiting for its standbys: with a
 * warning only, as for PostgreSQL it is committed. A wait of ten seconds is given up.
 */
export async function commit(url: string, client: pg.PoolClient): Promise<void> {
  let isAlone = false
  // The one field that no language changes: the function of the server that says it.
  const hear = (notice: { readonly routine?: string | undefined }): void => {
    if (notice.routine === 'SyncRepWaitForLSN') isAlone = true
  }
  client.on('notice', hear)
  const giveUp = setInterval(() => void endWait(url, backendOf(client)), commitMilliseconds)
  try {
    await client.query('commit')
  } finally {
    clearInterval(giveUp)
    client.off('notice', hear)
  }
  if (isAlone) throw new NotReplicated('the commit is on one server only')
}

/**
 * Ends a session’s wait for other servers, and nothing else that it may be at by now. Where it does not come through, the commit
 * waits on and it is tried again.
 */
async function endWait(url: string, pid: number | undefined): Promise<void> {
  await askApart(
    url,
    sql`select pg_cancel_backend(pid) from pg_stat_activity where pid = ${pid} and wait_event = 'SyncRep'`,
  )
}

/** Thrown inside a transaction to undo it and answer with `value`. */
export class RolledBack<Value> extends Error {
  readonly value: Value
  constructor(value: Value) {
    super('rolled back')
    this.value = value
  }
}
