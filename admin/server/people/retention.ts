import { toAddressKey } from '../../../shared/text/address-key.ts'
import { writeAudit, type Actor } from '../database/audit.ts'
import { countChanges, countEverybody, publishChange, type CountedPerson } from '../progress/count-changes.ts'
import { countedColumns } from './person-state.ts'
import { readSettings } from '../settings/settings.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { transact } from '../database/transact.ts'
import { queryRows, runStatement, sql, type Sql } from '../database/statement.ts'

const batch = 5_000
const signalDays = 7

const isOlder = (column: string, days: number): Sql =>
  sql`${sql.id(column)} < now() - make_interval(days => ${days})`

/** Deletes what is older than the settings keep, a few thousand rows at a time. Gives how many rows went. */
export async function deleteOld(database: TenantDatabase): Promise<number> {
  const { pool, tenantId } = database
  const { retentionDays } = await readSettings(database)
  let deleted = 0
  const deleteWhere = async (table: string, key: string, condition: Sql): Promise<void> => {
    for (;;) {
      const count = await runStatement(
        pool,
        sql`delete from ${sql.id(table)} where target_tenant_id = ${tenantId} and ${sql.id(key)} in (
          select ${sql.id(key)} from ${sql.id(table)} where target_tenant_id = ${tenantId}
            and ${condition} limit ${batch})`,
      )
      deleted += count
      if (count < batch) return
    }
  }
  await deleteWhere('events', 'xid', isOlder('at', 1))
  await deleteWhere('webhook_deliveries', 'id', sql`state <> 'waiting' and ${isOlder('created_at', 30)}`)
  await deleteWhere('signal_days', 'ctid', sql`day < current_date - ${signalDays}::int`)
  // A file that was never applied.
  await deleteWhere('imports', 'id', sql`state = 'previewed' and ${isOlder('at', 7)}`)
  if (retentionDays === null) return deleted
  await deleteWhere(
    'reports',
    'id',
    sql`${isOlder('received_at', retentionDays)} and not exists (select 1 from devices d
      where d.target_tenant_id = reports.target_tenant_id and d.report_id = reports.id)`,
  )
  await deleteWhere('signals', 'device_id', isOlder('received_at', retentionDays))
  await forgetOldWords(database, retentionDays)
  await deleteWhere('notes', 'id', isOlder('at', retentionDays))
  return deleted
}

/** The unverified state of people goes with the signals that reported it. */
async function forgetOldWords(database: TenantDatabase, days: number): Promise<void> {
  const { tenantId } = database
  for (;;) {
    const people = await transact(database, 'shared', async (client) => {
      const rows = await queryRows(
        client,
        sql<CountedPerson>`select ${countedColumns} from people
          where target_tenant_id = ${tenantId} and ${isOlder('signal_at', days)}
          order by target_key limit ${batch} for update`,
      )
      if (rows.length === 0) return 0
      await runStatement(
        client,
        sql`update people set signal_code = null, signal_owner = null, signal_at = null
          where target_tenant_id = ${tenantId} and person_id = any(${rows.map(({ person_id }) => person_id)}::uuid[])`,
      )
      const silent = { signal_code: null, signal_owner: null }
      await countChanges(
        client,
        tenantId,
        rows.map((before) => ({ before, after: { ...before, ...silent } })),
      )
      return rows.length
    })
    if (people < batch) return
  }
}

/** Deletes everything about a person, by old or new address. The trail keeps that it was done, by an id only. */
export function forgetPerson(database: TenantDatabase, actor: Actor, upn: string): Promise<boolean> {
  const { tenantId } = database
  const key = toAddressKey(upn)
  return transact(database, 'alone', async (client) => {
    const rows = await queryRows(
      client,
      sql<{
        person_id: string
        source_hash: string | null
      }>`delete from people where target_tenant_id = ${tenantId} and (source_key = ${key} or target_key = ${key})
        returning person_id, source_hash`,
    )
    if (rows.length === 0) return false
    for (const { person_id, source_hash } of rows) {
      // Said before the map had the person.
      await runStatement(
        client,
        sql`delete from signals where target_tenant_id = ${tenantId} and person_id is null
          and content->>'upnHash' = ${source_hash}`,
      )
      for (const table of ['reports', 'devices', 'signals', 'notes', 'import_rows']) {
        await runStatement(
          client,
          sql`delete from ${sql.id(table)} where target_tenant_id = ${tenantId} and person_id = ${person_id}`,
        )
      }
      await writeAudit(client, tenantId, actor, { action: 'person.delete', subject: person_id })
    }
    // Files that wait, and examples of those that were taken, may name the person.
    await runStatement(
      client,
      sql`update imports set content = null, state = case state when 'previewed' then 'undone' else state end,
        summary = jsonb_set(summary, '{examples}', '[]') where target_tenant_id = ${tenantId}`,
    )
    await countEverybody(client, tenantId)
    await publishChange(client, tenantId, { kind: 'progress', people: rows.length, personIds: [] })
    return true
  })
}
