import { z } from 'zod'
import { oneDriveUrl } from './settings-routes.ts'
import { adminOnly, defineRoute } from './route.ts'
import { day, id, people } from './values.ts'

const commandSchema = z.object({
  /** On which tenant it is typed. */
  tenant: z.enum(['source', 'target']),
  command: z.string(),
})

export const runbookSchema = z.object({
  sourceTenantId: id,
  targetTenantId: id,
  sourceHostUrl: z.string().nullable(),
  targetHostUrl: z.string().nullable(),
  /** May the trust between the tenants go? */
  gate: z.object({
    isOpen: z.boolean(),
    /** Why not yet; `people` where it is about people. */
    reasons: z.array(
      z.object({
        kind: z.enum(['nobody-in-map', 'people-open', 'people-stuck', 'moves-failed', 'people-returning']),
        people,
      }),
    ),
  }),
  licences: z.object({
    expireOn: day.nullable(),
    /** Negative when they have expired: the removal does not work on the source any more. */
    daysLeft: z.int().nullable(),
    /** `soon`: 14 days or fewer. */
    urgency: z.enum(['unknown', 'fine', 'soon', 'expired']),
  }),
  /** Null until both host addresses are in the settings. `partnerRole` is the role of the other side. */
  trustRemoval: z.array(commandSchema.extend({ partnerRole: z.enum(['Source', 'Target']) })).nullable(),
  /** What shows each tenant's host address. */
  hostUrlCommands: z.array(commandSchema),
  /** Typed on the source, writes the file of move states as the import takes it; null until the target's host address is known. */
  moveStatesCommand: z.string().nullable(),
  inMap: people,
})
export type Runbook = z.infer<typeof runbookSchema>

const returnRequestSchema = z.strictObject({
  personIds: z.array(id).min(1).max(500),
  /** Where their OneDrives were, of the source's addresses; left out, the first. */
  sourceHostUrl: oneDriveUrl.optional(),
})
export type ReturnRequest = z.infer<typeof returnRequestSchema>

const returnPlanSchema = z.object({
  /** The source's addresses that the settings know, the first one first. */
  sourceHostUrls: z.array(z.string()),
  people: z.array(
    z.object({
      id,
      sourceUpn: z.string(),
      targetUpn: z.string(),
      /** Typed on the original source, first. */
      redirectRemoval: z.string(),
      /** Typed on the new source, second; null until the host addresses are in the settings. */
      move: z.string().nullable(),
      /** Why this person cannot be sent back; null when they can. */
      obstacle: z.enum(['move-not-finished', 'already-returning']).nullable(),
    }),
  ),
  missing: z.array(id),
})
export type ReturnPlan = z.infer<typeof returnPlanSchema>

export const runbookRoutes = {
  runbook: defineRoute({
    method: 'GET',
    url: '/v1/runbook',
    summary: 'The remaining duties with the values of these tenants',
    roles: adminOnly,
    answer: runbookSchema,
  }),
  regressionPlan: defineRoute({
    method: 'POST',
    url: '/v1/regression/plan',
    summary: 'The commands that send people back, in order; nothing is changed',
    roles: adminOnly,
    body: returnRequestSchema,
    answer: returnPlanSchema,
    refusals: [413, 415],
  }),
  regression: defineRoute({
    method: 'POST',
    url: '/v1/regression',
    summary: 'Turn the journeys of people round, after the commands; `undo` of the change turns them again',
    roles: adminOnly,
    body: z.strictObject({ personIds: z.array(id).min(1).max(500) }),
    answer: z.object({ changeId: id, people }),
    refusals: [404, 409, 413, 415],
  }),
} as const
