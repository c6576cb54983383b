import { z } from 'zod'
import type { Log } from '../log.ts'
import { createHashedRecord } from './hashed-record.ts'

/** Beside the person's other data: since when each move has been known to be done. */
export const firstSuccessName = 'first-success.json'

/** Remembers when a person's move was first seen to be done on this computer; a restart forgets nothing. */
export type FirstSuccess = {
  /** Since when; now where it is seen for the first time. `who` is not written down, only its hash. */
  readonly since: (who: string, now: Date) => Promise<Date>
}

/** A file that cannot be read or written costs only patience: the day begins again. */
export function createFirstSuccess(file: string, log: Log): FirstSuccess {
  const seen = createHashedRecord(file, z.iso.datetime(), (error) =>
    log.warn('first-success-not-kept', { error }),
  )
  return {
    since: async (who, now) => {
      const known = await seen.get(who)
      if (known !== undefined && Date.parse(known) <= now.getTime()) return new Date(known)
      await seen.put(who, now.toISOString())
      return now
    },
  }
}
