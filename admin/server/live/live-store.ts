import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { LiveTroubleCode, Workload } from '../../../shared/move/live-source.ts'
import { toMoveState } from '../../../shared/move/plan.ts'
import { countChanges, publishPlans, type CountedPerson } from '../progress/count-changes.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { transact } from '../database/transact.ts'
import { isOurMove, type OurTenants } from './judge-one-drive.ts'
import { fingerprintOf, isOver, statusIn } from './jobs-to-read.ts'
import type { MigrationTask } from './migration-job.ts'
import { believe, hearJobs, toWorkloads, type Belief, type WorkloadsInJob } from './hear-jobs.ts'
import { NotLeader, type LiveStore } from './poll.ts'
import { queryRows, runStatement, sql } from '../database/statement.ts'

/** A replica's part in reading: one of them leads, by the database's clock. */
export type Leadership = LiveStore & {
  /** Becomes or stays the leader for `leaseSeconds`; false where another one is. */
  readonly lead: () => Promise<boolean>
  readonly letGo: () => Promise<void>
  /** Null where the last poll went well. */
  readonly keepTrouble: (code: LiveTroubleCode | null) => Promise<void>
}

/** A leader that is gone is replaced after this, and the time between two looks. */
export const leaseSeconds = 20

/** Opens one replica's part. What is written is written by the leader only, proven in each transaction. */
export function openLiveStore(database: TenantDatabase, ours: OurTenants): Leadership {
  const { pool, tenantId } = database
  const replica = randomUUID()

  /** The row is locked until the commit, so that no other replica becomes the leader in between. */
  const asLeader = <Result>(work: (client: pg.PoolClient) => Promise<Result>): Promise<Result> =>
    transact(database, 'shared', async (client) => {
      const own = await runStatement(
        client,
        sql`select 1 from live_source where target_tenant_id = ${tenantId} and leader = ${replica}
          and leader_until > clock_timestamp() for share`,
      )
      if (own !== 1) throw new NotLeader()
      return work(client)
    })

  return {
    async lead() {
      const own = await runStatement(
        pool,
        sql`insert into live_source as known (target_tenant_id, leader, leader_until)
          values (${tenantId}, ${replica}, clock_timestamp() + make_interval(secs => ${leaseSeconds}))
          on conflict (target_tenant_id) do update set leader = excluded.leader, leader_until = excluded.leader_until
          where known.leader = excluded.leader or known.leader_until is null or known.leader_until <= clock_timestamp()`,
      )
      return own === 1
    },

    async letGo() {
      await runStatement(
        pool,
        sql`update live_source set leader_until = null where target_tenant_id = ${tenantId} and leader = ${replica}`,
      )
    },

    async keepTrouble(code) {
      await runStatement(
        pool,
        sql`update live_source set trouble = ${code}, trouble_since = case when ${code}::text is null then null else now() end
          where target_tenant_id = ${tenantId} and leader = ${replica} and trouble is distinct from ${code}`,
      )
    },

    readings: () => readJobReadings(pool, tenantId),

    keepJobs: (jobs, isWhole) =>
      asLeader(async (client) => {
        await keepJobRows(client, tenantId, jobs, ours)
        if (!isWhole) return
        await runStatement(
          client,
          sql`update live_jobs set is_listed = false where target_tenant_id = ${tenantId} and is_listed
            and job_id <> all(${jobs.map(({ id }) => id)}::text[])`,
        )
        await runStatement(
          client,
          sql`update live_source set listed_at = now() where target_tenant_id = ${tenantId}`,
        )
      }),

    keepTasks: (job, tasks) =>
      asLeader(async (client) => {
        await keepTaskRows(client, tenantId, job.id, uniqueById(tasks))
        await runStatement(
          client,
          sql`update live_jobs set read_as = ${fingerprintOf(job)}, read_at = now()
            where target_tenant_id = ${tenantId} and job_id = ${job.id}`,
        )
        await believeTasks(
          client,
          tenantId,
          tasks.map(({ id }) => id),
        )
      }),

    catchUp: () =>
      asLeader(async (client) => publishPlans(client, tenantId, await applyBeliefs(client, tenantId, null))),
  }
}

