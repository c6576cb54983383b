import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { listen, toBell, type Bell, type Liveness } from '../../../../admin/console/api/live.ts'
import { spareBells } from '../../../../admin/console/api/spare-bells.ts'

const stream = (text: string): Response =>
  new Response(text, { headers: { 'content-type': 'text/event-stream' } })

async function listenTo(answers: (() => Promise<Response>)[]) {
  const stop = new AbortController()
  const bells: Bell[] = []
  const lives: Liveness[] = []
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
      onBell: (bell) => bells.push(bell),
      onLiveness: (liveness) => lives.push(liveness),
      wait: async (milliseconds) => {
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

  it('does not take a refusal for a stream', async () => {
    const { lives } = await listenTo([async () => new Response('', { status: 503 })])
    expect(lives).toEqual(['connecting', 'away'])
  })
})

describe('toBell', () => {
  it('knows the events of the endpoint', () => {
    expect(toBell('{"kind":"person","personId":"a"}')).toEqual({ kind: 'person', personId: 'a' })
    expect(toBell('{"kind":"import","importId":"a"}')).toEqual({ kind: 'import' })
  })

  it('keeps silent for whatever it does not know', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (data) => {
        expect(toBell(data)).toBeNull()
      }),
    )
    expect(toBell('{"kind":"person"}')).toBeNull()
  })
})

describe('spareBells', () => {
  it('lets the first bell through at once, and what rings after it once, at the end of two seconds', () => {
    vi.useFakeTimers()
    try {
      const heard: string[] = []
      const ring = spareBells((bell) => heard.push(bell.kind), new AbortController().signal)
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
