import { toChangeEvent, listen, silentMilliseconds, type ChangeEvent, type Liveness } from './live.ts'

/** What a tab says that has just been opened: the one that listens answers, as the stream may say nothing for 15 seconds. */
const hello = { kind: 'hello' } as const

/** What the tab that listens tells the others. */
type Message =
  | { readonly kind: 'live'; readonly id: string | null }
  | { readonly kind: 'away' }
  // The name `bell` stays: tabs with an older page may be open beside this one.
  | { readonly kind: 'bell'; readonly bell: ChangeEvent; readonly id: string | null }

/** The tabs of one browser: one of them listens for all, as a browser has six connections to a host over HTTP/1.1. */
export type Tabs = {
  /** Does `work` when no other tab does it any more, until `signal` says stop. */
  readonly inOneTab: (signal: AbortSignal, work: () => Promise<void>) => Promise<void>
  readonly tell: (message: unknown) => void
  readonly hear: (listener: (message: unknown) => void) => () => void
}

export type FollowPorts = {
  readonly send: (request: Request) => Promise<Response>
  readonly origin: string
  readonly tabs: Tabs
  readonly onChange: (change: ChangeEvent) => void
  readonly onLiveness: (liveness: Liveness) => void
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>
  readonly isVisible: () => boolean
  /** In milliseconds, from wherever. */
  readonly now: () => number
}

const askMilliseconds = 15_000
/** The page has asked for everything by then. */
const openMilliseconds = 1_000

/**
 * Calls `onChange` when something changes at the endpoint, until `signal` says stop. Where no stream comes through, a tab that is seen asks
 * every 15 seconds instead: proxies hold streams back, and the endpoint has a limit for them.
 */
export async function follow(ports: FollowPorts, signal: AbortSignal): Promise<void> {
  const { send, origin, tabs, onChange, onLiveness, wait, isVisible, now } = ports
  const openedAt = now()
  let heardAt = -Infinity
  let lastId: string | null = null
  let announced: Liveness | null = null
  const say = (liveness: Liveness): void => {
    if (announced !== liveness) onLiveness(liveness)
    announced = liveness
  }
  say('connecting')

  function take(message: Message): void {
    heardAt = message.kind === 'away' ? -Infinity : now()
    if (message.kind === 'away') {
      // Who asks knows by the answers. A stream alone may be broken off each time.
      if (announced !== 'asking') say('away')
      return
    }
    const isReset = message.kind === 'bell' && message.bell.kind === 'reset'
    // What came after the last answer has no number to go on from.
    if (announced === 'asking' && lastId === null && !isReset) onChange({ kind: 'reset' })
    say('live')
    lastId = message.id ?? lastId
    if (message.kind === 'bell') onChange(message.bell)
  }
  function takeAndTell(message: Message): void {
    take(message)
    tabs.tell(message)
  }

  let isListening = false
  const deafen = tabs.hear((given) => {
    const isFresh = isListening && now() - heardAt < silentMilliseconds
    if (isFresh && isHello(given)) tabs.tell({ kind: 'live', id: lastId } satisfies Message)
    const message = asMessage(given)
    if (message !== null && !signal.aborted) take(message)
  })
  tabs.tell(hello)
  void tabs.inOneTab(signal, async () => {
    isListening = true
    await listen(
      {
        send,
        address: `${origin}/v1/events`,
        lastId,
        // Another tab has listened until now, or has tried to.
        isLate: announced !== 'connecting' || now() - openedAt > openMilliseconds,
        wait,
        onChange: (change, id) => takeAndTell({ kind: 'bell', bell: change, id }),
        onNews(news) {
          if (news === 'live') takeAndTell({ kind: 'live', id: lastId })
          else if (news === 'away') takeAndTell({ kind: 'away' })
        },
      },
      signal,
    )
  })

  while (!signal.aborted) {
    await wait(askMilliseconds, signal)
    if (signal.aborted || now() - heardAt < silentMilliseconds || !isVisible()) continue
    const isThere = await answers(send, origin, signal)
    // The stream may have come through meanwhile.
    if (now() - heardAt < silentMilliseconds) continue
    say(isThere ? 'asking' : 'away')
    if (isThere) onChange({ kind: 'reset' })
  }
  deafen()
}

function answers(send: FollowPorts['send'], origin: string, signal: AbortSignal): Promise<boolean> {
  return send(new Request(`${origin}/v1/me`, { signal })).then(
    ({ ok }) => ok,
    () => false,
  )
}

/** Another tab may be of another version. */
function asMessage(given: unknown): Message | null {
  if (typeof given !== 'object' || given === null || !('kind' in given)) return null
  if (given.kind === 'away') return { kind: 'away' }
  const id = 'id' in given && typeof given.id === 'string' ? given.id : null
  if (given.kind === 'live') return { kind: 'live', id }
  const bell = given.kind === 'bell' && 'bell' in given ? toChangeEvent(given.bell) : null
  return bell === null ? null : { kind: 'bell', bell, id }
}

function isHello(given: unknown): boolean {
  return typeof given === 'object' && given !== null && 'kind' in given && given.kind === hello.kind
}

/** The tabs of this browser. Where it has no locks each tab listens by itself. */
export function browserTabs(): Tabs {
  const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('landfall-events') : null
  return {
    async inOneTab(signal, work) {
      if (channel === null || !('locks' in navigator)) return work()
      // A tab that goes gives its lock back by itself; one that has it is not put to sleep.
      await navigator.locks.request('landfall-events', { signal }, work).catch((error: unknown) => {
        if (!signal.aborted) throw error
      })
    },
    tell: (message) => channel?.postMessage(message),
    hear(listener) {
      const onMessage = ({ data }: MessageEvent<unknown>): void => listener(data)
      channel?.addEventListener('message', onMessage)
      return () => channel?.removeEventListener('message', onMessage)
    },
  }
}
