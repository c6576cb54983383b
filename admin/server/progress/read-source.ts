import {
  meaningOfError,
  toLiveTrouble,
  workloads,
  type Workload,
  type WorkloadState,
} from '../../../shared/move/live-source.ts'
import type { LiveSource } from '../contract/source-routes.ts'
import { isStale, type WorkloadsOfPerson } from '../people/person-live.ts'
import { queryRows, sql } from '../database/statement.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'

type SourceRow = {
  readonly listed_at: Date | null
  readonly trouble: string | null
  readonly trouble_since: Date | null
  readonly running: number
  readonly over: number
}
type PeopleRow = { readonly people: number; readonly not_in_map: number; readonly contradictions: number }
type StatesRow = {
  readonly workloads: WorkloadsOfPerson
  readonly people: number
}
type ErrorRow = { readonly code: string; readonly people: number }

/** What the endpoint reads of the move in Graph. `staleMs`: how long it tells something of now; null where the source is off. */
export async function readSource(database: TenantDatabase, staleMs: number | null): Promise<LiveSource> {
  const readAt = new Date().toISOString()
  if (staleMs === null) return { readAt, source: null }
  const [source, [people], states, errors] = await Promise.all([
    readSourceRow(database),
    countPeople(database),
    countStates(database),
    countErrors(database),
  ])
  const { listed_at: listedAt = null, trouble = null, trouble_since: since = null } = source ?? {}
  return {
    readAt,
    source: {
      listedAt: listedAt?.toISOString() ?? null,
      isStale: isStale(listedAt, staleMs),
      trouble: toTrouble(trouble, since),
      jobs: { running: source?.running ?? 0, over: source?.over ?? 0 },
      people: people?.people ?? 0,
      notInMap: people?.not_in_map ?? 0,
      workloads: workloads.map((workload) => ({ workload, counts: toCounts(states, workload) })),
      errors: errors.map((each) => ({ ...each, meaning: meaningOfError(each.code) })),
      contradictions: people?.contradictions ?? 0,
    },
  }
}

/** A code of a newer version, which took the database over once, is no trouble that this one can name. */
function toTrouble(text: string | null, since: Date | null): NonNullable<LiveSource['source']>['trouble'] {
  const code = toLiveTrouble(text)
  return code === null || since === null ? null : { code, since: since.toISOString() }
}

async function readSourceRow({ pool, tenantId }: TenantDatabase): Promise<SourceRow | undefined> {
  const rows = await queryRows(
    pool,
    sql<SourceRow>`select s.listed_at, s.trouble, s.trouble_since,
        count(j.job_id) filter (where not j.is_over)::int as running, count(j.job_id) filter (where j.is_over)::int as over
      from live_source s left join live_jobs j on j.target_tenant_id = ${tenantId} and j.is_ours and j.is_listed
      where s.target_tenant_id = ${tenantId} group by s.target_tenant_id`,
  )
  return rows[0]
}

function countPeople({ pool, tenantId }: TenantDatabase): Promise<PeopleRow[]> {
  return queryRows(
    pool,
    sql<PeopleRow>`select count(*)::int as people, count(*) filter (where p.person_id is null)::int as not_in_map,
        count(l.contradiction)::int as contradictions
      from live_people l left join people p on p.target_tenant_id = ${tenantId} and p.target_oid = l.oid
      where l.target_tenant_id = ${tenantId}`,
  )
}

/** A few rows: there are few combinations of states. */
function countStates({ pool, tenantId }: TenantDatabase): Promise<StatesRow[]> {
  return queryRows(
    pool,
    sql<StatesRow>`select workloads, count(*)::int as people from live_people
      where target_tenant_id = ${tenantId} group by workloads`,
  )
}

function countErrors({ pool, tenantId }: TenantDatabase): Promise<ErrorRow[]> {
  return queryRows(
    pool,
    sql<ErrorRow>`select code, count(*)::int as people from live_people, unnest(codes) as code
      where target_tenant_id = ${tenantId} and state = 'Failed' group by code order by people desc, code limit 50`,
  )
}

function toCounts(rows: readonly StatesRow[], workload: Workload): Record<WorkloadState, number> {
  const count = (state: WorkloadState): number =>
    rows.filter((row) => row.workloads[workload] === state).reduce((total, { people }) => total + people, 0)
  return {
    waiting: count('waiting'),
    moving: count('moving'),
    done: count('done'),
    failed: count('failed'),
    unknown: count('unknown'),
  }
}
