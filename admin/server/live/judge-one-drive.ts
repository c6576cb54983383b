import type { MoveState } from '../../../shared/move/plan.ts'
import type { MigrationJob } from './migration-job.ts'

/** Both organisations of this move. */
export type OurTenants = { readonly sourceTenantId: string; readonly targetTenantId: string }

const beforeMove: ReadonlySet<string> = new Set([
  'submitted',
  'validatesubmitted',
  'validateprocessing',
  'validateinprogress',
  'validatepassed',
])
const whileMoving: ReadonlySet<string> = new Set(['inprogress', 'cuttingover'])
const silent: ReadonlySet<string> = new Set(['adminactionrequired', 'pendingdelete', 'deleted'])

/** Nothing of anybody has been moved by a job that says this. */
export function isBeforeMove(jobStatus: string): boolean {
  return beforeMove.has(jobStatus) || /^(?:approved|validatefailed|processing)$/.test(jobStatus)
}

/** The job moves people, and of our source to our target. */
export function isOurMove(
  job: Pick<MigrationJob, 'kind' | 'sourceTenantId' | 'targetTenantId'>,
  ours: OurTenants,
): boolean {
  return (
    job.kind === 'migrate' &&
    job.sourceTenantId === ours.sourceTenantId &&
    job.targetTenantId === ours.targetTenantId
  )
}

/**
 * What a job of ours that moves people says about one person's OneDrive; null is no statement. Only one line gives `Success`,
 * which opens the gate. What no line names is `Unknown`, which keeps it shut (docs/live-source.md).
 */
export function judgeOneDrive(jobStatus: string, oneDrive: string | null): MoveState | null {
  if (oneDrive === null || silent.has(jobStatus)) return null
  if (oneDrive === 'cancelled' || oneDrive === 'pendingcancel') return 'NotStarted'
  if (beforeMove.has(jobStatus) || jobStatus === 'approved' || jobStatus === 'validatefailed')
    return judgeCheck(jobStatus, oneDrive)
  if (jobStatus === 'processing') return oneDrive === 'notstarted' ? 'Scheduled' : 'Unknown'
  if (whileMoving.has(jobStatus)) return whatMovingSays[oneDrive] ?? 'Unknown'
  if (jobStatus === 'completed' || jobStatus === 'completedwitherrors')
    return oneDrive === 'completed' ? 'Success' : toFailed(oneDrive)
  return jobStatus === 'failed' ? toFailed(oneDrive) : 'Unknown'
}

const whatMovingSays: Readonly<Partial<Record<string, MoveState>>> = {
  notstarted: 'Scheduled',
  syncing: 'Scheduled',
  synced: 'ReadyToTrigger',
  inprogress: 'InProgress',
  finalizing: 'InProgress',
  completed: 'Success',
  failed: 'Failed',
  error: 'Failed',
}

/** A check of a job that will move people: older answers say `completed` where the check was passed. */
function judgeCheck(jobStatus: string, oneDrive: string): MoveState | null {
  const isOver = oneDrive === 'completed' || oneDrive === 'failed'
  if (jobStatus !== 'approved' && isOver) return null
  if (jobStatus === 'validatefailed') return oneDrive === 'invalid' ? 'NotStarted' : 'Unknown'
  return /^(?:notstarted|valid|inprogress)$/.test(oneDrive) ? 'NotStarted' : 'Unknown'
}

function toFailed(oneDrive: string): MoveState {
  return /^(?:failed|error|invalid)$/.test(oneDrive) ? 'Failed' : 'Unknown'
}
