import type pg from 'pg'
import { isReadOnly, NotReplicated, type TenantDatabase } from './tenant-database.ts'

/** An import of everybody may take so long. */
const aloneMilliseconds = 900_000
/** So long a commit may wait for the servers that are to have it too. */
const commitMilliseconds = 10_000

/** Does `work` in one transaction: all of it or nothing. With `alone` no report and no other import is written meanwhile. */
export async function transact<Result>(
  { pool, lockKey, beforeCommit, connections }: TenantDatabase,
  hold: 'alone' | 'shared',
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  let isBroken = true
  try {
    const begin =
      hold === 'alone'
        ? `begin; set local statement_timeout = ${aloneMilliseconds}; select pg_advisory_xact_lock(${lockKey})`
        : `begin; select pg_advisory_xact_lock_shared(${lockKey})`
    const begun = client.query(begin)
    // The first words of `work` travel with the beginning. Where that fails they fail too, and it says why.
    begun.catch(() => {})
    const result = await work(client).finally(() => begun)
    const confirmed = beforeCommit()
    if (confirmed !== null) await confirmed
    await commit(pool, client)
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

type Backend = pg.PoolClient & { readonly processID: number | null }

/**
 * Commits, and throws `NotReplicated` where the server gave up waiting for the others that it was told to have it too: with a
 * warning only, as for PostgreSQL it is committed. A wait of ten seconds is given up.
 */
export async function commit(pool: pg.Pool, client: pg.PoolClient): Promise<void> {
  let isAlone = false
  // The one field that no language changes: the function of the server that says it.
  const hear = (notice: { readonly routine?: string | undefined }): void => {
    if (notice.routine === 'SyncRepWaitForLSN') isAlone = true
  }
  client.on('notice', hear)
  const giveUp = setTimeout(() => {
    const { processID } = client as Backend
    void pool.query('select pg_cancel_backend($1)', [processID]).catch(() => {})
  }, commitMilliseconds)
  try {
    await client.query('commit')
  } finally {
    clearTimeout(giveUp)
    client.off('notice', hear)
  }
  if (isAlone) throw new NotReplicated('the commit is on one server only')
}

/** Thrown inside a transaction to undo it and answer with `value`. */
export class RolledBack<Value> extends Error {
  readonly value: Value
  constructor(value: Value) {
    super('rolled back')
    this.value = value
  }
}
