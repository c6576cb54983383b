import { z } from 'zod'
import { directions, moveStates } from '../../../shared/move/plan.ts'
import { personStates } from '../people/person-state.ts'
import { adminOnly, defineRoute, viewers } from './route.ts'
import { personLiveSchema } from './source-routes.ts'
import { actorSchema, code, cursor, day, id, instant, limit, owner, people, waveName } from './values.ts'

/** What the list, the exports and the reminders are filtered by; all of it together. */
export const peopleFilterSchema = z.object({
  wave: waveName.optional(),
  /** People without a wave. */
  withoutWave: z.stringbool().optional(),
  state: z.enum(personStates).optional(),
  blocker: code.optional(),
  /** People about whom a computer sent a signal without a sign-in. */
  unverified: z.stringbool().optional(),
  /** A code that one of the person’s computers told beside what holds them up (`GET /v1/found`). */
  finding: code.optional(),
  /** Part of the old or new address or of the name, three letters at least; or the beginning of an address. */
  search: z.string().trim().min(1).max(100).optional(),
})
export type PeopleFilter = z.infer<typeof peopleFilterSchema>

/** The same in a body: as it would be in an address, or only some of them, or all but some. */
const peopleSelectionSchema = z.strictObject({
  wave: waveName.optional(),
  withoutWave: z.boolean().optional(),
  state: z.enum(personStates).optional(),
  blocker: code.optional(),
  unverified: z.boolean().optional(),
  finding: code.optional(),
  search: z.string().trim().min(1).max(100).optional(),
  /** Of the filter only these. */
  only: z.array(id).max(500).optional(),
  /** Of the filter all but these. */
  except: z.array(id).max(500).optional(),
})
export type PeopleSelection = PeopleFilter & Pick<z.infer<typeof peopleSelectionSchema>, 'only' | 'except'>

export const peopleSorts = ['address', 'name', 'state', 'wave', 'seen'] as const
export type PeopleSort = (typeof peopleSorts)[number]

export const peopleOrderSchema = z.object({
  /** By new address; by name, or the address where the map has none; in the order of the way; by wave; by when they were last seen. */
  sort: z.enum(peopleSorts).default('address'),
  order: z.enum(['asc', 'desc']).default('asc'),
})
export type PeopleOrder = z.infer<typeof peopleOrderSchema>

export const personRowSchema = z.object({
  id,
  sourceUpn: z.string(),
  targetUpn: z.string(),
  /** As the map has it; null where it has none. */
  displayName: z.string().nullable(),
  wave: waveName.nullable(),
  direction: z.enum(directions),
  moveState: z.enum(moveStates),
  state: z.enum(personStates),
  blocker: code.nullable(),
  owner,
  devices: z.int(),
  lastSeenAt: instant.nullable(),
  doneAt: instant.nullable(),
  remindedAt: instant.nullable(),
  /** Sent without a sign-in: not proven to be from this person. */
  unverified: z.object({ code: code.nullable(), at: instant }).nullable(),
})
export type PersonRow = z.infer<typeof personRowSchema>

/** Two rows that may be one person; an admin decides. */
const duplicateSchema = z.object({ one: personRowSchema, other: personRowSchema })
export type Duplicate = z.infer<typeof duplicateSchema>

/** Of our vocabulary, or a newer app's. */
const word = z.string()

const findingSchema = z.object({
  code,
  step: z.string(),
  outcome: word,
  owner,
  counts: z.record(z.string(), z.number()).optional(),
})

const deviceSchema = z.object({
  deviceId: id,
  platform: z.string(),
  osVersion: z.string(),
  appVersion: z.string(),
  phase: word,
  verdict: word,
  supportCode: z.string(),
  lastSeenAt: instant,
  steps: z.array(z.object({ id: word, outcome: word })),
  findings: z.array(findingSchema),
  /** False after a reset, until the device reports again. */
  counts: z.boolean(),
})

/** A computer that reported why its sign-in fails, since the person was last seen. Not proven to be theirs. */
const unverifiedDeviceSchema = z.object({
  deviceId: id,
  platform: z.string(),
  appVersion: z.string(),
  at: instant,
  codes: z.array(code),
  /** Entra's own number of a refused sign-in; null where it named none. */
  number: z.int().nullable(),
})

/** What happened to a person, the newest first. */
const timelineEntrySchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('report'),
    at: instant,
    reportId: id,
    receipt: z.string(),
    deviceId: id,
    sequence: z.int(),
    phase: z.string(),
    verdict: z.string(),
    blocker: code.nullable(),
  }),
  z.object({
    kind: z.literal('signal'),
    at: instant,
    deviceId: id,
    codes: z.array(code),
  }),
  z.object({ kind: z.literal('change'), at: instant, action: z.string(), by: actorSchema, changeId: id }),
])

