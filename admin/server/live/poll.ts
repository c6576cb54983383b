import type { MigrationJob, MigrationTask } from './migration-job.ts'
import type { GraphReader } from './graph-reader.ts'
import { findJobsToRead, type JobReading } from './jobs-to-read.ts'
import type { OurTenants } from './judge-one-drive.ts'
import { LiveTrouble } from './live-trouble.ts'

/** Where the poller keeps what it heard. Every method but `readings` writes only as the leader, and throws `NotLeader` otherwise. */
export type LiveStore = {
  readonly readings: () => Promise<ReadonlyMap<string, JobReading>>
  /** The list of jobs was read; `isWhole` where what is not in it is not there any more. */
  readonly keepJobs: (jobs: readonly MigrationJob[], isWhole: boolean) => Promise<void>
  readonly keepTasks: (job: MigrationJob, tasks: readonly MigrationTask[]) => Promise<void>
  /** Gives what is believed to people who became known since: by a map, or by asking for their plan. */
  readonly catchUp: () => Promise<void>
}

/** Another replica polls now. */
export class NotLeader extends Error {}

export type PollResult = { readonly jobs: number; readonly read: number; readonly left: number }

/**
 * Reads the list of jobs, and the people of as many jobs as the budget of requests allows. What is left is first in turn in the
 * next poll. What was heard is kept job by job: trouble later on takes nothing of it back.
 */
export async function pollOnce(
  graph: GraphReader,
  store: LiveStore,
  ours: OurTenants,
  budget: number,
): Promise<PollResult> {
  const until = graph.requests() + budget
  const jobs = await graph.readJobs()
  await store.keepJobs(jobs.items, jobs.unreadable === 0)
  const due = findJobsToRead(jobs.items, await store.readings(), ours)
  let read = 0
  let unreadable = jobs.unreadable
  try {
    for (const job of due) {
      // One job at least, or a list that uses up the budget would be all that is ever read.
      if (read > 0 && graph.requests() >= until) break
      const tasks = await graph.readTasks(job.id)
      read += 1
      if (tasks === null) continue
      unreadable += tasks.unreadable
      await store.keepTasks(job, tasks.items)
    }
  } finally {
    await store.catchUp()
  }
  if (unreadable > 0)
    throw new LiveTrouble('live.answer-unreadable', `${unreadable} entries could not be read`)
  return { jobs: jobs.items.length, read, left: due.length - read }
}
