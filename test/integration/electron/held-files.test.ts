import type { TokenCacheContext } from '@azure/msal-node'
import fs from 'node:fs'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findScanFile } from '../../../electron/files/computer-folder.ts'
import { seenName, writeSeen } from '../../../electron/files/seen-paths.ts'
import { createPendingFiles, pendingFilesName } from '../../../electron/files/pending-files.ts'
import { recordNothing } from '../../../electron/platform/recording/recording-content.ts'
import { createScanService } from '../../../electron/files/scan-service.ts'
import { writeDurably } from '../../../electron/platform/durable-file.ts'
import { RecordingNotWritten } from '../../../electron/platform/platform.ts'
import { writeRecording } from '../../../electron/platform/recording/write-recording.ts'
import { createTokenCache } from '../../../electron/session/token-cache.ts'
import { createOutbox } from '../../../electron/report/outbox.ts'
import {
  choicesName,
  journalName,
  openLedger,
  type ChoiceLine,
  type JournalLine,
} from '../../../electron/rescue/copy/journal.ts'
import { judgeFiles } from '../../../shared/checks/files.ts'
import { createScanTally } from '../../../shared/checks/scan-tally.ts'
import type { Reading } from '../../../shared/facts/reading.ts'
import type { ScanRequest, ScanResult } from '../../../shared/files/scan.ts'
import { holdFiles, type HeldFiles } from '../../world/held-files.ts'
import { eventually } from '../../eventually.ts'
import { contoso, readAt, entryOf } from '../../unit/shared/cast.ts'
import { createQuietLog } from '../../unit/electron/quiet-log.ts'
import { reversible } from './session/reversible.ts'
import { RescueStand } from './rescue/rescue-stand.ts'

let folder: string
let held: HeldFiles | null = null
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-held-'))
})
afterEach(async () => {
  held?.letGo()
  held = null
  await rm(folder, { recursive: true, force: true })
})
const place = (name: string): string => path.join(folder, name)
const id = '5d0c2c1e-7a53-4a2f-9c6e-0f6a2b8f3d11'
const choice: ChoiceLine = { kind: 'selected', what: { kind: 'all' }, isSelected: true }

/** Everything of ours that is written under another name first, or at the end of what is there. */
const writes: readonly (readonly [name: string, file: string, write: () => Promise<unknown>])[] = [
  ['a state file', 'status.json', () => writeDurably(place('status.json'), '{}')],
  [
    'the list',
    pendingFilesName,
    async () => {
      const list = createPendingFiles(place(pendingFilesName))
      try {
        await list.keep()
      } catch (error) {
        await list.discard()
        throw error
      }
    },
  ],
  [
    'a refused report',
    `${id}.json.refused`,
    async () => {
      await writeFile(place(`${id}.json`), '{}')
      await createOutbox(folder, createQuietLog()).markRefused(id)
    },
  ],
  [
    'a report no one can read',
    `${id}.json.unreadable`,
    async () => {
      await writeFile(place(`${id}.json`), 'harmed')
      await createOutbox(folder, createQuietLog()).waiting()
    },
  ],
  [
    'the paths that a look saw',
    seenName,
    () => writeSeen(place('files-scan.json'), readAt, Float64Array.of(1, 2)),
  ],
  [
    'a line of the journal',
    journalName,
    async () => {
      const ledger = openLedger<JournalLine>(place(journalName))
      const line: JournalLine = { kind: 'returned', path: '/a', at: readAt }
      try {
        await ledger.write([line])
      } finally {
        await ledger.close()
      }
    },
  ],
  [
    'a choice',
    choicesName,
    async () => {
      const ledger = openLedger<ChoiceLine>(place(choicesName))
      try {
        await ledger.write([choice])
      } finally {
        await ledger.close()
      }
    },
  ],
]

describe.each(writes)('%s', (_, file, write) => {
  it.each(['EPERM', 'EACCES', 'EBUSY'] as const)(
    'is written where something held it for a moment (%s)',
    async (code) => {
      held = holdFiles((name) => name === place(file), code, 2)
      await write()
      expect([held.failures(), (await readdir(folder)).includes(file)]).toEqual([2, true])
    },
  )

  it('says so where it is held for good, and leaves nothing half', async () => {
    held = holdFiles((name) => name === place(file), 'EPERM')
    await expect(write()).rejects.toMatchObject({ code: 'EPERM' })
    expect((await readdir(folder)).filter((name) => name.endsWith('.tmp') || name === file)).toEqual([])
  })
})

