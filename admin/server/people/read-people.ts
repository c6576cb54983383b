import { directions, toMoveState } from '../../../shared/move/plan.ts'
import type { PeopleFilter, PeopleSelection, PersonRow } from '../contract/people-routes.ts'
import { countFound, findPeople } from './find-people.ts'
import { personStates } from './person-state.ts'
import { countPeople, toOwner } from '../progress/read-progress.ts'
import { sql, type Sql } from '../database/statement.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'

export type PersonRecord = {
  readonly person_id: string
  readonly target_key: string
  readonly source_upn: string
  readonly target_upn: string
  readonly display_name: string | null
  readonly wave: string | null
  readonly direction: string
  readonly move_state: string
  readonly state: string
  readonly blocker: string | null
  readonly owner: string | null
  readonly devices: number
  readonly last_seen_at: Date | null
  readonly done_at: Date | null
  readonly reminded_at: Date | null
  readonly signal_code: string | null
  readonly signal_at: Date | null
}

const columnNames = [
  'person_id',
  'target_key',
  'source_upn',
  'target_upn',
  'display_name',
  'wave',
  'direction',
  'move_state',
  'state',
  'blocker',
  'owner',
  'devices',
  'last_seen_at',
  'done_at',
  'reminded_at',
  'signal_code',
  'signal_at',
] as const satisfies readonly (keyof PersonRecord)[]

/** The columns of a `PersonRecord`. */
export const personColumns: Sql = sql.join(columnNames.map((name) => sql.id(name)))

/** The same, of the table that is called `table` in the statement. */
export const personColumnsOf = (table: string): Sql =>
  sql.join(columnNames.map((name) => sql.id(table, name)))

const countedWithSearch = 1_000

/** How many people a filter has: from the counts where it can be told from them, else up to 1,000 by looking. */
export async function countFiltered(
  database: TenantDatabase,
  filter: PeopleFilter,
): Promise<{ people: number; isExact: boolean }> {
  if (filter.search === undefined && !filter.unverified && filter.finding === undefined) {
    const wave = filter.withoutWave ? '' : filter.wave
    return { people: await countPeople(database, { ...filter, wave }), isExact: true }
  }
  const people = await countFound(database, filter, countedWithSearch + 1)
  return people > countedWithSearch
    ? { people: countedWithSearch, isExact: false }
    : { people, isExact: true }
}

/** Everybody of a filter, a few thousand at a time, so that an export needs no memory and holds no transaction. */
export async function* streamPeople(
  database: TenantDatabase,
  filter: PeopleSelection,
): AsyncGenerator<PersonRow> {
  let after: string | undefined
  for (;;) {
    const page = await findPeople<PersonRecord>(database, filter, personColumns, 2_000, after)
    for (const record of page) yield toPersonRow(record)
    after = page.at(-1)?.target_key
    if (page.length < 2_000) return
  }
}

export function toPersonRow(record: PersonRecord): PersonRow {
  return {
    id: record.person_id,
    sourceUpn: record.source_upn,
    targetUpn: record.target_upn,
    displayName: record.display_name,
    wave: record.wave,
    direction: directions.find((known) => known === record.direction) ?? 'forward',
    moveState: toMoveState(record.move_state) ?? 'Unknown',
    state: personStates.find((known) => known === record.state) ?? 'not-due',
    blocker: record.blocker,
    owner: toOwner(record.owner),
    devices: record.devices,
    lastSeenAt: record.last_seen_at?.toISOString() ?? null,
    doneAt: record.done_at?.toISOString() ?? null,
    remindedAt: record.reminded_at?.toISOString() ?? null,
    unverified:
      record.signal_at === null ? null : { code: record.signal_code, at: record.signal_at.toISOString() },
  }
}
