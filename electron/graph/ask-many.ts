import { setTimeout as pauseFor } from 'node:timers/promises'
import { z } from 'zod'
import { isGateOpen, type PlanKnowledge } from '../../shared/plan.ts'
import type { Session } from '../session/session.ts'
import { waitOf } from './retry-after.ts'

/** One GET of many; `path` follows the version: `/me/drive/root:/Plans:/children`. */
export type GraphQuestion = {
  readonly path: string
  /** Takes the answer. What it returns is asked too: the next page of a list. */
  readonly take: (answer: GraphAnswer) => readonly GraphQuestion[]
}

export type GraphAnswer = { readonly status: number; readonly body: unknown }

/** How it ended. Questions that were not answered are none the wiser, and may be asked another time. */
export type ManyEnd =
  | { readonly kind: 'all-answered' }
  | { readonly kind: 'stopped' }
  /** The move is not finished, or nobody knows any more that it is: nothing may be asked. */
  | { readonly kind: 'gate-shut' }
  | { readonly kind: 'sign-in-needed' }
  | { readonly kind: 'unreachable'; readonly reason: string }
  /** Graph asked for patience too often. */
  | { readonly kind: 'throttled' }

export type ManyPorts = {
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

const busyStatuses: ReadonlySet<number> = new Set([429, 502, 503, 504])

/**
 * Asks through `$batch`, twenty at a time, one batch after the other. Of a batch that succeeds single answers may be
 * throttled: those are asked again after the longest `Retry-After` of them, the others are taken.
 */
export async function askMany(questions: readonly GraphQuestion[], ports: ManyPorts): Promise<ManyEnd> {
  const { session, knowledge, signal, onWait, pause = wait, random = Math.random } = ports
  const queue = questions.toReversed()
  let fruitless = 0
  while (queue.length > 0) {
    if (signal.aborted) return { kind: 'stopped' }
    if (!isGateOpen(knowledge())) return { kind: 'gate-shut' }
    const asked = queue.splice(-batchSize)
    const round = await askBatch(session, asked.toReversed(), signal)
    if (signal.aborted) return { kind: 'stopped' }
    if (round.kind === 'ended') return round.end
    queue.push(...round.further.toReversed(), ...round.again.toReversed())
    fruitless = round.again.length === asked.length ? fruitless + 1 : 0
    if (fruitless >= fruitlessRounds) return { kind: 'throttled' }
    if (round.again.length > 0) {
      const milliseconds = waitOf(round.retryAfter, fruitless, random)
      onWait?.(milliseconds)
      await pause(milliseconds, signal)
    }
  }
  return { kind: 'all-answered' }
}

type Round =
  | { readonly kind: 'ended'; readonly end: ManyEnd }
  | {
      readonly kind: 'answered'
      readonly again: readonly GraphQuestion[]
      readonly further: readonly GraphQuestion[]
      /** The longest that any of them said; null where none did. */
      readonly retryAfter: number | null
    }

async function askBatch(
  session: ManyPorts['session'],
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
  if (answer.kind === 'sign-in-needed') return { kind: 'ended', end: { kind: 'sign-in-needed' } }
  if (answer.kind === 'unreachable') {
    return { kind: 'ended', end: { kind: 'unreachable', reason: answer.code } }
  }
  const { response } = answer
  if (busyStatuses.has(response.status)) {
    const retryAfter = toSeconds(response.headers.get('retry-after'))
    return { kind: 'answered', again: questions, further: [], retryAfter }
  }
  const batch = batchSchema.safeParse(await response.json().catch(() => null))
  if (!response.ok || !batch.success) {
    return { kind: 'ended', end: { kind: 'unreachable', reason: `status-${response.status}` } }
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
  for (const [place, question] of questions.entries()) {
    const answer = answers.get(String(place))
    if (answer === undefined || busyStatuses.has(answer.status)) {
      again.push(question)
      const seconds = toSeconds(headerOf(answer?.headers ?? {}, 'retry-after'))
      if (seconds !== null) waits.push(seconds)
    } else further.push(...question.take({ status: answer.status, body: answer.body }))
  }
  return { kind: 'answered', again, further, retryAfter: waits.length === 0 ? null : Math.max(...waits) }
}

function headerOf(headers: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.entries(headers).find(([key]) => key.toLowerCase() === name)?.[1]
}

/** Seconds, or the time until a date. Null where nothing sensible was said. */
function toSeconds(header: unknown): number | null {
  if (typeof header !== 'string' && typeof header !== 'number') return null
  const seconds = Number(header)
  if (Number.isFinite(seconds)) return Math.max(0, seconds)
  const until = Date.parse(String(header))
  return Number.isNaN(until) ? null : Math.max(0, (until - Date.now()) / 1000)
}

async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  // Whoever stopped us asks the signal.
  await pauseFor(milliseconds, undefined, { signal }).catch(() => undefined)
}