describe('the sign-in', () => {
  const keep = async (): Promise<string> => {
    const cache = createTokenCache(place('token-cache.bin'), reversible, createQuietLog())
    const tokenCache = { serialize: () => '{}' } as TokenCacheContext['tokenCache']
    await cache.afterCacheAccess({ cacheHasChanged: true, tokenCache } as TokenCacheContext)
    return cache.place()
  }
  const isCache = (file: string): boolean => file === place('token-cache.bin')

  it('is written where something held it for a moment', async () => {
    held = holdFiles(isCache, 'EBUSY', 2)
    expect([await keep(), await readdir(folder)]).toEqual(['encrypted-file', ['token-cache.bin']])
  })

  it('stays in memory where it is held for good, and leaves nothing half', async () => {
    held = holdFiles(isCache, 'EPERM')
    expect([await keep(), await readdir(folder)]).toEqual(['memory', []])
  })
})

describe('a recording', () => {
  const write = (isReplacing: boolean): Promise<void> =>
    writeRecording(place('a.zip'), isReplacing, async () => ({
      content: recordNothing('windows', '10.0.26100'),
      papers: [],
    }))
  const isName = (file: string, call: string): boolean => file === place('a.zip') && call === 'rename'

  it.each([true, false])(
    'is written where something held it for a moment (it replaces: %s)',
    async (isReplacing) => {
      held = holdFiles(isName, 'EBUSY', 2)
      const giveBack = isReplacing ? () => undefined : refuseLinks()
      await write(isReplacing).finally(giveBack)
      expect([held.failures(), await readdir(folder)]).toEqual([2, ['a.zip']])
    },
  )

  it.each([true, false])(
    'leaves nothing where it is held for good (it replaces: %s)',
    async (isReplacing) => {
      held = holdFiles(isName, 'EPERM')
      const giveBack = isReplacing ? () => undefined : refuseLinks()
      await expect(write(isReplacing).finally(giveBack)).rejects.toBeInstanceOf(RecordingNotWritten)
      expect(await readdir(folder)).toEqual([])
    },
  )
})

describe('what an older Landfall kept', () => {
  const names = ['files-left.ndjson', 'files-scan.json']
  let profile: string
  beforeEach(async () => {
    profile = await mkdtemp(path.join(os.tmpdir(), 'landfall-held-profile-'))
    await writeFile(place(pendingFilesName), '')
    await writeFile(place('files-scan.json'), '{}')
  })
  afterEach(() => rm(profile, { recursive: true, force: true }))
  const takeOver = (): Promise<string> =>
    findScanFile({ kind: 'computer', owner: { kind: 'recorded', folder: profile }, userData: folder })
  const filesIn = async (where: string): Promise<string[]> =>
    (await readdir(where)).filter((name) => name !== 'computers').toSorted()

  it('is whole or not there while something holds one of its files, and taken over later', async () => {
    held = holdFiles((file) => file.endsWith(pendingFilesName), 'EBUSY')
    const file = await takeOver()
    expect(await filesIn(folder)).toEqual(names)
    held.letGo()
    held = holdFiles((one) => one.endsWith(pendingFilesName), 'EBUSY', 2)
    expect(await takeOver()).toBe(file)
    expect([await filesIn(path.dirname(file)), held.failures()]).toEqual([names, 2])
  })
})

/** A volume without hard links, a memory stick. Ends with the answer. */
function refuseLinks(): () => void {
  const { link } = fs.promises
  fs.promises.link = async () => {
    throw Object.assign(new Error('EPERM: no links'), { code: 'EPERM' })
  }
  syncBuiltinESMExports()
  return () => {
    fs.promises.link = link
    syncBuiltinESMExports()
  }
}

