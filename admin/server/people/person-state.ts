import { sql, type Sql } from '../database/statement.ts'

/**
 * Where a person is in their journey. `stuck`: the helpdesk, an admin or Microsoft must act. The rule has two steps, and each is written
 * once: `standingsOfDevices` makes one answer of what a person's computers reported; the database makes `state`, `blocker` and
 * `owner` of that answer, the move state and the direction (generated columns, `database/migrations/0002.ts`). A test holds the
 * table of both.
 */
export const personStates = ['not-due', 'never-seen', 'started', 'stuck', 'done', 'returned'] as const
export type PersonState = (typeof personStates)[number]

/** In these states nothing is left to do for a person. */
export const finishedStates: readonly PersonState[] = ['done', 'returned']

/** What is counted of a person, as columns of `people`: for the prepared statements of reports. */
export const countedColumnsText = 'person_id, wave, state, blocker, owner, signal_code, signal_owner'
export const countedColumns = sql.raw(countedColumnsText)

const standingsBeforeTenant = `
  select d.person_id,
    case when bool_or(d.state = 'stuck') then 'stuck' when bool_or(d.state = 'started') then 'started'
      when bool_or(d.state = 'done') then 'done' else 'none' end as reported,
    bool_or(d.state = 'done') as any_done, count(*)::int as devices,
    (array_agg(d.blocker order by (d.state = 'stuck') desc, d.seen_at desc) filter (where d.state in ('stuck', 'started')))[1] as blocker,
    (array_agg(d.owner order by (d.state = 'stuck') desc, d.seen_at desc) filter (where d.state in ('stuck', 'started')))[1] as owner
  from devices d join people q on q.target_tenant_id = d.target_tenant_id and q.person_id = d.person_id
    and q.direction = d.direction
  where d.target_tenant_id = `
const standingsAfterCondition = `
    and d.counts
  group by d.person_id`

/**
 * One row for each person with a computer that counts, in the direction of their journey now. A person is done when all
 * their computers are. One computer that waits for another person makes them stuck; its reason goes before that of one that has
 * started. `which` is a condition on devices `d`.
 */
export const standingsOfDevices = (tenantId: string, which: Sql): Sql =>
  sql`${sql.raw(standingsBeforeTenant)}${tenantId} and ${which} ${sql.raw(standingsAfterCondition)}`

/** The same as text, with the tenant as `$1`: for the prepared statement of reports. */
export const standingsOfDevicesText = (which: string): string =>
  `${standingsBeforeTenant}$1 and ${which} ${standingsAfterCondition}`
