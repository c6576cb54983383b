import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RecordingRefused } from '../../../../../electron/platform/platform.ts'
import { createRecordingPlatform } from '../../../../../electron/platform/recording/recording.ts'

const machines = path.resolve(import.meta.dirname, '../../../../world/machines')
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-recording-'))
  for (const name of ['machine.json', 'registry.reg']) {
    await copyFile(path.join(machines, 'both-linked', name), path.join(folder, name))
  }
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function changeMachine(change: Record<string, unknown>): Promise<void> {
  const file = path.join(folder, 'machine.json')
  const machine = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
  await writeFile(file, JSON.stringify({ ...machine, ...change }))
}

async function readFacts() {
  return await (await createRecordingPlatform(folder)).readFacts()
}

describe('createRecordingPlatform', () => {
  it('reads accounts with tenant, person, folder and time', async () => {
    const { accounts, recorded } = await readFacts()
    expect(recorded).toBe(true)
    expect(accounts).toMatchObject({
      kind: 'read',
      readAt: '2026-11-20T09:14:03Z',
      value: [
        { slot: 'Business1', configured: true, email: 'amy.lee@contoso.com' },
        {
          slot: 'Business2',
          tenantId: '22222222-2222-4222-8222-222222222222',
          siteUrl: 'https://fabrikam-my.sharepoint.com/personal/amy_lee_fabrikam_com',
          lastSignInAt: '2026-09-22T22:03:16.000Z',
        },
      ],
    })
  })

  it('takes the standard folders where the shell has no others', async () => {
    await writeFile(path.join(folder, 'registry.reg'), 'Windows Registry Editor Version 5.00\r\n')
    const { knownFolders } = await readFacts()
    expect(knownFolders).toMatchObject({
      value: [{ path: 'C:\\Users\\amy\\Desktop' }, { path: 'C:\\Users\\amy\\Documents' }, { id: 'pictures' }],
    })
  })

  it('cannot tell a folder whose variable was not recorded, and tells the rest', async () => {
    await changeMachine({ env: { LOCALAPPDATA: 'C:\\Users\\amy\\AppData\\Local' } })
    const { knownFolders, accounts, client } = await readFacts()
    expect([knownFolders.kind, accounts.kind, client.kind]).toEqual(['unreadable', 'read', 'read'])
  })

  it('cannot tell what was in a registry that is missing, but as whom it was recorded', async () => {
    await rm(path.join(folder, 'registry.reg'))
    const { accounts, policies, context } = await readFacts()
    expect(accounts).toMatchObject({ kind: 'unreadable', reason: 'registry.reg: is missing' })
    expect([policies.kind, context.kind]).toEqual(['unreadable', 'read'])
  })

  it('names the line of a registry that is damaged', async () => {
    await writeFile(path.join(folder, 'registry.reg'), 'Windows Registry Editor Version 5.00\n\nhello\n')
    expect((await readFacts()).accounts).toMatchObject({ reason: 'registry.reg: line 3: syntax' })
  })

  it.each([
    ['the service account', { name: 'SYSTEM', sid: 'S-1-5-18', elevated: false, session: 0 }, 'system'],
    [
      'a session without a desktop',
      { name: 'amy', sid: 'S-1-5-21-1-2-3-4', elevated: false, session: 0 },
      'system',
    ],
    ['an elevated user', { name: 'amy', sid: 'S-1-5-21-1-2-3-4', elevated: true, session: 1 }, 'elevated'],
  ])('knows %s', async (_who, user, runsAs) => {
    await changeMachine({ user })
    expect((await readFacts()).context).toMatchObject({ value: { runsAs } })
  })

  it("does not take somebody else's process for the user's", async () => {
    await changeMachine({ processes: [{ name: 'OneDrive.exe', session: 2 }] })
    expect((await readFacts()).client).toMatchObject({ value: { installed: true, running: false } })
  })

  it('cannot tell the accounts of a Mac without its property lists, but as whom it was recorded', async () => {
    const user = { name: 'amy', sid: null, elevated: false, session: 0 }
    await changeMachine({ platform: 'macos', user, env: { HOME: '/Users/amy' } })
    expect(await readFacts()).toMatchObject({
      platform: 'macos',
      context: { value: { runsAs: 'user' } },
      accounts: { kind: 'unreadable', reason: 'plists: is missing' },
    })
  })

  it.each([
    ['that is not JSON', '{'],
    ['without a user', '{"formatVersion":1}'],
    ['that is a list', '[]'],
  ])('refuses a machine.json %s', async (_what, text) => {
    await writeFile(path.join(folder, 'machine.json'), text)
    await expect(createRecordingPlatform(folder)).rejects.toThrow(RecordingRefused)
  })

  it('refuses a folder without a machine.json', async () => {
    await expect(createRecordingPlatform(path.join(folder, 'nowhere'))).rejects.toThrow('is missing')
  })

  it('cannot tell anything of a recording that breaks later', async () => {
    const platform = await createRecordingPlatform(folder)
    await writeFile(path.join(folder, 'machine.json'), '{')
    expect(await platform.readFacts()).toMatchObject({
      platform: 'windows',
      context: { kind: 'unreadable' },
      accounts: { kind: 'unreadable' },
    })
  })

  it('notes what would be opened and opens nothing', async () => {
    const platform = await createRecordingPlatform(folder)
    expect(await platform.open('add-account', { email: 'amy+x@fabrikam.com' })).toEqual({ kind: 'opened' })
    await platform.open('start-client', { email: null })
    const lines = (await readFile(path.join(folder, 'opened.ndjson'), 'utf8')).trimEnd().split('\n')
    expect(lines.map((line) => (JSON.parse(line) as { uri: string }).uri)).toEqual([
      'odopen://sync?useremail=amy%2Bx%40fabrikam.com',
      'odopen://launch',
    ])
  })

  it('does not note what is not the client’s to open', async () => {
    const platform = await createRecordingPlatform(folder)
    expect(await platform.open('open-web', { email: null })).toMatchObject({ kind: 'unavailable' })
  })

  it.skipIf(process.platform === 'win32')('follows no link out of the recording', async () => {
    const outside = path.join(folder, 'outside')
    await mkdir(outside)
    await writeFile(path.join(outside, 'victim'), 'untouched')
    await symlink(path.join(outside, 'victim'), path.join(folder, 'opened.ndjson'))
    await rm(path.join(folder, 'registry.reg'))
    await symlink(path.join(machines, 'umlauts', 'registry.reg'), path.join(folder, 'registry.reg'))

    const platform = await createRecordingPlatform(folder)
    expect(await platform.open('start-client', { email: null })).toMatchObject({ kind: 'unavailable' })
    expect(await readFile(path.join(outside, 'victim'), 'utf8')).toBe('untouched')
    expect((await platform.readFacts()).accounts.kind).toBe('unreadable')
  })
})
