import type pg from 'pg'
import type { Duplicate, PersonRow } from '../contract/people-routes.ts'
import { writeAudit, type Actor } from '../database/audit.ts'
import { countEverybody, publishChange } from '../progress/count-changes.ts'
import { otherAccountCode } from './find-plan.ts'
import { joinImports } from '../imports/join-imports.ts'
import { standingsOfDevices } from './person-state.ts'
import { personColumns, personColumnsOf, toPersonRow, type PersonRecord } from './read-people.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { transact } from '../database/transact.ts'
import { finishWaves } from '../progress/wave-watch.ts'
import { queryRows, runStatement, sql, type Sql } from '../database/statement.ts'

const duplicatesAtMost = 100

/**
 * When two rows may be one person: the account bound to one signs in with the new address of the other; or both sides have the
 * same name in another domain, and not both rows are bound to an account. That is a hint for an admin, never a decision.
 */
const isSeenAs = sql`q.target_oid is null and p.seen_key = q.target_key`
const isNamesake = sql`p.source_tenant_id = q.source_tenant_id and (p.target_oid is null or q.target_oid is null)
  and split_part(p.source_key, '@', 1) = split_part(q.source_key, '@', 1)
  and split_part(p.target_key, '@', 1) = split_part(q.target_key, '@', 1)`

/**
 * The numbers of names come in order from an index; only where one is there twice are its people looked at, one number after the
 * other (`offset 0`: the planner would join everybody with everybody). Two names may have one number, so that the names decide.
 */
const namesakes = (tenantId: string): Sql => sql`select pair.one, pair.other
  from (select names from people_search where target_tenant_id = ${tenantId} group by names having count(*) > 1) twice
    cross join lateral (select p.person_id as one, q.person_id as other
      from people_search ps join people p on p.target_tenant_id = ${tenantId} and p.target_key = ps.target_key,
        people_search qs join people q on q.target_tenant_id = ${tenantId} and q.target_key = qs.target_key
      where ps.target_tenant_id = ${tenantId} and ps.names = twice.names and qs.target_tenant_id = ${tenantId}
        and qs.names = twice.names
        and ${isNamesake} and (p.target_oid is not null, p.target_key) > (q.target_oid is not null, q.target_key)
      offset 0) pair
  limit ${duplicatesAtMost}`

/** Everybody who may be in the map twice, as pairs; 100 at most. The first of a pair has been heard of longer, as far as is known. */
export async function findDuplicates({ pool, tenantId }: TenantDatabase): Promise<Duplicate[]> {
  const pairs = await queryRows(
    pool,
    sql<{ one: string; other: string }>`select p.person_id as one, q.person_id as other from people p
        join people q on q.target_tenant_id = p.target_tenant_id and q.person_id <> p.person_id and ${isSeenAs}
        where p.target_tenant_id = ${tenantId} and p.seen_key is not null
      union (${namesakes(tenantId)})
      limit ${duplicatesAtMost}`,
  )
  const personIds = pairs.flatMap(({ one, other }) => [one, other])
  const rows = await queryRows(
    pool,
    sql<PersonRecord>`select ${personColumns} from people where target_tenant_id = ${tenantId}
      and person_id = any(${personIds}::uuid[])`,
  )
  const byId = new Map(rows.map((row) => [row.person_id, toPersonRow(row)]))
  const named = pairs.flatMap(({ one, other }): Duplicate[] => {
    const [first, second] = [byId.get(one), byId.get(other)]
    return first === undefined || second === undefined ? [] : [{ one: first, other: second }]
  })
  return named.toSorted((left, right) => (left.one.targetUpn < right.one.targetUpn ? -1 : 1))
}

