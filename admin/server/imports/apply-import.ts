import type pg from 'pg'
import { assertNever } from '../../../shared/assert-never.ts'
import type { ImportKind } from '../contract/import-routes.ts'
import { countEverybody, publishPlans } from '../progress/count-changes.ts'
import type { ImportContent } from './read-import.ts'
import { stagedAs, type ValueColumn, type WaveEntry } from './stage-import.ts'
import { applySites, revertSites } from './site-import.ts'
import { queryRows, runStatement, sql, type Sql } from '../database/statement.ts'

// Every column of a person except those that the database generates.
const columnNames = [
  'target_tenant_id',
  'target_key',
  'target_upn',
  'source_tenant_id',
  'source_key',
  'source_upn',
  'move_state',
  'direction',
  'wave',
  'person_id',
  'source_hash',
  'target_oid',
  'source_oid',
  'seen_key',
  'reported',
  'reported_blocker',
  'reported_owner',
  'was_done',
  'devices',
  'last_seen_at',
  'done_at',
  'reminded_at',
  'signal_code',
  'signal_owner',
  'signal_at',
  'display_name',
  'name_key',
  'source_site',
  'reports_on',
  'reports_that_day',
] as const
const columns = sql.join(columnNames.map((name) => sql.id(name)))

// An update that touches no column of a person's generated state makes it read the rule of it anew for each row, which
// takes longer than the rest (18 does). With this there is something to work out.
const sameAsBefore = sql`reported = p.reported`

/** Writes what is staged of a file. Gives the days that its waves had before, where it is a file of waves. */
export async function applyStaged(
  client: pg.ClientBase,
  tenantId: string,
  importId: string,
  content: ImportContent,
): Promise<Record<string, string | null> | null> {
  switch (content.kind) {
    case 'identity-map':
      await applyMap(client, tenantId, importId)
      return null
    case 'move-states':
      await applyValues(client, tenantId, importId, 'move_state')
      return null
    case 'waves': {
      const waveDays = await applyWaveDays(client, tenantId, content.entries)
      await applyValues(client, tenantId, importId, 'wave')
      return waveDays
    }
    case 'site-addresses':
      await applySites(client, tenantId, importId)
      return null
    default:
      return assertNever(content)
  }
}

/** Takes the staged identity map. A move state stays with the old address; the new one may go to somebody else. */
async function applyMap(client: pg.ClientBase, tenantId: string, importId: string): Promise<void> {
  await runStatement(
    client,
    sql`insert into import_rows (target_tenant_id, import_id, person_id, before)
      select ${tenantId}, ${importId}, p.person_id, to_jsonb(p) from people p
      where p.target_tenant_id = ${tenantId} and (p.person_id in (select person_id from staged
        where kind in ('moved', 'spelt'))
        or p.person_id in (select person_id from displaced))`,
  )
  // Out first, then in: two people may swap their new addresses.
  await runStatement(
    client,
    sql`create temp table moving on commit drop as
      select p.* from people p where p.target_tenant_id = ${sql.lit(tenantId)}
        and p.person_id in (select person_id from staged where kind = 'moved')`,
  )
  await runStatement(
    client,
    sql`delete from people where target_tenant_id = ${tenantId} and (person_id in (select person_id from moving)
      or person_id in (select person_id from displaced))`,
  )
  await runStatement(
    client,
    sql`update moving m set target_key = s.target_key, target_upn = s.target_upn, source_tenant_id = s.source_tenant_id,
        source_key = s.source_key, source_upn = s.source_upn, source_hash = s.source_hash,
        target_oid = coalesce(s.target_oid, m.target_oid), display_name = coalesce(s.display_name, m.display_name),
        name_key = coalesce(s.name_key, m.name_key), seen_key = nullif(m.seen_key, s.target_key)
      from staged s where s.person_id = m.person_id`,
  )
  await insertPeople(client, sql`select ${columns} from moving`)
  await runStatement(
    client,
    sql`update people p set target_upn = s.target_upn, source_upn = s.source_upn,
        target_oid = coalesce(s.target_oid, p.target_oid), display_name = coalesce(s.display_name, p.display_name),
        name_key = coalesce(s.name_key, p.name_key), ${sameAsBefore} from staged s
      where p.target_tenant_id = ${tenantId} and p.person_id = s.person_id and s.kind = 'spelt'`,
  )
  await runStatement(
    client,
    sql`update people_search l set name_key = s.name_key from staged s
      where l.target_tenant_id = ${tenantId} and l.target_key = s.target_key and s.kind = 'spelt'
        and l.name_key <> s.name_key`,
  )
  await runStatement(
    client,
    sql`with added as (
      insert into people (target_tenant_id, target_key, target_upn, source_tenant_id, source_key, source_upn, source_hash,
        target_oid, display_name, name_key)
        select ${tenantId}, target_key, target_upn, source_tenant_id, source_key, source_upn, source_hash, target_oid,
          display_name, name_key
        from staged where kind = 'added' returning person_id, target_key, source_key, name_key),
      listed as (
        insert into people_search (target_tenant_id, target_key, source_key, name_key)
          select ${tenantId}, target_key, source_key, coalesce(name_key, '') from added)
      insert into import_rows (target_tenant_id, import_id, person_id) select ${tenantId}, ${importId}, person_id from added`,
  )
  await updateStatistics(client, tenantId)
}

