import { toAddressKey } from '../../../shared/text/address-key.ts'
import type { PeopleSelection } from '../contract/people-routes.ts'
import { queryRows, sql, type Queryable, type Sql } from '../database/statement.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'

/** A way to search that may not see everybody. */
type Strategy = {
  /** The query for `columns` of at most `limit` people. */
  readonly people: (columns: Sql, limit: number) => Sql
  /** Has a row where there are more people than this strategy searched; null where it searches everybody. */
  readonly beyond: Sql | null
}

type Search = {
  /** The condition, on `people` or `people_search`, one row after the other. */
  readonly matches: Sql
  /** A query for `target_key` by an index that gives them in no order; of everybody, or of whom `atOnce` leaves out. */
  readonly keys: Sql
  /** A condition on `people` that each list can look up in its own order; null where there is none. */
  readonly atOnce: Sql | null
}

/** How many addresses are read one after the other before an index is asked. */
const addressesWalked = 4_000
/** The same with a filter, where each is a person's whole row, and they lie apart on the disk. */
export const peopleWalked = 2_000

/** On `people` without a name it is null, on `people_search` empty. */
const nameKey = sql`case when name_key is null then '' else name_key end`

/** What the index of parts of words can narrow down, whatever the database's language takes for a letter. */
const indexedPart = /[a-z0-9]{3}|[a-z0-9]{2}[^a-z0-9]|[^a-z0-9][a-z0-9]{2}/

/** At most `limit` people of a filter by new address, after the one that ended with `after`. */
export async function findPeople<Row>(
  { pool, tenantId }: TenantDatabase,
  filter: PeopleSelection,
  columns: Sql,
  limit: number,
  after?: string,
): Promise<Row[]> {
  for (const strategy of toStrategies(tenantId, filter, { after, isOrdered: true })) {
    const rows = await queryRows(pool, sql<Row>`${strategy.people(columns, limit)}`)
    if (await isEnough(pool, strategy, rows.length === limit)) return rows
  }
  return []
}

/** How many people a filter has, by looking, up to `limit`. */
export async function countFound(
  { pool, tenantId }: TenantDatabase,
  filter: PeopleSelection,
  limit: number,
): Promise<number> {
  for (const strategy of toStrategies(tenantId, filter, { after: undefined, isOrdered: false })) {
    const found = strategy.people(sql`1`, limit)
    const rows = await queryRows(
      pool,
      sql<{ people: number }>`select count(*)::int as people from (${found}) as found`,
    )
    const people = rows[0]?.people ?? 0
    if (await isEnough(pool, strategy, people === limit)) return people
  }
  return 0
}

/** No one is left out: as many were found as are wanted, or this strategy has searched everybody. */
async function isEnough(pool: Queryable, { beyond }: Strategy, isFull: boolean): Promise<boolean> {
  return isFull || beyond === null || (await queryRows(pool, beyond)).length === 0
}

/** The condition of a filter on `people`. */
export function toCondition(tenantId: string, filter: PeopleSelection): Sql {
  const { filters, search } = toParts(tenantId, filter)
  if (search === null) return filters
  const found = sql`target_key in (${search.keys})`
  return sql`${filters} and ${search.atOnce === null ? found : sql`(${search.atOnce} or ${found})`}`
}

/** The parts of a filter for a walk through people in some order: what an index looks up, and what is asked of one row after the other. */
export function toWalk(
  tenantId: string,
  filter: PeopleSelection,
): { readonly filters: Sql; readonly matches: Sql | null } {
  const { filters, search } = toParts(tenantId, filter)
  return { filters, matches: search?.matches ?? null }
}

type Page = { readonly after: string | undefined; readonly isOrdered: boolean }
type Parts = {
  /** Everything but the search text, on `people`. */
  readonly filters: Sql
  readonly isFiltered: boolean
  readonly search: Search | null
}

function toParts(tenantId: string, filter: PeopleSelection): Parts {
  const parts: Sql[] = []
  // Without a wave is in the index as the empty one. Not as `coalesce`, which may use no index under row security.
  const wave = sql`case when wave is null then '' else wave end`
  if (filter.withoutWave) parts.push(sql`${wave} = ''`)
  else if (filter.wave !== undefined) parts.push(sql`${wave} = ${filter.wave}`)
  if (filter.state !== undefined) parts.push(sql`state = ${filter.state}`)
  if (filter.blocker !== undefined) parts.push(sql`blocker = ${filter.blocker}`)
  if (filter.unverified) parts.push(sql`signal_at is not null`)
  if (filter.finding !== undefined) parts.push(hasFound(tenantId, filter.finding))
  if (filter.only !== undefined) parts.push(sql`person_id = any(${filter.only}::uuid[])`)
  if (filter.except !== undefined) parts.push(sql`person_id <> all(${filter.except}::uuid[])`)
  const filters = sql.join([sql`target_tenant_id = ${tenantId}`, ...parts], sql` and `)
  const search = filter.search === undefined ? null : toSearch(tenantId, toAddressKey(filter.search))
  return { filters, isFiltered: parts.length > 0, search }
}

