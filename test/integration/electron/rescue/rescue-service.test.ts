import { fork, type ChildProcess } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { eventually } from '../../../eventually.ts'
import type { ListedScan } from '../../../../electron/files/scan-service.ts'
import type { FromProcess } from '../../../../electron/rescue/worker/rescue-protocol.ts'
import type { StartRescueProcess } from '../../../../electron/rescue/rescue-connection.ts'
import { createRescueService, type RescueService } from '../../../../electron/rescue/rescue-service.ts'
import { noRescue, type RescueState } from '../../../../shared/files/rescue.ts'
import type { RescuedFile } from '../../../../electron/rescue/verify-upload/verification.ts'
import { createScanTally } from '../../../../shared/checks/scan-tally.ts'
import type { RescueTarget } from '../../../../shared/checks/rescue-target.ts'
import type { Reading } from '../../../../shared/facts/reading.ts'
import type { ScanResult } from '../../../../shared/files/scan.ts'
import { readAt } from '../../../unit/shared/cast.ts'
import { createQuietLog } from '../../../unit/electron/quiet-log.ts'
import { allRows, RescueStand } from './rescue-stand.ts'

const program = fileURLToPath(
  new URL('../../../../electron/rescue/worker/rescue-process.ts', import.meta.url),
)
const reading: Reading<ScanResult> = { kind: 'read', value: createScanTally().result(), source: 'x', readAt }

let stand: RescueStand
let service: RescueService
let listed: ListedScan | null
let confirmed: RescueTarget
let state: RescueState
let child: ChildProcess | null
let starts: number
let nodeArguments: readonly string[]
const log = createQuietLog()
const found = vi.fn()

/** The process that ships, in plain Node. */
const start: StartRescueProcess = (hear, ended) => {
  starts += 1
  const begun = fork(program, { execArgv: [...nodeArguments] })
  child = begun
  begun.on('message', (message) => hear(message as FromProcess))
  begun.once('exit', ended)
  return { tell: (message) => void begun.send(message), end: () => void begun.kill() }
}

beforeEach(async () => {
  stand = await RescueStand.make()
  state = noRescue
  child = null
  starts = 0
  nodeArguments = []
  found.mockReset()
  listed = { number: 1, reading, later: null, roots: [stand.old], files: 2 }
  confirmed = targetAt(stand.new)
  service = createRescueService({
    start,
    machine: { kind: 'this', system: 'linux' },
    listFile: stand.places.listFile,
    listed: () => listed,
    confirmTarget: async () => confirmed,
    show: (next) => {
      state = next
    },
    onChange: found,
    log,
  })
})
afterEach(async () => {
  service.stop()
  await stand.remove()
})

const targetAt = (root: string): RescueTarget => ({
  kind: 'ready',
  root,
  folder: 'From Con:toso',
  urlLength: 50,
  exclusions: { ignoredNames: [] },
})
const countOutcomes = (found = reading) =>
  service.countOutcomes({ roots: [], target: targetAt(stand.new), found })

