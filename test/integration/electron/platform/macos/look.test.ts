import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { lstatSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadKoffi } from '../../../../../electron/platform/load-koffi.ts'
import { createListFolder } from '../../../../../electron/platform/macos/list-folder.ts'
import { createMacDisk } from '../../../../../electron/platform/macos/mac-disk.ts'
import {
  fileFlag,
  macDeclarations,
  readMacStatus,
  refuseDownloads,
} from '../../../../../electron/platform/macos/mac-calls.ts'
import { scanFolders } from '../../../../../electron/platform/scan/scan-folders.ts'
import type { Found, LeftFile } from '../../../../../shared/files/scan.ts'
import { createMacCalls } from '../../../../world/mac-calls.ts'

let folder: string
let { calls, truth } = createMacCalls()
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-mac-look-'))
  ;({ calls, truth } = createMacCalls())
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const at = (name: string): string => path.join(folder, name)

async function put(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(path.dirname(at(name)), { recursive: true })
    await writeFile(at(name), name)
  }
}

async function look(more: { readonly ignoredNames?: readonly string[] } = {}) {
  const left: LeftFile[] = []
  const found: Found[] = []
  const roots = [{ folder, urlLength: 50, isFormer: true as const }]
  const result = await scanFolders({ roots, ignoredNames: [], ...more }, createListFolder(calls), {
    separator: '/',
    onLeft: (files) => void left.push(...files),
    onFound: (some) => void found.push(...some),
  })
  const names = left.map((file) => file.path.slice(folder.length + 1)).toSorted()
  return { result, names, found: found.map((one) => one.path) }
}

describe('a look through a folder of a Mac', () => {
  it('has a file with its content here as untold, and one without content as in the cloud', async () => {
    await put('budget.xlsx', 'in cloud.docx', 'a/locked.txt')
    // As seen on a Mac, of a file that Dropbox keeps in the cloud only (vdavid/cmdr).
    truth.flags.set(at('in cloud.docx'), 0x4000_0060)
    truth.flags.set(at('a/locked.txt'), fileFlag.locked)
    const { result, names } = await look()
    expect(names).toEqual(['a/locked.txt', 'budget.xlsx'])
    expect(result).toMatchObject({
      files: 3,
      folders: 2,
      hasCloudState: true,
      reasons: { untold: { files: 2 } },
      unreadable: { folders: 0 },
    })
  })

  it('opens no folder without content: what is in it is in the cloud', async () => {
    await put('here/a.txt', 'away/b.txt')
    truth.flags.set(at('away'), fileFlag.dataless)
    const { result, names, found } = await look()
    expect(names).toEqual(['here/a.txt'])
    expect(found).not.toContain(at('away/b.txt'))
    expect(result.unreadable.folders).toBe(0)
  })

  it.each([
    ['refuses to say', () => truth.flags.set(at('b.txt'), 'refused')],
    ['answers in a layout that is not the known one', () => truth.garbled.add(at('b.txt'))],
  ])('lists the rest, and has the folder as not read, where macOS %s of a file', async (_what, make) => {
    await put('a.txt', 'b.txt')
    make()
    const { result, names } = await look()
    expect(names).toEqual(['a.txt'])
    expect(result.unreadable).toEqual({ folders: 1, paths: [folder] })
  })

  it('opens no folder whose flags macOS does not tell', async () => {
    await put('b.txt')
    truth.flags.set(folder, 'refused')
    const { result, found } = await look()
    expect(found).toEqual([folder])
    expect(result.unreadable.folders).toBe(1)
  })

  it('follows no link, and counts it', async () => {
    await put('a/b.txt')
    await symlink(at('a'), at('link'))
    await symlink('/nowhere', at('broken'))
    const { result, names } = await look()
    expect(names).toEqual(['a/b.txt'])
    expect(result.links).toBe(2)
  })

  it('leaves a link that a package is made of, and follows it no more than any other', async () => {
    await put('Tool.app/Contents/Frameworks/Kit.framework/Versions/A/Kit', 'Plans/note.txt')
    await symlink('A', at('Tool.app/Contents/Frameworks/Kit.framework/Versions/Current'))
    await symlink('note.txt', at('Plans/link.txt'))
    await symlink('Tool.app', at('Shortcut.app'))
    const { result, names } = await look()
    expect(names).toEqual([
      'Plans/note.txt',
      'Tool.app/Contents/Frameworks/Kit.framework/Versions/A/Kit',
      'Tool.app/Contents/Frameworks/Kit.framework/Versions/Current',
    ])
    expect([result.links, result.files]).toEqual([3, 3])
  })

  it('keeps names as they are: accents of either form, and what the Finder shows as a slash', async () => {
    const names = ['Caf\u00e9.txt', 'Cafe\u0301s/1.txt', 'Q3:Q4.txt', 'back\\slash.txt']
    await put(...names)
    expect((await look()).names).toEqual(names.toSorted())
  })

  it('passes over what the Finder itself writes', async () => {
    await put('.DS_Store', '.localized', 'Icon\r', 'a.txt')
    expect((await look()).names).toEqual(['a.txt'])
  })

  it('keeps apart what the organisation keeps from being uploaded', async () => {
    await put('a.tmp', 'b.txt')
    const { result } = await look({ ignoredNames: ['*.tmp'] })
    expect(result.reasons).toMatchObject({ 'excluded-by-policy': { files: 1 }, untold: { files: 1 } })
  })

  it('cannot tell of a folder whose volume is away, and has nothing to miss where it is gone with its account', async () => {
    const roots = (place: string) => [{ folder: place, urlLength: 50, isFormer: true as const }]
    const scan = (place: string) =>
      scanFolders({ roots: roots(place), ignoredNames: [] }, createListFolder(calls), { separator: '/' })
    expect((await scan('/Volumes/Work/OneDrive - Contoso')).unreadable.folders).toBe(1)
    expect((await scan(at('gone'))).unreadable.folders).toBe(0)
    const linked = [{ folder: at('gone'), urlLength: 50, isFormer: true as const, isLinked: true as const }]
    const found = await scanFolders({ roots: linked, ignoredNames: [] }, createListFolder(calls), {
      separator: '/',
    })
    expect(found.unreadable.folders).toBe(1)
  })

  it('begins only where macOS has been told to download nothing', () => {
    refuseDownloads(calls, 'thread')
    refuseDownloads(calls, 'process')
    expect(truth.policies).toEqual([
      [3, 1, 1],
      [3, 0, 1],
    ])
    truth.takesPolicies = false
    expect(() => refuseDownloads(calls, 'thread')).toThrow('setiopolicy_np')
  })
})

