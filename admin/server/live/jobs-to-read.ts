import { isOurMove, type OurTenants } from './judge-one-drive.ts'
import type { MigrationJob } from './migration-job.ts'

/** When the people of a job were read last, and what the job said of itself then. */
export type JobReading = { readonly readAs: string; readonly readAt: Date }

const over: ReadonlySet<string> = new Set([
  'completed',
  'completedwitherrors',
  'failed',
  'cancelled',
  'validatefailed',
  'pendingdelete',
  'deleted',
])

/** What a job says of itself: its people are read again where this changed. */
export function fingerprintOf({ status, updatedAt }: Pick<MigrationJob, 'status' | 'updatedAt'>): string {
  return `${status} ${updatedAt ?? ''}`
}

/** The status of a job when it was read, out of its fingerprint. A time with a blank in it makes an unknown word, which keeps the gate shut. */
export function statusIn(fingerprint: string): string {
  return fingerprint.slice(0, fingerprint.lastIndexOf(' '))
}

/** Nothing more comes of the job unless it says so itself. */
export function isOver({ status, updatedAt }: Pick<MigrationJob, 'status' | 'updatedAt'>): boolean {
  // Without a time a retry would go unnoticed.
  return over.has(status) && updatedAt !== null
}

/** Which jobs' people to read, in this order: changed ones, those that cut over, those that move, then the rest; the oldest reading first. */
export function findJobsToRead(
  jobs: readonly MigrationJob[],
  readings: ReadonlyMap<string, JobReading>,
  ours: OurTenants,
): readonly MigrationJob[] {
  const rankOf = (job: MigrationJob): number => {
    if (readings.get(job.id)?.readAs !== fingerprintOf(job)) return job.status === 'cuttingover' ? 0 : 1
    return { cuttingover: 2, inprogress: 3 }[job.status] ?? 4
  }
  return jobs
    .filter((job) => isOurMove(job, ours))
    .filter((job) => !isOver(job) || readings.get(job.id)?.readAs !== fingerprintOf(job))
    .map((job) => ({ job, rank: rankOf(job), at: readings.get(job.id)?.readAt.getTime() ?? 0 }))
    .sort((one, other) => one.rank - other.rank || one.at - other.at)
    .map(({ job }) => job)
}
