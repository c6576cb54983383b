import type { MoveState } from '../../../shared/move/plan.ts'
import { isBeforeMove, judgeOneDrive } from './judge-one-drive.ts'
import { workloads, type Workload, type WorkloadState } from '../../../shared/move/live-source.ts'

/** One person in one job of ours that moves people. */
export type TaskInJob = {
  readonly jobStatus: string
  readonly oneDrive: string | null
  readonly createdAt: string | null
}

/** What is believed of a person, and what else was said after `Success`. */
export type Belief = { readonly state: MoveState; readonly contradiction: MoveState | null }

/**
 * What all jobs together say of one person; null is no statement. A finished move counts in whichever job it is. Otherwise the
 * newest job that says anything decides, and where that job is unknown, the answer is `Unknown`.
 */
export function hearJobs(tasks: readonly TaskInJob[]): Belief | null {
  const statements = tasks.flatMap(({ jobStatus, oneDrive, createdAt }) => {
    const state = judgeOneDrive(jobStatus, oneDrive)
    return state === null ? [] : [{ state, at: createdAt === null ? NaN : Date.parse(createdAt) }]
  })
  if (statements.length === 0) return null
  const state = newestOf(statements)
  const isMoved = statements.some((each) => each.state === 'Success')
  if (!isMoved || state === 'Success') return { state, contradiction: null }
  return { state: 'Success', contradiction: state }
}

/** `Success` once believed stays: a job that is tried again, or vanishes, takes nothing back. What contradicts it is for the admin. */
export function believe(before: Belief | null, heard: Belief | null): Belief | null {
  if (heard === null) return before
  if (before?.state !== 'Success' || heard.state === 'Success') return heard
  return { state: 'Success', contradiction: heard.state }
}

function newestOf(statements: readonly { readonly state: MoveState; readonly at: number }[]): MoveState {
  const states = new Set(statements.map(({ state }) => state))
  const [only = 'Unknown'] = states
  if (states.size === 1) return only
  if (statements.some(({ at }) => Number.isNaN(at))) return 'Unknown'
  const latest = Math.max(...statements.map(({ at }) => at))
  const newest = new Set(statements.filter(({ at }) => at === latest).map(({ state }) => state))
  const [answer = 'Unknown'] = newest
  return newest.size === 1 ? answer : 'Unknown'
}

/** One person in one job of ours, with every workload. */
export type WorkloadsInJob = TaskInJob & { readonly statuses: Readonly<Record<Workload, string | null>> }

/** The state of each workload, to show to people and admins; it does not decide the gate. Null where no job moves it. */
export function toWorkloads(
  tasks: readonly WorkloadsInJob[],
): Readonly<Record<Workload, WorkloadState | null>> {
  const newestFirst = tasks.toSorted((one, other) =>
    (other.createdAt ?? '').localeCompare(one.createdAt ?? ''),
  )
  const stateOf = (workload: Workload): WorkloadState | null => {
    const states = newestFirst.flatMap(({ jobStatus, statuses }) => {
      const status = statuses[workload]
      return status === null ? [] : [toWorkloadState(jobStatus, status)]
    })
    return states.includes('done') ? 'done' : (states[0] ?? null)
  }
  return Object.fromEntries(workloads.map((workload) => [workload, stateOf(workload)])) as Record<
    Workload,
    WorkloadState | null
  >
}

function toWorkloadState(jobStatus: string, status: string): WorkloadState {
  // A check that was passed may be called completed.
  if (isBeforeMove(jobStatus)) return 'waiting'
  if (!/^(?:inprogress|cuttingover|completed|completedwitherrors|failed|cancelled)$/.test(jobStatus))
    return 'unknown'
  // In Microsoft's table of a failed job no one has arrived.
  if (status === 'completed') return jobStatus === 'failed' || jobStatus === 'cancelled' ? 'unknown' : 'done'
  return stateOfStatus[status] ?? 'unknown'
}

const stateOfStatus: Readonly<Partial<Record<string, WorkloadState>>> = {
  notstarted: 'waiting',
  valid: 'waiting',
  cancelled: 'waiting',
  syncing: 'moving',
  synced: 'moving',
  inprogress: 'moving',
  finalizing: 'moving',
  failed: 'failed',
  error: 'failed',
  invalid: 'failed',
}
