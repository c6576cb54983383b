import { EventSourceParserStream } from 'eventsource-parser/stream'

/** Something changed at the endpoint; what exactly is asked for again. */
export type Bell =
  | { readonly kind: 'progress' }
  | { readonly kind: 'import' }
  | { readonly kind: 'person'; readonly personId: string }
  | { readonly kind: 'settings' }
  | { readonly kind: 'reset' }

/** `asking`: nothing comes by the stream, and the endpoint answers what is asked every few seconds. */
export type Liveness = 'connecting' | 'live' | 'asking' | 'away'

type LivePorts = {
  readonly send: (request: Request) => Promise<Response>
  readonly address: string
  /** The event to go on after, where another tab has listened before. */
  readonly lastId?: string | null
  readonly onBell: (bell: Bell, id: string | null) => void
  /** `live` with each piece of the stream: a proxy may hold all of it back and say that it is there. */
  readonly onLiveness: (liveness: Exclude<Liveness, 'asking'>) => void
  /** Gives up waiting when the signal says so. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

const leastPause = 1000
const mostPause = 30_000
/** The endpoint sends something every 15 seconds. */
export const silentMilliseconds = 40_000

/** Listens to the endpoint's events until `signal` says stop; after a break it goes on where it was. */
export async function listen(ports: LivePorts, signal: AbortSignal): Promise<void> {
  const { send, address, onBell, onLiveness, wait } = ports
  let lastId: string | null = ports.lastId ?? null
  let pause = leastPause
  while (!signal.aborted) {
    onLiveness('connecting')
    const silence = watchSilence(signal)
    try {
      const headers = new Headers({ accept: 'text/event-stream' })
      if (lastId !== null) headers.set('last-event-id', lastId)
      const response = await send(new Request(address, { headers, signal: silence.signal }))
      if (!response.ok || response.body === null) throw new Error(`events: ${response.status}`)
      // What changed while nobody listened is not told; after the first time the endpoint says so itself.
      pause = leastPause
      const heard = new TransformStream<string, string>({
        transform(text, controller) {
          silence.heard()
          onLiveness('live')
          controller.enqueue(text)
        },
      })
      const events = response.body
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(heard)
        .pipeThrough(new EventSourceParserStream())
      for await (const { id, data } of events) {
        if (id !== undefined) lastId = id
        const bell = toBell(data)
        if (bell !== null) onBell(bell, lastId)
      }
    } catch {
      // Whatever ended it, the way back is the same.
    }
    silence.stop()
    if (signal.aborted) return
    // Nobody has said that the endpoint is away where nothing was said at all.
    if (!silence.signal.aborted) onLiveness('away')
    await wait(pause, signal)
    pause = Math.min(pause * 2, mostPause)
  }
}

/** Ends a stream on which nothing comes any more: a connection may be gone without a word. */
function watchSilence(outer: AbortSignal) {
  const silent = new AbortController()
  const begin = () => setTimeout(() => silent.abort(), silentMilliseconds)
  let timer = begin()
  return {
    signal: AbortSignal.any([outer, silent.signal]),
    heard(): void {
      clearTimeout(timer)
      timer = begin()
    },
    stop: (): void => clearTimeout(timer),
  }
}

/** A newer endpoint may ring for things that this page does not know. */
export function toBell(data: string): Bell | null {
  let event: unknown
  try {
    event = JSON.parse(data)
  } catch {
    return null
  }
  return asBell(event)
}

/** The bell in what somebody sent; null where there is none. */
export function asBell(event: unknown): Bell | null {
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
