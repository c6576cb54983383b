import { z } from 'zod'
import { refusalSchema } from '../../../shared/outputs/report.ts'
import { owners } from '../../../shared/findings/vocabulary.ts'

export const instant = z.iso.datetime()
/** A day of the calendar, in UTC. */
export const day = z.iso.date()
export const id = z.guid().toLowerCase()
export const code = z.string().max(80)
export const owner = z.enum(owners).nullable()
export const waveName = z.string().trim().min(1).max(80)
export const people = z.int().min(0)
/** Where the next page begins; only the endpoint reads it. */
export const cursor = z.string().max(4000)
export const limit = z.coerce.number().int().min(1).max(500).default(100)

/** How many people are in each state. */
export const countsSchema = z.object({
  people,
  'not-due': people,
  'never-seen': people,
  started: people,
  stuck: people,
  done: people,
  returned: people,
})
export type Counts = z.infer<typeof countsSchema>

/** Who did or wrote something, as the token said it. */
export const actorSchema = z.object({ upn: z.string(), oid: z.string(), role: z.string() })

/** What a sentence says beside its code. */
export const sentenceValues = z.record(z.string(), z.union([z.string(), z.number()]))

/** Every refusal; `reason` says why a file was not taken, for a translation. */
export const answeredRefusalSchema = refusalSchema.extend({
  error: refusalSchema.shape.error.extend({
    reason: z.object({ code, values: sentenceValues }).optional(),
  }),
})
