import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../../eventually.ts'
import {
  createCloudComparer,
  type CloudComparerPorts,
} from '../../../../electron/rescue/verify-upload/cloud-comparer.ts'
import type { RescueMachine } from '../../../../electron/rescue/worker/rescue-protocol.ts'
import type { Session } from '../../../../electron/session/session.ts'
import type { ComparisonState } from '../../../../shared/files/comparison.ts'
import type { MoveState } from '../../../../shared/move/plan.ts'
import type { CloudComparer, Lost } from '../../../../electron/rescue/verify-upload/verification.ts'
import type { DriveFiles } from '../../../world/graph/drive-files.ts'
import { startGraph, type Graph } from '../../../world/graph/graph.ts'
import { amy } from '../../../world/people.ts'
import { graphRefusals } from '../../../world/graph/refusals.ts'
import { signInToGraph } from '../../world/graph-session.ts'
import { startSignInService, type SignInService } from '../../world/sign-in-service.ts'
import { createQuietLog } from '../../../unit/electron/quiet-log.ts'
import { allRows, RescueStand } from './rescue-stand.ts'
import { knowing } from './known-plan.ts'

let service: SignInService
let graph: Graph
let session: Pick<Session, 'ask'>
let drive: DriveFiles
let stand: RescueStand
let rescueMachine: RescueMachine
let states: ComparisonState[]
let comparer: CloudComparer
let moveState: MoveState
let list: string
beforeAll(async () => {
  service = await startSignInService()
})
afterAll(() => service.stop())
beforeEach(async () => {
  graph = await startGraph(service.certificates, service.identity)
  session = await signInToGraph(service, graph, amy.target)
  drive = graph.files(amy.target)
  stand = await RescueStand.make()
  states = []
  moveState = 'Success'
  list = 'first'
  comparer = create()
  return async () => {
    comparer.stop()
    await graph.stop()
    await stand.remove()
  }
})

function create(change: Partial<CloudComparerPorts> = {}): CloudComparer {
  return createCloudComparer({
    session,
    knowledge: () => knowing(moveState),
    isAllowed: true,
    isTheirs: () => true,
    show: (state) => states.push(state),
    log: createQuietLog(),
    now: () => new Date(),
    pauseAfter: () => 600_000,
    ...change,
  })
}

/** Old files on a real disk. Whether they were uploaded is unknown. */
async function leave(
  contents: Readonly<Record<string, string>>,
  oldHosts: readonly string[] = [],
): Promise<Lost> {
  for (const [name, content] of Object.entries(contents)) await stand.put(name, content)
  await stand.list(() => 'untold')
  rescueMachine = stand.start()
  await rescueMachine.open({ ...stand.places, oldHosts })
  await rescueMachine.list(allRows)
  return {
    list: () => list,
    files: async function* () {
      for (let again = true; ; again = false) {
        const page = await rescueMachine.lost(again)
        if (page === null) return
        yield page
      }
    },
    compare: (told) => rescueMachine.compare(told),
    end: () => rescueMachine.endComparison(),
  }
}

function became(): Record<string, string> {
  const rows = stand.state.rows?.rows ?? []
  return Object.fromEntries(
    rows.map(({ name, status, reason }) => [name, status === 'left' ? reason : status]),
  )
}

