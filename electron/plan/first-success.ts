import { createHash } from 'node:crypto'
import { z } from 'zod'
import { parseJson } from '../../shared/parse-json.ts'
import { readIfPresent, writeDurably } from '../durable-file.ts'
import type { Log } from '../log.ts'

/** Beside the person's other data: since when each move has been known to be done. */
export const firstSuccessName = 'first-success.json'

const seenSchema = z.record(z.string().regex(/^[0-9a-f]{64}$/), z.iso.datetime())

/** Remembers when a person's move was first seen to be done on this computer; a restart forgets nothing. */
export type FirstSuccess = {
  /** Since when; now where it is seen for the first time. `who` is not written down, only its hash. */
  readonly since: (who: string, now: Date) => Promise<Date>
}

/** A file that cannot be read or written costs only patience: the day begins again. */
export function createFirstSuccess(file: string, log: Log): FirstSuccess {
  let seen: Record<string, string> | null = null
  return {
    since: async (who, now) => {
      seen ??= await read(file)
      const key = createHash('sha256').update(who).digest('hex')
      const known = seen[key]
      if (known !== undefined && Date.parse(known) <= now.getTime()) return new Date(known)
      seen = { ...seen, [key]: now.toISOString() }
      await writeDurably(file, JSON.stringify(seen)).catch((error: unknown) =>
        log.warn('first-success-not-kept', { error }),
      )
      return now
    },
  }
}

async function read(file: string): Promise<Record<string, string>> {
  const bytes = await readIfPresent(file).catch(() => null)
  return seenSchema.safeParse(bytes === null ? null : parseJson(bytes.toString('utf8'))).data ?? {}
}
