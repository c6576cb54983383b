import { describe, expect, it } from 'vitest'
import { follow, type Tabs } from '../../../../admin/console/api/follow.ts'
import type { ChangeEvent, Liveness } from '../../../../admin/console/api/live.ts'

/** A browser: its tabs hear each other, and one at a time does what only one does. */
function openBrowser(): { newTab: () => Tabs } {
  const listeners = new Map<object, Set<(message: unknown) => void>>()
  let turn = Promise.resolve()
  return {
    newTab() {
      const own = new Set<(message: unknown) => void>()
      listeners.set(own, own)
      return {
        async inOneTab(signal, work) {
          const before = turn
          let done = (): void => {}
          turn = new Promise((resolve) => (done = resolve))
          await before
          if (!signal.aborted) await work()
          done()
        },
        tell(message) {
          for (const each of listeners.values())
            if (each !== own) for (const listener of each) listener(structuredClone(message))
        },
        hear(listener) {
          own.add(listener)
          return () => own.delete(listener)
        },
      }
    },
  }
}

/** An endpoint whose streams send what the test wants, and the clock of the tabs. */
function openEndpoint() {
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>()
  const clock = { now: 0, waits: new Set<{ until: number; go: () => void }>() }
  const seen = { events: 0, asked: 0, lastIds: [] as (string | null)[] }
  const state = { isAway: false, holdsBack: false, refuses: false }
  const send = async (request: Request): Promise<Response> => {
    if (state.isAway) throw new TypeError('fetch failed')
    if (!request.url.endsWith('/v1/events')) {
      seen.asked += 1
      return Response.json({ role: 'admin' })
    }
    seen.events += 1
    seen.lastIds.push(request.headers.get('last-event-id'))
    if (state.refuses) return new Response(null, { status: 429 })
    let own: ReadableStreamDefaultController<Uint8Array>
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        own = controller
        streams.add(controller)
        if (!state.holdsBack) controller.enqueue(new TextEncoder().encode('retry: 2000\n\n'))
        request.signal.addEventListener('abort', () => {
          if (streams.delete(controller)) controller.error(new DOMException('gone', 'AbortError'))
        })
      },
      cancel: () => void streams.delete(own),
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }
  return {
    send,
    seen,
    state,
    streams: () => streams.size,
    /** As a proxy does with what lasts for too long. */
    cut(): void {
      for (const stream of streams) stream.close()
      streams.clear()
    },
    say(text: string): void {
      for (const stream of streams) stream.enqueue(new TextEncoder().encode(text))
    },
    now: () => clock.now,
    wait: (milliseconds: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        const one = { until: clock.now + milliseconds, go: resolve }
        clock.waits.add(one)
        signal.addEventListener('abort', () => {
          clock.waits.delete(one)
          resolve()
        })
      }),
    async pass(milliseconds: number, step = 1_000): Promise<void> {
      const end = clock.now + milliseconds
      while (clock.now < end) {
        clock.now += step
        for (const one of clock.waits)
          if (one.until <= clock.now) {
            clock.waits.delete(one)
            one.go()
          }
        await settle()
      }
    },
  }
}

