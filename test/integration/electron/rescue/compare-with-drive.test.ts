import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { BatchEnd, BatchPorts } from '../../../../electron/graph/graph-batch.ts'
import {
  compareWithDrive,
  type Arrival,
  type Expected,
} from '../../../../electron/rescue/verify-upload/compare-with-drive.ts'
import type { Session } from '../../../../electron/session/session.ts'
import type { PlanKnowledge } from '../../../../shared/move/plan.ts'
import { readDriveItem } from '../../../../electron/rescue/verify-upload/drive-item.ts'
import type { DriveFiles } from '../../../world/graph/drive-files.ts'
import { startGraph, type Graph } from '../../../world/graph/graph.ts'
import { quickXorHashOf } from '../../../world/graph/quick-xor-hash.ts'
import { amy } from '../../../world/people.ts'
import { signInToGraph } from '../../world/graph-session.ts'
import { startSignInService, type SignInService } from '../../world/sign-in-service.ts'
import { knowing } from './known-plan.ts'

let service: SignInService
let graph: Graph
let session: Pick<Session, 'ask'>
let drive: DriveFiles
beforeAll(async () => {
  service = await startSignInService()
})
afterAll(() => service.stop())
beforeEach(async () => {
  graph = await startGraph(service.certificates, service.identity)
  session = await signInToGraph(service, graph, amy.target)
  drive = graph.files(amy.target)
  return () => graph.stop()
})

const done = knowing('Success')

function expecting(target: string, content: string): Expected {
  return { target, size: Buffer.byteLength(content), quickXorHash: quickXorHashOf(Buffer.from(content)) }
}

async function compare(
  files: readonly Expected[],
  ports: Partial<BatchPorts> = {},
): Promise<{ end: BatchEnd; arrivals: Record<string, Arrival> }> {
  const { end, arrivals } = await compareWithDrive(files, {
    session,
    knowledge: () => done,
    signal: new AbortController().signal,
    ...ports,
  })
  return {
    end,
    arrivals: Object.fromEntries([...arrivals].map(([{ target }, arrival]) => [target, arrival])),
  }
}

function manyIn(folder: string, count: number): Expected[] {
  return Array.from({ length: count }, (_, place) => expecting(`${folder}/${place}.txt`, `content ${place}`))
}

describe('readDriveItem', () => {
  it('takes a package for neither file nor folder, whatever else is said of it', () => {
    const file = { hashes: { quickXorHash: 'AAAA' } }
    const told = { name: 'Work', size: 9, file, folder: { childCount: 2 }, package: { type: 'oneNote' } }
    expect(readDriveItem(told)).toEqual({ name: 'Work', package: 'notebook' })
    for (const type of ['OneNote', 'onenote'])
      expect(readDriveItem({ ...told, package: { type } })).toEqual({ name: 'Work', package: 'notebook' })
    for (const kind of [{ type: 'other' }, { type: null }, {}])
      expect(readDriveItem({ ...told, package: kind })).toEqual({ name: 'Work', package: 'unknown' })
    expect(readDriveItem({ ...told, package: null })).toMatchObject({ size: 9, file })
  })
})