/** What each job was read as, and when, by its id. */
async function readJobReadings(
  pool: pg.Pool,
  tenantId: string,
): Promise<Awaited<ReturnType<LiveStore['readings']>>> {
  const rows = await queryRows(
    pool,
    sql<{
      job_id: string
      read_as: string
      read_at: Date
    }>`select job_id, read_as, read_at from live_jobs where target_tenant_id = ${tenantId} and read_at is not null`,
  )
  return new Map(rows.map(({ job_id, read_as, read_at }) => [job_id, { readAs: read_as, readAt: read_at }]))
}

/** Writes the jobs that changed. */
async function keepJobRows(
  client: pg.PoolClient,
  tenantId: string,
  jobs: Parameters<LiveStore['keepJobs']>[0],
  ours: OurTenants,
): Promise<void> {
  const listed = uniqueById(jobs)
  await runStatement(
    client,
    sql`insert into live_jobs as known (target_tenant_id, job_id, status, created_at, is_ours, is_over)
      select ${tenantId}, * from unnest(${listed.map(({ id }) => id)}::text[],
        ${listed.map(({ status }) => status)}::text[], ${listed.map(({ createdAt }) => createdAt)}::text[],
        ${listed.map((job) => isOurMove(job, ours))}::boolean[], ${listed.map(isOver)}::boolean[])
      on conflict (target_tenant_id, job_id) do update set status = excluded.status, created_at = excluded.created_at,
        is_ours = excluded.is_ours, is_over = excluded.is_over, is_listed = true
      where (known.status, known.created_at, known.is_ours, known.is_over, known.is_listed)
        is distinct from (excluded.status, excluded.created_at, excluded.is_ours, excluded.is_over, true)`,
  )
}

/** A page that moved while it was read may name somebody twice; the later answer counts. */
function uniqueById<Item extends { readonly id: string }>(items: readonly Item[]): readonly Item[] {
  return [...new Map(items.map((item) => [item.id, item])).values()]
}

/** Writes the rows that changed, and no other. */
async function keepTaskRows(
  client: pg.PoolClient,
  tenantId: string,
  jobId: string,
  tasks: readonly MigrationTask[],
): Promise<void> {
  await runStatement(
    client,
    sql`insert into live_tasks as known (target_tenant_id, job_id, oid, statuses, codes)
      select ${tenantId}, ${jobId}, (t->>'id')::uuid, t->'statuses', array(select jsonb_array_elements_text(t->'codes'))
      from jsonb_array_elements(${JSON.stringify(tasks)}::jsonb) t
      on conflict (target_tenant_id, oid, job_id) do update set statuses = excluded.statuses, codes = excluded.codes
      where (known.statuses, known.codes) is distinct from (excluded.statuses, excluded.codes)`,
  )
}

type TaskRow = {
  readonly oid: string
  readonly job_id: string
  /** What the job said of itself when these words were read; it may say something else by now. */
  readonly read_as: string
  readonly created_at: string | null
  readonly statuses: Readonly<Record<Workload, string | null>>
  readonly codes: readonly string[]
  readonly before: string | null
  readonly contradiction: string | null
}

