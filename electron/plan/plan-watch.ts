import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { isGateOpen, type PlanKnowledge } from '../../shared/move/plan.ts'
import { parseJson } from '../../shared/text/parse-json.ts'
import type { Log } from '../context/log.ts'
import type { Session } from '../session/session.ts'

export type PlanWatchPorts = {
  readonly session: Pick<Session, 'facts' | 'ask'>
  readonly knowledge: () => PlanKnowledge
  /** Called when it is time to ask for the plan. */
  readonly onChange: () => void
  readonly log: Log
}

/** Hears from the endpoint when the plan of a person who waits for the move may have changed. */
export type PlanWatch = {
  /** After each look: begins to listen where there is something to wait for, and stops where there is not. */
  readonly update: () => void
  readonly stop: () => void
}

const shortestPause = 5_000
const longestPause = 10 * 60_000
/** An endpoint that has no such stream, or lets no more listen, is asked again after this. */
const refusedPause = 60 * 60_000
/** A stream that lived for so long is worth another at once; one that something cuts off again and again is not. */
const lifeMilliseconds = 60_000
/** The endpoint gives a sign of life every 25 seconds; a connection that is silent for longer is dead. */
const silenceMilliseconds = 70_000

/** Between two tries there are growing pauses, each of them drawn by chance: ten thousand computers lose a restarting endpoint at once. */
export function createPlanWatch({ session, knowledge, onChange, log }: PlanWatchPorts): PlanWatch {
  let listening: AbortController | null = null
  let listeningAs = ''

  async function listen(signal: AbortSignal): Promise<void> {
    let fruitless = 0
    while (!signal.aborted) {
      const end = await hearOnce(signal)
      if (signal.aborted) return
      fruitless = end === 'lived' ? 0 : fruitless + 1
      const pause = Math.min(longestPause, shortestPause * 2 ** fruitless)
      await pauseFor(end === 'refused' ? refusedPause : pause * (0.5 + Math.random()), signal)
    }
  }

  /** Listens until the stream ends. With the stream the plan is asked for once: no word came of what changed before. */
  async function hearOnce(signal: AbortSignal): Promise<'lived' | 'refused' | 'away'> {
    const ending = new AbortController()
    const either = AbortSignal.any([signal, ending.signal])
    const silence = setTimeout(() => ending.abort(), silenceMilliseconds)
    const beganAt = Date.now()
    const ended = (): 'lived' | 'away' => (Date.now() - beganAt >= lifeMilliseconds ? 'lived' : 'away')
    try {
      const answer = await session.ask('admin', '/v1/me/plan/changes', {
        headers: { accept: 'text/event-stream' },
        signal: either,
        isStream: true,
      })
      if (answer.kind !== 'answered') return 'away'
      const { response } = answer
      if (!isStream(response)) {
        await response.body?.cancel()
        return response.status >= 500 ? 'away' : 'refused'
      }
      const { EventSourceParserStream } = await import('eventsource-parser/stream')
      const events = response.body
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(watchEach(() => silence.refresh()))
        .pipeThrough(new EventSourceParserStream())
      onChange()
      for await (const { event, data } of events) if (event === 'plan') askSoon(data, signal)
      return ended()
    } catch (error) {
      if (!signal.aborted) log.info('plan-changes-ended', { error })
      return ended()
    } finally {
      clearTimeout(silence)
    }
  }

  /** Where everybody has to ask, each does so at a moment of their own. */
  function askSoon(data: string, signal: AbortSignal): void {
    void pauseFor(withinOf(data) * 1000 * Math.random(), signal).then(() => {
      if (!signal.aborted) onChange()
    })
  }

  function stop(): void {
    listening?.abort()
    listening = null
  }

  return {
    update: () => {
      if (!isWaiting(session, knowledge())) return stop()
      const who = whoIsIn(session)
      if (listening !== null && who === listeningAs) return
      // Somebody else has signed in: the stream is the first one's.
      stop()
      listeningAs = who
      listening = new AbortController()
      void listen(listening.signal)
    },
    stop,
  }
}

function whoIsIn(session: Pick<Session, 'facts'>): string {
  const facts = session.facts()
  if (facts.kind !== 'signed-in') return ''
  const { tenantId, objectId = '', username } = facts.person
  return `${tenantId} ${objectId || username}`
}

/** Hands on each piece, and tells of it. */
function watchEach(onPiece: () => void): TransformStream<string, string> {
  return new TransformStream({
    transform(text, controller) {
      onPiece()
      controller.enqueue(text)
    },
  })
}

/** A person who is signed in, and whose move is not done as far as the endpoint knows. */
function isWaiting(session: Pick<Session, 'facts'>, knowledge: PlanKnowledge): boolean {
  if (session.facts().kind !== 'signed-in') return false
  if (knowledge.kind === 'known') return knowledge.source === 'endpoint' && !isGateOpen(knowledge)
  return knowledge.kind === 'not-in-map'
}

function isStream(
  response: Response,
): response is Response & { readonly body: NonNullable<Response['body']> } {
  const type = response.headers.get('content-type') ?? ''
  return response.ok && response.body !== null && type.startsWith('text/event-stream')
}

const toldSchema = z.looseObject({ within: z.number().min(0).max(600) })

/** Within how many seconds to ask; at once where a newer endpoint says it otherwise. */
function withinOf(data: string): number {
  return toldSchema.safeParse(parseJson(data)).data?.within ?? 0
}

async function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal, ref: false }).catch(() => undefined)
}
