import { cp, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { parseArguments } from '../../../electron/arguments.ts'
import { runCommandLine } from '../../../electron/cli.ts'
import { createRecordingPlatform } from '../../../electron/platform/recording/recording.ts'
import type { CheckResult } from '../../../shared/checks/check-result.ts'
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

async function findings(): Promise<string[]> {
  let written = ''
  const asked = parseArguments(['--check', '--json', '--machine', folder], 'terminal')
  if (asked.kind !== 'check') throw new Error('not a check')
  const io = { write: (text: string) => (written += text) }
  await runCommandLine(asked, { stdout: io, stderr: io, platform: 'linux' })
  return (JSON.parse(written) as CheckResult).findings.map(({ code }) => code)
}

describe('startSyncClient', () => {
  it('plays the whole switch: add the new account, unlink the old one', async () => {
    const { client, platform } = await start('old-account-only')
    await platform.open('add-account', amy)
    await vi.waitUntil(() => client.handled() === 1, { timeout: 60_000 })
    expect(await findings()).toEqual(['old-account.linked'])
    await client.unlinkOld()
    // Nobody has looked through the old folder while the account was there.
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
