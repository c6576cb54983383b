import type pg from 'pg'
import { toAddressKey } from '../../../shared/text/address-key.ts'
import type { TokenPerson } from '../auth/verify-token.ts'
import type { CountedPerson } from '../progress/count-changes.ts'
import { countedColumnsText } from '../people/person-state.ts'
import { keepSeenAddresses, toSeenKey } from '../people/seen-address.ts'

/** Somebody in the map who reports. `oid`: the object id of their account on the side that they report from, where one is known. */
export type Reporter = CountedPerson & {
  readonly target_key: string
  readonly source_key: string
  readonly source_tenant_id: string
  readonly direction: string
  readonly oid: string | null
  /** The address that their account was last seen with, where it is not the map's. */
  readonly seen_key: string | null
  /** How many reports were handed in for them today (UTC), this batch's not counted. */
  readonly reports_today: number
}

type Side = 'target' | 'source'
type Asked = { readonly caller: TokenPerson }

/** Whose each report is. `contested`: the address is in the map, and is another account's. */
type Found<Each> = {
  readonly found: ReadonlyMap<Each, Reporter>
  readonly contested: ReadonlyMap<Each, Reporter>
}
type Matches<Each> = Found<Each> & {
  /** Object ids that the map does not have yet, by person. */
  readonly unbound: ReadonlyMap<string, string>
  /** The address that an account has now, by person; null where it is the map's again. */
  readonly seen: ReadonlyMap<string, string | null>
}

const columns = `${countedColumnsText}, target_key, source_key, source_tenant_id, seen_key, direction,
  coalesce(case when reports_on = (now() at time zone 'utc')::date then reports_that_day end, 0) as reports_today`
const bySide = {
  target: {
    name: 'people-of-reports',
    text: `select ${columns}, target_oid as oid from people where target_tenant_id = $1
      and (target_key = any($2::text[]) or target_oid = any($3::uuid[])) order by target_key for update`,
  },
  source: {
    name: 'people-of-returning-reports',
    text: `select ${columns}, source_oid as oid from people where target_tenant_id = $1
      and (source_key = any($2::text[]) or source_oid = any($3::uuid[])) and direction = 'return'
      order by target_key for update`,
  },
}

/**
 * Finds whose the reports are, and binds object ids that were unknown. The rows are locked in one order, so that two
 * batches with the same people wait instead of blocking each other.
 */
export async function findReporters<Each extends Asked>(
  client: pg.PoolClient,
  tenantId: string,
  batch: readonly Each[],
): Promise<Found<Each>> {
  const found = new Map<Each, Reporter>()
  const contested = new Map<Each, Reporter>()
  const isOurs = ({ caller }: Asked): boolean => caller.tenantId === tenantId
  const sides = [
    ['target', batch.filter(isOurs)],
    ['source', batch.filter((each) => !isOurs(each))],
  ] as const
  for (const [side, asked] of sides) {
    if (asked.length === 0) continue
    const { rows } = await client.query<Reporter>({
      ...bySide[side],
      values: [
        tenantId,
        [...new Set(asked.map(({ caller }) => toAddressKey(caller.upn)))],
        [...new Set(asked.map(({ caller }) => caller.oid))],
      ],
    })
    const matches = matchReporters(side, asked, rows)
    for (const [each, person] of matches.found) found.set(each, person)
    for (const [each, person] of matches.contested) contested.set(each, person)
    // The plan was not requested first: the report says whose the address is, once.
    await bindByReport(client, tenantId, side, matches.unbound)
    if (side === 'target') await keepSeenAddresses(client, tenantId, matches.seen)
  }
  return { found, contested }
}

async function bindByReport(
  client: pg.PoolClient,
  tenantId: string,
  side: Side,
  unbound: ReadonlyMap<string, string>,
): Promise<void> {
  if (unbound.size === 0) return
  await client.query({
    name: `bind-people-of-reports-${side}`,
    text: `update people p set ${side}_oid = g.oid from unnest($2::uuid[], $3::uuid[]) as g(person_id, oid)
      where p.target_tenant_id = $1 and p.person_id = g.person_id and p.${side}_oid is null`,
    values: [tenantId, [...unbound.keys()], [...unbound.values()]],
  })
}

/** The object id decides who a person is; the address only where the object id is still unknown. */
function matchReporters<Each extends Asked>(
  side: Side,
  batch: readonly Each[],
  rows: readonly Reporter[],
): Matches<Each> {
  const nameOf = (sourceTenantId: string, name: string): string =>
    side === 'target' ? name : `${sourceTenantId} ${name}`
  const byKey = new Map(rows.map((row) => [nameOf(row.source_tenant_id, row[`${side}_key`]), row]))
  const byOid = new Map(
    rows.flatMap((row) => (row.oid === null ? [] : [[nameOf(row.source_tenant_id, row.oid), row] as const])),
  )
  const found = new Map<Each, Reporter>()
  const contested = new Map<Each, Reporter>()
  const unbound = new Map<string, string>()
  const seen = new Map<string, string | null>()
  for (const each of batch) {
    const { oid, upn, tenantId } = each.caller
    const address = toAddressKey(upn)
    const key = nameOf(tenantId, address)
    const person = byOid.get(nameOf(tenantId, oid)) ?? byKey.get(key)
    if (person === undefined) continue
    if (person.oid !== null && person.oid !== oid) {
      contested.set(each, person)
      continue
    }
    found.set(each, person)
    if (person.oid !== null) {
      const seenKey = toSeenKey(person, address)
      if (seenKey !== person.seen_key || seen.has(person.person_id)) seen.set(person.person_id, seenKey)
      continue
    }
    const bound = { ...person, oid }
    byKey.set(key, bound)
    byOid.set(nameOf(tenantId, oid), bound)
    unbound.set(person.person_id, oid)
  }
  return { found, contested, unbound, seen }
}
