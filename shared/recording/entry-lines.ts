import { z } from 'zod'
import { parseJson } from '../text/parse-json.ts'
import type { Found } from '../files/scan.ts'

/** Windows' own limit of a path is half of that; a longer line is no entry. */
const longestLine = 128 * 1024

/** Why `entries.ndjson` is none; `line` counts from 1. */
export class EntriesRefused extends Error {
  readonly line: number
  constructor(line: number, reason: string) {
    super(`entries.ndjson: line ${line}: ${reason}`)
    this.name = 'EntriesRefused'
    this.line = line
  }
}

/** Whole lines, some at a time. A line that is too long is refused before all of it is in memory. */
export async function* toLines(text: AsyncIterable<string>): AsyncGenerator<readonly string[]> {
  let rest = ''
  let count = 0
  for await (const chunk of text) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    const long = lines.findIndex(({ length }) => length > longestLine)
    if (long !== -1) throw new EntriesRefused(count + long + 1, 'is too long')
    count += lines.length
    if (rest.length > longestLine) throw new EntriesRefused(count + 1, 'is too long')
    yield lines
  }
  if (rest !== '') yield [rest]
}

const numeric = z.union([
  z.number(),
  z
    .string()
    .regex(/^0x[0-9a-f]{1,8}$/i)
    .transform((text) => Number.parseInt(text, 16)),
])
const entrySchema = z.union([
  // A folder that the computer could not list.
  z.looseObject({ path: z.string().min(1), unreadable: z.literal(true) }),
  z.looseObject({
    path: z.string().min(1),
    unreadable: z.literal(false).optional(),
    size: z.number().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
    mtime: z.string().nullish(),
    created: z.string().nullish(),
    attributes: numeric,
    reparseTag: numeric.nullish(),
    placeholderState: numeric.nullish(),
    providerState: z.number().nullish(),
  }),
])

/** The entry of one line; null where it is none. */
export function parseEntry(line: string): Found | null {
  const raw = parseJson(line.charCodeAt(0) === 0xfeff ? line.slice(1) : line)
  const plain = toPlainEntry(raw) ?? entrySchema.safeParse(raw).data
  if (plain === undefined) return null
  const { path } = plain
  if (plain.unreadable === true) return { path, entry: null }
  const { size, mtime, attributes, reparseTag = null, placeholderState = null, providerState = null } = plain
  const name = path.slice(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1)
  const modifiedAt = toMilliseconds(mtime)
  const created = 'created' in plain ? { createdAt: toMilliseconds(plain.created) } : {}
  const entry = {
    name,
    size,
    modifiedAt,
    ...created,
    attributes,
    reparseTag,
    placeholderState,
    providerState,
  }
  return { path, entry }
}

/** One entry as a line of `entries.ndjson`. */
export function formatEntry({ path, entry }: Found): string {
  if (entry === null) return JSON.stringify({ path, unreadable: true })
  const {
    size,
    modifiedAt,
    createdAt = null,
    attributes,
    reparseTag,
    placeholderState,
    providerState,
  } = entry
  const mtime = modifiedAt === null ? null : new Date(modifiedAt).toISOString()
  return JSON.stringify({
    path,
    size,
    mtime,
    ...(createdAt !== null && { created: new Date(createdAt).toISOString() }),
    attributes,
    reparseTag,
    placeholderState,
    ...(providerState !== null && { providerState }),
  })
}

function toMilliseconds(time: string | null | undefined): number | null {
  const milliseconds = Date.parse(time ?? '')
  return Number.isNaN(milliseconds) ? null : milliseconds
}

/** The common form, read without the schema: it would take longer than reading the file. */
function toPlainEntry(raw: unknown): Exclude<z.infer<typeof entrySchema>, { unreadable: true }> | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined
  const { path, size, mtime, created, attributes, reparseTag, placeholderState } = raw as Record<
    string,
    unknown
  >
  const isPlain =
    typeof path === 'string' &&
    path !== '' &&
    typeof size === 'number' &&
    size >= 0 &&
    size <= Number.MAX_SAFE_INTEGER &&
    typeof attributes === 'number' &&
    (typeof mtime === 'string' || mtime === null || mtime === undefined) &&
    (typeof created === 'string' || created === undefined) &&
    (typeof reparseTag === 'number' || reparseTag === null) &&
    (typeof placeholderState === 'number' || placeholderState === null) &&
    !('providerState' in raw || 'unreadable' in raw)
  if (!isPlain) return undefined
  return {
    path,
    size,
    mtime,
    ...(created !== undefined && { created }),
    attributes,
    reparseTag,
    placeholderState,
  }
}
