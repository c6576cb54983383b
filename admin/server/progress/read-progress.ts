import { isFindingCode, meaningOf } from '../../../shared/findings/vocabulary.ts'
import type { Progress } from '../contract/progress-routes.ts'
import type { Counts } from '../contract/values.ts'
import { personStates, type PersonState } from '../people/person-state.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { queryRows, sql, type Sql } from '../database/statement.ts'

type CountRow = {
  readonly kind: 'person' | 'signal'
  readonly wave: string
  readonly state: PersonState
  readonly blocker: string
  readonly owner: string
  readonly people: number
}
type DayRow = {
  readonly day: string
  readonly wave: string
  readonly state: PersonState
  readonly people: number
}

/** The order of waves. Made once: for many waves `localeCompare` makes it anew each time. */
export const byNumber = new Intl.Collator('en', { numeric: true })

const isOrAny = (column: string, value: string | undefined): Sql =>
  value === undefined ? sql`true` : sql`${sql.id(column)} = ${value}`

type Owner = Progress['blockers'][number]['owner']

/** Reads the counts, never the people: as quick for a million as for ten. */
export async function readProgress(database: TenantDatabase, wave?: string): Promise<Progress> {
  const { pool, tenantId } = database
  const [counts, waves, days, [licences]] = await Promise.all([
    queryRows(
      pool,
      sql<CountRow>`select kind, wave, state, blocker, owner, sum(people)::int as people from progress_counts
        where target_tenant_id = ${tenantId} group by 1, 2, 3, 4, 5 having sum(people) <> 0`,
    ),
    queryRows(
      pool,
      sql<{
        wave: string
        cutover_on: string | null
      }>`select wave, cutover_on::text from waves where target_tenant_id = ${tenantId}`,
    ),
    queryRows(
      pool,
      sql<DayRow>`select day::text, wave, state, sum(people)::int as people from progress_days
        where target_tenant_id = ${tenantId} and ${isOrAny('wave', wave)} group by 1, 2, 3 order by 1`,
    ),
    // Of the settings this alone: they tell their changes by what is counted here, and must not be asked back.
    queryRows(
      pool,
      sql<{
        day: string | null
      }>`select value->>'licencesExpireOn' as day from settings where target_tenant_id = ${tenantId}`,
    ),
  ])
  const persons = counts.filter(({ kind }) => kind === 'person')
  const isChosen = (row: { readonly wave: string }): boolean => wave === undefined || row.wave === wave
  const chosen = persons.filter(isChosen)
  return {
    readAt: new Date().toISOString(),
    overall: toCounts(chosen),
    waves: toWaves(persons, waves),
    blockers: toBlockers(chosen.filter(({ blocker }) => blocker !== '')),
    unverified: counts
      .filter((row) => row.kind === 'signal' && isChosen(row))
      .reduce<Progress['unverified']>((list, { blocker, owner, people }) => {
        const known = list.find(({ code }) => code === blocker)
        if (known === undefined) list.push({ code: blocker, owner: toOwner(owner), people })
        else known.people += people
        return list
      }, [])
      .sort((one, other) => other.people - one.people),
    burnDown: toBurnDown(days),
    licencesExpireOn: licences?.day ?? null,
  }
}

/** How many people there are with this wave, state and blocker, from the counts. */
export async function countPeople(
  { pool, tenantId }: TenantDatabase,
  filter: {
    readonly wave?: string | undefined
    readonly state?: string | undefined
    readonly blocker?: string | undefined
  },
): Promise<number> {
  const rows = await queryRows(
    pool,
    sql<{ people: number }>`select coalesce(sum(people), 0)::int as people from progress_counts
      where target_tenant_id = ${tenantId} and kind = 'person' and ${isOrAny('wave', filter.wave)}
        and ${isOrAny('state', filter.state)} and ${isOrAny('blocker', filter.blocker)}`,
  )
  return rows[0]?.people ?? 0
}

function noCounts(): Counts {
  return { people: 0, 'not-due': 0, 'never-seen': 0, started: 0, stuck: 0, done: 0, returned: 0 }
}

function toCounts(rows: readonly { readonly state: PersonState; readonly people: number }[]): Counts {
  const counts = noCounts()
  for (const { state, people } of rows) {
    if (!personStates.includes(state)) continue
    counts[state] += people
    counts.people += people
  }
  return counts
}

function toWaves(
  rows: readonly CountRow[],
  known: readonly { readonly wave: string; readonly cutover_on: string | null }[],
): Progress['waves'] {
  const byWave = Map.groupBy(rows, ({ wave }) => wave)
  const days = new Map(known.map(({ wave, cutover_on }) => [wave, cutover_on]))
  const names = new Set([...byWave.keys(), ...days.keys()])
  const sorted = [...names].sort((one, other) => {
    if (one === '' || other === '') return one === '' ? 1 : -1
    return byNumber.compare(one, other)
  })
  return sorted.map((wave) => {
    const counts = toCounts(byWave.get(wave) ?? [])
    return {
      wave: wave || null,
      cutoverOn: days.get(wave) ?? null,
      counts,
      isFinished: counts.people > 0 && counts.done + counts.returned === counts.people,
    }
  })
}

function toBlockers(rows: readonly CountRow[]): Progress['blockers'] {
  const byCode = Map.groupBy(rows, ({ blocker }) => blocker)
  return [...byCode.entries()]
    .map(([code, group]) => ({
      code,
      owner: toOwner(group[0]?.owner ?? '') ?? (isFindingCode(code) ? meaningOf(code).owner : null),
      people: sum(group),
      states: [...Map.groupBy(group, ({ state }) => state)].map(([state, part]) => ({
        state,
        people: sum(part),
      })),
      waves: [...Map.groupBy(group, ({ wave }) => wave)]
        .map(([wave, part]) => ({ wave: wave || null, people: sum(part) }))
        .sort((one, other) => other.people - one.people),
    }))
    .sort((one, other) => other.people - one.people || (one.code < other.code ? -1 : 1))
}

// Each row is a change of that day; a day on which nothing changed is as the day before, so it has no entry.
function toBurnDown(rows: readonly DayRow[]): Progress['burnDown'] {
  const counts = noCounts()
  const days: Progress['burnDown'] = []
  for (const [day, changes] of Map.groupBy(rows, (row) => row.day)) {
    for (const { state, people } of changes) {
      counts[state] += people
      counts.people += people
    }
    days.push({ day, counts: { ...counts } })
  }
  const today = new Date().toISOString().slice(0, 10)
  if (days.length > 0 && days.at(-1)?.day !== today) days.push({ day: today, counts: { ...counts } })
  return days
}

function sum(rows: readonly { readonly people: number }[]): number {
  return rows.reduce((total, { people }) => total + people, 0)
}

const owners = ['user', 'helpdesk', 'admin', 'microsoft'] as const

export function toOwner(text: string | null): Owner {
  return owners.find((owner) => owner === text) ?? null
}
