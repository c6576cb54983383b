import type pg from 'pg'
import type { ImportWorkKind } from '../contract/import-routes.ts'
import { askApart } from '../database/connection-watch.ts'
import { ringBell } from '../progress/count-changes.ts'
import { isDatabaseAway, type TenantDatabase } from '../database/tenant-database.ts'
import { transact } from '../database/transact.ts'

const beatMilliseconds = 5_000
/** Nobody is at work on it any more: the endpoint that was has ended, or lost its database. */
export const brokenOffSeconds = 30

/** What is being done with an import, or went wrong with it, as a column of `imports`. */
export const workColumn = `(select json_build_object('kind', kind, 'failure', coalesce(failure,
    case when seen_at < now() - interval '${brokenOffSeconds} seconds' then 'import.broken-off' end))
  from import_work where import_work.target_tenant_id = imports.target_tenant_id and import_id = imports.id) as work`

/** What is written outside the pool need not survive a power cut, and must not wait for another server that is to have it too. */
const atOnce = `(select set_config('synchronous_commit', 'off', true)) as at_once`

/** Notes that work on an import begins. False where somebody, at any replica, is at it. */
export async function beginWork(
  { pool, tenantId }: TenantDatabase,
  id: string,
  kind: ImportWorkKind,
): Promise<boolean> {
  const { rowCount } = await pool.query(
    `insert into import_work (target_tenant_id, import_id, kind) values ($1, $2, $3)
      on conflict (target_tenant_id, import_id) do update set kind = excluded.kind, seen_at = now(), failure = null
        where import_work.failure is not null
          or import_work.seen_at < now() - interval '${brokenOffSeconds} seconds'`,
    [tenantId, id, kind],
  )
  return rowCount === 1
}

/**
 * Sees work that has begun to its end; what ends well takes its row away with what it writes (`endWork`). While it lasts each replica
 * sees so: told apart from the pool, whose connections may all wait for this very work. Where nobody waits for its answer any more
 * (`isLate`, asked when `doing` ends), a code of `codeOf`, or of what it throws, stays as its failure.
 */
export async function watchWork<Result>(
  database: TenantDatabase,
  id: string,
  doing: Promise<Result>,
  { codeOf, isLate }: { readonly codeOf: (result: Result) => string | null; readonly isLate: () => boolean },
): Promise<Result> {
  let isTelling = false
  // Silence shows by itself.
  const beat = setInterval(() => {
    if (isTelling) return
    isTelling = true
    void tellOfWork(database, id).finally(() => (isTelling = false))
  }, beatMilliseconds).unref()
  try {
    const result = await doing
    const code = codeOf(result)
    if (code !== null) await endInVain(database, id, isLate() ? code : null)
    return result
  } catch (error) {
    const code = isDatabaseAway(error) ? 'database.unavailable' : 'unexpected'
    await endInVain(database, id, isLate() ? code : null)
    throw error
  } finally {
    clearInterval(beat)
  }
}

/** Says that somebody is still at work on it. */
export async function tellOfWork({ url, tenantId }: TenantDatabase, id: string): Promise<void> {
  // Where its row is being taken away, there is nothing more to say.
  const own = `select import_id from import_work where target_tenant_id = $1 and import_id = $2 for update skip locked`
  await askApart(
    url,
    `update import_work set seen_at = now() from ${atOnce} where target_tenant_id = $1 and import_id = (${own})`,
    [tenantId, id],
    tenantId,
  )
}

/** Takes the row of work away, in the transaction that does it: done and still under way, or the other way round, cannot be. */
export async function endWork(client: pg.ClientBase, tenantId: string, id: string): Promise<void> {
  await client.query('delete from import_work where target_tenant_id = $1 and import_id = $2', [tenantId, id])
}

/** Nothing was changed. Where this cannot be written either, the work is broken off half a minute later. */
async function endInVain(
  { url, tenantId }: TenantDatabase,
  id: string,
  failure: string | null,
): Promise<void> {
  await askApart(
    url,
    failure === null
      ? `delete from import_work using ${atOnce} where target_tenant_id = $1 and import_id = $2`
      : `update import_work set failure = $3 from ${atOnce} where target_tenant_id = $1 and import_id = $2`,
    failure === null ? [tenantId, id] : [tenantId, id, failure],
    tenantId,
  )
}

/** Tells every console that something is new about this import. */
export function ringForImport(database: TenantDatabase, importId: string): Promise<void> {
  return transact(database, 'shared', (client) =>
    ringBell(client, database.tenantId, { kind: 'import', importId }),
  )
}