/** Takes the staged move states or waves. A file of states may know where an old OneDrive is; on the way back it names the other side. */
async function applyValues(
  client: pg.ClientBase,
  tenantId: string,
  importId: string,
  column: ValueColumn,
): Promise<void> {
  const isNewSite = sql`s.source_site is not null and p.direction = 'forward' and p.source_site is distinct from s.source_site`
  const withSite = (value: Sql): Sql =>
    sql`case when ${isNewSite} then jsonb_build_object('source_site', ${value}) else '{}' end`
  await runStatement(
    client,
    sql`insert into import_rows (target_tenant_id, import_id, person_id, before, after)
      select distinct on (s.person_id) ${tenantId}::uuid, ${importId}::uuid, s.person_id,
        jsonb_build_object(${column}::text, s.before) || ${withSite(sql`p.source_site`)},
        jsonb_build_object(${column}::text, s.value) || ${withSite(sql`s.source_site`)}
      from staged s join people p on p.target_tenant_id = ${tenantId} and p.person_id = s.person_id
      where s.before is distinct from s.value or (${isNewSite}) order by s.person_id`,
  )
  await runStatement(client, sql`analyze import_rows`)
  await runStatement(
    client,
    sql`update people p set ${sql.id(column)} = r.after->>${column}::text,
        source_site = case when r.after ? 'source_site' then r.after->>'source_site' else p.source_site end, ${sameAsBefore}
      from import_rows r
      where p.target_tenant_id = ${tenantId} and r.target_tenant_id = ${tenantId} and r.import_id = ${importId}
        and p.person_id = r.person_id`,
  )
  await updateStatistics(client, tenantId)
}

/** Makes the waves of a file known; a wave without a day keeps the one it has. Gives what was there before. */
async function applyWaveDays(
  client: pg.ClientBase,
  tenantId: string,
  entries: readonly WaveEntry[],
): Promise<Record<string, string | null>> {
  const days = new Map<string, string | null>()
  for (const { wave, cutoverOn } of entries) days.set(wave, cutoverOn ?? days.get(wave) ?? null)
  const names = [...days.keys()]
  const rows = await queryRows(
    client,
    sql<{
      wave: string
      cutover_on: string | null
    }>`select wave, cutover_on::text from waves where target_tenant_id = ${tenantId} and wave = any(${names}::text[])`,
  )
  await runStatement(
    client,
    sql`insert into waves as known (target_tenant_id, wave, cutover_on)
      select ${tenantId}, wave, day from unnest(${names}::text[], ${[...days.values()]}::date[]) as g(wave, day)
      on conflict (target_tenant_id, wave) do update set cutover_on = coalesce(excluded.cutover_on, known.cutover_on)`,
  )
  return Object.fromEntries(rows.map(({ wave, cutover_on }) => [wave, cutover_on]))
}