describe('notebooks of the new OneDrive', () => {
  const hosts = ['contoso-my.sharepoint.com']
  const link =
    '[InternetShortcut]\r\nURL=onenote:https://contoso-my.sharepoint.com/personal/amy/Documents/Work\r\n'
  const told = (name: string): boolean | undefined =>
    stand.state.rows?.rows.find((row) => row.name === name)?.hasNotebook

  it('tell of a link whether its notebook is there, and nothing else of that name does', async () => {
    const links = ['Work.url', 'Team/Plans.url', 'Team/Home.url', 'Team/Gone.url', 'Team/Paper.URL']
    const lost = await leave(Object.fromEntries(links.map((name) => [name, link])), hosts)
    expect(stand.state.totals?.unseenNotebooks).toBe(5)
    drive.putNotebook('work')
    drive.putNotebook('Team/Plans', [])
    drive.put('Team/Home/a folder.txt', 'a folder')
    drive.put('Team/Paper', 'a file')
    await comparer.poll(lost, false)
    expect([told('Work.url'), told('Plans.url')]).toEqual([true, true])
    expect([told('Home.url'), told('Gone.url'), told('Paper.URL')]).toEqual([false, false, false])
    expect(stand.state.totals?.unseenNotebooks).toBeUndefined()
    const counts = { notebookLinks: { files: 5 }, notebooks: { found: 2, missing: 3 } }
    expect(await rescueMachine.outcomes()).toMatchObject(counts)
    // It is known after a restart too.
    const again = stand.start()
    await again.open({ ...stand.places, oldHosts: hosts })
    expect(await again.outcomes()).toMatchObject(counts)
  })

  it('are known in any letter case, and a package of a kind no one knows tells nothing', async () => {
    const names = ['Work.url', 'Other.url', 'Silent.url']
    const lost = await leave(Object.fromEntries(names.map((name) => [name, link])), hosts)
    drive.putNotebook('Work', [], 'OneNote')
    drive.putNotebook('Other', [], 'folio')
    drive.putNotebook('Silent', [], null)
    await comparer.poll(lost, false)
    expect(names.map(told)).toEqual([true, undefined, undefined])
    expect(stand.state.totals?.unseenNotebooks).toBe(2)
    expect(await rescueMachine.outcomes()).toMatchObject({ notebooks: { found: 1, missing: 0 } })
  })

  it('are not told of where Graph does not answer', async () => {
    const lost = await leave({ 'Work.url': link }, hosts)
    drive.putNotebook('Work')
    graph.refuse(graphRefusals.mysiteNotFound)
    await comparer.poll(lost, false)
    expect(told('Work.url')).toBeUndefined()
    expect(stand.state.totals?.unseenNotebooks).toBe(1)
  })

  it('are asked for beside files of the same name, and are none of them', async () => {
    const lost = await leave({ 'Work.url': link, Work: 'a file without an ending', 'Other.txt': 'x' }, hosts)
    for (const name of ['one.txt', 'two.txt']) drive.put(name, name)
    drive.putNotebook('Work')
    await comparer.poll(lost, false)
    expect(became()).toEqual({ 'Work.url': 'notebook-link', Work: 'different', 'Other.txt': 'absent' })
    expect(told('Work.url')).toBe(true)
  })

  it('do not swallow a file when four or more of a folder are listed at once', async () => {
    const files = { 'Work.url': link, Work: 'mine', 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c' }
    const lost = await leave(files, hosts)
    drive.putNotebook('Work')
    for (const name of ['a.txt', 'b.txt', 'c.txt']) drive.put(name, name[0] ?? '')
    await comparer.poll(lost, false)
    expect(became()).toMatchObject({ Work: 'different', 'a.txt': 'present' })
    expect(told('Work.url')).toBe(true)
  })
})

describe('createCloudComparer', () => {
  it('finds what has an equal, what somebody has changed, and what is missing', async () => {
    const lost = await leave({
      'Plans/50 % & more.txt': 'same',
      'Plans/Ärger.txt': 'mine',
      'Plans/missing.txt': 'only here',
      'Plans/👩‍💻.txt': 'same',
      'top.txt': 'same',
      'late.txt': 'has no hash yet',
    })
    drive.put('Plans/50 % & more.txt', 'same')
    drive.put('plans/ärger.TXT', 'THEIRS')
    drive.put('Plans/👩‍💻.txt', 'same')
    drive.put('top.txt', 'same')
    drive.put('late.txt', 'has no hash yet', { withoutHash: true })
    await comparer.poll(lost, false)
    expect(became()).toEqual({
      '50 % & more.txt': 'present',
      'Ärger.txt': 'different',
      'missing.txt': 'absent',
      '👩‍💻.txt': 'present',
      'top.txt': 'present',
      'late.txt': 'untold',
    })
    expect(states.map(({ kind }) => kind)).toEqual(['running', 'done'])
    // Nothing in the drive was changed by asking.
    expect(drive.paths()).toHaveLength(5)
    expect(await stand.copies()).toEqual({})
  })

  it('compares nothing with the drive of somebody else', async () => {
    const lost = await leave({ 'a.txt': 'a' })
    drive.put('a.txt', 'a')
    comparer = create({ isTheirs: () => false })
    await comparer.poll(lost, false)
    expect(became()).toEqual({ 'a.txt': 'untold' })
    expect(states.at(-1)).toMatchObject({ kind: 'unable', obstacle: 'not-yours' })
    expect(graph.record().batches).toEqual([])
  })

  it('waits as long as Graph wants, and then knows all the same', async () => {
    const lost = await leave({ 'a.txt': 'a', 'Plans/b.txt': 'b' })
    drive.put('a.txt', 'a')
    drive.put('Plans/b.txt', 'b')
    graph.throttle({ of: 'answers', times: 1, retryAfterSeconds: 1 })
    await comparer.poll(lost, false)
    expect(became()).toEqual({ 'a.txt': 'present', 'b.txt': 'present' })
    expect(graph.record().impatient).toBe(0)
  })

  it('compares a list once by itself, another list again, and whenever it is asked to', async () => {
    const lost = await leave({ 'late.txt': 'uploaded later' })
    await comparer.poll(lost, false)
    await comparer.poll(lost, false)
    // Whether the drive answers at all, and then the file.
    expect(graph.record().batches).toHaveLength(2)
    expect(became()).toEqual({ 'late.txt': 'absent' })
    // The client of another computer has sent it meanwhile.
    drive.put('late.txt', 'uploaded later')
    await comparer.poll(lost, true)
    expect(became()).toEqual({ 'late.txt': 'present' })
    list = 'second'
    await comparer.poll(lost, false)
    expect(states.at(-1)?.kind).toBe('done')
  })

  it.each([
    ['is not visible yet', graphRefusals.mysiteNotFound, 'everything', 'not-visible'],
    ['is not visible yet in single answers', graphRefusals.mysiteNotFound, 'parts', 'not-visible'],
    ['says 404 without a word', graphRefusals.unknown, 'parts', 'not-visible'],
    ['takes no request from this network', graphRefusals.otherNetwork, 'everything', 'network-refused'],
    ['refuses single answers', graphRefusals.forbidden, 'parts', 'refused'],
    ['is locked', graphRefusals.locked, 'everything', 'locked'],
    ['is locked in single answers', graphRefusals.siteLocked, 'parts', 'locked'],
  ] as const)('tells of no file where the drive %s', async (_sentence, refusal, where, obstacle) => {
    const lost = await leave({ 'a.txt': 'a', 'b.txt': 'b', 'c.txt': 'c', 'd.txt': 'd', 'Plans/e.txt': 'e' })
    graph.refuse(refusal, where)
    await comparer.poll(lost, false)
    expect(new Set(Object.values(became()))).toEqual(new Set(['untold']))
    expect(states.at(-1)).toMatchObject({ kind: 'unable', obstacle })
    graph.refuse(null)
    await comparer.poll(lost, true)
    expect(new Set(Object.values(became()))).toEqual(new Set(['absent']))
  })

  it('continues without being asked where the network was away', async () => {
    const lost = await leave({ 'a.txt': 'a' })
    drive.put('a.txt', 'a')
    let isAway = true
    const answer = session.ask
    comparer = create({
      session: {
        ask: async (...asked) =>
          isAway ? { kind: 'unreachable', code: 'ERR_NETWORK_CHANGED' } : await answer(...asked),
      },
      pauseAfter: () => {
        isAway = false
        return 1
      },
    })
    await comparer.poll(lost, false)
    expect(states[1]).toMatchObject({ kind: 'unable', obstacle: 'unreachable' })
    await eventually(() => expect(states.at(-1)?.kind).toBe('done'))
    expect(became()).toEqual({ 'a.txt': 'present' })
  })

  it('goes on without a click where single answers say for a while that the drive is not visible', async () => {
    const lost = await leave({ 'a.txt': 'a' })
    drive.put('a.txt', 'a')
    comparer = create({
      pauseAfter: (fruitless) => {
        if (fruitless === 2) graph.refuse(null)
        return 1
      },
    })
    graph.refuse(graphRefusals.mysiteNotFound, 'parts')
    await comparer.poll(lost, false)
    await eventually(() => expect(states.at(-1)?.kind).toBe('done'))
    const told = states.flatMap((state) => (state.kind === 'unable' ? [state.obstacle] : []))
    expect(told).toEqual(['not-visible', 'not-visible'])
    expect(became()).toEqual({ 'a.txt': 'present' })
  })

  it('begins again by the next look where the process that compares was lost', async () => {
    const lost = await leave({ 'a.txt': 'a' })
    drive.put('a.txt', 'a')
    await comparer.poll({ ...lost, compare: () => Promise.reject(new Error('lost')) }, false)
    expect(states.at(-1)).toEqual({ kind: 'none' })
    await comparer.poll(lost, false)
    expect(became()).toEqual({ 'a.txt': 'present' })
  })

  it('asks nothing before the move is done, nor where the organisation does not want it', async () => {
    const lost = await leave({ 'a.txt': 'a' })
    moveState = 'InProgress'
    await comparer.poll(lost, true)
    expect(states.at(-1)).toMatchObject({ kind: 'unable', obstacle: 'gate-shut' })
    comparer.stop()
    comparer = create({ isAllowed: false })
    await comparer.poll(lost, true)
    expect(states.at(-1)).toEqual({ kind: 'unable', obstacle: 'turned-off', nextAt: null })
    expect(graph.record().calls).toEqual([])
  })

  it('stops when the person has had enough, and goes on when they ask', async () => {
    const lost = await leave({ 'a.txt': 'a' })
    drive.put('a.txt', 'a')
    const first = comparer.poll(lost, false)
    comparer.interrupt()
    await first
    expect(states.at(-1)).toEqual({ kind: 'stopped' })
    expect(became()).toEqual({ 'a.txt': 'untold' })
    await comparer.poll(lost, false)
    expect(states.at(-1)).toEqual({ kind: 'stopped' })
    await comparer.poll(lost, true)
    expect(became()).toEqual({ 'a.txt': 'present' })
  })
})
