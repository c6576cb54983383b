import type pg from 'pg'
import type { Duplicate, PersonRow } from '../contract/people-routes.ts'
import { writeAudit, type Actor } from '../database/audit.ts'
import { countEverybody, ringBell } from '../progress/count-changes.ts'
import { otherAccountCode } from './find-plan.ts'
import { joinImports } from '../imports/join-imports.ts'
import { standingsOfDevices } from './person-state.ts'
import { personColumns, toPersonRow, type PersonRecord } from './read-people.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { transact } from '../database/transact.ts'
import { finishWaves } from '../progress/wave-watch.ts'

const duplicatesAtMost = 100
const columnsOf = (alias: string): string =>
  personColumns
    .split(',')
    .map((name) => `${alias}.${name.trim()}`)
    .join(', ')

/**
 * When two rows may be one person: the account bound to one signs in with the new address of the other; or both sides have the
 * same name in another domain, and not both rows are bound to an account. That is a hint for an admin, never a decision.
 */
const isSeenAs = 'q.target_oid is null and p.seen_key = q.target_key'
const isNamesake = `p.source_tenant_id = q.source_tenant_id and (p.target_oid is null or q.target_oid is null)
  and split_part(p.source_key, '@', 1) = split_part(q.source_key, '@', 1)
  and split_part(p.target_key, '@', 1) = split_part(q.target_key, '@', 1)`

/**
 * The numbers of names come in order from an index; only where one is there twice are its people looked at, one number after the
 * other (`offset 0`: the planner would join everybody with everybody). Two names may have one number, so that the names decide.
 */
const namesakes = `select pair.one, pair.other
  from (select names from people_search where target_tenant_id = $1 group by names having count(*) > 1) twice
    cross join lateral (select p.person_id as one, q.person_id as other
      from people_search ps join people p on p.target_tenant_id = $1 and p.target_key = ps.target_key,
        people_search qs join people q on q.target_tenant_id = $1 and q.target_key = qs.target_key
      where ps.target_tenant_id = $1 and ps.names = twice.names and qs.target_tenant_id = $1 and qs.names = twice.names
        and ${isNamesake} and (p.target_oid is not null, p.target_key) > (q.target_oid is not null, q.target_key)
      offset 0) pair
  limit ${duplicatesAtMost}`

/** Everybody who may be in the map twice, as pairs; 100 at most. The first of a pair has been heard of longer, as far as is known. */
export async function findDuplicates({ pool, tenantId }: TenantDatabase): Promise<Duplicate[]> {
  const { rows: pairs } = await pool.query<{ one: string; other: string }>(
    `select p.person_id as one, q.person_id as other from people p
        join people q on q.target_tenant_id = p.target_tenant_id and q.person_id <> p.person_id and ${isSeenAs}
        where p.target_tenant_id = $1 and p.seen_key is not null
      union (${namesakes})
      limit ${duplicatesAtMost}`,
    [tenantId],
  )
  const { rows } = await pool.query<PersonRecord>(
    `select ${personColumns} from people where target_tenant_id = $1 and person_id = any($2::uuid[])`,
    [tenantId, pairs.flatMap(({ one, other }) => [one, other])],
  )
  const byId = new Map(rows.map((row) => [row.person_id, toPersonRow(row)]))
  const named = pairs.flatMap(({ one, other }): Duplicate[] => {
    const [first, second] = [byId.get(one), byId.get(other)]
    return first === undefined || second === undefined ? [] : [{ one: first, other: second }]
  })
  return named.toSorted((left, right) => (left.one.targetUpn < right.one.targetUpn ? -1 : 1))
}

/** Who may be the same person as this one. Found by the indexes, however large the map is. */
export async function findTwins({ pool, tenantId }: TenantDatabase, personId: string): Promise<PersonRow[]> {
  const { rows: own } = await pool.query<{ target_key: string; seen_key: string | null }>(
    'select target_key, seen_key from people where target_tenant_id = $1 and person_id = $2',
    [tenantId, personId],
  )
  const [me] = own
  if (me === undefined) return []
  const local = me.target_key.split('@')[0] ?? me.target_key
  const both = `from people p, people q where p.target_tenant_id = $1 and p.person_id = $2
    and q.target_tenant_id = $1 and q.person_id <> p.person_id`
  const { rows } = await pool.query<PersonRecord>(
    `select ${columnsOf('q')} ${both} and q.target_key = $3 and q.target_oid is null
      union select ${columnsOf('q')} ${both} and q.seen_key = $4 and p.target_oid is null
      union select ${columnsOf('q')} ${both} and q.target_key >= $5 and q.target_key < $6 and ${isNamesake}
      order by target_key limit 10`,
    // The sign after "@" is "A".
    [tenantId, personId, me.seen_key, me.target_key, `${local}@`, `${local}A`],
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
    const { rows } = await client.query<Joined>(
      `select person_id, source_tenant_id, target_oid, source_oid, direction, wave from people
        where target_tenant_id = $1 and person_id = any($2::uuid[]) order by target_key for update`,
      [tenantId, [keptId, goneId]],
    )
    const kept = rows.find(({ person_id }) => person_id === keptId)
    const gone = rows.find(({ person_id }) => person_id === goneId)
    if (kept === undefined || gone === undefined) return { kind: 'refused', code: 'person.not-found' }
    if (!isJoinable(kept, gone) || !(await areTwins(client, tenantId, keptId, goneId)))
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
    await ringBell(client, tenantId, { kind: 'progress', people: 1, personIds: [keptId] })
    return { kind: 'done', changeId }
  })
}