/** One of the person’s computers told this code, in the direction of their journey now. */
function hasFound(tenantId: string, code: string): Sql {
  return sql`exists (select 1 from devices computer where computer.target_tenant_id = ${tenantId}
    and computer.person_id = people.person_id and computer.direction = people.direction and computer.counts
    and computer.found_codes is not null and jsonb_exists(computer.found_codes, ${code}))`
}

function toSearch(tenantId: string, key: string): Search {
  const escaped = key.replace(/[\\%_]/g, '\\$&')
  // By the owner’s function: row security keeps LIKE away from an index.
  const found = (way: string, sought: string): Sql =>
    sql`select found collate "C" as target_key from landfall_find_addresses(${tenantId}::uuid, ${way}, ${sought}) as found`
  if (indexedPart.test(key)) {
    const pattern = `%${escaped}%`
    const matches = sql`(target_key || ' ' || source_key || ' ' || ${nameKey}) like ${pattern}`
    return { matches, keys: found('inside', pattern), atOnce: null }
  }
  // Anything else has an index at the beginning only.
  const pattern = `${escaped}%`
  const matches = sql`(target_key like ${pattern} or source_key like ${pattern})`
  const letters = [...key].length
  if (letters > 2) return { matches, keys: found('beginning', pattern), atOnce: null }
  const keys = found(letters === 1 ? 'first-letter' : 'first-two', key)
  return { matches, keys, atOnce: sql`target_key like ${pattern} and ${beginsWith(key)}` }
}

/** What the index by address can look up under row security, too: everything from `key` to before the next one of its length. */
function beginsWith(key: string): Sql {
  const letters = [...key]
  const last = letters.pop()?.codePointAt(0)
  if (last === undefined) return sql`true`
  const next = last === 0xd7ff ? 0xe000 : last + 1
  const from = sql`target_key >= ${key}`
  return next > 0x10ffff
    ? from
    : sql`${from} and target_key < ${letters.join('') + String.fromCodePoint(next)}`
}

/**
 * Ways to answer, the cheapest first. Where many people have the search text, a bounded piece of the list has enough of them; where
 * it has not, they are few or lie together, and the index of the text gives no more than those. The database cannot know before
 * which of the two it will be.
 */
function toStrategies(tenantId: string, filter: PeopleSelection, { after, isOrdered }: Page): Strategy[] {
  const { filters, isFiltered, search } = toParts(tenantId, filter)
  const past = after === undefined ? sql`` : sql` and target_key > ${after}`
  const order = isOrdered ? sql`order by target_key` : sql``
  const everybody = sql`people where ${filters}${past}`
  if (search === null) {
    return [
      {
        people: (columns, limit) => sql`select ${columns} from ${everybody} ${order} limit ${limit}`,
        beyond: null,
      },
    ]
  }
  // Looked up one by one, as many as are wanted: a join would read all of both sides first.
  const found = (limit: number): Sql => sql`
    select person.* from (
        with found as materialized (select target_key as found_key from (${search.keys}) as keys where true${past})
        select found_key from found ${isOrdered ? sql`order by found_key` : sql``} ${isFiltered ? sql`` : sql`limit ${limit}`}
      ) as found
      cross join lateral (select * from people where ${filters} and target_key = found_key offset 0) as person
      ${isOrdered ? sql`order by found_key` : sql``} limit ${limit}`
  const byIndex: Strategy = {
    people: (columns, limit) =>
      search.atOnce === null
        ? sql`select ${columns} from (${found(limit)}) as person ${order} limit ${limit}`
        : sql`
          select ${columns} from (
            (select * from ${everybody} and ${search.atOnce} ${order} limit ${limit})
            union all (select * from (${found(limit)}) as person ${order} limit ${limit})) as person
            ${order} limit ${limit}`,
    beyond: null,
  }
  if (isFiltered) {
    const walk: Strategy = {
      people: (columns, limit) => sql`
        select ${columns} from (select * from ${everybody} order by target_key limit ${peopleWalked}) as near
          where ${search.matches} ${order} limit ${limit}`,
      beyond: sql`select 1 from ${everybody} order by target_key offset ${peopleWalked} limit 1`,
    }
    return [walk, byIndex]
  }
  if (search.atOnce !== null) return [byIndex]
  const list = sql`select target_key, source_key, name_key from people_search
    where target_tenant_id = ${tenantId}${past} order by target_key`
  const walk: Strategy = {
    people: (columns, limit) => sql`
      select ${columns} from people where ${filters} and target_key in (
        select target_key from (${list} limit ${addressesWalked}) as near where ${search.matches} limit ${limit})
        ${order}`,
    beyond: sql`${list} offset ${addressesWalked} limit 1`,
  }
  return [walk, byIndex]
}
