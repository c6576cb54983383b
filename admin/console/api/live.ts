import { EventSourceParserStream } from 'eventsource-parser/stream'

/** Something changed at the endpoint; what exactly is asked for again. */
export type ChangeEvent =
  | { readonly kind: 'progress' }
  | { readonly kind: 'import' }
  | { readonly kind: 'person'; readonly personId: string }
  | { readonly kind: 'settings' }
  | { readonly kind: 'reset' }

/** `asking`: nothing comes by the stream, and the endpoint answers what is asked every few seconds. */
export type Liveness = 'connecting' | 'live' | 'asking' | 'away'

/** The state of the stream. `refused`: something answered, and with no stream; `away`: no connection, or it broke. */
export type StreamNews = 'connecting' | 'live' | 'refused' | 'away'

type LivePorts = {
  readonly send: (request: Request) => Promise<Response>
  readonly address: string
  /** The event to go on after, where another tab has listened before. */
  readonly lastId?: string | null
  /** True where something may have been missed before the first stream. */
  readonly isLate?: boolean
  readonly onChange: (change: ChangeEvent, id: string | null) => void
  /** `live` with each piece of the stream: a proxy may hold all of it back and say that it is there. */
  readonly onNews: (news: StreamNews) => void
  /** Gives up waiting when the signal says so. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

const leastPause = 1000
const mostPause = 30_000
/** The endpoint sends something every 15 seconds. */
export const silentMilliseconds = 40_000

/**
 * Listens to the endpoint's events until `signal` says stop; after a break it goes on where it was. A stream without a number to
 * go on from hears from now on: it gives `reset` first, where anything may have been missed before.
 */
export async function listen(ports: LivePorts, signal: AbortSignal): Promise<void> {
  const { send, address, onChange, onNews, wait } = ports
  let lastId: string | null = ports.lastId ?? null
  let isLate = ports.isLate ?? false
  let pause = leastPause
  while (!signal.aborted) {
    onNews('connecting')
    const silence = watchSilence(wait, signal)
    let end: 'refused' | 'away' = 'away'
    try {
      const headers = new Headers({ accept: 'text/event-stream' })
      if (lastId !== null) headers.set('last-event-id', lastId)
      const response = await send(new Request(address, { headers, signal: silence.signal }))
      end = 'refused'
      if (!isStream(response)) throw new Error(`events: ${response.status}`)
      pause = leastPause
      let missesSome = isLate && lastId === null
      const heard = new TransformStream<string, string>({
        transform(text, controller) {
          silence.heard()
          end = 'away'
          if (missesSome) onChange({ kind: 'reset' }, null)
          missesSome = false
          onNews('live')
          controller.enqueue(text)
        },
      })
      const events = response.body
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(heard)
        .pipeThrough(new EventSourceParserStream())
      for await (const { id, data } of events) {
        if (id !== undefined) lastId = id
        const change = parseChangeEvent(data)
        if (change !== null) onChange(change, lastId)
      }
    } catch {
      // Whatever ended it, the way back is the same.
    }
    silence.stop()
    if (signal.aborted) return
    isLate = true
    // Silence does not mean that the endpoint is away.
    if (!silence.signal.aborted) onNews(end)
    await wait(pause, signal)
    pause = Math.min(pause * 2, mostPause)
  }
}

type StreamResponse = Response & { readonly body: NonNullable<Response['body']> }

function isStream(response: Response): response is StreamResponse {
  const type = response.headers.get('content-type') ?? ''
  return response.ok && response.body !== null && type.startsWith('text/event-stream')
}

/** Ends a stream on which nothing comes any more: a connection may be gone without a word. */
function watchSilence(wait: LivePorts['wait'], outer: AbortSignal) {
  const silent = new AbortController()
  const begin = (): AbortController => {
    const heard = new AbortController()
    void wait(silentMilliseconds, heard.signal).then(() => {
      if (!heard.signal.aborted) silent.abort()
    })
    return heard
  }
  let waiting = begin()
  return {
    signal: AbortSignal.any([outer, silent.signal]),
    heard(): void {
      waiting.abort()
      waiting = begin()
    },
    stop: (): void => waiting.abort(),
  }
}

/** Null for a change of a newer endpoint that this page does not know. */
export function parseChangeEvent(data: string): ChangeEvent | null {
  let event: unknown
  try {
    event = JSON.parse(data)
  } catch {
    return null
  }
  return toChangeEvent(event)
}

/** The change in a message of the stream or of another tab; null where there is none. */
export function toChangeEvent(event: unknown): ChangeEvent | null {
  if (typeof event !== 'object' || event === null || !('kind' in event)) return null
  switch (event.kind) {
    case 'progress':
    case 'import':
    case 'settings':
    case 'reset':
      return { kind: event.kind }
    case 'person':
      return 'personId' in event && typeof event.personId === 'string'
        ? { kind: 'person', personId: event.personId }
        : null
    default:
      return null
  }
}
