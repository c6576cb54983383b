import { z } from 'zod'
import { oneDriveUrl } from './settings-routes.ts'
import { adminOnly, defineRoute } from './route.ts'
import { actorSchema, day, id, instant, owner, people } from './values.ts'

const commandSchema = z.object({
  /** On which tenant it is typed. */
  tenant: z.enum(['source', 'target']),
  command: z.string(),
})

/** In their order. */
export const dutyIds = [
  'addresses',
  'licences',
  'moves',
  'people',
  'permissions',
  'links',
  'trust-source',
  'trust-target',
] as const
export type DutyId = (typeof dutyIds)[number]
/** Duties that somebody can say they ran; the others check themselves. */
export const duties = ['moves', 'permissions', 'links', 'trust-source', 'trust-target'] as const

/** `done` and `open` as the endpoint or Graph can tell, `look` where neither can, `said` where an admin says so, `late` after the licences. */
const dutyStates = ['done', 'open', 'look', 'said', 'locked', 'late'] as const

const dutySchema = z.object({
  id: z.enum(dutyIds),
  state: z.enum(dutyStates),
  owner,
  /** Who can tell: the settings, the reports, Graph, a file of move states; or no one. */
  knownFrom: z.enum(['settings', 'reports', 'graph', 'import', 'nobody']),
  /** As of when; null where it is now, or never. */
  knownAt: instant.nullable(),
  /** What it waits for; `people` where it is about people. */
  blockers: z.array(
    z.object({
      kind: z.enum([
        'addresses-missing',
        'nobody-in-map',
        'moves-open',
        'moves-failed',
        'people-open',
        'people-never-seen',
        'people-started',
        'people-stuck',
        'people-returning',
      ]),
      people,
    }),
  ),
  /** Who said last that they ran it; `undo` of the change takes it back. */
  ran: z.object({ changeId: id, at: instant, by: actorSchema }).nullable(),
})
export type Duty = z.infer<typeof dutySchema>

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
  /** Numbered by their order. */
  duties: z.array(dutySchema),
  /** Typed on the source, lists the redirects that moves left there. */
  redirectSitesCommand: z.string(),
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
  /** Typed on the original source, lists every redirect, to compare addresses with. */
  redirectSitesCommand: z.string(),
  /** Typed there too, lists what the tenant's recycle bin holds. */
  deletedSitesCommand: z.string(),
  people: z.array(
    z.object({
      id,
      sourceUpn: z.string(),
      targetUpn: z.string(),
      /** Typed on the original source, first. */
      redirectRemoval: z.string(),
      /** `import`: the address is as a file of move states had it; `address`: it is made of the user name, and digits may be appended. */
      siteFrom: z.enum(['import', 'address']),
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
  runDuty: defineRoute({
    method: 'POST',
    url: '/v1/runbook/duties/:duty/runs',
    summary: 'Say that a duty was run; `undo` of the change takes it back',
    roles: adminOnly,
    params: z.object({ duty: z.enum(duties) }),
    answer: z.object({ changeId: id }),
    refusals: [409],
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
