import { z } from 'zod'
import { parseJson } from '../../../shared/text/parse-json.ts'
import type { PeopleFilter, PeopleOrder, PeopleSort } from '../contract/people-routes.ts'
import { queryRows, sql, type Sql } from '../database/statement.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { byNumber } from '../progress/read-progress.ts'
import { findPeople, peopleWalked, toCondition, toWalk } from './find-people.ts'
import { personStates } from './person-state.ts'

/** Where a page ended: in which group of the order, with which value in it, and with whom. */
export type Place = { readonly group: string; readonly value: string; readonly key: string }

/** What a row of a sorted list has besides its own columns. */
type Sorted = { readonly sort_group: string; readonly sort_value: string; readonly target_key: string }

/**
 * A part of an order, whose people follow each other in an index: the people of a state or a wave, by address. `value` comes before the
 * address within it. No operator here hides from an index that rows are held by a policy, so there is no `coalesce`.
 */
type Group = {
  readonly name: string
  readonly where: Sql
  /** Expressions in their order, before the address. */
  readonly by: readonly Sql[]
  readonly value: Sql<string>
  /** Whether somebody comes after this place, in the direction of `after` (`>` or `<`). */
  readonly isPast: (place: Place, after: Sql) => Sql
}

const wave = sql`case when wave is null then '' else wave end`
const name = sql<string>`case when name_key is null then target_key else name_key end`
const stateRanks = personStates.map((state) => ({ name: state, where: sql`state = ${state}` }))

const byAddress = (group: { readonly name: string; readonly where: Sql }): Group => ({
  ...group,
  by: [],
  value: sql`''`,
  isPast: ({ key }, after) => sql`target_key ${after} ${key}`,
})

const everybodyByName: Group = {
  name: 'all',
  where: sql`true`,
  by: [name],
  value: name,
  isPast: ({ value, key }, after) => sql`(${name}, target_key) ${after} (${value}, ${key})`,
}

/** By the hour, which has an index, and within it by the moment. */
const whoWereSeen: Group = {
  name: 'seen',
  where: sql`seen_hour > 0`,
  by: [sql`seen_hour`, sql`last_seen_at`],
  value: sql`to_char(last_seen_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  isPast({ value, key }, after) {
    const hour = Math.floor(Date.parse(value) / 3_600_000)
    return sql`seen_hour ${after}= ${hour} and (seen_hour ${after} ${hour}
      or (last_seen_at, target_key) ${after} (${value}::timestamptz, ${key}))`
  },
}
const whoWereNot = byAddress({ name: 'never', where: sql`seen_hour = 0` })

/** At most `limit` people of a filter in this order, after the place where a page ended. Each row says which place it is. */
export async function findSorted<Row>(
  database: TenantDatabase,
  filter: PeopleFilter,
  order: PeopleOrder,
  columns: Sql,
  limit: number,
  from?: Place,
): Promise<(Row & Sorted)[]> {
  const own = sql`${columns}, target_key`
  if (order.sort === 'address' && order.order === 'asc') {
    const withPlace = sql`${own}, 'all' as sort_group, '' as sort_value`
    return findPeople<Row & Sorted>(database, filter, withPlace, limit, from?.key)
  }
  const { tenantId, pool } = database
  const isDown = order.order === 'desc'
  const direction = isDown ? sql`desc` : sql`asc`
  const condition = toCondition(tenantId, filter)
  const { filters, matches } = toWalk(tenantId, filter)
  const found: (Row & Sorted)[] = []
  for (const { name: group, where, by, value, isPast } of await groupsFrom(database, order, from)) {
    const past = from?.group === group ? sql`and ${isPast(from, isDown ? sql`<` : sql`>`)}` : sql``
    const inOrder = sql.join([...by, sql`target_key`].map((each) => sql`${each} ${direction}`))
    const ofGroup = (which: Sql): Sql => sql`people where ${which} and ${where} ${past}`
    const wanted = limit - found.length
    const read = (of: Sql): Promise<(Row & Sorted)[]> =>
      queryRows(
        pool,
        sql<Row & Sorted>`select ${own}, ${group}::text as sort_group, ${value} as sort_value from ${of}
          order by ${inOrder} limit ${wanted}`,
      )
    const near = sql`from ${ofGroup(filters)} order by ${inOrder}`
    // Where many have the search text, the first people of the order have enough of them; else they are few (see `toStrategies`).
    const walked =
      matches === null
        ? []
        : await read(sql`(select * ${near} limit ${peopleWalked}) as people where ${matches}`)
    const isEnough =
      matches !== null &&
      (walked.length === wanted ||
        (await queryRows(pool, sql`select 1 ${near} offset ${peopleWalked} limit 1`)).length === 0)
    found.push(...(isEnough ? walked : await read(ofGroup(condition))))
    if (found.length >= limit) break
  }
  return found
}

/** The groups of an order from the one on in which the page before ended. */
async function groupsFrom(
  database: TenantDatabase,
  { sort, order }: PeopleOrder,
  from: Place | undefined,
): Promise<readonly Group[]> {
  const groups = await groupsOf(database, sort, from)
  if (order === 'desc') groups.reverse()
  return from === undefined ? groups : groups.slice(groups.findIndex(({ name: one }) => one === from.group))
}

async function groupsOf(
  database: TenantDatabase,
  sort: PeopleSort,
  from: Place | undefined,
): Promise<Group[]> {
  switch (sort) {
    case 'address':
      return [byAddress({ name: 'all', where: sql`true` })]
    case 'name':
      return [everybodyByName]
    case 'state':
      return stateRanks.map(byAddress)
    case 'seen':
      return [whoWereNot, whoWereSeen]
    case 'wave': {
      // A wave that went since the page before still has its place in the order.
      const names = new Set([...(await readWaves(database)), ...(from === undefined ? [] : [from.group])])
      return [...names]
        .sort(compareWaves)
        .map((one) => byAddress({ name: one, where: sql`${wave} = ${one}` }))
    }
  }
}

/** As Progress has them: by number, and people without a wave last. */
function compareWaves(one: string, other: string): number {
  if (one === '' || other === '') return one === other ? 0 : one === '' ? 1 : -1
  return byNumber.compare(one, other) || (one < other ? -1 : 1)
}

/** From the counts, which know each wave that a person is in. */
async function readWaves({ pool, tenantId }: TenantDatabase): Promise<string[]> {
  const rows = await queryRows(
    pool,
    sql<{
      wave: string
    }>`select distinct wave from progress_counts where target_tenant_id = ${tenantId} and kind = 'person'`,
  )
  return rows.map((row) => row.wave)
}

/** The place of the last row of a page, as only the endpoint reads it. */
export function writePlace({ sort_group, sort_value, target_key }: Sorted): string {
  return Buffer.from(JSON.stringify([sort_group, sort_value, target_key])).toString('base64url')
}

const text = z.string().regex(/^[^\p{Cc}\p{Cs}]*$/u)
const placeSchema = z.tuple([text, text, text])
const groupNames: Readonly<Record<Exclude<PeopleSort, 'wave'>, readonly string[]>> = {
  address: ['all'],
  name: ['all'],
  state: personStates,
  seen: ['never', 'seen'],
}

/** Null where it is not the place of a page of this order. */
export function readPlace(cursor: string, sort: PeopleSort): Place | null {
  const place = placeSchema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')))
  if (!place.success) return null
  const [group, value, key] = place.data
  if (sort !== 'wave' && !groupNames[sort].includes(group)) return null
  if (group === 'seen' && !z.iso.datetime({ precision: 6 }).safeParse(value).success) return null
  return { group, value, key }
}
