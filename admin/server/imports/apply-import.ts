import type pg from 'pg'
import { countEverybody } from '../progress/count-changes.ts'
import type { WaveEntry } from './stage-import.ts'

// All that a person is but what the database works out itself.
const columns = `target_tenant_id, target_key, target_upn, source_tenant_id, source_key, source_upn, move_state, direction,
  wave, person_id, source_hash, target_oid, source_oid, seen_key, reported, reported_blocker, reported_owner, was_done, devices, last_seen_at, done_at,
  reminded_at, signal_code, signal_owner, signal_at, reports_on, reports_that_day`

// An update that touches no column of a person's generated state makes it read the rule of it anew for each row, which
// takes longer than the rest (18 does). With this there is something to work out.
const sameAsBefore = 'reported = p.reported'

/** Takes the staged identity map. A move state stays with the old address; the new one may go to somebody else. */
export async function applyMap(client: pg.ClientBase, tenantId: string, importId: string): Promise<void> {
  const values = [tenantId, importId]
  await client.query(
    `insert into import_rows (target_tenant_id, import_id, person_id, before)
      select $1, $2, p.person_id, to_jsonb(p) from people p
      where p.target_tenant_id = $1 and (p.person_id in (select person_id from staged where kind in ('moved', 'spelt'))
        or p.person_id in (select person_id from displaced))`,
    values,
  )
  // Out first, then in: two people may swap their new addresses.
  await client.query(
    `create temp table moving on commit drop as
      select p.* from people p where p.target_tenant_id = '${tenantId}'
        and p.person_id in (select person_id from staged where kind = 'moved')`,
  )
  await client.query(
    `delete from people where target_tenant_id = $1 and (person_id in (select person_id from moving)
      or person_id in (select person_id from displaced))`,
    [tenantId],
  )
  await client.query(
    `update moving m set target_key = s.target_key, target_upn = s.target_upn, source_tenant_id = s.source_tenant_id,
        source_key = s.source_key, source_upn = s.source_upn, source_hash = s.source_hash,
        target_oid = coalesce(s.target_oid, m.target_oid), seen_key = nullif(m.seen_key, s.target_key)
      from staged s where s.person_id = m.person_id`,
  )
  await insertPeople(client, `select ${columns} from moving`)
  await client.query(
    `update people p set target_upn = s.target_upn, source_upn = s.source_upn,
        target_oid = coalesce(s.target_oid, p.target_oid), ${sameAsBefore} from staged s
      where p.target_tenant_id = $1 and p.person_id = s.person_id and s.kind = 'spelt'`,
    [tenantId],
  )
  await client.query(
    `with added as (
      insert into people (target_tenant_id, target_key, target_upn, source_tenant_id, source_key, source_upn, source_hash,
        target_oid)
        select $1, target_key, target_upn, source_tenant_id, source_key, source_upn, source_hash, target_oid
        from staged where kind = 'added' returning person_id, target_key, source_key),
      listed as (
        insert into people_search (target_tenant_id, target_key, source_key)
          select $1, target_key, source_key from added)
      insert into import_rows (target_tenant_id, import_id, person_id) select $1, $2, person_id from added`,
    values,
  )
  await takeStock(client, tenantId)
}

/** Takes the staged move states or waves. */
export async function applyValues(
  client: pg.ClientBase,
  tenantId: string,
  importId: string,
  column: 'move_state' | 'wave',
): Promise<void> {
  await client.query(
    `insert into import_rows (target_tenant_id, import_id, person_id, before, after)
      select distinct on (person_id) $1::uuid, $2::uuid, person_id,
        jsonb_build_object('${column}', before), jsonb_build_object('${column}', value)
      from staged where person_id is not null and before is distinct from value order by person_id`,
    [tenantId, importId],
  )
  await client.query('analyze import_rows')
  await client.query(
    `update people p set ${column} = r.after->>'${column}', ${sameAsBefore} from import_rows r
      where p.target_tenant_id = $1 and r.target_tenant_id = $1 and r.import_id = $2 and p.person_id = r.person_id`,
    [tenantId, importId],
  )
  await takeStock(client, tenantId)
}

