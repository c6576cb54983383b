import type { LinkFacts } from '../../shared/checks/links.ts'
import { toRedirectHost, isRedirect } from '../../shared/checks/old-address.ts'

/** What an address answers to somebody who is not signed in; the redirect is not followed. */
export type ReadRedirect = (
  url: string,
  signal: AbortSignal,
) => Promise<{ readonly status: number; readonly location: string | null }>

export type LinkKeeperPorts = {
  readonly readRedirect: ReadRedirect
  /** Called when there is something new to judge. */
  readonly found: () => void
  readonly now: () => Date
}

/** Asks the old address beside the journey, and seldom: it is information, and nobody waits for it. */
export type LinkKeeper = {
  /** What is known of the address; begins to ask where nobody has within the hour. Null where there is none. */
  readonly ask: (address: string | null) => LinkFacts
  readonly stop: () => void
}

const lifeMilliseconds = 60 * 60_000
const timeoutMilliseconds = 10_000

export function createLinkKeeper({ readRedirect, found, now }: LinkKeeperPorts): LinkKeeper {
  let asked: { readonly address: string; readonly at: number } | null = null
  let known: LinkFacts = { kind: 'not-asked' }
  const ending = new AbortController()

  async function look(address: string): Promise<void> {
    const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(timeoutMilliseconds)])
    const answer = await readRedirect(address, signal).then(toFacts, (error: unknown): LinkFacts => ({
      kind: 'not-told',
      reason: signal.aborted ? 'ETIMEDOUT' : codeOf(error),
    }))
    if (ending.signal.aborted || asked?.address !== address) return
    const isNew = JSON.stringify(answer) !== JSON.stringify(known)
    known = answer
    if (isNew) found()
  }

  return {
    ask: (address) => {
      if (address === null) return { kind: 'not-asked' }
      const time = now().getTime()
      if (asked?.address !== address || time - asked.at > lifeMilliseconds) {
        if (asked?.address !== address) known = { kind: 'not-asked' }
        asked = { address, at: time }
        void look(address)
      }
      return known
    },
    stop: () => ending.abort(),
  }
}

function toFacts({ status, location }: Awaited<ReturnType<ReadRedirect>>): LinkFacts {
  if (!isRedirect(status)) return { kind: 'not-told', reason: `status-${status}` }
  const host = toRedirectHost(location)
  return host === null ? { kind: 'not-told', reason: 'no-address' } : { kind: 'redirected', host }
}

/** Chromium's own code: `ERR_NAME_NOT_RESOLVED`. */
function codeOf(error: unknown): string {
  return /ERR_[A-Z_]+/.exec(error instanceof Error ? error.message : '')?.[0] ?? 'unreachable'
}
