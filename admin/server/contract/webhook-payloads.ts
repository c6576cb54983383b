import { z } from 'zod'
import { liveTroubles } from '../../../shared/move/live-source.ts'
import { code, day, id, instant, owner, people, waveName } from './values.ts'

/** Which form the payloads have. A field that goes or means something else makes it 2; one that comes does not. */
export const webhookVersion = 1

const version = z.literal(webhookVersion)

/** What a webhook in the format `generic` is sent, by its event. Ids, codes, days and counts alone. */
export const webhookPayloads = {
  'wave-finished': z.object({
    version,
    event: z.literal('wave-finished'),
    wave: waveName.meta({ description: 'The wave whose last person is done' }),
    people: people.meta({ description: 'How many people the wave has' }),
  }),
  'person-stuck': z.object({
    version,
    event: z.literal('person-stuck'),
    people: z
      .array(z.object({ personId: id, wave: waveName.nullable(), blocker: code.nullable(), owner }))
      .meta({ description: 'Who got stuck since the last call, each person once' }),
  }),
  'licence-countdown': z.object({
    version,
    event: z.literal('licence-countdown'),
    expireOn: day.meta({ description: 'The last day of the licences in the source' }),
    daysLeft: z.int().min(0).meta({ description: 'Days from today to that day' }),
    step: z.int().min(0).meta({ description: 'The step of the countdown: 30, 14, 7, 3, 1 or 0 days' }),
  }),
  'live-stale': z.object({
    version,
    event: z.literal('live-stale'),
    lastReadAt: instant.nullable().meta({ description: 'When the jobs were read last; null for never' }),
    trouble: z.enum(liveTroubles).nullable().meta({ description: 'What Graph or the network said since' }),
  }),
} as const
