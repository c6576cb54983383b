import { describe, expect, it } from 'vitest'
import { judgeMachine, type CheckInput } from '../../../../shared/checks/index.ts'
import { readPreflight } from '../../../../shared/checks/preflight-subjects.ts'
import { createScanTally } from '../../../../shared/checks/scan-tally.ts'
import { knowledgeFromConfig } from '../../../../shared/config/knowledge-from-config.ts'
import type { MachineFacts } from '../../../../shared/facts/machine.ts'
import type { ScanResult } from '../../../../shared/files/scan.ts'
import { buildReport } from '../../../../shared/outputs/report.ts'
import {
  configOf,
  finishedLog,
  foldersBelow,
  machineOf,
  noPolicies,
  oldAccount,
  read,
  readAt,
  unreadable,
  workplaceOf,
} from '../cast.ts'

const gibibyte = 1024 ** 3
const seen: ScanResult = createScanTally(true).result()

/** A look before the move, with the old account linked and its folder looked through. */
function check(machine: Partial<MachineFacts> = {}, more: Partial<CheckInput> = {}) {
  const config = configOf({ moveState: 'Scheduled' })
  return judgeMachine({
    app: { name: 'Landfall', version: '0.1.0' },
    takenAt: readAt,
    config,
    direction: 'forward',
    knowledge: knowledgeFromConfig(config, 'forward', readAt),
    phase: 'ready',
    identity: { kind: 'not-asked' },
    web: { kind: 'not-asked' },
    links: { kind: 'not-asked' },
    report: { kind: 'none' },
    scope: 'local',
    look: { roots: [oldAccount.folder ?? ''], missing: 'not-recorded' },
    scan: read(seen),
    rescue: null,
    ...more,
    machine: machineOf({
      accounts: read([oldAccount]),
      syncLogs: read([{ ...finishedLog, slot: oldAccount.slot }]),
      ...machine,
    }),
  })
}

type Result = ReturnType<typeof check>
const overviewOf = ({ findings }: Result) =>
  Object.fromEntries(
    readPreflight(findings.find(({ code }) => code === 'preflight.overview')?.evidence ?? {}).map(
      ({ subject, state }) => [subject, state],
    ),
  )
const fine = {
  mail: 'fine',
  notebooks: 'fine',
  room: 'fine',
  folders: 'fine',
  deletion: 'fine',
  people: 'fine',
}
const disk = (freeBytes: number) => ({
  disks: read({ disks: [{ root: 'C:\\', freeBytes, totalBytes: 500e9 }], unread: [] }),
})