describe('a Mac’s disk', () => {
  it('tells a file without content, and says nothing of one whose flags are not told', async () => {
    await put('a.txt', 'b.txt', 'c.txt')
    truth.flags.set(at('b.txt'), fileFlag.dataless)
    truth.flags.set(at('c.txt'), 'refused')
    const disk = createMacDisk(calls)
    expect(disk.stat(at('a.txt'))).toMatchObject({ kind: 'file', isCloudOnly: false, size: 5 })
    expect(disk.stat(at('b.txt'))).toMatchObject({ isCloudOnly: true })
    expect(() => disk.stat(at('c.txt'))).toThrow('flags: not told')
    expect(disk.stat(at('d.txt'))).toBeNull()
  })

  it('lists a folder without content as empty, and opens it not', async () => {
    await put('a/b.txt')
    const disk = createMacDisk(calls)
    expect(disk.list(at('a'))).toEqual([{ name: 'b.txt', kind: 'file' }])
    truth.flags.set(at('a'), fileFlag.dataless)
    expect(disk.list(at('a'))).toEqual([])
  })

  it('gives a name that is taken to no one else', async () => {
    await put('a.txt', 'b.txt')
    const disk = createMacDisk(calls)
    expect(disk.moveInto(at('a.txt'), at('b.txt'))).toBe(false)
    expect(disk.moveInto(at('a.txt'), at('c.txt'))).toBe(true)
    expect(disk.stat(at('a.txt'))).toBeNull()
    expect(() => disk.moveInto(at('b.txt'), at('nowhere/b.txt'))).toThrow(
      expect.objectContaining({ code: 'EACCES' }),
    )
  })

  it('keeps the mark of what came from the internet', async () => {
    await put('a.txt', 'b.txt')
    const disk = createMacDisk(calls)
    expect(disk.keepStreams(at('a.txt'), at('b.txt'))).toBe('kept')
    expect(truth.attributes.size).toBe(0)
    truth.attributes.set(at('a.txt'), Buffer.from('0081;65'))
    expect(disk.keepStreams(at('a.txt'), at('b.txt'))).toBe('kept')
    expect(truth.attributes.get(at('b.txt'))).toEqual(Uint8Array.from(Buffer.from('0081;65')))
    const shut = createMacDisk({ ...calls, writeAttribute: () => -1 })
    expect(shut.keepStreams(at('a.txt'), at('b.txt'))).toBe('mark-lost')
  })
})

it('koffi knows every type of the calls', () => {
  const koffi = loadKoffi()
  const types = Object.values(macDeclarations).flatMap(([result, given]) => [result, ...given])
  expect([...new Set(types)].map((type) => [type, koffi.sizeof(type)])).toEqual([
    ['int', 4],
    ['str', 8],
    ['void *', 8],
    ['uint', 4],
    ['int64_t', 8],
    ['size_t', 8],
    ['uint32_t', 4],
  ])
})

// The layout of Linux is another one, but the way to the C call and back is the same.
it.runIf(process.platform === 'linux' && process.arch === 'x64')(
  'a C call fills the bytes that it is given, also for a name with accents',
  async () => {
    await put('Café.txt')
    const lstat = loadKoffi().load('libc.so.6').func('lstat', 'int', ['str', 'void *']) as unknown as (
      file: string,
      into: Uint8Array,
    ) => number
    const raw = Buffer.alloc(144)
    expect(lstat(at('Café.txt'), raw)).toBe(0)
    expect(raw.readBigUInt64LE(8)).toBe(lstatSync(at('Café.txt'), { bigint: true }).ino)
    expect(lstat(at('nowhere'), raw)).toBe(-1)
    // What Linux answers is not what macOS would, and so is not believed.
    expect(readMacStatus({ lstat }, at('Café.txt'))?.flags).toBeNull()
  },
)