describe('compareWithDrive', () => {
  it('tells what has arrived from what has not, and from what somebody has changed', async () => {
    drive.put('From Contoso/Plans/Draft.docx', 'as it was copied')
    drive.put('From Contoso/Plans/Longer.docx', 'as it was copied, and more')
    drive.put('From Contoso/Plans/Other.docx', 'as it was COPIED')
    const content = 'as it was copied'
    const { end, arrivals } = await compare([
      expecting('From Contoso/Plans/Draft.docx', content),
      expecting('From Contoso/Plans/Longer.docx', content),
      expecting('From Contoso/Plans/Other.docx', content),
      expecting('From Contoso/Nowhere.docx', content),
    ])
    expect(end).toEqual({ kind: 'all-answered' })
    expect(arrivals).toEqual({
      'From Contoso/Plans/Draft.docx': 'arrived',
      'From Contoso/Plans/Longer.docx': 'different',
      'From Contoso/Plans/Other.docx': 'different',
      'From Contoso/Nowhere.docx': 'absent',
    })
  })

  it('does not call a file without a hash in Graph arrived, unless it is empty', async () => {
    drive.put('A/full.txt', 'full', { withoutHash: true })
    drive.put('A/empty.txt', '', { withoutHash: true })
    const { arrivals } = await compare([expecting('A/full.txt', 'full'), expecting('A/empty.txt', '')])
    expect(arrivals).toEqual({ 'A/full.txt': 'unhashed', 'A/empty.txt': 'arrived' })
  })

  it('takes a folder of the same name for another thing', async () => {
    drive.put('A/thing/inside.txt', 'x')
    expect((await compare([expecting('A/thing', '')])).arrivals).toEqual({ 'A/thing': 'different' })
  })

  it('asks twenty questions at a time, and lists a folder that holds several', async () => {
    const scattered = Array.from({ length: 45 }, (_, place) => expecting(`F${place}/one.txt`, 'x'))
    const together = manyIn('Together', 450)
    for (const { target } of scattered) drive.put(target, 'x')
    for (const [place, { target }] of together.entries()) drive.put(target, `content ${place}`)
    const { arrivals } = await compare([...scattered, ...together])
    expect(new Set(Object.values(arrivals))).toEqual(new Set(['arrived']))
    // 45 files, and three pages of 200.
    expect(graph.record().batches.reduce((all, some) => all + some, 0)).toBe(48)
    expect(Math.max(...graph.record().batches)).toBe(20)
  })

  it('names what is absent from a folder only when the whole list is read', async () => {
    const together = manyIn('Together', 300)
    for (const [place, { target }] of together.entries())
      if (place !== 7) drive.put(target, `content ${place}`)
    const { arrivals } = await compare(together)
    expect(Object.entries(arrivals).filter(([, arrival]) => arrival !== 'arrived')).toEqual([
      ['Together/7.txt', 'absent'],
    ])
  })

  it('does not call a file absent whose entry in the list could not be read', async () => {
    const files = manyIn('A', 5)
    const whole = files.slice(0, 3).map(({ target, size, quickXorHash }) => ({
      name: target.slice(2),
      size,
      file: { hashes: { quickXorHash } },
    }))
    const unreadable = { name: '3.txt', size: 'nine', file: {} }
    const { end, arrivals } = await compare(files, { session: listing({ value: [...whole, unreadable] }) })
    expect(end).toEqual({ kind: 'refused', trouble: 'not-understood' })
    expect(Object.values(arrivals)).toEqual(['arrived', 'arrived', 'arrived', 'unasked', 'unasked'])
    const readable = { ...unreadable, size: 1 }
    const next = await compare(files, { session: listing({ value: [...whole, readable] }) })
    expect(next.end).toEqual({ kind: 'all-answered' })
    expect(Object.values(next.arrivals)).toEqual(['arrived', 'arrived', 'arrived', 'different', 'absent'])
  })

  it('does not call a file absent whose list goes on at an address that it does not know', async () => {
    const body = { value: [], '@odata.nextLink': 'https://elsewhere.example/next' }
    const { end, arrivals } = await compare(manyIn('A', 4), { session: listing(body) })
    expect(end).toEqual({ kind: 'refused', trouble: 'not-understood' })
    expect(new Set(Object.values(arrivals))).toEqual(new Set(['unasked']))
  })

  it('asks again, and not too early, for what a batch that succeeded could not answer', async () => {
    for (const [place, { target }] of manyIn('A', 3).entries()) drive.put(target, `content ${place}`)
    graph.throttle({ of: 'answers', times: 2, retryAfterSeconds: 1 })
    const waits: number[] = []
    const { end, arrivals } = await compare(manyIn('A', 3), { onWait: (wait) => waits.push(wait) })
    expect(end).toEqual({ kind: 'all-answered' })
    expect(Object.values(arrivals)).toEqual(['arrived', 'arrived', 'arrived'])
    expect(graph.record().batches).toEqual([3, 2])
    expect(graph.record().impatient).toBe(0)
    expect(waits[0]).toBeGreaterThanOrEqual(1000)
  })

  it('waits as long as Graph says where the whole request was too much', async () => {
    drive.put('A/0.txt', 'content 0')
    graph.throttle({ of: 'requests', times: 1, retryAfterSeconds: 1 })
    expect((await compare(manyIn('A', 1))).arrivals).toEqual({ 'A/0.txt': 'arrived' })
    expect(graph.record().impatient).toBe(0)
  })

  it('gives up for now where Graph goes on asking for patience, and says that no one knows', async () => {
    graph.throttle({ of: 'answers', times: 1_000, retryAfterSeconds: 30 })
    const pauses: number[] = []
    const pause = async (wait: number): Promise<void> => void pauses.push(wait)
    const { end, arrivals } = await compare(manyIn('A', 1), { pause })
    expect(end).toEqual({ kind: 'throttled' })
    expect(arrivals).toEqual({ 'A/0.txt': 'unasked' })
    expect(pauses.every((wait) => wait >= 30_000)).toBe(true)
    expect(new Set(pauses).size).toBe(pauses.length)
  })

  it('ends at once when it is stopped while it waits', async () => {
    graph.throttle({ of: 'requests', times: 1, retryAfterSeconds: 3_000 })
    const ending = new AbortController()
    const { end } = await compare(manyIn('A', 1), { signal: ending.signal, onWait: () => ending.abort() })
    expect(end).toEqual({ kind: 'stopped' })
  })

  it('asks nothing before the move is done, nor any more when that is taken back', async () => {
    const running = knowing('InProgress')
    expect((await compare(manyIn('A', 1), { knowledge: () => running })).end).toEqual({ kind: 'gate-shut' })
    expect(graph.record().calls).toEqual([])

    let asked = 0
    const knowledge = (): PlanKnowledge => (asked++ === 0 ? done : running)
    const scattered = Array.from({ length: 21 }, (_, place) => expecting(`F${place}/one.txt`, 'x'))
    const { end, arrivals } = await compare(scattered, { knowledge })
    expect(end).toEqual({ kind: 'gate-shut' })
    expect(graph.record().batches).toEqual([20])
    expect(Object.values(arrivals).filter((arrival) => arrival === 'unasked')).toHaveLength(1)
  })

  it('says what stood in the way of the question', async () => {
    const away: Pick<Session, 'ask'> = { ask: async () => ({ kind: 'unreachable', code: 'ENOTFOUND' }) }
    const { end, arrivals } = await compare(manyIn('A', 1), { session: away })
    expect(end).toEqual({ kind: 'unreachable', reason: 'ENOTFOUND' })
    expect(arrivals).toEqual({ 'A/0.txt': 'unasked' })
  })

  it('finds every name again that OneDrive takes', async () => {
    const part = fc.oneof(
      fc.constantFrom(
        "O'Brien & Söhne",
        '50 % + 1',
        '#5 [draft] {x}',
        'a;b=c,d',
        '(1)!',
        'تقرير',
        '😀',
        'é',
        '%41',
        '+',
      ),
      fc.string({ minLength: 1, maxLength: 8, unit: 'grapheme' }).filter((name) => isPossible(name)),
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { minLength: 1, maxLength: 4 }),
        fc.string(),
        async (names, content) => {
          const target = ['Names', ...names].join('/')
          drive.put(target, content)
          expect((await compare([expecting(target, content)])).arrivals).toEqual({ [target]: 'arrived' })
          drive.remove(target)
        },
      ),
      { numRuns: 60 },
    )
  })
})

/** A name that can be in a OneDrive. */
function isPossible(name: string): boolean {
  return !/["*:<>?/\\|]|^[\s.]|[\s.]$|\p{Cc}|\p{Cs}/u.test(name)
}

/** A Graph that answers the one question of a batch with this list. */
function listing(body: unknown): Pick<Session, 'ask'> {
  return {
    ask: async () => ({
      kind: 'answered',
      response: Response.json({ responses: [{ id: '0', status: 200, body }] }),
    }),
  }
}
