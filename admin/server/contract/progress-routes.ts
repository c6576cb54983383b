import { z } from 'zod'
import { personStates } from '../people/person-state.ts'
import { defineRoute, viewers } from './route.ts'
import { code, countsSchema, day, instant, owner, people, waveName } from './values.ts'

const waveCountSchema = z.object({ wave: waveName.nullable(), people })

export const progressSchema = z.object({
  readAt: instant,
  overall: countsSchema,
  /** By name; people without a wave come last, as null. */
  waves: z.array(
    z.object({
      wave: waveName.nullable(),
      cutoverOn: day.nullable(),
      counts: countsSchema,
      /** Everybody is done or has returned. */
      isFinished: z.boolean(),
    }),
  ),
  /** What holds people up, the most people first: "one policy blocks 312 people". */
  blockers: z.array(
    z.object({
      code,
      owner,
      people,
      states: z.array(z.object({ state: z.enum(personStates), people })),
      waves: z.array(waveCountSchema),
    }),
  ),
  /** People whose computers sent a blocker without a sign-in. Not proven to be from these people. */
  unverified: z.array(z.object({ code, owner, people })),
  /** How many were in each state at the end of each day (UTC), oldest first; the last one is today. */
  burnDown: z.array(z.object({ day, counts: countsSchema })),
  /** The last day of the source's licences, as the settings have it: the trust has to go before. */
  licencesExpireOn: day.nullable(),
})
export type Progress = z.infer<typeof progressSchema>

const foundSchema = z.array(
  z.object({
    code,
    owner,
    /** With at least one computer that told it. */
    people,
    /** Whom it holds up: no one where the organisation lets it inform. */
    held: people,
    /** How many were found on all their computers. */
    found: z.number(),
    waves: z.array(waveCountSchema),
  }),
)

export const foundOnComputersSchema = z.object({
  readAt: instant,
  /** What the rest of their computers still has of the old organisation, the most people first. */
  after: z.object({
    /** People whose computers have reported since their move. */
    people,
    found: foundSchema,
  }),
  /** What will hurt on the day, of people whose move is not due yet. */
  before: z.object({
    /** People whose computers have reported before their move. */
    people,
    found: foundSchema,
  }),
})
export type FoundOnComputers = z.infer<typeof foundOnComputersSchema>

export const progressRoutes = {
  progress: defineRoute({
    method: 'GET',
    url: '/v1/progress',
    summary: 'How far everybody is: overall, by wave, by what holds them up, and over time',
    roles: viewers,
    query: z.object({
      /** Only this wave counts in `overall`, `blockers`, `unverified` and `burnDown`; `waves` has all. */
      wave: waveName.optional(),
    }),
    answer: progressSchema,
  }),
  found: defineRoute({
    method: 'GET',
    url: '/v1/found',
    summary:
      'What computers told beside what holds people up: leftovers after the move, and what will hurt before it',
    roles: viewers,
    query: z.object({ wave: waveName.optional() }),
    answer: foundOnComputersSchema,
  }),
  events: defineRoute({
    method: 'GET',
    url: '/v1/events',
    summary:
      'Server-sent events as things change: progress, imports, settings. Last-Event-ID goes on from there; after `reset` ask for everything again',
    roles: viewers,
    stream: 'text/event-stream',
  }),
} as const

/** `event:` and `data:` of the stream. They say that something changed, and carry nothing about a person but their id. */
export const eventSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('progress'), people, personIds: z.array(z.string()) }),
  z.object({ kind: z.literal('import'), importId: z.string() }),
  z.object({ kind: z.literal('person'), personId: z.string() }),
  z.object({ kind: z.literal('settings') }),
  z.object({ kind: z.literal('reset') }),
])
export type LiveEvent = z.infer<typeof eventSchema>