/** Puts everything back as it was before an import. */
export async function revertImport(
  client: pg.ClientBase,
  tenantId: string,
  importId: string,
  kind: ImportKind,
  waveDays: Readonly<Record<string, string | null>>,
): Promise<void> {
  const column = stagedAs[kind]
  if (column === 'sites') {
    await revertSites(client, tenantId, importId)
    return
  }
  if (column === 'people') await revertMap(client, tenantId, importId)
  else {
    // What somebody changed since is theirs.
    await runStatement(
      client,
      sql`update people p set ${sql.id(column)} = r.before->>${column}::text, ${sameAsBefore} from import_rows r
        where p.target_tenant_id = ${tenantId} and r.target_tenant_id = ${tenantId} and r.import_id = ${importId}
          and p.person_id = r.person_id
          and p.${sql.id(column)} is not distinct from r.after->>${column}::text`,
    )
    await runStatement(
      client,
      sql`update people p set source_site = r.before->>'source_site', ${sameAsBefore} from import_rows r
        where p.target_tenant_id = ${tenantId} and r.target_tenant_id = ${tenantId} and r.import_id = ${importId}
          and p.person_id = r.person_id and r.after ? 'source_site'
          and p.source_site is not distinct from r.after->>'source_site'`,
    )
    const names = Object.keys(waveDays)
    if (names.length > 0) {
      await runStatement(
        client,
        sql`update waves w set cutover_on = g.day from unnest(${names}::text[], ${Object.values(waveDays)}::date[]) as g(wave, day)
          where w.target_tenant_id = ${tenantId} and w.wave = g.wave`,
      )
    }
  }
  await updateStatistics(client, tenantId)
}

// The addresses go back; what was reported and set since stays with the person.
async function revertMap(client: pg.ClientBase, tenantId: string, importId: string): Promise<void> {
  // Without parameters: `create table as` takes none.
  const tenant = sql.lit(tenantId)
  const rows = sql`select person_id, before from import_rows
    where target_tenant_id = ${tenant} and import_id = ${sql.lit(importId)}`
  await runStatement(
    client,
    sql`create temp table going_back on commit drop as
      select p.* from people p join (${rows}) r using (person_id)
        where p.target_tenant_id = ${tenant} and r.before is not null`,
  )
  await runStatement(
    client,
    sql`delete from people p using (${rows}) r where p.target_tenant_id = ${tenant} and p.person_id = r.person_id`,
  )
  await runStatement(
    client,
    sql`update going_back g set target_key = r.before->>'target_key', target_upn = r.before->>'target_upn',
        source_tenant_id = (r.before->>'source_tenant_id')::uuid, source_key = r.before->>'source_key',
        source_upn = r.before->>'source_upn', source_hash = r.before->>'source_hash',
        display_name = r.before->>'display_name', name_key = r.before->>'name_key' from (${rows}) r
          where r.person_id = g.person_id`,
  )
  await insertPeople(client, sql`select ${columns} from going_back`)
  // Whom the import took out, as they were.
  await insertPeople(
    client,
    sql`select ${sql.join(columnNames.map((name) => sql.id('old', name)))}
      from (${rows}) r, jsonb_populate_record(null::people, r.before) as old
      where r.before is not null and not exists (select 1 from going_back g where g.person_id = r.person_id)`,
  )
}

/** Puts people into the map, and their addresses where they are searched. */
async function insertPeople(client: pg.ClientBase, people: Sql): Promise<void> {
  await runStatement(
    client,
    sql`with added as (insert into people (${columns}) ${people} returning target_tenant_id, target_key, source_key, name_key)
      insert into people_search (target_tenant_id, target_key, source_key, name_key)
        select target_tenant_id, target_key, source_key, coalesce(name_key, '') from added`,
  )
}

/** Counts anew, tells the apps that wait, and lets the next question be planned for what is there now and find the index of the search in order. */
async function updateStatistics(client: pg.ClientBase, tenantId: string): Promise<void> {
  await countEverybody(client, tenantId)
  await publishPlans(client, tenantId, null)
  await runStatement(client, sql`select landfall_take_stock()`)
}