/** Judges these people anew, by all jobs that have them, and tells the rows of those who changed. */
async function believeTasks(client: pg.PoolClient, tenantId: string, oids: readonly string[]): Promise<void> {
  const rows = await queryRows(
    client,
    sql<TaskRow>`select t.oid, t.job_id, j.read_as, j.created_at, t.statuses, t.codes, l.state as before, l.contradiction
      from live_tasks t join live_jobs j on j.target_tenant_id = ${tenantId} and j.job_id = t.job_id and j.is_ours
        left join live_people l on l.target_tenant_id = ${tenantId} and l.oid = t.oid
      where t.target_tenant_id = ${tenantId} and t.oid = any(${oids}::uuid[])
        order by t.oid, j.created_at desc nulls last`,
  )
  const believed = [...Map.groupBy(rows, ({ oid }) => oid).values()].map(toBelieved)
  const changed = await queryRows(
    client,
    sql<{
      oid: string
    }>`insert into live_people as known (target_tenant_id, oid, job_id, state, contradiction, workloads, codes)
      select ${tenantId}, (b->>'oid')::uuid, b->>'jobId', b->>'state', b->>'contradiction', b->'workloads',
        array(select jsonb_array_elements_text(b->'codes')) from jsonb_array_elements(${JSON.stringify(believed)}::jsonb) b
      on conflict (target_tenant_id, oid) do update set job_id = excluded.job_id, state = excluded.state,
        contradiction = excluded.contradiction, workloads = excluded.workloads, codes = excluded.codes
      where (known.job_id, known.state, known.contradiction, known.workloads, known.codes) is distinct from
        (excluded.job_id, excluded.state, excluded.contradiction, excluded.workloads, excluded.codes) returning oid`,
  )
  const moved = await applyBeliefs(client, tenantId, oids)
  // Their apps show how far mail, OneDrive, chats and meetings are.
  const seen = await findPeople(
    client,
    tenantId,
    changed.map(({ oid }) => oid),
  )
  await publishPlans(client, tenantId, [...new Set([...moved, ...seen])])
}

async function findPeople(
  client: pg.PoolClient,
  tenantId: string,
  oids: readonly string[],
): Promise<string[]> {
  if (oids.length === 0) return []
  const rows = await queryRows(
    client,
    sql<{ person_id: string }>`select person_id from people
      where target_tenant_id = ${tenantId} and target_oid = any(${oids}::uuid[])`,
  )
  return rows.map(({ person_id }) => person_id)
}

function toBelieved(rows: readonly TaskRow[]) {
  const [newest] = rows
  const tasks = rows.map(({ read_as, created_at, statuses }): WorkloadsInJob => ({
    jobStatus: statusIn(read_as),
    oneDrive: statuses.oneDrive,
    createdAt: created_at,
    statuses,
  }))
  const before = toMoveState(newest?.before)
  const belief: Belief | null = believe(
    before === null ? null : { state: before, contradiction: toMoveState(newest?.contradiction) },
    hearJobs(tasks),
  )
  return {
    oid: newest?.oid,
    jobId: newest?.job_id,
    state: belief?.state ?? null,
    contradiction: belief?.contradiction ?? null,
    workloads: toWorkloads(tasks),
    codes: newest?.codes ?? [],
  }
}

type ChangedPerson = CountedPerson & {
  readonly new_state: string
  readonly new_blocker: string | null
  readonly new_owner: string | null
}

/** Gives people the state that is believed of them, and returns whom; everybody for `oids` null. `Success` stays, also an imported one. People on the way back are left out. */
async function applyBeliefs(
  client: pg.PoolClient,
  tenantId: string,
  oids: readonly string[] | null,
): Promise<string[]> {
  const rows = await queryRows(
    client,
    sql<ChangedPerson>`with due as (
      select p.person_id, p.wave, p.state, p.blocker, p.owner, p.signal_code, p.signal_owner, l.state as heard
        from people p join live_people l on l.target_tenant_id = ${tenantId} and l.oid = p.target_oid
        where p.target_tenant_id = ${tenantId} and (${oids}::uuid[] is null or p.target_oid = any(${oids}::uuid[])) and p.direction = 'forward'
          and p.move_state <> 'Success' and l.state is not null and p.move_state <> l.state
        order by p.person_id for update of p),
    changed as (
      update people p set move_state = due.heard from due
        where p.target_tenant_id = ${tenantId} and p.person_id = due.person_id
        returning p.person_id, p.state, p.blocker, p.owner)
    select due.person_id, wave, due.state, due.blocker, due.owner, signal_code, signal_owner,
      changed.state as new_state, changed.blocker as new_blocker, changed.owner as new_owner from due join changed using (person_id)`,
  )
  if (rows.length === 0) return []
  const changes = rows.map(({ new_state, new_blocker, new_owner, ...before }) => ({
    before,
    after: { ...before, state: new_state, blocker: new_blocker, owner: new_owner },
  }))
  await countChanges(client, tenantId, changes)
  return changes.map(({ after }) => after.person_id)
}
