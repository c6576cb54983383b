import type pg from 'pg'
import type { LiveEvent } from '../contract/progress-routes.ts'
import type { KeptEvent } from '../events/kept-event.ts'
import { runStatement, sql } from '../database/statement.ts'

/** What of a person is counted. */
export type CountedPerson = {
  readonly person_id: string
  readonly wave: string | null
  readonly state: string
  readonly blocker: string | null
  readonly owner: string | null
  readonly signal_code: string | null
  readonly signal_owner: string | null
}

export type PersonChange = { readonly before: CountedPerson; readonly after: CountedPerson }

/** The channel on which a replica tells the others that there are events. */
export const eventChannel = 'landfall_events'

// One count is spread over several rows, so that two transactions seldom wait for each other's.
const shards = 16
const personsNamed = 20

/** Moves people from one count to another, publishes an event and queues webhooks, in the transaction of `client`. */
export async function countChanges(
  client: pg.ClientBase,
  tenantId: string,
  changes: readonly PersonChange[],
): Promise<void> {
  const counts = createTally()
  const days = createTally()
  for (const { before, after } of changes) {
    for (const [person, sign] of [
      [before, -1],
      [after, 1],
    ] as const) {
      const wave = person.wave ?? ''
      counts.add(['person', wave, person.state, person.blocker ?? '', person.owner ?? ''], sign)
      days.add([wave, person.state], sign)
      if (person.signal_code !== null)
        counts.add(['signal', wave, '', person.signal_code, person.signal_owner ?? ''], sign)
    }
  }
  const moved = counts.rows()
  const dayRows = days.rows()
  const column = (rows: readonly Counted[], at: number) => rows.map(({ key }) => key[at])
  const stuck = changes.filter(({ before, after }) => after.state === 'stuck' && before.state !== 'stuck')
  const event: LiveEvent = {
    kind: 'progress',
    people: changes.length,
    personIds: changes.slice(0, personsNamed).map(({ after }) => after.person_id),
  }
  await client.query({
    name: 'count-changes',
    text: countText,
    values: [
      tenantId,
      Math.floor(Math.random() * shards),
      ...[0, 1, 2, 3, 4].map((at) => column(moved, at)),
      moved.map(({ people }) => people),
      column(dayRows, 0),
      column(dayRows, 1),
      dayRows.map(({ people }) => people),
      JSON.stringify(event),
      stuck.length,
      JSON.stringify({
        event: 'person-stuck',
        people: stuck.map(({ after }) => ({
          personId: after.person_id,
          wave: after.wave,
          blocker: after.blocker,
          owner: after.owner,
        })),
      }),
    ],
  })
}

type Counted = { readonly key: readonly string[]; readonly people: number }

/** Sums by key; rows in one order, so that two transactions never wait for each other crosswise. */
function createTally() {
  const sums = new Map<string, { key: readonly string[]; people: number }>()
  return {
    add(key: readonly string[], people: number): void {
      const text = key.join('\u0000')
      const sum = sums.get(text)
      if (sum === undefined) sums.set(text, { key, people })
      else sum.people += people
    },
    rows: (): Counted[] =>
      [...sums.entries()]
        .filter(([, { people }]) => people !== 0)
        .sort(([one], [other]) => (one < other ? -1 : 1))
        .map(([, sum]) => sum),
  }
}

const countText = `
  with counted as (
    insert into progress_counts as known (target_tenant_id, kind, wave, state, blocker, owner, shard, people)
    select $1::uuid, kind, wave, state, blocker, owner, $2::smallint, people
    from unnest($3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[])
      as g(kind, wave, state, blocker, owner, people)
    on conflict (target_tenant_id, kind, wave, state, blocker, owner, shard)
      do update set people = known.people + excluded.people),
  by_day as (
    insert into progress_days as known (target_tenant_id, day, wave, state, shard, people)
    select $1::uuid, (now() at time zone 'utc')::date, wave, state, $2::smallint, people
    from unnest($9::text[], $10::text[], $11::int[]) as g(wave, state, people)
    on conflict (target_tenant_id, day, wave, state, shard) do update set people = known.people + excluded.people),
  rung as (insert into events (target_tenant_id, data) values ($1::uuid, $12::jsonb)),
  hooked as (
    insert into webhook_deliveries (target_tenant_id, webhook_id, event, payload)
    select $1::uuid, id, 'person-stuck', $14::jsonb from webhooks
    where target_tenant_id = $1::uuid and $13::int > 0 and 'person-stuck' = any(events))
  select pg_notify('${eventChannel}', $1::text)`

/** So many people are named in an event; of more, everybody asks. */
const plansNamed = 500

/** Tells the apps of these people that their plans may have changed, null: everybody's, in the transaction of `client`. */
export async function publishPlans(
  client: pg.ClientBase,
  tenantId: string,
  personIds: readonly string[] | null,
): Promise<void> {
  if (personIds?.length === 0) return
  const isFew = personIds !== null && personIds.length <= plansNamed
  await publishChange(client, tenantId, { kind: 'plans', personIds: isFew ? personIds : null })
}

/** Publishes an event for any other change than a report, in the transaction of `client`. */
export async function publishChange(
  client: pg.ClientBase,
  tenantId: string,
  event: KeptEvent,
): Promise<void> {
  await runStatement(
    client,
    sql`insert into events (target_tenant_id, part, data)
      select ${tenantId}::uuid, coalesce(max(part), -1) + 1, ${JSON.stringify(event)}::jsonb from events
      where target_tenant_id = ${tenantId}::uuid and xid = pg_current_xact_id()`,
  )
  await runStatement(client, sql`select pg_notify(${eventChannel}, ${tenantId})`)
}

/** Counts everybody anew, after an import; the caller holds the tenant's lock alone. */
export async function countEverybody(client: pg.ClientBase, tenantId: string): Promise<void> {
  await runStatement(
    client,
    sql`insert into progress_days as known (target_tenant_id, day, wave, state, shard, people)
      select ${tenantId}, (now() at time zone 'utc')::date, wave, state, 0, sum(people)::int from (
        select wave, state, -people as people from progress_counts
          where target_tenant_id = ${tenantId} and kind = 'person'
        union all
        select coalesce(wave, ''), state, 1 from people where target_tenant_id = ${tenantId}) as difference
      group by wave, state having sum(people) <> 0
      on conflict (target_tenant_id, day, wave, state, shard) do update set people = known.people + excluded.people`,
  )
  await runStatement(client, sql`delete from progress_counts where target_tenant_id = ${tenantId}`)
  await runStatement(
    client,
    sql`insert into progress_counts (target_tenant_id, kind, wave, state, blocker, owner, shard, people)
      select ${tenantId}::uuid, 'person', coalesce(wave, ''), state, coalesce(blocker, ''), coalesce(owner, ''), 0, count(*)::int
      from people where target_tenant_id = ${tenantId} group by 3, 4, 5, 6
      union all
      select ${tenantId}::uuid, 'signal', coalesce(wave, ''), '', signal_code, coalesce(signal_owner, ''), 0, count(*)::int
      from people where target_tenant_id = ${tenantId} and signal_code is not null group by 3, 5, 6`,
  )
}
