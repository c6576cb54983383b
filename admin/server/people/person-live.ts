import {
  meaningOfError,
  workloads,
  type Workload,
  type WorkloadState,
} from '../../../shared/move/live-source.ts'
import { toMoveState } from '../../../shared/move/plan.ts'
import type { PersonDetail } from '../contract/people-routes.ts'
import { sql, queryRows, type Sql } from '../database/statement.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'

/** What Microsoft's jobs say of each workload; null where no job moves it. */
export type WorkloadsOfPerson = Readonly<Record<Workload, WorkloadState | null>>

/**
 * What the jobs say of a row of `people` on the way forward, to be joined. A job that is over and listed still is as old as the list;
 * any other as old as the reading of its people.
 */
export const liveOf = (
  tenantId: string,
): Sql => sql`select l.workloads, l.contradiction, l.codes, case when j.is_over and j.is_listed then s.listed_at else j.read_at end as read_at
  from live_people l join live_jobs j on j.target_tenant_id = ${tenantId} and j.job_id = l.job_id
    left join live_source s on s.target_tenant_id = ${tenantId}
  where l.target_tenant_id = ${tenantId} and l.oid = people.target_oid and people.direction = 'forward'`

/** What was read longer than `staleMs` before `now`, or never, tells nothing of now. */
export function isStale(readAt: Date | null, staleMs: number, now = new Date()): boolean {
  return readAt === null || now.getTime() - readAt.getTime() > staleMs
}

type Row = {
  readonly workloads: WorkloadsOfPerson
  readonly contradiction: string | null
  readonly codes: readonly string[]
  readonly read_at: Date | null
}

/** What Microsoft's jobs say of one person; null where none has them. `staleMs`: how long that tells something of now. */
export async function readPersonLive(
  { pool, tenantId }: TenantDatabase,
  personId: string,
  staleMs: number,
): Promise<PersonDetail['live']> {
  const rows = await queryRows(
    pool,
    sql<Row>`select live.* from people join lateral (${liveOf(tenantId)}) live on true
      where target_tenant_id = ${tenantId} and person_id = ${personId}`,
  )
  const [row] = rows
  if (row === undefined) return null
  return {
    readAt: row.read_at?.toISOString() ?? null,
    isStale: isStale(row.read_at, staleMs),
    workloads: workloads.map((workload) => ({ workload, state: row.workloads[workload] })),
    contradiction: toMoveState(row.contradiction),
    errors: row.codes.map((code) => ({ code, meaning: meaningOfError(code) })),
  }
}
