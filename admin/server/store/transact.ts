import type pg from 'pg'
import { isReadOnly, type TenantDatabase } from './tenant-database.ts'

/** Does `work` in one transaction: all of it or nothing. With `alone` no report and no other import is written meanwhile. */
export async function transact<Result>(
  { pool, lockKey, beforeCommit, connections }: TenantDatabase,
  hold: 'alone' | 'shared',
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect()
  let isBroken = true
  try {
    const lock = hold === 'alone' ? 'pg_advisory_xact_lock' : 'pg_advisory_xact_lock_shared'
    const begun = client.query(`begin; select ${lock}(${lockKey})`)
    // The first words of `work` travel with the beginning. Where that fails they fail too, and it says why.
    begun.catch(() => {})
    const result = await work(client).finally(() => begun)
    const confirmed = beforeCommit()
    if (confirmed !== null) await confirmed
    await client.query('commit')
    isBroken = false
    return result
  } catch (error) {
    await client.query('rollback').then(
      () => (isBroken = isReadOnly(error)),
      () => {},
    )
    if (isReadOnly(error)) connections.letGo()
    throw error
  } finally {
    client.release(isBroken)
  }
}

/** Thrown inside a transaction to undo it and answer with `value`. */
export class RolledBack<Value> extends Error {
  readonly value: Value
  constructor(value: Value) {
    super('rolled back')
    this.value = value
  }
}
