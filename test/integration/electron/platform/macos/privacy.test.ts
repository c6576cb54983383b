import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { createAskFirst } from '../../../../../electron/platform/ask-first.ts'
import { mayReadUnprompted } from '../../../../../electron/platform/index.ts'
import { createQuietMac, hasFullDiskAccess } from '../../../../../electron/platform/macos/privacy.ts'
import type { Platform } from '../../../../../electron/platform/platform.ts'
import { judgeMachine } from '../../../../../shared/checks/index.ts'
import { isInWave } from '../../../../../shared/config/in-wave.ts'
import { knowledgeFromConfig } from '../../../../../shared/config/knowledge-from-config.ts'
import { chooseUnasked, toRestStatus, toStatus, type Status } from '../../../../../shared/outputs/status.ts'
import { configOf } from '../../../../unit/shared/cast.ts'

const config = configOf({ sourceUpn: 'amy.lee@contoso.com', targetUpn: 'amy.lee@fabrikam.com' })
const open: Platform['open'] = async () => ({ kind: 'unavailable', reason: 'unsupported' })
/** Any other question is one that macOS may pass on to the person. */
const system = { osVersion: async () => '15.6.1', runsAs: () => 'user' as const }

function refused(code: string) {
  return () => {
    throw Object.assign(new Error(code), { code })
  }
}

describe('full disk access', () => {
  it('is there where the list of grants can be opened, and only there', async () => {
    const home = await mkdtemp(path.join(os.tmpdir(), 'landfall-mac-home-'))
    try {
      expect(hasFullDiskAccess(home)).toBe(false)
      const folder = path.join(home, 'Library/Application Support/com.apple.TCC')
      await mkdir(folder, { recursive: true })
      await writeFile(path.join(folder, 'TCC.db'), '')
      expect(hasFullDiskAccess(home)).toBe(true)
      expect(hasFullDiskAccess(home, refused('EPERM'))).toBe(false)
    } finally {
      await rm(home, { recursive: true, force: true })
    }
  })

  it('is a matter of Macs alone, and of no recording of one', async () => {
    const here = { kind: 'this', system: 'win32', openUri: null } as const
    expect(await mayReadUnprompted(here)).toBe(true)
    expect(await mayReadUnprompted({ kind: 'recorded', folder: '/nowhere' })).toBe(true)
    expect(await mayReadUnprompted({ ...here, system: 'darwin' })).toBe(false)
  })
})

describe('a Mac that may not be asked yet', () => {
  it('tells who runs Landfall and nothing else, so that nothing is absent and nothing passes', async () => {
    const quiet = createQuietMac(system, open)
    const machine = await quiet.readFacts()
    expect(machine).toMatchObject({ platform: 'macos', osVersion: '15.6.1', context: { kind: 'read' } })
    expect(machine.accounts).toMatchObject({ kind: 'unreadable', reason: 'not-asked-yet' })
    expect(isInWave(machine.accounts, config)).toBe(true)
    const { verdict, findings } = judgeMachine({
      app: { name: 'Landfall', version: '0.1.0' },
      takenAt: machine.accounts.readAt,
      config,
      direction: 'forward',
      knowledge: knowledgeFromConfig(config, 'forward', machine.accounts.readAt),
      machine,
      identity: { kind: 'not-asked' },
      web: { kind: 'not-asked' },
      links: { kind: 'not-asked' },
      report: { kind: 'none' },
      scope: 'local',
      look: { roots: [], missing: 'not-recorded' },
      scan: await quiet.scan({ roots: [], ignoredNames: [] }).then(() => null),
      rescue: null,
    })
    expect(verdict).toBe('unknown')
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['files.unknown', 'account.unknown', 'folders.unknown', 'old-account.unknown']),
    )
  })

  it('is asked once the person has agreed, and a watcher hears of it', async () => {
    const asked: string[] = []
    const changes: string[] = []
    const platform = (name: string): Platform => ({
      ...createQuietMac(system, open),
      scan: async () => {
        asked.push(name)
        return null
      },
      watch: (onChange) => {
        changes.push(`${name} begins`)
        if (name === 'real') onChange()
        return () => changes.push(`${name} ends`)
      },
    })
    const first = createAskFirst(platform('quiet'), platform('real'))
    const end = first.platform.watch(() => changes.push('change'))
    await first.platform.scan({ roots: [], ignoredNames: [] })
    first.allow()
    first.allow()
    await first.platform.scan({ roots: [], ignoredNames: [] })
    end()
    expect(asked).toEqual(['quiet', 'real'])
    expect(changes).toEqual(['quiet begins', 'quiet ends', 'real begins', 'change', 'real ends'])
  })
})

describe('what the background says where it may not look', () => {
  const status = (change: Partial<Status>): Status => ({
    ...toStatus(
      {
        formatVersion: 1,
        app: { name: 'Landfall', version: '0.1.0' },
        takenAt: '2026-11-20T10:00:00Z',
        machine: { platform: 'macos', osVersion: '15', recorded: false },
        scope: 'full',
        phase: 'switch',
        verdict: 'unknown',
        steps: [],
        findings: [],
        supportCode: '',
        exitCode: 15,
      },
      'none',
    ),
    ...change,
  })

  it('is that it is time, as long as no one has looked, and never before', () => {
    const now = status({})
    expect(chooseUnasked(null, now)).toEqual({ status: { ...now, isUnlooked: true }, isTime: true })
    const again = chooseUnasked({ ...now, isUnlooked: true }, now)
    expect(again.isTime).toBe(true)
    for (const early of [status({ phase: 'not-due', verdict: 'not-due' }), status({ phase: 'ready' })])
      expect(chooseUnasked(null, early)).toEqual({ status: { ...early, isUnlooked: true }, isTime: false })
    expect(chooseUnasked(null, status({ verdict: 'blocked' })).isTime).toBe(false)
  })

  it('is what the window has found in this phase, and no more once the plan has moved on', () => {
    const done = status({ verdict: 'done', exitCode: 0 })
    expect(chooseUnasked(done, status({}))).toEqual({ status: done, isTime: false })
    expect(chooseUnasked({ ...done, phase: 'ready' }, status({})).isTime).toBe(true)
    const open = status({ verdict: 'action-needed', exitCode: 14 })
    const outdated = toRestStatus('outdated', open.app, open.takenAt, open)
    expect(chooseUnasked(outdated, status({}))).toEqual({ status: open, isTime: false })
    const blocked = status({ verdict: 'blocked', exitCode: 11 })
    expect(chooseUnasked(done, blocked).status).toMatchObject({ verdict: 'blocked' })
  })
})