/** Makes the waves of a file known; a wave without a day keeps the one it has. Gives what was there before. */
export async function applyWaveDays(
  client: pg.ClientBase,
  tenantId: string,
  entries: readonly WaveEntry[],
): Promise<Record<string, string | null>> {
  const days = new Map<string, string | null>()
  for (const { wave, cutoverOn } of entries) days.set(wave, cutoverOn ?? days.get(wave) ?? null)
  const names = [...days.keys()]
  const { rows } = await client.query<{ wave: string; cutover_on: string | null }>(
    `select wave, cutover_on::text from waves where target_tenant_id = $1 and wave = any($2::text[])`,
    [tenantId, names],
  )
  await client.query(
    `insert into waves as known (target_tenant_id, wave, cutover_on)
      select $1, wave, day from unnest($2::text[], $3::date[]) as g(wave, day)
      on conflict (target_tenant_id, wave) do update set cutover_on = coalesce(excluded.cutover_on, known.cutover_on)`,
    [tenantId, names, [...days.values()]],
  )
  return Object.fromEntries(rows.map(({ wave, cutover_on }) => [wave, cutover_on]))
}

/** Puts everybody back as they were before an import. */
export async function takeBack(
  client: pg.ClientBase,
  tenantId: string,
  importId: string,
  kind: string,
  waveDays: Readonly<Record<string, string | null>>,
): Promise<void> {
  if (kind === 'identity-map') await takeBackMap(client, tenantId, importId)
  else {
    const column = kind === 'waves' ? 'wave' : 'move_state'
    // What somebody changed since is theirs.
    await client.query(
      `update people p set ${column} = r.before->>'${column}', ${sameAsBefore} from import_rows r
        where p.target_tenant_id = $1 and r.target_tenant_id = $1 and r.import_id = $2 and p.person_id = r.person_id
          and p.${column} is not distinct from r.after->>'${column}'`,
      [tenantId, importId],
    )
    const names = Object.keys(waveDays)
    if (names.length > 0) {
      await client.query(
        `update waves w set cutover_on = g.day from unnest($2::text[], $3::date[]) as g(wave, day)
          where w.target_tenant_id = $1 and w.wave = g.wave`,
        [tenantId, names, Object.values(waveDays)],
      )
    }
  }
  await takeStock(client, tenantId)
}

// The addresses go back; what was reported and set since stays with the person.
async function takeBackMap(client: pg.ClientBase, tenantId: string, importId: string): Promise<void> {
  const rows = `select person_id, before from import_rows where target_tenant_id = '${tenantId}' and import_id = '${importId}'`
  await client.query(
    `create temp table going_back on commit drop as
      select p.* from people p join (${rows}) r using (person_id) where p.target_tenant_id = '${tenantId}' and r.before is not null`,
  )
  await client.query(
    `delete from people p using (${rows}) r where p.target_tenant_id = '${tenantId}' and p.person_id = r.person_id`,
  )
  await client.query(
    // An object id that was bound since stays: it is who asked, and no import's word.
    `update going_back g set target_key = r.before->>'target_key', target_upn = r.before->>'target_upn',
        source_tenant_id = (r.before->>'source_tenant_id')::uuid, source_key = r.before->>'source_key',
        source_upn = r.before->>'source_upn', source_hash = r.before->>'source_hash' from (${rows}) r where r.person_id = g.person_id`,
  )
  await insertPeople(client, `select ${columns} from going_back`)
  // Whom the import took out, as they were.
  await insertPeople(
    client,
    `select ${columns
      .split(',')
      .map((name) => `old.${name.trim()}`)
      .join(', ')}
      from (${rows}) r, jsonb_populate_record(null::people, r.before) as old
      where r.before is not null and not exists (select 1 from going_back g where g.person_id = r.person_id)`,
  )
}

/** Puts people into the map, and their addresses where they are searched. */
async function insertPeople(client: pg.ClientBase, people: string): Promise<void> {
  await client.query(
    `with added as (insert into people (${columns}) ${people} returning target_tenant_id, target_key, source_key)
      insert into people_search (target_tenant_id, target_key, source_key) select * from added`,
  )
}

/** Counts anew, and lets the next question be planned for what is there now and find the index of the search in order. */
async function takeStock(client: pg.ClientBase, tenantId: string): Promise<void> {
  await countEverybody(client, tenantId)
  await client.query('select landfall_take_stock()')
}
