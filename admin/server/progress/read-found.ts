import { holdsUp } from '../../../shared/findings/holds-up.ts'
import { isFindingCode, meaningOf } from '../../../shared/findings/vocabulary.ts'
import type { FoundOnComputers } from '../contract/progress-routes.ts'
import { queryRows, sql, type Sql } from '../database/statement.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'

type FoundRow = {
  readonly is_before: boolean
  readonly code: string
  readonly wave: string
  readonly people: number
  readonly held: number
  readonly found: number
}
type SeenRow = { readonly is_before: boolean; readonly people: number }

/**
 * Each computer that counts, with its person: of the journey's direction, and before the move only where the move is not due. A
 * computer that looked before and did not after says nothing of now.
 */
function computersOf(tenantId: string, wave: string | undefined): Sql {
  const chosen = wave === undefined ? sql`true` : sql`p.wave = ${wave}`
  return sql`select d.person_id, coalesce(p.wave, '') as wave, d.found_codes, d.informs, d.state = 'looked' as is_before
    from devices d join people p on p.target_tenant_id = ${tenantId} and p.person_id = d.person_id
      and p.direction = d.direction
    where d.target_tenant_id = ${tenantId} and d.counts and ${chosen} and (d.state <> 'looked' or p.state = 'not-due')`
}

/** What computers told beside what holds people up, by code; `wave`: only of these people. */
export async function readFound(database: TenantDatabase, wave?: string): Promise<FoundOnComputers> {
  const { pool, tenantId } = database
  const computers = computersOf(tenantId, wave)
  const [rows, seen] = await Promise.all([
    queryRows(
      pool,
      sql<FoundRow>`select is_before, code, wave, count(distinct person_id)::int as people,
          count(distinct person_id) filter (where not informs)::int as held, sum(number::numeric)::float8 as found
        from (${computers} and d.found_codes is not null) as computers, jsonb_each_text(found_codes) as each(code, number)
        group by 1, 2, 3`,
    ),
    queryRows(
      pool,
      sql<SeenRow>`select is_before, count(distinct person_id)::int as people from (${computers}) as computers group by 1`,
    ),
  ])
  const toPart = (isBefore: boolean): FoundOnComputers['after'] => ({
    people: seen.find((row) => row.is_before === isBefore)?.people ?? 0,
    found: toFound(rows.filter((row) => row.is_before === isBefore)),
  })
  return { readAt: new Date().toISOString(), after: toPart(false), before: toPart(true) }
}

function toFound(rows: readonly FoundRow[]): FoundOnComputers['after']['found'] {
  return [...Map.groupBy(rows, ({ code }) => code)]
    .map(([code, group]) => ({
      code,
      owner: isFindingCode(code) ? meaningOf(code).owner : null,
      people: sum(group.map(({ people }) => people)),
      held: isOfAfter(code) ? sum(group.map(({ held }) => held)) : 0,
      found: sum(group.map(({ found }) => found)),
      waves: group
        .map(({ wave, people }) => ({ wave: wave || null, people }))
        .toSorted((one, other) => other.people - one.people),
    }))
    .toSorted((one, other) => other.people - one.people || (one.code < other.code ? -1 : 1))
}

/** Only the rest of the computer can hold somebody up here: what is found before the move holds no one up yet. */
function isOfAfter(code: string): boolean {
  const step = isFindingCode(code) ? meaningOf(code).step : code.split('.', 1)[0]
  return step === 'workplace' && holdsUp({ step, code }, [])
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
