import { setTimeout as pauseFor } from 'node:timers/promises'
import { z } from 'zod'
import type { DriveTrouble } from '../../shared/files/drive-answer.ts'
import { isGraphShutByOthers } from '../../shared/checks/web.ts'
import { isGateOpen, type PlanKnowledge } from '../../shared/move/plan.ts'
import type { Session } from '../session/session.ts'
import { readDriveAnswer } from './drive-answer.ts'
import { secondsOf, waitOf } from './retry-after.ts'

/** One GET of many; `path` follows the version: `/me/drive/root:/Plans:/children`. */
export type GraphQuestion = {
  readonly path: string
  /**
   * Takes an answer that tells something. What it returns is asked too: the next page of a list. A word where the answer tells
   * nothing after all.
   */
  readonly take: (answer: GraphAnswer) => readonly GraphQuestion[] | DriveTrouble
}

/** The only answers that tell something: what is there, or that it is not. */
export type GraphAnswer = { readonly kind: 'found'; readonly body: unknown } | { readonly kind: 'absent' }

/** How it ended. Questions that were not answered are none the wiser, and may be asked another time. */
export type BatchEnd =
  | { readonly kind: 'all-answered' }
  | { readonly kind: 'stopped' }
  /** The move is not finished, or no one knows any more that it is: nothing may be asked. */
  | { readonly kind: 'gate-shut' }
  | { readonly kind: 'sign-in-needed' }
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** Graph answered, and at least one answer told nothing: of the drive as a whole, or of these questions. */
  | { readonly kind: 'refused'; readonly trouble: DriveTrouble }
  /** Graph asked for patience too often. */
  | { readonly kind: 'throttled' }

export type BatchPorts = {
  readonly session: Pick<Session, 'ask'>
  /** Asked before every request: a plan may be taken back. */
  readonly knowledge: () => PlanKnowledge
  readonly signal: AbortSignal
  /** Milliseconds that Graph wants us to wait. */
  readonly onWait?: (milliseconds: number) => void
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>
  readonly random?: () => number
}

/** "Up to 20" in one request (Microsoft: JSON batching). */
const batchSize = 20
/** Rounds in a row that brought no answer at all. */
const fruitlessRounds = 6

const batchSchema = z.looseObject({
  responses: z.array(
    z.looseObject({
      id: z.string(),
      status: z.number(),
      headers: z.record(z.string(), z.unknown()).nullish(),
      body: z.unknown(),
    }),
  ),
})

/**
 * Asks through `$batch`, twenty at a time, one batch after the other. Of a batch that succeeds single answers may be
 * throttled: those are asked again after the longest `Retry-After` of them, the others are taken.
 */
export async function askGraphBatch(
  questions: readonly GraphQuestion[],
  ports: BatchPorts,
): Promise<BatchEnd> {
  const { session, knowledge, signal, onWait, pause = wait, random = Math.random } = ports
  const queue = questions.toReversed()
  let fruitless = 0
  let trouble: DriveTrouble | null = null
  while (queue.length > 0) {
    if (signal.aborted) return { kind: 'stopped' }
    if (!isGateOpen(knowledge())) return { kind: 'gate-shut' }
    const asked = queue.splice(-batchSize)
    const round = await askBatch(session, asked.toReversed(), signal)
    if (signal.aborted) return { kind: 'stopped' }
    if (round.kind === 'ended') return round.end
    trouble = round.trouble ?? trouble
    // The rest would be answered like this.
    if (trouble !== null && round.told === 0 && round.again.length === 0) return { kind: 'refused', trouble }
    queue.push(...round.further.toReversed(), ...round.again.toReversed())
    fruitless = round.again.length === asked.length ? fruitless + 1 : 0
    if (fruitless >= fruitlessRounds) return { kind: 'throttled' }
    if (round.again.length > 0) {
      const milliseconds = waitOf(round.retryAfter, fruitless, random)
      onWait?.(milliseconds)
      await pause(milliseconds, signal)
    }
  }
  return trouble === null ? { kind: 'all-answered' } : { kind: 'refused', trouble }
}

type Round =
  | { readonly kind: 'ended'; readonly end: BatchEnd }
  | {
      readonly kind: 'answered'
      readonly again: readonly GraphQuestion[]
      readonly further: readonly GraphQuestion[]
      /** How many answers told something. */
      readonly told: number
      /** What the last answer was that told nothing; null where there was none. */
      readonly trouble: DriveTrouble | null
      /** The longest that any of them said; null where none did. */
      readonly retryAfter: number | null
    }

async function askBatch(
  session: BatchPorts['session'],
  questions: readonly GraphQuestion[],
  signal: AbortSignal,
): Promise<Round> {
  const answer = await session.ask('graph', '/v1.0/$batch', {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({
      requests: questions.map(({ path }, place) => ({ id: String(place), method: 'GET', url: path })),
    }),
    signal,
  })
  if (answer.kind === 'sign-in-needed') {
    // A step of the person's own mends it, or somebody else has to act first: the web step says who.
    const isShut = answer.reason !== undefined && isGraphShutByOthers(answer.reason)
    return {
      kind: 'ended',
      end: isShut ? { kind: 'refused', trouble: 'refused' } : { kind: 'sign-in-needed' },
    }
  }
  if (answer.kind === 'unreachable') {
    return { kind: 'ended', end: { kind: 'unreachable', reason: answer.code } }
  }
  const { response } = answer
  const body: unknown = await response.json().catch(() => null)
  const kind = readDriveAnswer(response.status, body)
  if (kind === 'busy') {
    const retryAfter = secondsOf(response.headers.get('retry-after'))
    return { kind: 'answered', again: questions, further: [], told: 0, trouble: null, retryAfter }
  }
  const batch = batchSchema.safeParse(body)
  if (kind !== 'found' || !batch.success) {
    // The batch itself is no file, so that nothing is absent by it.
    const trouble = kind === 'found' || kind === 'absent' ? 'not-understood' : kind
    return { kind: 'ended', end: { kind: 'refused', trouble } }
  }
  return toRound(questions, batch.data.responses)
}

function toRound(
  questions: readonly GraphQuestion[],
  responses: z.infer<typeof batchSchema>['responses'],
): Round {
  // Answers come in any order, and one that is missing was none.
  const answers = new Map(responses.map((response) => [response.id, response]))
  const again: GraphQuestion[] = []
  const further: GraphQuestion[] = []
  const waits: number[] = []
  let told = 0
  let trouble: DriveTrouble | null = null
  for (const [place, question] of questions.entries()) {
    const answer = answers.get(String(place))
    const kind = answer === undefined ? 'busy' : readDriveAnswer(answer.status, answer.body)
    if (kind === 'busy') {
      again.push(question)
      const seconds = secondsOf(headerOf(answer?.headers ?? {}, 'retry-after'))
      if (seconds !== null) waits.push(seconds)
    } else if (kind === 'found' || kind === 'absent') {
      const next = question.take(kind === 'found' ? { kind, body: answer?.body } : { kind })
      if (typeof next === 'string') trouble = next
      else {
        told += 1
        further.push(...next)
      }
    } else trouble = kind
  }
  return {
    kind: 'answered',
    again,
    further,
    told,
    trouble,
    retryAfter: waits.length === 0 ? null : Math.max(...waits),
  }
}

function headerOf(headers: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
}

async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  // The caller that stopped us checks the signal.
  await pauseFor(milliseconds, undefined, { signal }).catch(() => undefined)
}
