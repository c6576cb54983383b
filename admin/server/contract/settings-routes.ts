import { z } from 'zod'
import { phases, stepIds, verdicts } from '../../../shared/findings/vocabulary.ts'
import { adminOnly, defineRoute, viewers } from './route.ts'
import { actorSchema, code, cursor, day, id, instant, limit, owner, people, waveName } from './values.ts'

export const oneDriveUrl = z.url({ protocol: /^https$/, hostname: z.regexes.domain }).max(200)

export const settingsSchema = z.object({
  /** Reports, signals and notes older than this are deleted; null keeps them. */
  retentionDays: z.int().min(30).max(3650).nullable(),
  /** The last day of the source tenant's licences. */
  licencesExpireOn: day.nullable(),
  /** What `Get-SPOCrossTenantHostUrl` gives on each tenant. */
  sourceHostUrl: oneDriveUrl.nullable(),
  targetHostUrl: oneDriveUrl.nullable(),
  /** The others of a tenant with several geographies, or of one that had another name; left out, there are none. */
  moreSourceHostUrls: z.array(oneDriveUrl).max(49).optional(),
  moreTargetHostUrls: z.array(oneDriveUrl).max(49).optional(),
})
export type Settings = z.infer<typeof settingsSchema>

const keySchema = z.object({
  id,
  wave: waveName,
  createdAt: instant,
  expiresAt: instant,
  revokedAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
})

export const webhookEvents = ['wave-finished', 'person-stuck', 'licence-countdown', 'live-stale'] as const
export const webhookFormats = ['generic', 'teams'] as const

const webhookSchema = z.object({
  id,
  url: z.string(),
  format: z.enum(webhookFormats),
  events: z.array(z.enum(webhookEvents)),
  createdAt: instant,
  /** How many deliveries wait, and how many were given up. */
  waiting: people,
  dead: people,
  /** The last delivery that was tried did not arrive: what went wrong, coarsely, and what it was of. */
  failing: z.object({ problem: z.string(), at: instant }).nullable(),
})

const deliverySchema = z.object({
  id,
  event: z.enum(webhookEvents),
  state: z.enum(['waiting', 'delivered', 'dead']),
  attempts: z.int(),
  createdAt: instant,
  nextAttemptAt: instant.nullable(),
  lastStatus: z.int().nullable(),
  lastProblem: z.string().nullable(),
})

