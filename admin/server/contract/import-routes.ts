import { z } from 'zod'
import { adminOnly, defineRoute } from './route.ts'
import { actorSchema, code, day, id, instant, people, sentenceValues, waveName } from './values.ts'

export const importKinds = ['identity-map', 'move-states', 'waves', 'site-addresses'] as const
export type ImportKind = (typeof importKinds)[number]

export const importStates = ['previewed', 'applied', 'undone'] as const

/** Its changes are foreseen, it is taken, it is undone. */
export const importWorkKinds = ['look', 'take', 'undo'] as const
export type ImportWorkKind = (typeof importWorkKinds)[number]

export const importSchema = z.object({
  id,
  kind: z.enum(importKinds),
  fileName: z.string(),
  state: z.enum(importStates),
  at: instant,
  by: actorSchema,
  /** Rows that can be taken, and rows of groups and guests, which have no journey. */
  rows: z.object({ readable: people, unreadable: people, groups: people, guests: people }),
  /**
   * The first 200 rows that cannot be read. `reason` is English, for clients that have no words for the code; an import
   * that an older version kept has no codes.
   */
  problems: z.array(
    z.object({ line: z.int(), reason: z.string(), code: code.nullable(), values: sentenceValues }),
  ),
  /** What taking the readable rows changes, or changed. `unknown`: not in the identity map, or contradicted by another row. */
  changes: z.object({ added: people, changed: people, unchanged: people, removed: people, unknown: people }),
  /** Whether `changes` is worked out. It is not where the preview failed or is under way; such a file cannot be applied. */
  isForeseen: z.boolean(),
  /** The first changes, in words of the file; of sites, `upn` is the old address. */
  examples: z.array(
    z.object({ upn: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
  /** The first 20 rows that match no person in the map, or more than one. */
  unmatched: z.array(z.string()),
  /** The waves of a file of waves by name, with the date that the file gives; null keeps the date that is known. At most 100. */
  waves: z.array(z.object({ wave: waveName, people, cutoverOn: day.nullable() })),
  /** Whether it is the last import that was taken and not undone; only that one can be undone. */
  canUndo: z.boolean(),
  appliedAt: instant.nullable(),
  undoneAt: instant.nullable(),
  /** What is being done with it, or what went wrong with that: a code of a refusal, or `import.broken-off`. */
  work: z.object({ kind: z.enum(importWorkKinds), failure: code.nullable() }).nullable(),
})
export type ImportView = z.infer<typeof importSchema>

export const importRoutes = {
  preview: defineRoute({
    method: 'POST',
    url: '/v1/imports',
    summary: 'Upload a file and see what it would change; nothing is changed yet',
    roles: adminOnly,
    query: z.object({
      kind: z.enum(importKinds),
      fileName: z.string().trim().min(1).max(200).default('upload'),
    }),
    takesFile: true,
    answer: importSchema,
    mayTakeLong: true,
    refusals: [413, 415],
  }),
  list: defineRoute({
    method: 'GET',
    url: '/v1/imports',
    summary: 'The last 100 imports, the newest first',
    roles: adminOnly,
    answer: z.object({ imports: z.array(importSchema) }),
  }),
  one: defineRoute({
    method: 'GET',
    url: '/v1/imports/:id',
    summary: 'One import',
    roles: adminOnly,
    params: z.object({ id }),
    answer: importSchema,
    refusals: [404],
  }),
  look: defineRoute({
    method: 'POST',
    url: '/v1/imports/:id/look',
    summary: 'See what a kept file would change, where that was not worked out; nothing is changed',
    roles: adminOnly,
    params: z.object({ id }),
    answer: importSchema,
    mayTakeLong: true,
    refusals: [404, 409],
  }),
  apply: defineRoute({
    method: 'POST',
    url: '/v1/imports/:id/apply',
    summary: 'Take the file: all of it, or the rows that can be read',
    roles: adminOnly,
    params: z.object({ id }),
    body: z.strictObject({ rows: z.enum(['all', 'readable']) }),
    answer: importSchema,
    mayTakeLong: true,
    refusals: [404, 409, 413, 415],
  }),
  discard: defineRoute({
    method: 'DELETE',
    url: '/v1/imports/:id',
    summary: 'Discard a file that was not taken; nothing of it is kept',
    roles: adminOnly,
    params: z.object({ id }),
    answer: z.object({ id }),
    refusals: [404, 409],
  }),
  undo: defineRoute({
    method: 'POST',
    url: '/v1/imports/:id/undo',
    summary: 'Put everything back as it was before the import, the last import first',
    roles: adminOnly,
    params: z.object({ id }),
    answer: importSchema,
    mayTakeLong: true,
    refusals: [404, 409],
  }),
} as const
