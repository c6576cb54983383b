import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseArguments } from '../../../electron/context/arguments.ts'
import { runCommandLine } from '../../../electron/cli/run-command-line.ts'
import { writeSeen } from '../../../electron/files/seen-paths.ts'
import type { Platform } from '../../../electron/platform/platform.ts'
import { createRecordingPlatform } from '../../../electron/platform/recording/recording.ts'
import type { CheckResult } from '../../../shared/checks/check-result.ts'
import { createScanTally } from '../../../shared/checks/scan-tally.ts'
import { contoso } from '../../unit/shared/cast.ts'
import { startSyncClient, type SyncClient, type SyncClientOptions } from '../../world/sync-client.ts'

const machines = path.resolve(import.meta.dirname, '../../world/machines')
const amy = { email: 'amy.lee@fabrikam.com' }
let folder: string
let client: SyncClient | null = null

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-client-'))
})
afterEach(async () => {
  await client?.stop()
  await rm(folder, { recursive: true, force: true })
})

async function start(machine: string, options: SyncClientOptions = {}) {
  await cp(path.join(machines, machine), folder, { recursive: true })
  const started = await startSyncClient(folder, { delayMilliseconds: 10, ...options })
  client = started
  return { client: started, platform: await createRecordingPlatform(folder) }
}

async function findings(...flags: string[]): Promise<string[]> {
  return (await check(...flags)).findings.map(({ code }) => code)
}

async function check(...flags: string[]): Promise<CheckResult> {
  let written = ''
  const asked = parseArguments(['--check', '--json', '--machine', folder, ...flags], 'terminal')
  if (asked.kind !== 'check') throw new Error('not a check')
  const io = { write: (text: string) => (written += text) }
  await runCommandLine(asked, { stdout: io, stderr: io, platform: 'linux' })
  return JSON.parse(written) as CheckResult
}

describe('startSyncClient', () => {
  it('plays the whole switch: add the new account, unlink the old one', async () => {
    const { client, platform } = await start('old-account-only')
    await platform.open('add-account', amy)
    await vi.waitUntil(() => client.handled() === 1, { timeout: 60_000 })
    expect(await findings()).toEqual(['old-account.linked'])
    await client.unlinkOld()
    // No one has looked through the old folder while the account was there.
    expect(await findings()).toEqual(['files.state-lost'])
  })

  it('starts when asked to', async () => {
    const { client, platform } = await start('husk-keys')
    await platform.open('start-client', amy)
    await vi.waitUntil(() => client.handled() === 1, { timeout: 60_000 })
    expect(await findings()).not.toContain('client.not-running')
  })

  it('moves the known folders for the person', async () => {
    const { client } = await start('known-folders-in-source')
    await client.moveKnownFolders()
    expect(await findings()).toEqual(['old-account.linked'])
  })

  it('leaves folders behind in the old OneDrive when only the account goes', async () => {
    const { client } = await start('known-folders-in-source')
    await client.unlinkOld()
    expect(await findings()).toContain('folders.in-source')
  })

  it('refuses an account that the allow list shuts out', async () => {
    const { client, platform } = await start('policy-blocks')
    await platform.open('add-account', amy)
    await vi.waitUntil(() => client.handled() === 1, { timeout: 60_000 })
    expect(await findings()).toContain('account.target-not-linked')
  })

  it('lets the person sign in as somebody else', async () => {
    const { client, platform } = await start('old-account-only', { signInAs: () => 'bob.meyer@fabrikam.com' })
    await platform.open('add-account', amy)
    await vi.waitUntil(() => client.handled() === 1, { timeout: 60_000 })
    expect(await findings()).toContain('account.linked-as-other-person')
  })
})

describe('a client that is as hard as the real one', () => {
  const old = 'C:\\Users\\amy\\OneDrive - Contoso'

  it('takes the slot of the old account and leaves its log: neither folder nor sync is a pass', async () => {
    const { client } = await start('old-account-only', { takesOver: 'slot', listsProfile: true })
    await client.link(amy.email)
    const result = await check()
    expect(result.findings).toMatchObject([
      { code: 'files.state-lost' },
      { code: 'sync.unknown', evidence: { reason: 'before-link' } },
    ])
    expect(result.exitCode).toBe(15)
    await client.finishSync()
    expect(await findings()).toEqual(['files.state-lost'])
  })

  it('leaves an old folder that no key names: it is found in the profile', async () => {
    const { client } = await start('switched-and-clean', { listsProfile: true })
    expect((await check()).verdict).toBe('done')
    await client.deleteSlot('Business2')
    expect(await check()).toMatchObject({
      verdict: 'unknown',
      findings: [{ code: 'files.not-looked-through' }],
    })
  })

  it('links the new account onto the old folder, and uploads there what is left: nothing is looked through as the old one', async () => {
    const { client } = await start('old-account-only', { takesOver: 'folder', listsProfile: true })
    await client.unlinkOld()
    await client.link(amy.email)
    await client.putLater({ name: 'not up yet.docx', how: 'saved' })
    const { findings, steps } = await check()
    expect(findings.filter(({ step }) => step === 'files')).toEqual([])
    expect(steps.find(({ id }) => id === 'files')).toMatchObject({ outcome: 'pass' })
  })

  it('is paused', async () => {
    const { client } = await start('switched-and-clean')
    await client.pause()
    expect(await findings()).toContain('sync.paused')
  })

  it('finds the old folder on a drive that comes and goes', async () => {
    const { client } = await start('both-linked')
    const there = await findings()
    await client.takeDriveAway()
    expect(await findings()).toEqual(['files.unreadable', ...there])
    await client.bringDriveBack()
    expect(await findings()).toEqual(there)
  })

  describe('after the account is gone', () => {
    const request = { roots: [{ folder: old, urlLength: 50 }], ignoredNames: [] }

    /** What the look of yesterday kept, with the paths that it saw or without. */
    async function keepLook(platform: Platform, seesPaths: boolean): Promise<void> {
      const readAt = new Date(Date.now() - 86_400_000).toISOString()
      const reading = {
        kind: 'read',
        source: 'file-list',
        readAt,
        value: createScanTally().result(),
      } as const
      const scanFile = path.join(folder, 'files-scan.json')
      await writeFile(scanFile, JSON.stringify({ tenantId: contoso, roots: request.roots, reading }))
      let marks = new Float64Array(0)
      await platform.scan(request, { onSeen: (all) => (marks = all) })
      if (seesPaths) await writeSeen(scanFile, readAt, marks)
    }

    it.each([
      ['saved', false, 1],
      ['copied', false, 1],
      ['moved', true, 1],
      // Without the paths of the last look only dates tell.
      ['moved', false, 0],
    ] as const)(
      'a file that is %s into the old folder is found (paths kept: %s)',
      async (how, seesPaths, files) => {
        const { client, platform } = await start('switched-and-clean')
        await client.putLater({ name: 'was there.docx', how: 'moved' })
        await keepLook(platform, seesPaths)
        await client.putLater({ name: 'later.docx', how })
        const { findings } = await check('--phase', 'watch')
        const left = findings.filter(({ step }) => step === 'files')
        expect(left.map(({ code, evidence }) => [code, evidence['files']])).toEqual(
          files === 0 ? [] : [['files.not-uploaded', files]],
        )
      },
    )
  })
})