describe('what is looked at before the move', () => {
  it('is fine where all of it was seen and nothing will hurt', () => {
    const result = check()
    expect(overviewOf(result)).toEqual(fine)
    expect(result).toMatchObject({ verdict: 'done', exitCode: 0 })
  })

  it.each<[string, Result, Record<string, string>]>([
    [
      'no one looked through the folder',
      check({}, { scan: null }),
      { mail: 'unknown', room: 'unknown', notebooks: 'unknown' },
    ],
    [
      'a part of the folder could not be listed',
      check({}, { scan: read({ ...seen, unreadable: { folders: 1, paths: [] } }) }),
      { mail: 'unknown', room: 'unknown', notebooks: 'unknown' },
    ],
    [
      'an older Landfall looked, which counted no such file',
      check(
        {},
        { scan: read({ ...seen, mailArchives: undefined, pinned: undefined } as unknown as ScanResult) },
      ),
      { mail: 'unknown', room: 'unknown' },
    ],
    [
      'the policies cannot be read',
      check({ policies: unreadable() }),
      { deletion: 'unknown', folders: 'unknown' },
    ],
    [
      'one policy that deletes cannot be read',
      check({
        policies: read({ ...noPolicies, unread: [{ name: 'CleanupProfiles', reason: 'is no number' }] }),
      }),
      { deletion: 'unknown' },
    ],
    ['the disks cannot be read', check({ disks: unreadable() }), { room: 'unknown' }],
    [
      'the volume of the folder is not among them',
      check({ disks: read({ disks: [], unread: [] }) }),
      { room: 'unknown' },
    ],
    ['the folders cannot be read', check({ knownFolders: unreadable() }), { folders: 'unknown' }],
    [
      'no one asked for people and notebooks',
      check({ workplace: null, people: null }),
      { people: 'unknown', notebooks: 'unknown' },
    ],
  ])('is unknown, and never a pass, where %s', (_sentence, result, unknown) => {
    expect(overviewOf(result)).toMatchObject({ ...fine, ...unknown })
  })

  it('is what has a finding, also of another judge', () => {
    const locked = check({
      knownFolders: read(foldersBelow(oldAccount.folder ?? '')),
      policies: read({ ...noPolicies, knownFolderBlockOptOut: true, deletesShortcutsOnLoss: true }),
    })
    expect(overviewOf(locked)).toMatchObject({ folders: 'open', deletion: 'open' })
    expect(overviewOf(check(disk(gibibyte)))).toMatchObject({ room: 'open' })
  })

  it('is nothing after the move', () => {
    const after = check(
      {},
      { phase: 'switch', knowledge: knowledgeFromConfig(configOf(), 'forward', readAt) },
    )
    expect(after.findings.filter(({ code }) => code.startsWith('preflight.'))).toEqual([])
  })
})

describe('room on the day', () => {
  const isShort = (freeBytes: number, scan: Partial<ScanResult>): boolean =>
    check(disk(freeBytes), { scan: read({ ...seen, ...scan }) }).findings.some(
      ({ code }) => code === 'preflight.room-short',
    )

  it('is short where what is always kept here does not fit a second time', () => {
    const pinned = { files: 1, bytes: 10 * gibibyte }
    expect(isShort(12 * gibibyte - 1, { pinned })).toBe(true)
    expect(isShort(12 * gibibyte, { pinned })).toBe(false)
    // What is in the cloud alone takes no room.
    expect(isShort(12 * gibibyte, { bytes: 900 * gibibyte })).toBe(false)
  })

  it('is short for all files where none says that it is in the cloud alone', () => {
    expect(isShort(12 * gibibyte, { hasCloudState: false, files: 3, bytes: 11 * gibibyte })).toBe(true)
  })

  it('is one finding where the disk is nearly full already', () => {
    const codes = check(disk(gibibyte), {
      scan: read({ ...seen, pinned: { files: 1, bytes: 9e12 } }),
    }).findings
    expect(codes.map(({ code }) => code)).toContain('client.disk-low')
    expect(codes.map(({ code }) => code)).not.toContain('preflight.room-short')
  })
})

describe('a computer of several people', () => {
  it('is said, and keeps no one from being ready: no one can put it right', () => {
    expect(check({ people: read(3) })).toMatchObject({ verdict: 'done', exitCode: 0 })
    expect(overviewOf(check({ people: read(3) }))).toMatchObject({ people: 'open' })
  })
})

describe('the report before the move', () => {
  it('has codes and numbers, and no path of a notebook', () => {
    const notebooks = { ...workplaceOf(), localNotebooks: read(['C:\\Users\\amy\\Notes\\Secret plans']) }
    const result = check(
      { workplace: notebooks, people: read(4) },
      { scan: read({ ...seen, mailArchives: { files: 2, bytes: 7 } }) },
    )
    const { findings } = buildReport({ id: 'x', sequence: 1, deviceId: 'y' }, result)
    expect(findings.map(({ code, counts }) => [code, counts])).toEqual([
      ['preflight.mail-archives', { files: 2, bytes: 7 }],
      ['preflight.notebooks-local', { found: 1 }],
      ['preflight.shared-computer', { found: 4 }],
      ['preflight.overview', undefined],
    ])
    expect(JSON.stringify(findings)).not.toContain('Secret')
  })
})
