import type { SignInFailure } from '../../shared/checks/identity.ts'
import { meaningOf } from '../../shared/vocabulary.ts'
import type { Session } from './session.ts'

const shortestGap = 10_000
const longestGap = 60 * 60_000

/** Tries a saved sign-in again, without the person, where what refused it is put right elsewhere or by time alone. */
export type SavedRetry = {
  /** After each look: starts to wait where there is something to wait for, and stops where there is not. */
  readonly look: () => void
  readonly stop: () => void
}

/** Growing gaps, from ten seconds to an hour. `retried` is called after each try, whatever came of it. */
export function createSavedRetry(
  session: Pick<Session, 'facts' | 'retrySaved'>,
  retried: () => void,
): SavedRetry {
  let fruitless = 0
  let timer: NodeJS.Timeout | undefined

  function stop(): void {
    clearTimeout(timer)
    timer = undefined
  }

  function look(): void {
    const facts = session.facts()
    if (facts.kind === 'signed-in') fruitless = 0
    if (facts.kind !== 'failed' || !isMendedElsewhere(facts.reason)) return stop()
    if (timer !== undefined) return
    timer = setTimeout(() => void retry(), Math.min(longestGap, shortestGap * 2 ** fruitless))
  }

  async function retry(): Promise<void> {
    await session.retrySaved()
    timer = undefined
    fruitless += 1
    retried()
  }

  return { look, stop }
}

function isMendedElsewhere(reason: SignInFailure): boolean {
  return reason === 'not-known-yet' || meaningOf(`identity.${reason}`).outcome === 'blocked'
}