describe('a look whose list cannot be kept', () => {
  const request: ScanRequest = { roots: [{ folder: 'C:\\old', urlLength: 50 }], ignoredNames: [] }
  const found = (count: number): Reading<ScanResult> => {
    const tally = createScanTally()
    tally.file({ kind: 'uploaded' }, entryOf(1))
    for (let number = 0; number < count; number += 1)
      tally.file({ kind: 'not-uploaded', reason: 'changed' }, entryOf(1))
    return { kind: 'read', value: tally.result(), source: 'file-list', readAt }
  }

  it.each([pendingFilesName, seenName, 'files-scan.json'])(
    'settles nothing, whatever was known before: %s is held',
    async (name) => {
      let left = 0
      const states: string[] = []
      const service = createScanService({
        file: place('files-scan.json'),
        platform: {
          scan: async (_, { onSeen } = {}) => {
            onSeen?.(Float64Array.of(1))
            return found(left)
          },
        },
        show: ({ kind }) => states.push(kind),
        onChange: () => undefined,
        log: createQuietLog(),
      })
      await service.ask(request, contoso, false)
      await eventually(() => expect(states.at(-1)).toBe('idle'))
      const judge = async (): Promise<string[]> => {
        const reading = await service.ask(request, contoso, false)
        return reading === null ? ['nothing'] : judgeFiles(reading, true).map(({ code }) => code)
      }
      expect(await judge()).toEqual([])
      left = 7
      held = holdFiles((file) => file === place(name), 'EBUSY')
      service.renew()
      await service.ask(request, contoso, false)
      await eventually(() => expect(states.at(-1)).toBe('stopped'))
      expect(await judge()).toEqual(['files.unknown'])
      held.letGo()
      service.renew()
      await service.ask(request, contoso, false)
      await eventually(() => expect(states.at(-1)).toBe('idle'))
      expect(await judge()).toEqual(['files.not-uploaded'])
    },
  )
})

describe('a rescue', () => {
  let stand: RescueStand
  beforeEach(async () => {
    stand = await RescueStand.make()
    await stand.put('a.txt')
    await stand.list()
  })
  afterEach(() => stand.remove())

  it('settles nothing by a list that is not there', async () => {
    await rm(stand.places.listFile)
    const rescueMachine = stand.start()
    await rescueMachine.open(stand.places)
    const tally = createScanTally()
    tally.file({ kind: 'not-uploaded', reason: 'changed' }, entryOf(5))
    const reading = { kind: 'read', value: tally.result(), source: 'x', readAt } as const
    expect(judgeFiles(reading, true, await rescueMachine.outcomes()).map(({ code }) => code)).toEqual([
      'files.not-uploaded',
    ])
  })

  it('copies nothing, and settles nothing, while its journal is held for good', async () => {
    const rescueMachine = stand.start()
    await rescueMachine.open(stand.places)
    await rescueMachine.plan()
    held = holdFiles((file) => file.endsWith(journalName), 'EBUSY')
    await rescueMachine.start()
    await stand.until(({ run }) => run.kind !== 'copying')
    expect(stand.state.run).toMatchObject({ kind: 'stopped' })
    expect([(await rescueMachine.outcomes())?.left['never-uploaded'].files, await stand.copies()]).toEqual([
      1,
      {},
    ])
    held.letGo()
    await stand.rescue(rescueMachine)
    expect(stand.state.run).toEqual({ kind: 'copied' })
  })

  it('takes no waiver and no choice that could not be written down', async () => {
    const rescueMachine = stand.start()
    await rescueMachine.open(stand.places)
    await rescueMachine.askWaiver({ kind: 'reason', reason: 'never-uploaded' })
    held = holdFiles((file) => file.endsWith(choicesName), 'EACCES')
    await expect(rescueMachine.waive()).rejects.toMatchObject({ code: 'EACCES' })
    await expect(rescueMachine.select({ kind: 'all' }, false)).rejects.toMatchObject({ code: 'EACCES' })
    const settlement = await rescueMachine.outcomes()
    expect([settlement?.waived.files, stand.state.totals?.all.selected.files]).toEqual([0, 1])
    held.letGo()
    await rescueMachine.waive()
    expect((await rescueMachine.outcomes())?.waived.files).toBe(1)
    expect(await readFile(stand.places.choicesFile, 'utf8')).toContain('waived')
  })
})