/** Who may be the same person as this one. Found by the indexes, however large the map is. */
export async function findCandidates(
  { pool, tenantId }: TenantDatabase,
  personId: string,
): Promise<PersonRow[]> {
  const own = await queryRows(
    pool,
    sql<{
      target_key: string
      seen_key: string | null
    }>`select target_key, seen_key from people where target_tenant_id = ${tenantId} and person_id = ${personId}`,
  )
  const [me] = own
  if (me === undefined) return []
  const local = me.target_key.split('@')[0] ?? me.target_key
  const both = sql`from people p, people q where p.target_tenant_id = ${tenantId} and p.person_id = ${personId}
    and q.target_tenant_id = ${tenantId} and q.person_id <> p.person_id`
  // The sign after "@" is "A".
  const [from, until] = [`${local}@`, `${local}A`]
  const rows = await queryRows(
    pool,
    sql<PersonRecord>`select ${personColumnsOf('q')} ${both} and q.target_key = ${me.seen_key} and q.target_oid is null
      union select ${personColumnsOf('q')} ${both} and q.seen_key = ${me.target_key} and p.target_oid is null
      union select ${personColumnsOf('q')} ${both} and q.target_key >= ${from} and q.target_key < ${until}
        and ${isNamesake}
      order by target_key limit 10`,
  )
  return rows.map(toPersonRow)
}

export type Joining =
  | { readonly kind: 'done'; readonly changeId: string }
  | { readonly kind: 'refused'; readonly code: 'person.not-found' | 'person.not-joinable' }

type Joined = {
  readonly person_id: string
  readonly source_tenant_id: string
  readonly target_oid: string | null
  readonly source_oid: string | null
  readonly direction: string
  readonly wave: string | null
}

/**
 * Makes one person of two rows: the addresses of `keptId` stay, and what was reported, set and bound on the other goes to them.
 * Two accounts, two directions or two old organisations are never joined, nor rows that nothing shows to be one. It cannot be taken back.
 */
export async function joinPeople(
  database: TenantDatabase,
  actor: Actor,
  keptId: string,
  goneId: string,
): Promise<Joining> {
  const { tenantId } = database
  return transact(database, 'alone', async (client) => {
    const rows = await queryRows(
      client,
      sql<Joined>`select person_id, source_tenant_id, target_oid, source_oid, direction, wave from people
        where target_tenant_id = ${tenantId} and person_id = any(${[keptId, goneId]}::uuid[])
          order by target_key for update`,
    )
    const kept = rows.find(({ person_id }) => person_id === keptId)
    const gone = rows.find(({ person_id }) => person_id === goneId)
    if (kept === undefined || gone === undefined) return { kind: 'refused', code: 'person.not-found' }
    if (!isJoinable(kept, gone) || !(await areCandidates(client, tenantId, keptId, goneId)))
      return { kind: 'refused', code: 'person.not-joinable' }
    await takeOver(client, tenantId, keptId, goneId)
    await restatePerson(client, tenantId, keptId)
    await countEverybody(client, tenantId)
    // The last open person of a wave may have been the other row.
    await finishWaves(
      client,
      tenantId,
      [kept.wave, gone.wave].filter((wave) => wave !== null),
    )
    const changeId = await writeAudit(client, tenantId, actor, {
      action: 'people.join',
      subject: keptId,
      before: { people: [keptId, goneId] },
      after: { people: [keptId] },
    })
    await publishChange(client, tenantId, { kind: 'progress', people: 1, personIds: [keptId] })
    return { kind: 'done', changeId }
  })
}

/** Whether something shows that two rows may be one person, whichever is kept. */
async function areCandidates(
  client: pg.ClientBase,
  tenantId: string,
  oneId: string,
  otherId: string,
): Promise<boolean> {
  const pairs = await runStatement(
    client,
    sql`select 1 from people p join people q on q.target_tenant_id = p.target_tenant_id and q.person_id <> p.person_id
        and ((${isSeenAs}) or (${isNamesake}))
      where p.target_tenant_id = ${tenantId} and p.person_id in (${oneId}, ${otherId})
        and q.person_id in (${oneId}, ${otherId})`,
  )
  return pairs !== 0
}

