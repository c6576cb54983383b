import { z } from 'zod'
import type { KeptLibraries } from '../facts/old-library.ts'
import { parseJson } from '../text/parse-json.ts'

/** Where the libraries of the old organisation are kept: with this person’s data, and in a recording. */
export const keptLibrariesName = 'old-libraries.json'

const librarySchema = z.object({
  folder: z.string().min(1).max(4_096),
  kind: z.enum(['library', 'shortcut']),
  siteUrl: z.string().max(4_096).nullable(),
  owner: z.enum(['old', 'unknown']),
  isSettled: z.boolean(),
})
const keptSchema = z.object({
  formatVersion: z.literal(1),
  /** One for each organisation that the person came from: there and back, two. */
  lists: z
    .array(
      z.object({
        tenantId: z.guid(),
        keptAt: z.iso.datetime(),
        libraries: z.array(librarySchema).max(2_000),
      }),
    )
    .max(10),
})

/** The lists that a text of `old-libraries.json` holds; none where it is harmed. */
export function parseKeptLibraries(text: string): readonly KeptLibraries[] {
  return keptSchema.safeParse(parseJson(text)).data?.lists ?? []
}

export function writeKeptLibraries(lists: readonly KeptLibraries[]): string {
  return JSON.stringify({ formatVersion: 1, lists }, null, 1)
}
