import { setTimeout as delay } from 'node:timers/promises'
import { commit } from './transact.ts'
import { isDatabaseAway, isReadOnly, type TenantDatabase } from './tenant-database.ts'
import { runStatement, sql } from './statement.ts'

/** `waiting`: the oldest report has been waiting for the database for too long. */
export type Readiness = 'ready' | 'away' | 'read-only' | 'waiting'

const answerMilliseconds = 3_000
const waitingMilliseconds = 8_000
/** Anybody may ask: a proof by writing holds for so long, a look at the server is made each time. */
const provenMilliseconds = 5_000

/** Gives what tells whether reports could be kept now. A database that does not answer within 3 seconds is away. */
export function createWriteProof(
  { pool, url, tenantId, connections }: TenantDatabase,
  oldestWaitMs: () => number,
): () => Promise<Readiness> {
  let provenAt = -Infinity
  let underWay: Promise<Readiness> | null = null

  /** As reports are written: a commit that waits for servers that are away is none. */
  async function write(): Promise<void> {
    const client = await pool.connect()
    let isBroken = true
    try {
      await runStatement(client, sql`begin`)
      await runStatement(
        client,
        sql`insert into readiness (target_tenant_id, at) values (${tenantId}, now())
          on conflict (target_tenant_id) do update set at = excluded.at`,
      )
      await commit(url, client)
      isBroken = false
    } finally {
      client.release(isBroken)
    }
  }

  async function prove(): Promise<Readiness> {
    try {
      if (performance.now() - provenAt < provenMilliseconds) {
        await runStatement(pool, sql`select 1`)
        return 'ready'
      }
      await write()
      provenAt = performance.now()
      return 'ready'
    } catch (error) {
      provenAt = -Infinity
      if (isReadOnly(error)) {
        connections.letGo()
        return 'read-only'
      }
      if (isDatabaseAway(error)) return 'away'
      throw error
    }
  }

  return async () => {
    if (oldestWaitMs() > waitingMilliseconds) return 'waiting'
    underWay ??= prove().finally(() => (underWay = null))
    const gaveUp = new AbortController()
    const tooLate = delay(answerMilliseconds, 'away' as const, { signal: gaveUp.signal }).catch(
      () => 'away' as const,
    )
    return Promise.race([underWay, tooLate]).finally(() => gaveUp.abort())
  }
}
