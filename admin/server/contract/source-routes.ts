import { z } from 'zod'
import { errorMeanings, liveTroubles, workloads, workloadStates } from '../../../shared/move/live-source.ts'
import { moveStates } from '../../../shared/move/plan.ts'
import { defineRoute, viewers } from './route.ts'
import { code, instant, people } from './values.ts'

const workloadState = z.enum(workloadStates)
const stateCounts = z.object({
  waiting: people,
  moving: people,
  done: people,
  failed: people,
  unknown: people,
})

/** One of Microsoft's error codes of a move, and what it means. */
export const migrationErrorSchema = z.object({ code, meaning: z.enum(errorMeanings) })

/** What Microsoft's migration jobs say of one person, to admins and the helpdesk. */
export const personLiveSchema = z.object({
  /** When Graph said it last. */
  readAt: instant.nullable(),
  isStale: z.boolean(),
  workloads: z.array(z.object({ workload: z.enum(workloads), state: workloadState.nullable() })),
  /** What a job said after `Success`, which stays. */
  contradiction: z.enum(moveStates).nullable(),
  errors: z.array(migrationErrorSchema),
})

export const sourceSchema = z.object({
  readAt: instant,
  /** Null where the endpoint does not follow the move in Microsoft Graph. */
  source: z
    .object({
      /** When the list of jobs was read whole; null before the first time. */
      listedAt: instant.nullable(),
      /** That is longer ago than the endpoint's limit. */
      isStale: z.boolean(),
      /** Why the last reading failed, and since when. */
      trouble: z.object({ code: z.enum(liveTroubles), since: instant }).nullable(),
      /** Jobs that move people of ours. */
      jobs: z.object({ running: z.int().min(0), over: z.int().min(0) }),
      /** People of these jobs. */
      people,
      /** Of these, how many no identity map names. */
      notInMap: people,
      /** How many are in each state, by workload. People whom no job moves are in none. */
      workloads: z.array(z.object({ workload: z.enum(workloads), counts: stateCounts })),
      /** Errors of people whose OneDrive failed, the most people first. */
      errors: z.array(migrationErrorSchema.extend({ people })),
      /** People whose move was done, and of whom a job says something else since. */
      contradictions: people,
    })
    .nullable(),
})
export type LiveSource = z.infer<typeof sourceSchema>

export const sourceRoutes = {
  source: defineRoute({
    method: 'GET',
    url: '/v1/source',
    summary:
      'What the endpoint reads of the move in Microsoft Graph: how old it is, each workload, and errors',
    roles: viewers,
    answer: sourceSchema,
  }),
} as const
