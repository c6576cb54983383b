import type pg from 'pg'
import type { ImportWorkKind } from '../contract/import-routes.ts'
import { askApart } from './connection-watch.ts'
import { ringBell } from './count-changes.ts'
import { isDatabaseAway, type TenantDatabase } from './tenant-database.ts'
import { transact } from './transact.ts'

const beatMilliseconds = 5_000
/** Nobody is at work on it any more: the endpoint that was has ended, or lost its database. */
export const brokenOffSeconds = 30

/** What is being done with an import, or went wrong with it, as a column of `imports`. */
export const workColumn = `(select json_build_object('kind', kind, 'failure', coalesce(failure,
    case when seen_at < now() - interval '${brokenOffSeconds} seconds' then 'import.broken-off' end))
  from import_work where import_work.target_tenant_id = imports.target_tenant_id and import_id = imports.id) as work`

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
 * Does work that has begun; what ends well takes its row away with what it writes (`endWork`). While it lasts each replica sees
 * so: told apart from the pool, whose connections may all wait for this very work. Where nobody waits for its answer any more
 * (`isLate`), a code of `codeOf`, or of what it throws, stays as its failure.
 */
export async function doWork<Result>(
  database: TenantDatabase,
  id: string,
  work: () => Promise<Result>,
  { codeOf, isLate }: { readonly codeOf: (result: Result) => string | null; readonly isLate: () => boolean },
): Promise<Result> {
  const { url, tenantId } = database
  // Silence shows by itself.
  const beat = setInterval(() => {
    void askApart(
      url,
      'update import_work set seen_at = now() where target_tenant_id = $1 and import_id = $2',
      [tenantId, id],
    )
  }, beatMilliseconds).unref()
  try {
    const result = await work()
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
      ? 'delete from import_work where target_tenant_id = $1 and import_id = $2'
      : 'update import_work set failure = $3 where target_tenant_id = $1 and import_id = $2',
    failure === null ? [tenantId, id] : [tenantId, id, failure],
  )
}

/** Tells every console that something is new about this import. */
export function ringForImport(database: TenantDatabase, importId: string): Promise<void> {
  return transact(database, 'shared', (client) =>
    ringBell(client, database.tenantId, { kind: 'import', importId }),
  )
}
