import { toAddressKey } from '../../../shared/text/address-key.ts'
import { writeAudit, type Actor } from '../database/audit.ts'
import { countChanges, countEverybody, ringBell, type CountedPerson } from '../progress/count-changes.ts'
import { countedColumns } from './person-state.ts'
import { readSettings } from '../settings/settings.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { transact } from '../database/transact.ts'

const batch = 5_000

/** Deletes what is older than the settings keep, a few thousand rows at a time. Gives how many rows went. */
export async function deleteOld(database: TenantDatabase): Promise<number> {
  const { pool, tenantId } = database
  const { retentionDays } = await readSettings(database)
  let deleted = 0
  const deleteWhere = async (table: string, key: string, condition: string, days: number): Promise<void> => {
    for (;;) {
      const { rowCount } = await pool.query(
        `delete from ${table} where target_tenant_id = $1 and ${key} in (
          select ${key} from ${table} where target_tenant_id = $1 and ${condition} limit ${batch})`,
        [tenantId, days],
      )
      deleted += rowCount ?? 0
      if ((rowCount ?? 0) < batch) return
    }
  }
  await deleteWhere('events', 'xid', `at < now() - make_interval(days => $2)`, 1)
  await deleteWhere(
    'webhook_deliveries',
    'id',
    `state <> 'waiting' and created_at < now() - make_interval(days => $2)`,
    30,
  )
  await deleteWhere('signal_days', 'ctid', `day < current_date - $2::int`, 7)
  // A file that nobody took.
  await deleteWhere('imports', 'id', `state = 'previewed' and at < now() - make_interval(days => $2)`, 7)
  if (retentionDays === null) return deleted
  await deleteWhere(
    'reports',
    'id',
    `received_at < now() - make_interval(days => $2) and not exists (select 1 from devices d
      where d.target_tenant_id = reports.target_tenant_id and d.report_id = reports.id)`,
    retentionDays,
  )
  await deleteWhere('signals', 'device_id', `received_at < now() - make_interval(days => $2)`, retentionDays)
  await forgetOldWords(database, retentionDays)
  await deleteWhere('notes', 'id', `at < now() - make_interval(days => $2)`, retentionDays)
  return deleted
}

/** What stands beside people unverified goes with the signals that said it. */
async function forgetOldWords(database: TenantDatabase, days: number): Promise<void> {
  const { tenantId } = database
  for (;;) {
    const people = await transact(database, 'shared', async (client) => {
      const { rows } = await client.query<CountedPerson>(
        `select ${countedColumns} from people
          where target_tenant_id = $1 and signal_at < now() - make_interval(days => $2)
          order by target_key limit ${batch} for update`,
        [tenantId, days],
      )
      if (rows.length === 0) return 0
      await client.query(
        `update people set signal_code = null, signal_owner = null, signal_at = null
          where target_tenant_id = $1 and person_id = any($2::uuid[])`,
        [tenantId, rows.map(({ person_id }) => person_id)],
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
  return transact(database, 'alone', async (client) => {
    const { rows } = await client.query<{ person_id: string; source_hash: string | null }>(
      `delete from people where target_tenant_id = $1 and (source_key = $2 or target_key = $2)
        returning person_id, source_hash`,
      [tenantId, toAddressKey(upn)],
    )
    if (rows.length === 0) return false
    for (const { person_id, source_hash } of rows) {
      // Said before the map had the person.
      await client.query(
        `delete from signals where target_tenant_id = $1 and person_id is null and content->>'upnHash' = $2`,
        [tenantId, source_hash],
      )
      for (const table of ['reports', 'devices', 'signals', 'notes', 'import_rows']) {
        await client.query(`delete from ${table} where target_tenant_id = $1 and person_id = $2`, [
          tenantId,
          person_id,
        ])
      }
      await writeAudit(client, tenantId, actor, { action: 'person.delete', subject: person_id })
    }
    // Files that wait, and examples of those that were taken, may name the person.
    await client.query(
      `update imports set content = null, state = case state when 'previewed' then 'undone' else state end,
        summary = jsonb_set(summary, '{examples}', '[]') where target_tenant_id = $1`,
      [tenantId],
    )
    await countEverybody(client, tenantId)
    await ringBell(client, tenantId, { kind: 'progress', people: rows.length, personIds: [] })
    return true
  })
}
