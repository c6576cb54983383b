import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import {
  listen,
  silentMilliseconds,
  parseChangeEvent,
  type ChangeEvent,
  type StreamNews,
} from '../../../../admin/console/api/live.ts'
import { limitChanges } from '../../../../admin/console/api/limit-changes.ts'

const stream = (text: string): Response =>
  new Response(text, { headers: { 'content-type': 'text/event-stream' } })

async function listenTo(answers: (() => Promise<Response>)[]) {
  const stop = new AbortController()
  const bells: ChangeEvent[] = []
  const lives: StreamNews[] = []
  const pauses: number[] = []
  const lastIds: (string | null)[] = []
  const left = [...answers]
  await listen(
    {
      address: 'https://localhost/v1/events',
      send: (request) => {
        lastIds.push(request.headers.get('last-event-id'))
        const next = left.shift()
        if (next === undefined) throw new Error('nobody there')
        return next()
      },
      onChange: (bell) => bells.push(bell),
      onNews: (news) => lives.push(news),
      wait: async (milliseconds) => {
        // Here nothing is silent for long.
        if (milliseconds === silentMilliseconds) return new Promise(() => {})
        pauses.push(milliseconds)
        if (left.length === 0) stop.abort()
      },
    },
    stop.signal,
  )
  return { bells, lives, pauses, lastIds }
}

describe('listen', () => {
  it('rings for each event, and after a break goes on after the last one', async () => {
    const { bells, lives, lastIds } = await listenTo([
      async () => stream('id: 7\nevent: progress\ndata: {"kind":"progress","people":3,"personIds":[]}\n\n'),
      async () => stream('id: 9\ndata: {"kind":"settings"}\n\n'),
    ])
    expect(bells).toEqual([{ kind: 'progress' }, { kind: 'settings' }])
    expect(lastIds).toEqual([null, '7'])
    expect(lives).toEqual(['connecting', 'live', 'away', 'connecting', 'live', 'away'])
  })

  it('waits longer and longer for an endpoint that does not answer, and not at all once it has', async () => {
    const gone = () => Promise.reject(new TypeError('fetch failed'))
    const { pauses } = await listenTo([gone, gone, async () => stream(''), gone])
    expect(pauses).toEqual([1000, 2000, 1000, 2000])
  })

  it.each([
    ['a refusal', () => new Response('', { status: 503 })],
    ['a page', () => new Response('<html>Sign in</html>')],
  ])('does not take %s for a stream, nor for an endpoint that is away', async (_sentence, answer) => {
    const { lives } = await listenTo([async () => answer()])
    expect(lives).toEqual(['connecting', 'refused'])
  })

  it('asks for everything where a broken stream had no event to go on from, and not where it had one', async () => {
    const { bells, lastIds } = await listenTo([
      async () => stream('retry: 2000\n\n'),
      async () => stream('retry: 2000\n\n'),
      async () => stream('id: 9\ndata: {"kind":"settings"}\n\n'),
      async () => stream('retry: 2000\n\n'),
    ])
    expect(lastIds).toEqual([null, null, null, '9'])
    expect(bells.map(({ kind }) => kind)).toEqual(['reset', 'reset', 'settings'])
  })

  it('gives up a stream on which nothing comes for 40 seconds, and goes on after its last event', async () => {
    const stop = new AbortController()
    const requests: Request[] = []
    const silences: (() => void)[] = []
    let say = (_text: string): void => {}
    void listen(
      {
        address: 'https://localhost/v1/events',
        send: async (request) => {
          requests.push(request)
          const body = new ReadableStream<Uint8Array>({
            start(controller) {
              say = (text) => controller.enqueue(new TextEncoder().encode(text))
              request.signal.addEventListener('abort', () => controller.error(request.signal.reason))
            },
          })
          return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
        },
        onChange: () => {},
        onNews: () => {},
        wait: (milliseconds, signal) =>
          new Promise((resolve) => {
            if (milliseconds !== 40_000) return resolve()
            silences.push(() => signal.aborted || resolve())
          }),
      },
      stop.signal,
    )
    await expect.poll(() => requests).toHaveLength(1)
    say('id: 7\ndata: {"kind":"settings"}\n\n')
    await expect.poll(() => silences).toHaveLength(2)
    // The 40 seconds from before the event count no more.
    silences[0]?.()
    await new Promise((resolve) => setImmediate(resolve))
    expect([requests.length, requests[0]?.signal.aborted]).toEqual([1, false])
    silences[1]?.()
    await expect.poll(() => requests.map(({ headers }) => headers.get('last-event-id'))).toEqual([null, '7'])
    stop.abort()
  })
})

describe('parseChangeEvent', () => {
  it('knows the events of the endpoint', () => {
    expect(parseChangeEvent('{"kind":"person","personId":"a"}')).toEqual({ kind: 'person', personId: 'a' })
    expect(parseChangeEvent('{"kind":"import","importId":"a"}')).toEqual({ kind: 'import' })
  })

  it('keeps silent for whatever it does not know', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (data) => {
        expect(parseChangeEvent(data)).toBeNull()
      }),
    )
    expect(parseChangeEvent('{"kind":"person"}')).toBeNull()
  })
})

describe('limitChanges', () => {
  it('lets the first bell through at once, and what rings after it once, at the end of two seconds', () => {
    vi.useFakeTimers()
    try {
      const heard: string[] = []
      const ring = limitChanges((bell) => heard.push(bell.kind), new AbortController().signal)
      for (let times = 0; times < 500; times += 1) ring({ kind: 'progress' })
      ring({ kind: 'settings' })
      expect(heard).toEqual(['progress'])
      vi.advanceTimersByTime(2000)
      expect(heard).toEqual(['progress', 'progress', 'settings'])
      vi.advanceTimersByTime(10_000)
      ring({ kind: 'import' })
      expect(heard).toEqual(['progress', 'progress', 'settings', 'import'])
    } finally {
      vi.useRealTimers()
    }
  })
})
