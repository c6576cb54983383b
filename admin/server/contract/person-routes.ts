import { z } from 'zod'
import { planSchema } from '../../../shared/move/plan.ts'
import { siteAnswerSchema, siteQuestionSchema } from '../../../shared/move/site-addresses.ts'
import { receiptSchema, reportSchema } from '../../../shared/outputs/report.ts'
import { defineRoute, roles } from './route.ts'
import { code, id, instant } from './values.ts'

/** What the app and everybody with a token asks. */
export const personRoutes = {
  me: defineRoute({
    method: 'GET',
    url: '/v1/me',
    summary: 'Who asks, and what they may do',
    roles,
    answer: z.object({
      role: z.enum(roles),
      upn: z.string(),
      name: z.string().nullable(),
      tenantId: id,
      /** What people call both organisations; null where the configuration does not say. */
      organisations: z.object({ source: z.string().nullable(), target: z.string().nullable() }),
    }),
  }),
  plan: defineRoute({
    method: 'GET',
    url: '/v1/me/plan',
    summary: 'The plan of the person who asks',
    roles: ['person'],
    answer: planSchema,
    refusals: [404],
  }),
  planChanges: defineRoute({
    method: 'GET',
    url: '/v1/me/plan/changes',
    summary:
      'Server-sent events: `plan` when the plan of the person who asks may have changed. Ask for it within `within` seconds, at any moment of them',
    roles: ['person'],
    stream: 'text/event-stream',
  }),
  siteAddresses: defineRoute({
    method: 'POST',
    url: '/v1/me/site-addresses',
    summary:
      'Where the sites are now whose old addresses the person knows; neither side tells an address that the other does not have',
    roles: ['person'],
    body: siteQuestionSchema,
    answer: siteAnswerSchema,
    refusals: [404, 413, 415],
  }),
  report: defineRoute({
    method: 'PUT',
    url: '/v1/reports/:id',
    summary: 'Hand in a completion report; the same report again gets the same receipt',
    roles: ['person'],
    params: z.object({ id }),
    body: reportSchema,
    answer: receiptSchema,
    refusals: [409, 413, 415],
  }),
} as const

/**
 * What the app sends when a person cannot sign in: codes, a random device id and a hash. Signed with the wave's
 * enrolment key in the header `x-landfall-signature`. It proves less than a report.
 */
export const signalSchema = z.looseObject({
  formatVersion: z.literal(1),
  id,
  /** Counts up per installation, apart from the reports. */
  sequence: z.int().min(1).max(2_147_483_647),
  deviceId: id,
  takenAt: instant,
  wave: z.string().max(80),
  /** SHA-256 over `landfall-upn:<target tenant id>:<old address, NFC, lower case>`, in hex; null when none was found. */
  upnHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
  app: z.looseObject({ name: z.string().max(40), version: z.string().max(40) }),
  platform: z.enum(['windows', 'macos', 'linux']),
  codes: z.array(code.regex(/^[a-z-]+\.[a-z-]+$/)).max(20),
  /** Entra's own number of a refused sign-in: `53003`. */
  number: z.int().min(1).max(99_999_999).optional(),
})
export type Signal = z.infer<typeof signalSchema>

export const signalRoutes = {
  signal: defineRoute({
    method: 'PUT',
    url: '/v1/signals/:id',
    summary: 'Say without a token why a person cannot sign in; signed with the enrolment key of the wave',
    roles: [],
    params: z.object({ id }),
    body: signalSchema,
    answer: z.object({ signalId: id, receivedAt: instant }),
    refusals: [401, 409, 413, 415],
  }),
} as const