/** Lets everything go on that waits for nothing but its turn. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

function openTab(
  { send, wait, now }: Pick<ReturnType<typeof openEndpoint>, 'send' | 'wait' | 'now'>,
  tabs: Tabs,
  isSeen = { now: true },
) {
  const stop = new AbortController()
  const bells: ChangeEvent['kind'][] = []
  const lives: Liveness[] = []
  void follow(
    {
      send,
      wait,
      now,
      origin: 'https://localhost',
      tabs,
      onChange: ({ kind }) => bells.push(kind),
      onLiveness: (liveness) => lives.push(liveness),
      isVisible: () => isSeen.now,
    },
    stop.signal,
  )
  return { bells, lives, close: () => stop.abort() }
}

describe('follow', () => {
  it('needs one stream for twenty tabs, and each of them hears each bell', async () => {
    const endpoint = openEndpoint()
    const browser = openBrowser()
    const tabs = Array.from({ length: 20 }, () => openTab(endpoint, browser.newTab()))
    await expect.poll(() => tabs.every(({ lives }) => lives.at(-1) === 'live')).toBe(true)
    endpoint.say('id: 7.0\nevent: progress\ndata: {"kind":"progress"}\n\n')
    await expect.poll(() => tabs.map(({ bells }) => bells.join())).toEqual(Array<string>(20).fill('progress'))
    expect([endpoint.seen.events, endpoint.streams()]).toEqual([1, 1])
    for (const tab of tabs) tab.close()
  })

  it('goes on for a whole day with twenty tabs, some of them closed, and never needs more than one stream', async () => {
    const endpoint = openEndpoint()
    const { newTab } = openBrowser()
    const tabs = Array.from({ length: 20 }, () => openTab(endpoint, newTab()))
    await settle()
    const heard = () => tabs.map(({ bells }) => bells.filter((kind) => kind === 'progress').length)
    let open = 0
    for (let hour = 0; hour < 24; hour += 1) {
      // The endpoint says something every 15 seconds; a proxy ends what lasts for longer than an hour.
      for (let turn = 0; turn < 240; turn += 1) {
        await endpoint.pass(15_000, 15_000)
        endpoint.say(': still here\n\n')
        expect(endpoint.streams()).toBeLessThanOrEqual(1)
      }
      endpoint.cut()
      await endpoint.pass(3_000)
      endpoint.say(`id: ${hour}\ndata: {"kind":"progress"}\n\n`)
      await settle()
      expect(heard().slice(open)).toEqual(tabs.slice(open).map(() => hour + 1))
      // The oldest tab is closed, which is the one that listens.
      if (hour < 19) tabs[open++]?.close()
      await endpoint.pass(1_000)
    }
    expect(tabs.at(-1)?.lives.at(-1)).toBe('live')
    expect(endpoint.seen.lastIds.at(-1)).toBe('22')
    for (const tab of tabs) tab.close()
  })

  it('is live at once in a tab that is opened later, and that tab goes on after the last event', async () => {
    const endpoint = openEndpoint()
    const browser = openBrowser()
    const first = openTab(endpoint, browser.newTab())
    await expect.poll(() => first.lives.at(-1)).toBe('live')
    endpoint.say('id: 7.0\nevent: progress\ndata: {"kind":"progress"}\n\n')
    await expect.poll(() => first.bells).toEqual(['progress'])
    const second = openTab(endpoint, browser.newTab())
    expect(second.lives).toEqual(['connecting', 'live'])
    first.close()
    await expect.poll(() => endpoint.seen.lastIds).toEqual([null, '7.0'])
    expect(second.bells).toEqual([])
    second.close()
  })

  it('goes on in another tab, after the last event, when the one that listens is closed', async () => {
    const endpoint = openEndpoint()
    const browser = openBrowser()
    const [first, second] = [openTab(endpoint, browser.newTab()), openTab(endpoint, browser.newTab())]
    await expect.poll(() => second.lives.at(-1)).toBe('live')
    endpoint.say('id: 7.0\nevent: progress\ndata: {"kind":"progress"}\n\n')
    await expect.poll(() => second.bells).toEqual(['progress'])
    first.close()
    await expect.poll(() => endpoint.seen.lastIds).toEqual([null, '7.0'])
    endpoint.say('id: 8.0\nevent: settings\ndata: {"kind":"settings"}\n\n')
    await expect.poll(() => second.bells).toEqual(['progress', 'settings'])
    expect(first.bells).toEqual(['progress'])
    second.close()
  })

  it('asks again for everything where another tab listened and there is no number to go on from', async () => {
    const endpoint = openEndpoint()
    const browser = openBrowser()
    const [first, second] = [openTab(endpoint, browser.newTab()), openTab(endpoint, browser.newTab())]
    await expect.poll(() => second.lives.at(-1)).toBe('live')
    first.close()
    await expect.poll(() => second.bells).toEqual(['reset'])
    second.close()
  })

  it('asks every 15 seconds where a proxy holds the stream back, and says so', async () => {
    const endpoint = openEndpoint()
    endpoint.state.holdsBack = true
    const tab = openTab(endpoint, openBrowser().newTab())
    await endpoint.pass(61_000)
    expect([tab.lives, tab.bells]).toEqual([['connecting', 'asking'], Array<string>(4).fill('reset')])
    // What is held back comes in the end.
    endpoint.say('retry: 2000\n\n')
    await expect.poll(() => tab.lives.at(-1)).toBe('live')
    // What happened since the last time it asked has no number to go on from.
    await expect.poll(() => tab.bells).toHaveLength(5)
    await endpoint.pass(16_000)
    expect([tab.bells.length, tab.bells.at(-1)]).toEqual([5, 'reset'])
    tab.close()
  })

  it('asks for everything once a stream is back that broke before any event, in every tab', async () => {
    const endpoint = openEndpoint()
    const { newTab } = openBrowser()
    const tabs = [openTab(endpoint, newTab()), openTab(endpoint, newTab())]
    await expect.poll(() => tabs.map(({ lives }) => lives.at(-1))).toEqual(['live', 'live'])
    expect(tabs.map(({ bells }) => bells)).toEqual([[], []])
    endpoint.cut()
    await endpoint.pass(2_000)
    expect(endpoint.seen.lastIds).toEqual([null, null])
    expect(tabs.map(({ bells }) => bells)).toEqual([['reset'], ['reset']])
    for (const tab of tabs) tab.close()
  })

  it('stays at asking where the stream is refused, and is away once no one answers at all', async () => {
    const endpoint = openEndpoint()
    endpoint.state.refuses = true
    const tab = openTab(endpoint, openBrowser().newTab())
    await endpoint.pass(5 * 60_000)
    expect(tab.lives).toEqual(['connecting', 'asking'])
    expect(endpoint.seen.events).toBeGreaterThan(5)
    endpoint.state.isAway = true
    await endpoint.pass(16_000)
    expect(tab.lives).toEqual(['connecting', 'asking', 'away'])
    tab.close()
  })

  it('stays at asking where only the connection of the stream is broken off', async () => {
    const endpoint = openEndpoint()
    const send = async (request: Request): Promise<Response> => {
      if (request.url.endsWith('/v1/events')) throw new TypeError('fetch failed')
      return endpoint.send(request)
    }
    const tab = openTab({ ...endpoint, send }, openBrowser().newTab())
    await endpoint.pass(5 * 60_000)
    expect(tab.lives).toEqual(['connecting', 'away', 'asking'])
    tab.close()
  })

  it('is not live for good where nothing comes any more', async () => {
    const endpoint = openEndpoint()
    const tab = openTab(endpoint, openBrowser().newTab())
    await expect.poll(() => tab.lives.at(-1)).toBe('live')
    endpoint.state.holdsBack = true
    await endpoint.pass(61_000)
    expect(tab.lives).toEqual(['connecting', 'live', 'asking'])
    expect(endpoint.seen.events).toBe(2)
    tab.close()
  })

  it('asks nothing in a tab that no one sees', async () => {
    const endpoint = openEndpoint()
    endpoint.state.holdsBack = true
    const isSeen = { now: false }
    const tab = openTab(endpoint, openBrowser().newTab(), isSeen)
    await endpoint.pass(61_000)
    expect([endpoint.seen.asked, tab.bells]).toEqual([0, []])
    isSeen.now = true
    await endpoint.pass(16_000)
    expect(tab.lives.at(-1)).toBe('asking')
    tab.close()
  })

  it('says that an endpoint is away, and does not say that it is asked', async () => {
    const endpoint = openEndpoint()
    endpoint.state.isAway = true
    const tab = openTab(endpoint, openBrowser().newTab())
    await endpoint.pass(31_000)
    expect([tab.lives, tab.bells]).toEqual([['connecting', 'away'], []])
    tab.close()
  })

  it('believes no message of another version', async () => {
    const endpoint = openEndpoint()
    endpoint.state.holdsBack = true
    const browser = openBrowser()
    const other = browser.newTab()
    const tab = openTab(endpoint, browser.newTab())
    for (const message of [null, 'live', { kind: 'dance' }, { kind: 'bell', bell: { kind: 'person' } }])
      other.tell(message)
    expect([tab.lives, tab.bells]).toEqual([['connecting'], []])
    other.tell({ kind: 'bell', bell: { kind: 'import' }, id: 9 })
    expect([tab.lives, tab.bells]).toEqual([['connecting', 'live'], ['import']])
    tab.close()
  })
})
