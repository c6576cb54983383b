import { z } from 'zod'
import { pointerPlaces, type PointerFacts } from '../facts/pointers.ts'
import type { Reading } from '../facts/reading.ts'
import { parseJson } from '../text/parse-json.ts'

/** Where the counts of the last look for old links are kept: with this person's data, and in a recording. */
export const keptPointersName = 'old-links.json'

/** The last look, with its organisation. Counts alone, so that there is nothing to redact. */
export type KeptPointers = { readonly tenantId: string; readonly reading: Reading<PointerFacts> }

const count = z.int().min(0)
const keptSchema = z.object({
  formatVersion: z.literal(1),
  tenantId: z.guid(),
  readAt: z.iso.datetime(),
  places: z.partialRecord(
    z.enum(pointerPlaces),
    z.object({ read: count, unread: count, cloudOnly: count, found: count }),
  ),
  stopped: z.boolean(),
})

/** What a text of `old-links.json` says; null where it is harmed. */
export function parseKeptPointers(text: string): KeptPointers | null {
  const { data } = keptSchema.safeParse(parseJson(text))
  if (data === undefined) return null
  const { tenantId, readAt, places, stopped } = data
  return { tenantId, reading: { kind: 'read', source: 'files', readAt, value: { places, stopped } } }
}

/** By its fields: what is not known here does not travel. Null where nothing was read. */
export function writeKeptPointers({ tenantId, reading }: KeptPointers): string | null {
  if (reading.kind === 'unreadable') return null
  const { readAt, value } = reading
  const { places, stopped } = keptSchema.parse({ formatVersion: 1, tenantId, readAt, ...value })
  return JSON.stringify({ formatVersion: 1, tenantId, readAt, places, stopped }, null, 1)
}
