import { createHash } from 'node:crypto'
import { z } from 'zod'
import { parseJson } from '../../shared/text/parse-json.ts'
import { readIfPresent, writeDurably } from '../platform/durable-file.ts'

/** A file of texts, each by what it is about. Of that only a hash is written down. */
export type HashedRecord = {
  readonly get: (about: string) => Promise<string | undefined>
  /** Counts from now on, also where the disk does not take it. */
  readonly put: (about: string, value: string) => Promise<void>
}

/** What is written for a text: 64 digits (SHA-256) from which no one reads it back. */
export const digestSchema = z.string().regex(/^[0-9a-f]{64}$/)

export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** A file that cannot be read, or is damaged, holds nothing; one that cannot be written is reported to `onNotKept`. Never throws. */
export function createHashedRecord(
  file: string,
  value: z.ZodType<string>,
  onNotKept: (error: unknown) => void,
): HashedRecord {
  const schema = z.record(digestSchema, value)
  let loading: Promise<Readonly<Record<string, string>>> | null = null

  async function read(): Promise<Readonly<Record<string, string>>> {
    const bytes = await readIfPresent(file).catch(() => null)
    return schema.safeParse(bytes === null ? null : parseJson(bytes.toString('utf8'))).data ?? {}
  }

  return {
    get: async (about) => (await (loading ??= read()))[digestOf(about)],
    async put(about, text) {
      const record = { ...(await (loading ??= read())), [digestOf(about)]: text }
      loading = Promise.resolve(record)
      await writeDurably(file, JSON.stringify(record)).catch(onNotKept)
    },
  }
}