describe('the rescue as main sees it', () => {
  it('starts no process where there is nothing to rescue', async () => {
    listed = { number: 1, reading, later: null, roots: [stand.old], files: 0 }
    expect(await countOutcomes()).toBeNull()
    await service.verbs.plan()
    listed = null
    expect(await countOutcomes()).toBeNull()
    expect(starts).toBe(0)
  })

  it('plans, copies and proves in a process of its own', async () => {
    await stand.put('a.txt')
    await stand.put('b.txt')
    await stand.list()
    // The window may ask before anything is open.
    await service.verbs.list(allRows)
    expect((await countOutcomes())?.left['never-uploaded'].files).toBe(2)
    expect(state.rows?.total.files).toBe(2)
    await service.verbs.plan()
    await service.verbs.start()
    await eventually(() => expect(state.run).toEqual({ kind: 'copied' }))
    expect(Object.keys(await stand.copies())).toEqual(['From Con_toso/a.txt', 'From Con_toso/b.txt'])
    expect(found).toHaveBeenCalled()
    const unproven: RescuedFile[] = []
    for await (const page of service.rescued.unproven()) unproven.push(...page)
    expect(unproven).toHaveLength(2)
    const [first, second] = unproven as [RescuedFile, RescuedFile]
    expect(await service.rescued.isThere(first)).toBe(true)
    expect(await service.rescued.isThere({ ...first, target: 'From Con_toso/elsewhere' })).toBe(false)
    await service.rescued.prove([first.path])
    await service.rescued.giveBack([second.path])
    expect(await countOutcomes()).toMatchObject({
      proven: { files: 1 },
      copied: { files: 0 },
      left: { 'never-uploaded': { files: 1 } },
    })
    expect(starts).toBe(1)
  })

  it('copies nothing where the folder is not the person’s any more once copying is to start', async () => {
    await stand.put('a.txt')
    await stand.put('b.txt')
    await stand.list()
    await countOutcomes()
    await service.verbs.plan()
    expect(state.run).toMatchObject({ kind: 'planned' })
    confirmed = { kind: 'unavailable', reason: 'target-of-other' }
    await service.verbs.start()
    expect(state.run).toEqual(confirmed)
    confirmed = targetAt(stand.old)
    await service.verbs.start()
    expect(await stand.copies()).toEqual({})
  })

  it('does not go on into a folder that has become another’s while copying was paused', async () => {
    await stand.put('a.bin', Buffer.alloc(30_000_000))
    await stand.put('b.bin', Buffer.alloc(30_000_000))
    await stand.list()
    await countOutcomes()
    await service.verbs.plan()
    await service.verbs.start()
    await service.verbs.pause()
    expect(state.run).toMatchObject({ kind: 'copying', isPaused: true })
    confirmed = { kind: 'unavailable', reason: 'target-unproven' }
    await service.verbs.resume()
    expect(state.run).toEqual(confirmed)
    expect(Object.keys(await stand.copies())).not.toContain('From Con_toso/b.bin')
  })

  it('stops copying where a look finds that the folder is another’s', async () => {
    await stand.put('a.bin', Buffer.alloc(30_000_000))
    await stand.put('b.bin', Buffer.alloc(30_000_000))
    await stand.list()
    await countOutcomes()
    await service.verbs.plan()
    await service.verbs.start()
    await service.verbs.pause()
    await service.countOutcomes({
      roots: [],
      target: { kind: 'unavailable', reason: 'target-of-other' },
      found: reading,
    })
    expect(state.run).toEqual({ kind: 'unavailable', reason: 'target-of-other' })
  })

  it(
    'says that copying ended where its process is lost, and goes on with the next one',
    { timeout: 300_000 },
    async () => {
      await stand.put('a.bin', Buffer.alloc(5_000_000))
      await stand.list()
      await countOutcomes()
      await service.verbs.plan()
      await service.verbs.start()
      child?.kill('SIGKILL')
      await eventually(() => expect(state.run).toMatchObject({ kind: 'stopped', reason: 'unexpected' }))
      expect(log.events).toContain('rescue-process-lost')
      await countOutcomes()
      await service.verbs.plan()
      await service.verbs.start()
      await eventually(() => expect(state.run).toEqual({ kind: 'copied' }))
      expect(Object.keys(await stand.copies())).toEqual([path.join('From Con_toso', 'a.bin')])
    },
  )

  it(
    'says that copying ended where the process meets what no one has caught, and would live on as in Electron 45',
    { timeout: 300_000 },
    async () => {
      const rejects = `process.on('message', ({ verb }) => { if (verb === 'start') Promise.reject(new Error('x')) })`
      nodeArguments = [
        '--unhandled-rejections=warn',
        '--import',
        `data:text/javascript,${encodeURIComponent(rejects)}`,
      ]
      await stand.put('a.bin', Buffer.alloc(5_000_000))
      await stand.list()
      await countOutcomes()
      await service.verbs.plan()
      await service.verbs.start().catch(() => undefined)
      await eventually(() => expect(state.run).toMatchObject({ kind: 'stopped', reason: 'unexpected' }))
      expect(log.events).toContain('rescue-process-lost')
    },
  )

  it('takes a list of files that carry no state for what it is: of none is known whether it was uploaded', async () => {
    await stand.put('a.txt')
    await stand.list()
    const value = { ...createScanTally().result(), files: 1 }
    const stateless: Reading<ScanResult> = { kind: 'read', value, source: 'x', readAt }
    listed = { number: 1, reading: stateless, later: null, roots: [stand.old], files: 1 }
    expect(await countOutcomes(stateless)).toMatchObject({ left: { untold: { files: 1 } } })
  })

  it('rescues what was saved later with the rest, in the version that came last', async () => {
    await stand.put('Plans/known.txt', 'known')
    await stand.put('Plans/written.txt', 'before')
    await stand.list()
    await countOutcomes()
    await service.verbs.plan()
    await service.verbs.start()
    await eventually(() => expect(state.run).toEqual({ kind: 'copied' }))
    const done: RescuedFile[] = []
    for await (const page of service.rescued.unproven()) done.push(...page)
    await service.rescued.prove(done.map(({ path: file }) => file))
    expect(await countOutcomes()).toMatchObject({ proven: { files: 2 } })

    // The account is gone; out of habit something is saved in the old folder all the same.
    const base = await readFile(stand.places.listFile)
    await stand.put('Plans/written.txt', 'after the account was gone')
    await stand.put('Plans/new.txt', 'new')
    await stand.list()
    const lines = (await readFile(stand.places.listFile, 'utf8')).split('\n')
    const later = lines.filter((line) => /written|new/.test(line)).join('\n')
    await writeFile(path.join(stand.data, 'files-later.ndjson'), later)
    await writeFile(stand.places.listFile, base)
    const found: Reading<ScanResult> = { ...reading }
    listed = { number: 2, reading, later: found, roots: [stand.old], files: 4 }
    expect(await countOutcomes(found)).toMatchObject({
      left: { 'never-uploaded': { files: 2 } },
      proven: { files: 1 },
    })
    await service.verbs.plan()
    await service.verbs.start()
    await eventually(() => expect(state.run).toEqual({ kind: 'copied' }))
    expect(await stand.copies()).toEqual({
      'From Con_toso/Plans/known.txt': 'known',
      'From Con_toso/Plans/written.txt': 'before',
      'From Con_toso/Plans/written (2).txt': 'after the account was gone',
      'From Con_toso/Plans/new.txt': 'new',
    })
    expect(await countOutcomes(found)).toMatchObject({ copied: { files: 2 }, proven: { files: 1 } })
  })

  it('knows nothing of a look that is on no list', async () => {
    await stand.list()
    expect(await countOutcomes({ ...reading })).toBeNull()
  })
})
