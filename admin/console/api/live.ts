import { EventSourceParserStream } from 'eventsource-parser/stream'

/** Something changed at the endpoint; what exactly is asked for again. */
export type Bell =
  | { readonly kind: 'progress' }
  | { readonly kind: 'import' }
  | { readonly kind: 'person'; readonly personId: string }
  | { readonly kind: 'settings' }
  | { readonly kind: 'reset' }

export type Liveness = 'connecting' | 'live' | 'away'

type LivePorts = {
  readonly send: (request: Request) => Promise<Response>
  readonly address: string
  readonly onBell: (bell: Bell) => void
  readonly onLiveness: (liveness: Liveness) => void
  /** Gives up waiting when the signal says so. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
}

const leastPause = 1000
const mostPause = 30_000

/** Listens to the endpoint's events until `signal` says stop; after a break it goes on where it was. */
export async function listen(ports: LivePorts, signal: AbortSignal): Promise<void> {
  const { send, address, onBell, onLiveness, wait } = ports
  let lastId: string | null = null
  let pause = leastPause
  while (!signal.aborted) {
    onLiveness('connecting')
    try {
      const headers = new Headers({ accept: 'text/event-stream' })
      if (lastId !== null) headers.set('last-event-id', lastId)
      const response = await send(new Request(address, { headers, signal }))
      if (!response.ok || response.body === null) throw new Error(`events: ${response.status}`)
      // What changed while nobody listened is not told; after the first time the endpoint says so itself.
      onLiveness('live')
      pause = leastPause
      const events = response.body
        .pipeThrough(new TextDecoderStream())
        .pipeThrough(new EventSourceParserStream())
      for await (const { id, data } of events) {
        if (id !== undefined) lastId = id
        const bell = toBell(data)
        if (bell !== null) onBell(bell)
      }
    } catch {
      // Whatever ended it, the way back is the same.
    }
    if (signal.aborted) return
    onLiveness('away')
    await wait(pause, signal)
    pause = Math.min(pause * 2, mostPause)
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
