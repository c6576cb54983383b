import { setInterval as every } from 'node:timers'
import { isDatabaseAway } from '../database/tenant-database.ts'
import type { Leadership } from './live-store.ts'
import { LiveTrouble } from './live-trouble.ts'
import { NotLeader, type PollResult } from './poll.ts'

export type LivePorts = {
  readonly store: Pick<Leadership, 'lead' | 'letGo' | 'keepTrouble'>
  readonly poll: () => Promise<PollResult>
  readonly pollMs: number
  readonly onPoll: (result: PollResult) => void
  readonly onTrouble: (trouble: LiveTrouble) => void
  readonly onUnexpected: (error: unknown) => void
  /** How often this replica looks whether it leads; less than a lease. */
  readonly leadMs?: number
}

const leadMilliseconds = 5_000
/** What an admin has to put right is not asked for each minute. */
const refusedMilliseconds = 600_000
const forAdmin: ReadonlySet<string> = new Set([
  'live.token-refused',
  'live.permission-missing',
  'live.refused',
])

/** Reads the live source for as long as this replica leads. `stop` lets another one lead at once. */
export function startLive({
  store,
  poll,
  pollMs,
  onPoll,
  onTrouble,
  onUnexpected,
  leadMs = leadMilliseconds,
}: LivePorts): { readonly stop: () => Promise<void> } {
  let polling: Promise<void> | null = null
  let leading: Promise<void> | null = null
  let nextAt = 0
  let isStopped = false

  async function pollNow(): Promise<void> {
    const begun = Date.now()
    try {
      onPoll(await poll())
      await store.keepTrouble(null)
      nextAt = begun + pollMs
    } catch (error) {
      nextAt = begun + pollMs
      if (isStopped || error instanceof NotLeader || isDatabaseAway(error)) return
      if (!(error instanceof LiveTrouble)) return onUnexpected(error)
      const patience = forAdmin.has(error.code) ? refusedMilliseconds : error.retryAfterMs
      nextAt = Math.max(nextAt, Date.now() + patience)
      onTrouble(error)
      await store.keepTrouble(error.code)
    }
  }

  async function turn(): Promise<void> {
    if (!(await store.lead()) || isStopped || polling !== null || Date.now() < nextAt) return
    polling = pollNow()
      .catch((error: unknown) => {
        if (!isDatabaseAway(error)) onUnexpected(error)
      })
      .finally(() => (polling = null))
  }

  function lead(): void {
    leading ??= turn()
      .catch((error: unknown) => {
        if (!isDatabaseAway(error)) onUnexpected(error)
      })
      .finally(() => (leading = null))
  }

  const timer = every(lead, leadMs)
  lead()
  return {
    async stop() {
      isStopped = true
      clearInterval(timer)
      await leading
      await polling
      await store.letGo().catch(() => {})
    },
  }
}
