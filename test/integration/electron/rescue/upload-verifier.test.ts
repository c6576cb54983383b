import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../../eventually.ts'
import { createUploadVerifier } from '../../../../electron/rescue/verify-upload/upload-verifier.ts'
import type { Session } from '../../../../electron/session/session.ts'
import type { ProofState } from '../../../../shared/files/proof.ts'
import type {
  CopyContent,
  UploadVerifier,
  Rescued,
  RescuedFile,
} from '../../../../electron/rescue/verify-upload/verification.ts'
import type { MoveState } from '../../../../shared/move/plan.ts'
import type { DriveFiles } from '../../../world/graph/drive-files.ts'
import { startGraph, type Graph } from '../../../world/graph/graph.ts'
import { quickXorHashOf } from '../../../world/graph/quick-xor-hash.ts'
import { amy } from '../../../world/people.ts'
import { graphRefusals } from '../../../world/graph/refusals.ts'
import { signInToGraph } from '../../world/graph-session.ts'
import { startSignInService, type SignInService } from '../../world/sign-in-service.ts'
import { createQuietLog } from '../../../unit/electron/quiet-log.ts'
import { knowing } from './known-plan.ts'

let service: SignInService
let graph: Graph
let session: Pick<Session, 'ask'>
let drive: DriveFiles
let states: ProofState[]
let proof: UploadVerifier
let moveState: MoveState
let isTheirs: boolean
beforeAll(async () => {
  service = await startSignInService()
})
afterAll(() => service.stop())
beforeEach(async () => {
  graph = await startGraph(service.certificates, service.identity)
  session = await signInToGraph(service, graph, amy.target)
  drive = graph.files(amy.target)
  states = []
  moveState = 'Success'
  isTheirs = true
  proof = verifier(() => 600_000)
  return async () => {
    proof.stop()
    await graph.stop()
  }
})

function verifier(pauseAfter: (fruitless: number) => number, isAllowed = true): UploadVerifier {
  return createUploadVerifier({
    session,
    knowledge: () => knowing(moveState),
    isAllowed,
    isTheirs: () => isTheirs,
    show: (state) => states.push(state),
    log: createQuietLog(),
    now: () => new Date(),
    pauseAfter,
  })
}

/** Copies on a computer, as the engine knows of them. */
function copiesOf(contents: Readonly<Record<string, string>>): Rescued & {
  readonly left: Map<string, RescuedFile>
  readonly proven: string[]
  readonly givenBack: string[]
  readonly deleted: Set<string>
  /** What documents are that the cloud has another version of, by the original's path or by where the copy lies. */
  readonly documents: Map<string, CopyContent>
} {
  const left = new Map(
    Object.entries(contents).map(([name, content]) => {
      const path = `C:\\Users\\amy\\OneDrive - Contoso\\${name}`
      const bytes = Buffer.from(content)
      const target = `From Contoso/${name}`
      const quickXorHash = quickXorHashOf(bytes)
      return [path, { path, target, size: bytes.length, quickXorHash, copiedAt: '2026-11-20T09:14:03Z' }]
    }),
  )
  const proven: string[] = []
  const givenBack: string[] = []
  const deleted = new Set<string>()
  const documents = new Map<string, CopyContent>()
  const settle = (paths: readonly string[], list: string[]): void => {
    for (const path of paths) if (left.delete(path)) list.push(path.split('\\').at(-1) ?? path)
  }
  return {
    left,
    proven,
    givenBack,
    deleted,
    renamed: async (copies) => {
      for (const { path, target } of copies) {
        const file = left.get(path)
        if (file !== undefined) left.set(path, { ...file, target })
      }
    },
    documents,
    unproven: async function* () {
      if (left.size > 0) yield [...left.values()]
    },
    compareCopies: async (copies) =>
      new Map(
        copies.map(({ path, target }) => [path, documents.get(target) ?? documents.get(path) ?? 'untold']),
      ),
    prove: async (paths) => settle(paths, proven),
    isThere: async ({ target }) => !deleted.has(target),
    giveBack: async (paths) => settle(paths, givenBack),
  }
}

