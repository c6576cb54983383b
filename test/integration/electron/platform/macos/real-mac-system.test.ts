import { mkdir, mkdtemp, realpath, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createAskOnce,
  createRealMacSystem,
  parseAttribute,
  parseProcesses,
} from '../../../../../electron/platform/macos/real-mac-system.ts'
import { watchMac } from '../../../../../electron/platform/macos/watch.ts'

let folder: string
beforeEach(async () => {
  folder = await realpath(await mkdtemp(path.join(os.tmpdir(), 'landfall-mac-')))
})
afterEach(() => rm(folder, { recursive: true, force: true }))
const at = (name: string): string => path.join(folder, name)

describe('createAskOnce', () => {
  it('ends the wait for an answer that does not come, and does not ask again meanwhile', async () => {
    const askOnce = createAskOnce(20)
    let asked = 0
    let answer: (value: string) => void = () => undefined
    const ask = () =>
      askOnce('file /x', '/x', () => {
        asked += 1
        return new Promise<string>((resolve) => (answer = resolve))
      })
    await expect(ask()).rejects.toThrow('/x: no answer in time')
    const second = ask()
    answer('late')
    expect([await second, asked]).toEqual(['late', 1])
    const third = ask()
    answer('new')
    expect([await third, asked]).toEqual(['new', 2])
  })

  it('asks again after a refusal', async () => {
    const askOnce = createAskOnce(1_000)
    await expect(askOnce('k', '/x', () => Promise.reject(new Error('no')))).rejects.toThrow('no')
    expect(await askOnce('k', '/x', async () => 'yes')).toBe('yes')
  })
})

describe('a small file', () => {
  it('of a OneDrive is not opened where its content is only in the cloud', async () => {
    const cloud = at('Library/CloudStorage/OneDrive-Contoso')
    await mkdir(cloud, { recursive: true })
    const system = createRealMacSystem()
    await writeFile(path.join(cloud, 'here'), 'text')
    expect((await system.readSmallFile(path.join(cloud, 'here'), 100))?.bytes.length).toBe(4)
    for (const place of [path.join(cloud, 'away'), at('away')]) {
      await writeFile(place, '')
      // A length without a block on the disk, as a file has whose content was never fetched.
      await truncate(place, 50)
    }
    await expect(system.readSmallFile(path.join(cloud, 'away'), 100)).rejects.toThrow(
      'is not on this computer',
    )
    expect((await system.readSmallFile(at('away'), 100))?.bytes.length).toBe(50)
  })
})

describe('parseAttribute', () => {
  it('is the text behind the numbers, however they are broken into lines', () => {
    expect(parseAttribute('63 6F 6D 2e 61\n2F 31 00\n')).toBe('com.a/1')
  })

  it.each(['', 'xattr: no', '6'])('refuses %j', (printed) => {
    expect(() => parseAttribute(printed)).toThrow('not understood')
  })
})

describe('parseProcesses', () => {
  it('names the programs of one user, whatever blanks are in their paths', () => {
    const text = [
      '    0 /sbin/launchd',
      '  501 /Applications/OneDrive.app/Contents/MacOS/OneDrive',
      '  501 /Applications/My Notes.app/Contents/MacOS/My Notes',
      '  502 /Applications/Other.app/Contents/MacOS/Other',
      ' what is this',
      '',
    ].join('\n')
    expect(parseProcesses(text, 501)).toEqual(['OneDrive', 'My Notes'])
    expect(parseProcesses('', 501)).toEqual([])
  })
})

// The calls are those of any Unix; only the places are a Mac's.
describe.skipIf(process.platform === 'win32')('createRealMacSystem', () => {
  const system = createRealMacSystem()

  it('reads a small file with the time it was written', async () => {
    await writeFile(at('a'), 'abc')
    const file = await system.readSmallFile(at('a'), 3)
    expect(Buffer.from(file?.bytes ?? []).toString()).toBe('abc')
    expect(Date.parse(file?.readWrittenAt() ?? '')).toBeGreaterThan(0)
  })

  it('tells a file that is not there from one that cannot be read', async () => {
    await writeFile(at('a'), 'abc')
    expect(await system.readSmallFile(at('none'), 9)).toBeNull()
    expect(await system.readSmallFile(at('a/none'), 9)).toBeNull()
    await expect(system.readSmallFile(at('a'), 2)).rejects.toThrow('is too large')
    await expect(system.readSmallFile(folder, 9)).rejects.toThrow('is not a plain file')
  })

  it('lists a folder, and knows one that is not there', async () => {
    await mkdir(at('OneDrive-Contoso'))
    expect(await system.listFolder(folder)).toEqual(['OneDrive-Contoso'])
    expect(await system.listFolder(at('none'))).toBeNull()
  })

  it('follows links, also to what is gone', async () => {
    await mkdir(at('cloud'))
    await symlink(at('cloud'), at('Desktop'))
    await symlink('cloud/gone', at('Documents'))
    expect(await system.resolveLink(at('Desktop'))).toBe(at('cloud'))
    expect(await system.resolveLink(at('Documents'))).toBe(at('cloud/gone'))
    expect(await system.resolveLink(at('none'))).toBe(at('none'))
    await symlink(at('loop'), at('loop'))
    await expect(system.resolveLink(at('loop'))).rejects.toThrow('ELOOP')
  })

  it('measures a volume that is there', async () => {
    const disk = await system.disk('/')
    expect(disk?.totalBytes).toBeGreaterThan(disk?.freeBytes ?? Number.POSITIVE_INFINITY)
    expect(await system.disk('/Volumes/none')).toBeNull()
  })
})

describe.skipIf(process.platform === 'win32')('watchMac', () => {
  it('hears of a new list of accounts and of a new folder, and skips what is not there', async () => {
    const preferences = 'Library/Group Containers/UBF8T346G9.OneDriveStandaloneSuite/Library/Preferences'
    await mkdir(at(preferences), { recursive: true })
    const system = { ...createRealMacSystem(), home: () => folder }
    let heard: () => void = () => undefined
    const end = watchMac(system, () => heard())
    try {
      const change = new Promise<void>((resolve) => (heard = resolve))
      await writeFile(at(`${preferences}/UBF8T346G9.OneDriveStandaloneSuite.plist`), 'x')
      await change
    } finally {
      end()
    }
  })
})
