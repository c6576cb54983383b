import type { LinkFacts } from '../../shared/checks/links.ts'
import { driveMeanings, toDriveAnswerKind, type DriveAnswerKind } from '../../shared/files/drive-answer.ts'
import { secondsOf } from '../graph/retry-after.ts'
import { toRedirectHost, isRedirect } from '../../shared/checks/old-address.ts'

/** What an address answers to somebody who is not signed in; the redirect is not followed. */
export type ReadRedirect = (
  url: string,
  signal: AbortSignal,
) => Promise<{
  readonly status: number
  readonly location: string | null
  /** As it came. */
  readonly retryAfter?: string | null
}>

export type LinkServicePorts = {
  readonly readRedirect: ReadRedirect
  /** Called when there is something new to judge. */
  readonly onChange: () => void
  readonly now: () => Date
}

/** Asks the old address beside the journey, and seldom: it is information, and no one waits for it. */
export type LinkService = {
  /** What is known of the address; begins to ask where no one has within the hour. Null where there is none. */
  readonly ask: (address: string | null) => LinkFacts
  readonly stop: () => void
}

const lifeMilliseconds = 60 * 60_000
const shortestMilliseconds = 60_000
const timeoutMilliseconds = 10_000

export function createLinkService({ readRedirect, onChange, now }: LinkServicePorts): LinkService {
  /** Asked again from `dueAt` on, milliseconds since 1970. */
  let asked: { readonly address: string; readonly dueAt: number } | null = null
  let known: LinkFacts = { kind: 'not-asked' }
  const ending = new AbortController()

  async function look(address: string): Promise<void> {
    const signal = AbortSignal.any([ending.signal, AbortSignal.timeout(timeoutMilliseconds)])
    const { facts: answer, waitMilliseconds } = await readRedirect(address, signal).then(
      (given) => ({ facts: toFacts(given), waitMilliseconds: toWait(given, now()) }),
      (error: unknown) => ({
        facts: { kind: 'not-told', reason: signal.aborted ? 'ETIMEDOUT' : codeOf(error) } as const,
        waitMilliseconds: lifeMilliseconds,
      }),
    )
    if (ending.signal.aborted || asked?.address !== address) return
    asked = { address, dueAt: now().getTime() + waitMilliseconds }
    const isNew = JSON.stringify(answer) !== JSON.stringify(known)
    known = answer
    if (isNew) onChange()
  }

  return {
    ask: (address) => {
      if (address === null) return { kind: 'not-asked' }
      const time = now().getTime()
      if (asked?.address !== address || time > asked.dueAt) {
        if (asked?.address !== address) known = { kind: 'not-asked' }
        asked = { address, dueAt: time + lifeMilliseconds }
        void look(address)
      }
      return known
    },
    stop: () => ending.abort(),
  }
}

type RedirectAnswer = Awaited<ReturnType<ReadRedirect>>

/** No one is signed in there, so a page that asks for a sign-in says nothing about the link. */
function kindOf({ status }: RedirectAnswer): DriveAnswerKind {
  return toDriveAnswerKind({ status, code: '', message: '', hasToken: false })
}

function toFacts(given: RedirectAnswer): LinkFacts {
  const { status, location } = given
  if (!isRedirect(status)) return { kind: 'not-told', reason: `status-${status}`, answer: kindOf(given) }
  const host = toRedirectHost(location)
  return host === null ? { kind: 'not-told', reason: 'no-address' } : { kind: 'redirected', host }
}

/** An hour, or as long as a busy service wants to be left alone. */
function toWait(given: RedirectAnswer, now: Date): number {
  const kind = kindOf(given)
  const isNamed = kind !== 'found' && kind !== 'absent' && driveMeanings[kind].again === 'retry-after'
  const seconds = isNamed ? secondsOf(given.retryAfter, now) : null
  return seconds === null ? lifeMilliseconds : Math.max(shortestMilliseconds, seconds * 1000)
}

/** Chromium's own code: `ERR_NAME_NOT_RESOLVED`. */
function codeOf(error: unknown): string {
  return /ERR_[A-Z_]+/.exec(error instanceof Error ? error.message : '')?.[0] ?? 'unreachable'
}