/** Whether something shows that two rows may be one person, whichever is kept. */
async function areTwins(
  client: pg.ClientBase,
  tenantId: string,
  oneId: string,
  otherId: string,
): Promise<boolean> {
  const { rowCount } = await client.query(
    `select 1 from people p join people q on q.target_tenant_id = p.target_tenant_id and q.person_id <> p.person_id
        and ((${isSeenAs}) or (${isNamesake}))
      where p.target_tenant_id = $1 and p.person_id in ($2, $3) and q.person_id in ($2, $3)`,
    [tenantId, oneId, otherId],
  )
  return rowCount !== 0
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
  const values = [tenantId, keptId, goneId]
  const { rows: gone } = await client.query<{ row: object }>(
    'select to_jsonb(people) as row from people where target_tenant_id = $1 and person_id = $2',
    [tenantId, goneId],
  )
  // Of a computer that was heard of under both, the newest word counts.
  await client.query(
    `delete from devices d using devices e where d.target_tenant_id = $1 and e.target_tenant_id = $1
      and d.person_id in ($2, $3) and e.person_id in ($2, $3) and d.person_id <> e.person_id
      and d.device_id = e.device_id and d.direction = e.direction
      and (d.sequence, d.person_id) < (e.sequence, e.person_id)`,
    values,
  )
  for (const table of ['reports', 'devices', 'signals', 'notes'])
    await client.query(
      `update ${table} set person_id = $2 where target_tenant_id = $1 and person_id = $3`,
      values,
    )
  await joinImports(client, tenantId, keptId, goneId)
  await client.query('delete from people where target_tenant_id = $1 and person_id = $2', [tenantId, goneId])
  // A `Success` that was believed stays, as in an import. Of the signals the newest counts, but not that another account
  // has the address: this settles it.
  await client.query(
    `update people p set
        target_oid = coalesce(p.target_oid, g.target_oid), source_oid = coalesce(p.source_oid, g.source_oid),
        seen_key = nullif(coalesce(p.seen_key, g.seen_key), p.target_key), wave = coalesce(p.wave, g.wave),
        move_state = case when 'Success' in (p.move_state, g.move_state) then 'Success'
          when p.move_state = 'Unknown' then g.move_state else p.move_state end,
        was_done = p.was_done or g.was_done, last_seen_at = greatest(p.last_seen_at, g.last_seen_at),
        done_at = coalesce(p.done_at, g.done_at), reminded_at = greatest(p.reminded_at, g.reminded_at),
        (signal_code, signal_owner, signal_at) = (select s.code, s.owner, s.at
          from (values (p.signal_code, p.signal_owner, p.signal_at), (g.signal_code, g.signal_owner, g.signal_at)) as s(code, owner, at)
          where s.code is distinct from $3 and s.at is not null order by s.at desc limit 1)
      from jsonb_populate_record(null::people, $4::jsonb) g where p.target_tenant_id = $1 and p.person_id = $2`,
    [tenantId, keptId, otherAccountCode, JSON.stringify(gone[0]?.row)],
  )
}

/** Works out a person's state from all computers that count now, as after a report. Nobody was seen by this. */
async function restatePerson(client: pg.ClientBase, tenantId: string, personId: string): Promise<void> {
  await client.query(
    `update people p set reported = seen.reported, reported_blocker = seen.blocker, reported_owner = seen.owner,
        devices = seen.devices, done_at = case when seen.reported = 'done' then p.done_at end
      from (${standingsOfDevices('d.person_id = $2')}) seen
      where p.target_tenant_id = $1 and p.person_id = $2`,
    [tenantId, personId],
  )
}
