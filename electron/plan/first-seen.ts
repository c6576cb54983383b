import { z } from 'zod'
import type { Log } from '../context/log.ts'
import { createHashedRecord } from './hashed-record.ts'

/** Beside the person's other data: since when each move has been known to be done. */
export const firstSuccessName = 'first-success.json'
/** Beside it: when it was first seen that Entra does not know an application. */
export const firstUnknownName = 'first-unknown.json'

/** Remembers when something was first seen on this computer; a restart forgets nothing. */
export type FirstSeen = {
  /** Since when; now where it is seen for the first time. `about` is not written down, only its hash. */
  readonly since: (about: string, now: Date) => Promise<Date>
}

/** A file that cannot be read or written costs only patience: the time begins again. */
export function createFirstSeen(file: string, log: Log): FirstSeen {
  const seen = createHashedRecord(file, z.iso.datetime(), (error) =>
    log.warn('first-seen-not-kept', { error }),
  )
  return {
    since: async (about, now) => {
      const known = await seen.get(about)
      if (known !== undefined && Date.parse(known) <= now.getTime()) return new Date(known)
      await seen.put(about, now.toISOString())
      return now
    },
  }
}
