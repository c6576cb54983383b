import type pg from 'pg'
import type { ImportWorkKind } from '../contract/import-routes.ts'
import { askApart } from '../database/connection-watch.ts'
import { publishChange } from '../progress/count-changes.ts'
import { isDatabaseAway, type TenantDatabase } from '../database/tenant-database.ts'
import { transact } from '../database/transact.ts'
import { runStatement, sql } from '../database/statement.ts'

const beatMilliseconds = 5_000
/** After so long without a beat no endpoint works on it: the one that did has ended, or lost its database. */
export const brokenOffSeconds = 30

/** What is being done with an import, or went wrong with it, as a column of `imports`. */
export const workColumn = sql`(select json_build_object('kind', kind, 'failure', coalesce(failure,
    case when seen_at < now() - make_interval(secs => ${brokenOffSeconds}) then 'import.broken-off' end))
  from import_work where import_work.target_tenant_id = imports.target_tenant_id and import_id = imports.id) as work`

/** What is written outside the pool need not survive a power cut, and must not wait for another server that is to have it too. */
const atOnce = sql`(select set_config('synchronous_commit', 'off', true)) as at_once`

/** Notes that work on an import begins. False where a replica works on it already. */
export async function beginWork(
  { pool, tenantId }: TenantDatabase,
  id: string,
  kind: ImportWorkKind,
): Promise<boolean> {
  const begun = await runStatement(
    pool,
    sql`insert into import_work (target_tenant_id, import_id, kind) values (${tenantId}, ${id}, ${kind})
      on conflict (target_tenant_id, import_id) do update set kind = excluded.kind, seen_at = now(), failure = null
        where import_work.failure is not null
          or import_work.seen_at < now() - make_interval(secs => ${brokenOffSeconds})`,
  )
  return begun === 1
}

/**
 * Watches work that has begun until it ends. Successful work deletes its row with what it writes (`endWork`). While it lasts a
 * beat shows that to every replica, on a connection outside the pool: those in the pool may all wait for this very work. Where no
 * request waits for the answer any more (`isLate`, asked when `doing` ends), the code of `codeOf`, or of the error, stays as failure.
 */
export async function watchWork<Result>(
  database: TenantDatabase,
  id: string,
  doing: Promise<Result>,
  { codeOf, isLate }: { readonly codeOf: (result: Result) => string | null; readonly isLate: () => boolean },
): Promise<Result> {
  let isWritingBeat = false
  // Silence shows by itself.
  const beat = setInterval(() => {
    if (isWritingBeat) return
    isWritingBeat = true
    void writeBeat(database, id).finally(() => (isWritingBeat = false))
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

/** Notes that this replica still works on it. */
export async function writeBeat({ url, tenantId }: TenantDatabase, id: string): Promise<void> {
  // Where its row is being taken away, there is nothing more to say.
  const own = sql`select import_id from import_work
    where target_tenant_id = ${tenantId} and import_id = ${id} for update skip locked`
  await askApart(
    url,
    sql`update import_work set seen_at = now() from ${atOnce}
      where target_tenant_id = ${tenantId} and import_id = (${own})`,
    tenantId,
  )
}

/** Takes the row of work away, in the transaction that does it: done and still under way, or the other way round, cannot be. */
export async function endWork(client: pg.ClientBase, tenantId: string, id: string): Promise<void> {
  await runStatement(
    client,
    sql`delete from import_work where target_tenant_id = ${tenantId} and import_id = ${id}`,
  )
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
      ? sql`delete from import_work using ${atOnce} where target_tenant_id = ${tenantId} and import_id = ${id}`
      : sql`update import_work set failure = ${failure} from ${atOnce}
          where target_tenant_id = ${tenantId} and import_id = ${id}`,
    tenantId,
  )
}

/** Tells every console that something is new about this import. */
export function publishImportChange(database: TenantDatabase, importId: string): Promise<void> {
  return transact(database, 'shared', (client) =>
    publishChange(client, database.tenantId, { kind: 'import', importId }),
  )
}
