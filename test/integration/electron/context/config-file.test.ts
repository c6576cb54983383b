import { chmod, chown, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { build } from 'plist'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  machineConfigPath,
  readConfigFile,
  readConfiguration,
} from '../../../../electron/context/config-file.ts'
import { configJson } from '../../../unit/shared/cast.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-config-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function put(name: string, content: string | Buffer): Promise<string> {
  const file = path.join(folder, name)
  await writeFile(file, content)
  return file
}

describe('readConfigFile', () => {
  it('takes the file that was asked for before the one beside the recording', async () => {
    await put('landfall.json', '{')
    const file = await put('other.json', JSON.stringify(configJson()))
    expect(await readConfigFile(file, folder)).toMatchObject({ kind: 'ready', path: file })
  })

  it('takes the one beside the recording', async () => {
    const file = await put('landfall.json', JSON.stringify(configJson()))
    expect(await readConfigFile(null, folder)).toMatchObject({ kind: 'ready', path: file })
  })

  it('replaces a missing file that was asked for by no other', async () => {
    await put('landfall.json', JSON.stringify(configJson()))
    const missing = path.join(folder, 'nowhere.json')
    expect(await readConfigFile(missing, folder)).toEqual({ kind: 'missing', path: missing })
  })

  it('reads what Windows PowerShell wrote as UTF-16', async () => {
    const file = await put('u.json', Buffer.from(`\ufeff${JSON.stringify(configJson())}`, 'utf16le'))
    expect((await readConfigFile(file, null)).kind).toBe('ready')
  })

  it.each([
    ['that is too large', 'x'.repeat(1024 * 1024 + 1), 'is larger than 1048576 bytes'],
    ['that is no text', Buffer.from([0x7b, 0xff, 0x7d]), 'is not UTF-8 or UTF-16 text'],
  ])('says why it refuses a file %s', async (_what, content, reason) => {
    const file = await put('bad.json', content)
    expect(await readConfigFile(file, null)).toEqual({
      kind: 'invalid',
      path: file,
      problems: [{ key: '(file)', reason }],
    })
  })

  it('says that a folder is not a file', async () => {
    await mkdir(path.join(folder, 'd'))
    expect((await readConfigFile(path.join(folder, 'd'), null)).kind).toBe('invalid')
  })
})

describe('readConfiguration', () => {
  const policy = 'SOFTWARE\\Policies\\Landfall\\Landfall'

  async function record(registry: string, platform = 'windows'): Promise<void> {
    const machine = {
      formatVersion: 1,
      takenAt: '2026-11-20T09:14:03Z',
      platform,
      osVersion: '10.0.26100',
      user: { name: 'amy', sid: 'S-1-5-21-1-2-3-1001', elevated: false, session: 1 },
      env: {},
      processes: [],
      disks: [],
    }
    await put('machine.json', JSON.stringify(machine))
    await put('registry.reg', `Windows Registry Editor Version 5.00\n\n${registry}`)
  }

  it('puts a recorded computer’s own policy over the file beside it', async () => {
    await put('landfall.json', JSON.stringify({ ...configJson(), support: { name: 'File', phone: '1' } }))
    await record(`[HKEY_LOCAL_MACHINE\\${policy}]\n"SupportName"="Policy"\n`)
    expect(await readConfiguration(null, folder)).toMatchObject({
      kind: 'ready',
      config: { support: { name: 'Policy', phone: '1' } },
      managed: ['support.name'],
    })
  })

  it('does not let policy stand in for a file that was asked for and is missing', async () => {
    await record(`[HKEY_LOCAL_MACHINE\\${policy}]\n"SupportName"="Policy"\n`)
    expect((await readConfiguration(path.join(folder, 'nowhere.json'), folder)).kind).toBe('missing')
  })

  it('takes what a profile has forced on a recorded Mac, the person’s before the computer’s', async () => {
    await put('landfall.json', JSON.stringify(configJson()))
    await record('', 'macos')
    const managed = path.join(folder, 'plists/managed')
    await mkdir(path.join(managed, 'amy'), { recursive: true })
    const name = 'com.landfall.app.plist'
    const all = { SupportName: 'Computer', SupportPhone: '2', ReportsCounts: false, PayloadUUID: 'x' }
    await writeFile(path.join(managed, name), build(all))
    await writeFile(path.join(managed, 'amy', name), build({ SupportName: 'Person' }))
    expect(await readConfiguration(null, folder)).toMatchObject({
      kind: 'ready',
      config: { support: { name: 'Person', phone: '2' }, reports: { counts: false } },
      problems: [],
    })
  })

  it('has no policy where the recording cannot be read: that is said when it is opened', async () => {
    await put('landfall.json', JSON.stringify(configJson()))
    await put('machine.json', '{')
    expect(await readConfiguration(null, folder)).toMatchObject({ kind: 'ready', managed: [] })
  })
})