export const settingsRoutes = {
  console: defineRoute({
    method: 'GET',
    url: '/v1/console',
    summary: 'What the console needs to sign somebody in; nothing secret',
    roles: [],
    answer: z.object({
      authority: z.string(),
      tenantId: id,
      clientId: z.string(),
      scopes: z.array(z.string()),
      /** There where the endpoint is a demonstration: it signs in by `/v1/demo/sign-in`. */
      demo: z.literal(true).optional(),
    }),
    refusals: [404],
  }),
  demoSignIn: defineRoute({
    method: 'POST',
    url: '/v1/demo/sign-in',
    summary:
      'A token of the demonstration’s admin, for the code that the terminal shows. Only a demonstration has it',
    roles: [],
    body: z.strictObject({ code: z.string().max(40) }),
    answer: z.object({ token: z.string(), name: z.string(), username: z.string() }),
    refusals: [401, 404, 413, 415],
  }),
  read: defineRoute({
    method: 'GET',
    url: '/v1/settings',
    summary: 'The settings, enrolment keys and webhooks',
    roles: adminOnly,
    answer: z.object({
      settings: settingsSchema,
      enrolmentKeys: z.array(keySchema),
      webhooks: z.array(webhookSchema),
      /** The app roles that the tokens have to carry. */
      roles: z.array(z.object({ role: z.enum(['admin', 'helpdesk']), claim: z.string() })),
    }),
  }),
  write: defineRoute({
    method: 'PUT',
    url: '/v1/settings',
    summary: 'Change the settings',
    roles: adminOnly,
    body: settingsSchema.strict(),
    answer: settingsSchema,
    refusals: [413, 415],
  }),
  addKey: defineRoute({
    method: 'POST',
    url: '/v1/enrolment-keys',
    summary: 'Make an enrolment key for a wave. The key itself is shown this once',
    roles: adminOnly,
    body: z.strictObject({ wave: waveName, expiresAt: instant }),
    answer: keySchema.extend({ key: z.string() }),
    refusals: [413, 415],
  }),
  revokeKey: defineRoute({
    method: 'DELETE',
    url: '/v1/enrolment-keys/:id',
    summary: 'Take an enrolment key back; what it signs from then on is refused',
    roles: adminOnly,
    params: z.object({ id }),
    answer: keySchema,
    refusals: [404],
  }),
  addWebhook: defineRoute({
    method: 'POST',
    url: '/v1/webhooks',
    summary: 'Add a webhook. Its signing secret is shown this once',
    roles: adminOnly,
    body: z.strictObject({
      url: z.url({ protocol: /^https$/ }).max(2000),
      format: z.enum(webhookFormats),
      events: z.array(z.enum(webhookEvents)).min(1),
    }),
    answer: webhookSchema.extend({ secret: z.string() }),
    refusals: [413, 415],
  }),
  removeWebhook: defineRoute({
    method: 'DELETE',
    url: '/v1/webhooks/:id',
    summary: 'Remove a webhook and what waits for it',
    roles: adminOnly,
    params: z.object({ id }),
    answer: z.object({ id }),
    refusals: [404],
  }),
  deliveries: defineRoute({
    method: 'GET',
    url: '/v1/webhooks/:id/deliveries',
    summary: 'The last 100 deliveries of a webhook',
    roles: adminOnly,
    params: z.object({ id }),
    answer: z.object({ deliveries: z.array(deliverySchema) }),
    refusals: [404],
  }),
  retryDelivery: defineRoute({
    method: 'POST',
    url: '/v1/webhooks/:id/deliveries/:deliveryId/retry',
    summary: 'Try a delivery that was given up once more',
    roles: adminOnly,
    params: z.object({ id, deliveryId: id }),
    answer: deliverySchema,
    refusals: [404, 409],
  }),
  audit: defineRoute({
    method: 'GET',
    url: '/v1/audit',
    summary: 'Every change: who, what, before, after; the newest first',
    roles: adminOnly,
    query: z.object({
      /** A part of the user name of who made the change, in any case. */
      actor: z.string().trim().max(100).optional(),
      /** The first instant, and the first one that is too late. */
      from: instant.optional(),
      until: instant.optional(),
      after: cursor.optional(),
      limit,
    }),
    answer: z.object({
      entries: z.array(
        z.object({
          id,
          at: instant,
          by: actorSchema,
          action: z.string(),
          /** What was changed: the id of a person, an import, a key, a webhook; null for the settings. */
          subject: z.string().nullable(),
          before: z.unknown(),
          after: z.unknown(),
          /** The change that this one took back. */
          undoes: id.nullable(),
          canUndo: z.boolean(),
        }),
      ),
      next: cursor.nullable(),
    }),
  }),
  decode: defineRoute({
    method: 'POST',
    url: '/v1/support-code',
    summary: 'What a support code says',
    roles: viewers,
    body: z.strictObject({ code: z.string().max(40) }),
    answer: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('decoded'),
        platform: z.enum(['windows', 'macos', 'linux']),
        phase: z.enum(phases),
        verdict: z.enum(verdicts),
        openSteps: z.array(z.enum(stepIds)),
        findings: z.array(z.object({ code, owner })),
        appVersion: z.string(),
      }),
      z.object({
        kind: z.literal('refused'),
        reason: z.enum(['length', 'character', 'check-character', 'content']),
      }),
    ]),
    refusals: [413, 415],
  }),
} as const