describe('createUploadVerifier', () => {
  it('proves what has arrived, and says honestly what it waits for', async () => {
    const copies = copiesOf({ 'a.txt': 'a', 'b.txt': 'b' })
    drive.put('From Contoso/a.txt', 'a')
    await proof.poll(copies, true)
    expect(copies.proven).toEqual(['a.txt'])
    expect(states.at(-1)).toMatchObject({
      kind: 'waiting',
      look: { arrived: 1, open: { waiting: 1, different: 0, unhashed: 0 }, missing: 0, named: [] },
    })

    drive.put('From Contoso/b.txt', 'b')
    await proof.poll(copies, true)
    expect(copies.proven).toEqual(['a.txt', 'b.txt'])
    expect(states.at(-1)).toMatchObject({ kind: 'proven' })
  })

  it.each([
    ['is not visible any more', graphRefusals.mysiteNotFound, 'everything', 'not-visible'],
    ['says so in single answers', graphRefusals.mysiteNotFound, 'parts', 'not-visible'],
    ['refuses single answers', graphRefusals.forbidden, 'parts', 'refused'],
    ['takes no request from this network', graphRefusals.otherNetwork, 'parts', 'network-refused'],
  ] as const)('gives no copy back where the drive %s', async (_sentence, refusal, where, obstacle) => {
    const copies = copiesOf({ 'a.txt': 'a' })
    // Gone from this computer as well: two looks that say "absent" would have it copied again.
    copies.deleted.add('From Contoso/a.txt')
    graph.refuse(refusal, where)
    await proof.poll(copies, true)
    await proof.poll(copies, true)
    expect(copies.givenBack).toEqual([])
    expect(states.at(-1)).toMatchObject({ kind: 'unable', obstacle })
    graph.refuse(null)
    await proof.poll(copies, true)
    await proof.poll(copies, true)
    expect(copies.givenBack).toEqual(['a.txt'])
  })

  it.each(['everything', 'parts'] as const)(
    'waits by itself for a drive that is not visible for a while, and proves all then: %s',
    async (where) => {
      proof.stop()
      proof = verifier((fruitless) => {
        if (fruitless === 2) graph.refuse(null)
        return 1
      })
      const copies = copiesOf({ 'a.txt': 'a' })
      drive.put('From Contoso/a.txt', 'a')
      graph.refuse(graphRefusals.mysiteNotFound, where)
      await proof.poll(copies, false)
      await eventually(() => expect(states.at(-1)?.kind).toBe('proven'))
      const told = states.flatMap((state) => (state.kind === 'unable' ? [state.obstacle, state.nextAt] : []))
      expect(told).toEqual(['not-visible', expect.any(String), 'not-visible', expect.any(String)])
      expect([copies.proven, copies.givenBack]).toEqual([['a.txt'], []])
    },
  )

  it('proves nothing where nothing shows that the drive is that of the person whose files they are', async () => {
    const copies = copiesOf({ 'a.txt': 'a' })
    drive.put('From Contoso/a.txt', 'a')
    isTheirs = false
    await proof.poll(copies, true)
    expect(copies.proven).toEqual([])
    expect(copies.givenBack).toEqual([])
    expect(graph.record().batches).toEqual([])
    expect(states.at(-1)).toMatchObject({ kind: 'unable', obstacle: 'not-yours' })
    isTheirs = true
    await proof.poll(copies, true)
    expect(copies.proven).toEqual(['a.txt'])
  })

  it('looks again by itself, with growing pauses, until everything is there', async () => {
    const pauses: number[] = []
    proof.stop()
    proof = verifier((fruitless) => {
      pauses.push(fruitless)
      if (fruitless === 3) drive.put('From Contoso/a.txt', 'a')
      return 1
    })
    const copies = copiesOf({ 'a.txt': 'a' })
    await proof.poll(copies, false)
    await eventually(() => expect(states.at(-1)?.kind).toBe('proven'))
    expect(pauses).toEqual([1, 2, 3])
  })

  it('does not ask Graph each time that the computer is looked at', async () => {
    const copies = copiesOf({ 'a.txt': 'a' })
    await proof.poll(copies, false)
    await proof.poll(copies, false)
    // Whether the drive answers at all, and then the file.
    expect(graph.record().batches).toHaveLength(2)
    await proof.poll(copies, true)
    expect(graph.record().batches).toHaveLength(4)
  })

  it('asks once more for a request that came while it was asking', async () => {
    const copies = copiesOf({ 'a.txt': 'a' })
    const first = proof.poll(copies, true)
    drive.put('From Contoso/a.txt', 'a')
    await Promise.all([first, proof.poll(copies, true)])
    expect(states.at(-1)?.kind).toBe('proven')
  })

  it('proves a copy under the name that the client gave it in a conflict, and each of several once', async () => {
    const copies = copiesOf({ 'a.txt': 'mine', 'b.txt': 'mine too', 'c.txt': 'elsewhere' })
    for (const name of ['a', 'b', 'c']) drive.put(`From Contoso/${name}.txt`, 'of another computer')
    drive.put('From Contoso/a-DESKTOP-7AB.txt', 'mine')
    drive.put('From Contoso/b-DESKTOP-7AB.txt', 'changed since')
    drive.put('From Contoso/cc-DESKTOP-7AB.txt', 'elsewhere')
    await proof.poll(copies, true)
    expect(copies.proven).toEqual(['a.txt'])
    expect([...copies.left.values()].map(({ target }) => target)).toEqual([
      'From Contoso/b.txt',
      'From Contoso/c.txt',
    ])
  })

  it('names a copy that somebody has changed in the cloud, and does not prove it', async () => {
    const copies = copiesOf({ 'a.txt': 'a' })
    drive.put('From Contoso/a.txt', 'A')
    await proof.poll(copies, true)
    expect(copies.proven).toEqual([])
    expect(states.at(-1)).toMatchObject({
      kind: 'waiting',
      look: { open: { different: 1 }, named: [{ target: 'From Contoso/a.txt', arrival: 'different' }] },
    })
  })

  it('gives a copy back that is neither here nor there, but not after one look', async () => {
    const copies = copiesOf({ 'a.txt': 'a', 'b.txt': 'b' })
    copies.deleted.add('From Contoso/a.txt')
    await proof.poll(copies, true)
    expect(copies.givenBack).toEqual([])
    expect(states.at(-1)).toMatchObject({ look: { missing: 1, named: [{ arrival: 'missing' }] } })
    await proof.poll(copies, true)
    expect(copies.givenBack).toEqual(['a.txt'])
  })

  it('takes nothing for lost because a disk was away for a moment', async () => {
    const copies = copiesOf({ 'a.txt': 'a' })
    copies.deleted.add('From Contoso/a.txt')
    await proof.poll(copies, true)
    copies.deleted.clear()
    await proof.poll(copies, true)
    copies.deleted.add('From Contoso/a.txt')
    await proof.poll(copies, true)
    expect(copies.givenBack).toEqual([])
  })

  it('proves a document with the additions of Microsoft, and tells it apart', async () => {
    const copies = copiesOf({ 'a.docx': 'a', 'b.txt': 'b' })
    copies.documents.set('C:\\Users\\amy\\OneDrive - Contoso\\a.docx', 'content')
    drive.put('From Contoso/a.docx', 'a with more')
    await proof.poll(copies, true)
    expect(copies.proven).toEqual(['a.docx'])
    expect(states.at(-1)).toMatchObject({
      look: { arrived: 1, withAdditions: 1, open: { waiting: 1, different: 0 } },
    })
  })

  it('proves a document under the name of a conflict, by its content, and calls none changed that is not back yet', async () => {
    const copies = copiesOf({ 'a.docx': 'a', 'b.docx': 'b', 'c.docx': 'c', 'd.docx': 'd' })
    const young = copies.left.get('C:\\Users\\amy\\OneDrive - Contoso\\b.docx')
    if (young !== undefined) copies.left.set(young.path, { ...young, copiedAt: new Date().toISOString() })
    for (const [name, content] of [
      ['a', 'content'],
      ['b', 'enriching'],
      ['c', 'different'],
      // Somebody's own file of such a name, which is in the cloud only, would be waited for without end.
      ['d', 'enriching'],
    ] as const) {
      drive.put(`From Contoso/${name}.docx`, 'of another computer')
      drive.put(`From Contoso/${name}-DESKTOP-7AB.docx`, `${name} with more`)
      copies.documents.set(`C:\\Users\\amy\\OneDrive - Contoso\\${name}.docx`, 'different')
      copies.documents.set(`From Contoso/${name}-DESKTOP-7AB.docx`, content)
    }
    await proof.poll(copies, true)
    expect(copies.proven).toEqual(['a.docx'])
    expect(states.at(-1)).toMatchObject({
      look: {
        arrived: 1,
        withAdditions: 1,
        open: { enriching: 1, different: 2 },
        named: [
          { target: 'From Contoso/c.docx', arrival: 'different' },
          { target: 'From Contoso/d.docx', arrival: 'different' },
        ],
      },
    })
  })

  it('waits for a document that is not back yet, calls it slow after an hour, and never changed', async () => {
    const copies = copiesOf({ 'a.docx': 'a', 'b.docx': 'b' })
    for (const name of ['a', 'b'])
      copies.documents.set(`C:\\Users\\amy\\OneDrive - Contoso\\${name}.docx`, 'enriching')
    for (const name of ['a', 'b']) drive.put(`From Contoso/${name}.docx`, 'with more')
    const young = copies.left.get('C:\\Users\\amy\\OneDrive - Contoso\\b.docx')
    if (young !== undefined) copies.left.set(young.path, { ...young, copiedAt: new Date().toISOString() })
    await proof.poll(copies, true)
    expect(copies.proven).toEqual([])
    expect(states.at(-1)).toMatchObject({
      kind: 'waiting',
      look: { open: { enriching: 2, different: 0 }, slow: 1, named: [] },
    })
  })

  it('gives a copy back that is no whole document at two looks, and no locked one', async () => {
    const copies = copiesOf({ 'a.docx': 'a', 'b.docx': 'b' })
    copies.documents.set('C:\\Users\\amy\\OneDrive - Contoso\\a.docx', 'harmed')
    copies.documents.set('C:\\Users\\amy\\OneDrive - Contoso\\b.docx', 'protected')
    for (const name of ['a', 'b']) drive.put(`From Contoso/${name}.docx`, 'with more')
    await proof.poll(copies, true)
    expect(copies.givenBack).toEqual([])
    expect(states.at(-1)).toMatchObject({
      look: { open: { protected: 1, untold: 1 }, named: [{ arrival: 'untold' }] },
    })
    await proof.poll(copies, true)
    expect(copies.givenBack).toEqual(['a.docx'])
  })

  it('asks nothing before the move is done', async () => {
    moveState = 'InProgress'
    const copies = copiesOf({ 'a.txt': 'a' })
    await proof.poll(copies, true)
    expect(graph.record().calls).toEqual([])
    expect(states.at(-1)).toMatchObject({ kind: 'unable', obstacle: 'gate-shut' })
  })

  it('asks nothing where the organisation does not want Graph to be asked, and says so', async () => {
    proof = verifier(() => 600_000, false)
    await proof.poll(copiesOf({ 'a.txt': 'a' }), true)
    expect(graph.record().calls).toEqual([])
    expect(states).toEqual([{ kind: 'unable', obstacle: 'turned-off', last: null, nextAt: null }])
  })

  it('keeps what is proven where the network fails in the middle', async () => {
    const copies = copiesOf({ 'a.txt': 'a' })
    const ask = session.ask
    session = { ask: async () => ({ kind: 'unreachable', code: 'ERR_NETWORK_CHANGED' }) }
    proof = verifier(() => 600_000)
    await proof.poll(copies, true)
    expect(states.at(-1)).toMatchObject({ kind: 'unable', obstacle: 'unreachable' })
    expect(copies.left.size).toBe(1)
    session = { ask }
  })

  it('says nothing where nothing was copied', async () => {
    await proof.poll(copiesOf({}), true)
    expect(states).toEqual([])
    expect(graph.record().calls).toEqual([])
  })

  it('asks nothing any more once it was stopped', async () => {
    proof.stop()
    await proof.poll(copiesOf({ 'a.txt': 'a' }), true)
    expect(graph.record().calls).toEqual([])
  })
})
