import type { PlanKnowledge } from '../../../shared/move/plan.ts'
import type { ProofRound, ProofState } from '../../../shared/files/proof.ts'
import type { Log } from '../../context/log.ts'
import type { Session } from '../../session/session.ts'
import type { Rescued, UploadVerifier } from './verification.ts'
import { verifyRound, type Round } from './verify-round.ts'

export type VerifierPorts = {
  readonly session: Pick<Session, 'ask'>
  /** Asked before every request: nothing is asked of Graph before the move is done. */
  readonly knowledge: () => PlanKnowledge
  /** False where the organisation does not let Graph be asked. */
  readonly isAllowed: boolean
  /** Asked before every page: whether what Graph shows is the person's whose files they are. */
  readonly isTheirs: () => boolean
  readonly show: (state: ProofState) => void
  readonly log: Log
  readonly now: () => Date
  /** How long until the next round, in milliseconds, after so many that brought nothing new. */
  readonly pauseAfter?: (fruitless: number) => number
}

const shortestPause = 5_000
const longestPause = 600_000

/** What the rounds so far leave for the next one. */
type Memory = {
  readonly last: ProofRound | null
  readonly hasSeenAny: boolean
  /** How many rounds in a row brought nothing new. */
  readonly fruitless: number
  /** What was missing in the last round: a disk that was away for a moment has not lost anything. */
  readonly missing: ReadonlySet<string>
}

/**
 * Looks for what was copied in the cloud, again and again with growing pauses until everything is there. Only what Graph
 * has with the same size and hash under the same path is proven; of everything else it says why not.
 */
export function createUploadVerifier(ports: VerifierPorts): UploadVerifier {
  const { session, knowledge, show, log, now, isTheirs, pauseAfter = usualPause } = ports
  let known: Rescued | null = null
  let running: Promise<void> | null = null
  let isWishedAgain = false
  let timer: NodeJS.Timeout | undefined
  let nextAt = 0
  let memory: Memory = { last: null, hasSeenAny: false, fruitless: 0, missing: new Set() }
  const ending = new AbortController()
  const asking = { session, knowledge, signal: ending.signal }

  async function poll(rescued: Rescued, isWished: boolean): Promise<void> {
    known = rescued
    if (ending.signal.aborted) return
    if (!ports.isAllowed) return show({ kind: 'unable', obstacle: 'turned-off', last: null, nextAt: null })
    if (running !== null) isWishedAgain ||= isWished
    else if (isWished || now().getTime() >= nextAt) startPolling(rescued)
    await running
  }

  function startPolling(rescued: Rescued): void {
    clearTimeout(timer)
    running = pollUntilNoWish(rescued)
      .catch((error: unknown) => {
        // Of the disk, not of the network: what was proven is written down by others.
        log.error('proof-unexpected', { error })
        wait((at) => ({ kind: 'unable', obstacle: 'unreachable', last: memory.last, nextAt: at }))
      })
      .finally(() => {
        running = null
      })
  }

  async function pollUntilNoWish(rescued: Rescued): Promise<void> {
    do {
      isWishedAgain = false
      await pollOnce(rescued)
    } while (isWishedAgain && !ending.signal.aborted)
  }

  async function pollOnce(rescued: Rescued): Promise<void> {
    const onPage = (asked: number): void => show({ kind: 'looking', asked, last: memory.last })
    const round = await verifyRound({ asking, isTheirs, now, onPage }, rescued)
    if (round.kind === 'stopped') return
    await rescued.giveBack([...round.missing].filter((path) => memory.missing.has(path)))
    memory = remember(memory, round)
    if (!memory.hasSeenAny) return
    const { look, obstacle, isOpen } = round
    if (obstacle !== null) {
      log.info('proof-unable', { obstacle })
      wait((at) => ({ kind: 'unable', obstacle, last: look, nextAt: at }))
    } else if (isOpen) wait((at) => ({ kind: 'waiting', look, nextAt: at }))
    else show({ kind: 'proven', at: look.at })
  }

  /** Shows the state, and polls again by itself. */
  function wait(toState: (nextAt: string) => ProofState): void {
    const pause = pauseAfter(memory.fruitless)
    nextAt = now().getTime() + pause
    show(toState(new Date(nextAt).toISOString()))
    timer = setTimeout(() => {
      if (known !== null && running === null) startPolling(known)
    }, pause)
  }

  return {
    poll,
    stop: () => {
      ending.abort()
      clearTimeout(timer)
    },
  }
}

function remember(before: Memory, { look, isEmpty, missing }: Extract<Round, { kind: 'done' }>): Memory {
  const hasSeenAny = before.hasSeenAny || !isEmpty
  if (!hasSeenAny) return { ...before, missing }
  return { last: look, hasSeenAny, fruitless: look.arrived > 0 ? 0 : before.fruitless + 1, missing }
}

/** Milliseconds before the next round, after so many that brought nothing new. */
export function usualPause(fruitless: number): number {
  return Math.min(longestPause, shortestPause * 2 ** Math.max(0, fruitless - 1))
}