export const personSchema = personRowSchema.extend({
  devicesSeen: z.array(deviceSchema),
  devicesUnverified: z.array(unverifiedDeviceSchema),
  timeline: z.array(timelineEntrySchema),
  /** There is more than the timeline shows. */
  isTimelineCut: z.boolean(),
  notes: z.array(z.object({ id, text: z.string(), at: instant, by: actorSchema })),
  cutoverOn: day.nullable(),
  /** What Microsoft's migration jobs say of this person; null where none has them, or the endpoint does not read them. */
  live: personLiveSchema.nullable(),
  /** Who may be the same person: renamed, and then added once more. */
  twins: z.array(personRowSchema),
})
export type PersonDetail = z.infer<typeof personSchema>

const changeSchema = z.object({ changeId: id })

export const peopleRoutes = {
  list: defineRoute({
    method: 'GET',
    url: '/v1/people',
    summary: 'People, filtered and sorted, a page at a time',
    roles: viewers,
    query: peopleFilterSchema.extend({ ...peopleOrderSchema.shape, after: cursor.optional(), limit }),
    answer: z.object({
      people: z.array(personRowSchema),
      /** Null on the last page. */
      next: cursor.nullable(),
      /** With a search text at most 1,000 are counted. */
      total: z.object({ people, isExact: z.boolean() }),
    }),
  }),
  one: defineRoute({
    method: 'GET',
    url: '/v1/people/:id',
    summary: 'One person: devices, findings, timeline and notes',
    roles: viewers,
    params: z.object({ id }),
    answer: personSchema,
    refusals: [404],
  }),
  addNote: defineRoute({
    method: 'POST',
    url: '/v1/people/:id/notes',
    summary: 'Write a note about a person',
    roles: adminOnly,
    params: z.object({ id }),
    body: z.strictObject({ text: z.string().trim().min(1).max(2000) }),
    answer: z.object({ noteId: id }),
    refusals: [404, 413, 415],
  }),
  removeNote: defineRoute({
    method: 'DELETE',
    url: '/v1/people/:id/notes/:noteId',
    summary: 'Take a note away',
    roles: adminOnly,
    params: z.object({ id, noteId: id }),
    answer: z.object({ noteId: id }),
    refusals: [404],
  }),
  reset: defineRoute({
    method: 'POST',
    url: '/v1/people/:id/reset',
    summary:
      'Begin again with a person: what was reported counts no longer. `undo` of the change takes it back',
    roles: adminOnly,
    params: z.object({ id }),
    answer: changeSchema,
    refusals: [404],
  }),
  duplicates: defineRoute({
    method: 'GET',
    url: '/v1/duplicates',
    summary: 'Rows of the map that may be the same person, as pairs (100 at most)',
    roles: viewers,
    answer: z.object({ duplicates: z.array(duplicateSchema) }),
  }),
  join: defineRoute({
    method: 'POST',
    url: '/v1/people/:id/join',
    summary:
      'Make one person of two rows: this row keeps its addresses and gets everything else of the other. It cannot be undone',
    roles: adminOnly,
    params: z.object({ id }),
    body: z.strictObject({ otherId: id }),
    answer: changeSchema,
    refusals: [404, 409, 413, 415],
  }),
  undo: defineRoute({
    method: 'POST',
    url: '/v1/changes/:id/undo',
    summary: 'Take a reset or a turn of journeys back',
    roles: adminOnly,
    params: z.object({ id }),
    answer: changeSchema,
    refusals: [404, 409],
  }),
  remind: defineRoute({
    method: 'POST',
    url: '/v1/reminders',
    summary:
      'The addresses of the people of a filter, to write to; notes that they were reminded (10,000 at most)',
    roles: adminOnly,
    body: peopleSelectionSchema,
    answer: z.object({
      changeId: id,
      /** The new addresses, or the old ones of people who have not signed in with the new one yet. */
      people: z.array(
        z.object({ id, sourceUpn: z.string(), targetUpn: z.string(), wave: waveName.nullable() }),
      ),
      /** There were more than 10,000. */
      isCut: z.boolean(),
    }),
    refusals: [413, 415],
  }),
  exportCsv: defineRoute({
    method: 'GET',
    url: '/v1/export/people.csv',
    summary: 'Everybody of a filter as CSV; no cell starts a formula',
    roles: adminOnly,
    query: peopleFilterSchema,
    stream: 'text/csv',
  }),
  exportSelection: defineRoute({
    method: 'POST',
    url: '/v1/export/people.csv',
    summary: 'Some people of a filter, or all but some, as CSV; no cell starts a formula',
    roles: adminOnly,
    body: peopleSelectionSchema,
    stream: 'text/csv',
    refusals: [413, 415],
  }),
  exportJson: defineRoute({
    method: 'GET',
    url: '/v1/export/people.json',
    summary: 'Everybody of a filter as a JSON list',
    roles: adminOnly,
    query: peopleFilterSchema,
    stream: 'application/json',
  }),
} as const