describe.skipIf(process.platform === 'win32' || process.getuid?.() !== 0)(
  'a packaged app that may sign in',
  () => {
    const read = (file: string, machine: string | null = null) => readConfigFile(file, machine, [], true)
    const refused = (reason: string) => ({ kind: 'invalid', problems: [{ key: '(file)', reason }] })
    const others = 'can be changed by others than an administrator'

    beforeEach(() => chmod(folder, 0o755))

    it('believes a file that root alone can change, in a folder that root alone can change', async () => {
      const file = await put('landfall.json', JSON.stringify(configJson()))
      await chmod(file, 0o644)
      expect((await read(file)).kind).toBe('ready')
    })

    it('does not believe a planted file, also where it has been told to read it', async () => {
      const file = await put('landfall.json', JSON.stringify(configJson()))
      await chown(file, 1000, 1000)
      expect(await read(file)).toMatchObject(refused(`the file ${others}`))
      expect(await readConfigFile(null, folder, [], true)).toMatchObject(refused(`the file ${others}`))
      // Development may read what it wants.
      expect((await readConfigFile(file, null)).kind).toBe('ready')
    })

    it.each([0o664, 0o646, 0o666])('does not believe a file of mode %o', async (mode) => {
      const file = await put('landfall.json', JSON.stringify(configJson()))
      await chmod(file, mode)
      expect(await read(file)).toMatchObject(refused(`the file ${others}`))
    })

    it('does not believe a file in a folder where others may put another in its place', async () => {
      const file = await put('landfall.json', JSON.stringify(configJson()))
      await chmod(file, 0o644)
      await chmod(folder, 0o777)
      expect(await read(file)).toMatchObject(refused(`its folder ${others}`))
      await chmod(folder, 0o755)
      await chown(folder, 1000, 1000)
      expect(await read(file)).toMatchObject(refused(`its folder ${others}`))
    })

    it('follows no planted link', async () => {
      const file = await put('real.json', JSON.stringify(configJson()))
      const link = path.join(folder, 'landfall.json')
      await symlink(file, link)
      expect((await read(link)).kind).toBe('invalid')
    })

    it('finds nothing wrong with a folder without a file, with any rights to write there', async () => {
      await chmod(folder, 0o777)
      expect((await read(path.join(folder, 'landfall.json'))).kind).toBe('missing')
    })
  },
)

describe('machineConfigPath', () => {
  it.each([
    ['win32', { ProgramData: 'D:\\Data' }, 'D:\\Data\\Landfall\\landfall.json'],
    ['win32', {}, 'C:\\ProgramData\\Landfall\\landfall.json'],
    ['darwin', {}, '/Library/Application Support/Landfall/landfall.json'],
    ['linux', {}, '/etc/landfall/landfall.json'],
  ] as const)('on %s with %o is %s', (system, environment, expected) => {
    expect(machineConfigPath(system, environment)).toBe(expected)
  })
})
