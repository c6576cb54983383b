import type { SignInFailure } from '../../shared/checks/failed-sign-in.ts'
import { meaningOf } from '../../shared/findings/vocabulary.ts'
import type { Session } from '../session/session.ts'

const shortestGap = 10_000
const longestGap = 60 * 60_000

/** Tries a saved sign-in again, without the person, where what refused it is put right elsewhere or by time alone. */
export type SavedRetry = {
  /** After each look: starts to wait where there is something to wait for, and stops where there is not. */
  readonly update: () => void
  readonly stop: () => void
}

/** Growing gaps, from ten seconds to an hour. `retried` is called after each try of a saved sign-in, whatever came of it. */
export function createSavedRetry(
  session: Pick<Session, 'facts' | 'retrySaved'>,
  retried: () => void,
): SavedRetry {
  let fruitless = 0
  let timer: NodeJS.Timeout | undefined
  let isStopped = false

  function update(): void {
    const facts = session.facts()
    if (facts.kind === 'signed-in') fruitless = 0
    if (facts.kind !== 'failed' || !isMendedElsewhere(facts.reason)) {
      clearTimeout(timer)
      timer = undefined
    } else if (timer === undefined && !isStopped) {
      const own = setTimeout(() => void retry(own), Math.min(longestGap, shortestGap * 2 ** fruitless))
      timer = own
    }
  }

  async function retry(own: NodeJS.Timeout): Promise<void> {
    const wasTried = await session.retrySaved()
    if (timer === own) timer = undefined
    fruitless += 1
    // Where no saved sign-in was refused, there is no news to look at.
    if (wasTried && !isStopped) retried()
  }

  function stop(): void {
    isStopped = true
    clearTimeout(timer)
  }

  return { update, stop }
}

function isMendedElsewhere(reason: SignInFailure): boolean {
  return reason === 'not-known-yet' || meaningOf(`identity.${reason}`).outcome === 'blocked'
}