function isJoinable(kept: Joined, gone: Joined): boolean {
  const isOneAccount = (one: string | null, other: string | null): boolean =>
    one === null || other === null || one === other
  return (
    kept.person_id !== gone.person_id &&
    kept.direction === gone.direction &&
    kept.source_tenant_id === gone.source_tenant_id &&
    isOneAccount(kept.target_oid, gone.target_oid) &&
    isOneAccount(kept.source_oid, gone.source_oid)
  )
}

async function takeOver(
  client: pg.ClientBase,
  tenantId: string,
  keptId: string,
  goneId: string,
): Promise<void> {
  const gone = await queryRows(
    client,
    sql<{
      row: object
    }>`select to_jsonb(people) as row from people where target_tenant_id = ${tenantId} and person_id = ${goneId}`,
  )
  // Of a computer that was heard of under both, the newest word counts.
  await runStatement(
    client,
    sql`delete from devices d using devices e where d.target_tenant_id = ${tenantId} and e.target_tenant_id = ${tenantId}
      and d.person_id in (${keptId}, ${goneId}) and e.person_id in (${keptId}, ${goneId}) and d.person_id <> e.person_id
      and d.device_id = e.device_id and d.direction = e.direction
      and (d.sequence, d.person_id) < (e.sequence, e.person_id)`,
  )
  for (const table of ['reports', 'devices', 'signals', 'notes'])
    await runStatement(
      client,
      sql`update ${sql.id(table)} set person_id = ${keptId} where target_tenant_id = ${tenantId}
        and person_id = ${goneId}`,
    )
  await joinImports(client, tenantId, keptId, goneId)
  await runStatement(
    client,
    sql`delete from people where target_tenant_id = ${tenantId} and person_id = ${goneId}`,
  )
  // A `Success` that was believed stays, as in an import. Of the signals the newest counts, but not that another account
  // has the address: this settles it.
  await runStatement(
    client,
    sql`update people p set
        target_oid = coalesce(p.target_oid, g.target_oid), source_oid = coalesce(p.source_oid, g.source_oid),
        seen_key = nullif(coalesce(p.seen_key, g.seen_key), p.target_key), wave = coalesce(p.wave, g.wave),
        move_state = case when 'Success' in (p.move_state, g.move_state) then 'Success'
          when p.move_state = 'Unknown' then g.move_state else p.move_state end,
        was_done = p.was_done or g.was_done, last_seen_at = greatest(p.last_seen_at, g.last_seen_at),
        display_name = coalesce(p.display_name, g.display_name), name_key = coalesce(p.name_key, g.name_key), source_site = coalesce(p.source_site, g.source_site),
        done_at = coalesce(p.done_at, g.done_at), reminded_at = greatest(p.reminded_at, g.reminded_at),
        (signal_code, signal_owner, signal_at) = (select s.code, s.owner, s.at
          from (values (p.signal_code, p.signal_owner, p.signal_at), (g.signal_code, g.signal_owner, g.signal_at)) as s(code, owner, at)
          where s.code is distinct from ${otherAccountCode} and s.at is not null order by s.at desc limit 1)
      from jsonb_populate_record(null::people, ${JSON.stringify(gone[0]?.row)}::jsonb) g
        where p.target_tenant_id = ${tenantId} and p.person_id = ${keptId}`,
  )
  await runStatement(
    client,
    sql`update people_search l set name_key = p.name_key from people p where p.target_tenant_id = ${tenantId}
      and p.person_id = ${keptId} and l.target_tenant_id = ${tenantId} and l.target_key = p.target_key
      and l.name_key <> p.name_key`,
  )
}

/** Works out a person's state from all computers that count now, as after a report, but leaves `last_seen_at`. */
async function restatePerson(client: pg.ClientBase, tenantId: string, personId: string): Promise<void> {
  await runStatement(
    client,
    sql`update people p set reported = seen.reported, reported_blocker = seen.blocker, reported_owner = seen.owner,
        devices = seen.devices, done_at = case when seen.reported = 'done' then p.done_at end
      from (${standingsOfDevices(tenantId, sql`d.person_id = ${personId}`)}) seen
      where p.target_tenant_id = ${tenantId} and p.person_id = ${personId}`,
  )
}
