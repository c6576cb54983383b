import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, readdir, rm, stat, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { RecordingRefused } from '../../../../../electron/platform/platform.ts'
import { unpackRecording } from '../../../../../electron/platform/recording/unpack-recording.ts'
import { toZipBytes, type ZipPart } from './zip-bytes.ts'

let folder: string
let file: string
let temporary: string | undefined

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-unpack-'))
  file = path.join(folder, 'stranger.zip')
  // Whatever is packed out lies below this, so that what is left behind shows.
  temporary = process.env['TMPDIR']
  process.env['TMPDIR'] = path.join(folder)
})
afterEach(async () => {
  if (temporary === undefined) delete process.env['TMPDIR']
  else process.env['TMPDIR'] = temporary
  await rm(folder, { recursive: true, force: true })
})

const machine: ZipPart = { name: 'machine.json', content: Buffer.from('{}') }

async function refusalOf(bytes: Uint8Array): Promise<string> {
  await writeFile(file, bytes)
  try {
    await (await unpackRecording(file)).remove()
    return 'taken'
  } catch (error) {
    if (!(error instanceof RecordingRefused)) throw error
    expect(error.file).toBe(file)
    return error.reason
  }
}

describe('unpackRecording', () => {
  it('packs out the parts of a recording, and removes them', async () => {
    const log: ZipPart = { name: 'files/C/Users/amy/Sync Log ü.log', content: Buffer.from('x') }
    await writeFile(file, toZipBytes([machine, { name: 'files/' }, log]))
    const { folder: unpacked, remove } = await unpackRecording(file)
    expect(await readFile(path.join(unpacked, 'machine.json'), 'utf8')).toBe('{}')
    expect(await readFile(path.join(unpacked, 'files/C/Users/amy/Sync Log ü.log'), 'utf8')).toBe('x')
    expect((await stat(unpacked)).mode & 0o077).toBe(0)
    await remove()
    expect(await readdir(folder)).toEqual(['stranger.zip'])
  })

  it('takes away what a replay that was killed has left, and nothing of one that runs or of anybody else', async () => {
    const ended = spawnSync(process.execPath, ['-e', '']).pid
    const left = `landfall-replay-${ended}-AbC123`
    const others = [`landfall-replay-${process.ppid}-AbC123`, 'landfall-replay-mine', `other-${ended}-AbC123`]
    for (const name of [left, ...others]) await mkdir(path.join(folder, name, 'files'), { recursive: true })
    const elsewhere = path.join(folder, 'elsewhere')
    await mkdir(elsewhere)
    const link = `landfall-replay-${ended}-LinK12`
    await symlink(elsewhere, path.join(folder, link))
    expect(await refusalOf(toZipBytes([machine]))).toBe('taken')
    expect((await readdir(folder)).toSorted()).toEqual(
      ['elsewhere', 'stranger.zip', link, ...others].toSorted(),
    )
  })

  const log = Buffer.from('x')
  it.each<[string, ZipPart[]]>([
    [
      'by Debian or macOS, in UTF-8 without saying so',
      [
        { ...machine, isUtf8Said: false },
        { name: 'files/C/Users/jörg/a.log', content: log, isUtf8Said: false },
      ],
    ],
    [
      'by Explorer, in one folder',
      [
        { name: 'Aufnahme/' },
        { ...machine, name: 'Aufnahme/machine.json' },
        { name: 'Aufnahme/files/C/Users/jörg/a.log', content: log },
      ],
    ],
    [
      'by PowerShell 5.1, with backslashes',
      [machine, { name: 'files\\' }, { name: 'files\\C\\Users\\jörg\\a.log', content: log }],
    ],
    [
      'by Finder, in a folder and with one of its own beside it',
      [
        { ...machine, name: 'x/machine.json', isUtf8Said: false },
        { name: 'x/.DS_Store', content: log },
        { name: 'x/files/C/Users/jörg/a.log', content: log, isUtf8Said: false },
        { name: '__MACOSX/' },
        { name: '__MACOSX/x/._machine.json', content: log },
      ],
    ],
  ])('takes what was packed again %s', async (_, parts) => {
    await writeFile(file, toZipBytes(parts))
    const { folder: unpacked, remove } = await unpackRecording(file)
    expect(await readFile(path.join(unpacked, 'machine.json'), 'utf8')).toBe('{}')
    expect(await readFile(path.join(unpacked, 'files/C/Users/jörg/a.log'), 'utf8')).toBe('x')
    expect((await readdir(unpacked)).toSorted()).toEqual(['files', 'machine.json'])
    await remove()
  })

  it.each<[string, ZipPart[], string]>([
    [
      'is beside the folder around a recording',
      [{ ...machine, name: 'x/machine.json' }, { name: 'y/b' }],
      'is no part of a recording',
    ],
    [
      'is there with a slash and with a backslash',
      [{ name: 'files/a' }, { name: 'files\\a' }],
      'files/a: is there twice',
    ],
    ['leads out of the folder', [{ name: '../evil.txt' }], 'invalid relative path'],
    ['leads out from further in', [{ name: 'files/../../evil.txt' }], 'invalid relative path'],
    ['names a place of the whole computer', [{ name: '/etc/passwd' }], 'absolute path'],
    ['names a drive', [{ name: 'C:/Windows/x' }], 'absolute path'],
    ['leads out with backslashes', [{ name: 'files\\..\\..\\evil.txt' }], 'invalid relative path'],
    ['means a device', [{ name: 'files/con' }], 'files/con: has a name that no file of a recording has'],
    ['means a stream', [{ name: 'files/x:y' }], 'files/x:y: has a name that no file of a recording has'],
    ['ends in a dot', [{ name: 'files/x.' }], 'files/x.: has a name that no file of a recording has'],
    ['holds a NUL', [{ name: 'files/x\0y' }], 'files/x?y: has a name that no file of a recording has'],
    ['has an empty part', [{ name: 'files//x' }], 'files//x: has a name that no file of a recording has'],
    ['is no part of a recording', [{ name: 'landfall.exe' }], 'landfall.exe: is no part of a recording'],
    ['is a folder of no recording', [{ name: 'logs/' }], 'logs/: is no part of a recording'],
    [
      'is a symbolic link',
      [{ name: 'files/x', mode: 0o120777, content: Buffer.from('/etc') }],
      'files/x: is a link',
    ],
    ['is encrypted', [{ name: 'machine.json', isEncrypted: true }], 'machine.json: is encrypted'],
    ['lies deep', [{ name: `files/${'x/'.repeat(50)}y` }], `files/${'x/'.repeat(50)}y: lies too deep`],
    ['is there twice', [machine, machine], 'machine.json: is there twice'],
    ['differs in case only', [{ name: 'files/a' }, { name: 'files/A' }], 'files/A: is there twice'],
  ])('refuses a zip with a file that %s', async (_, parts, reason) => {
    expect(await refusalOf(toZipBytes(parts))).toContain(reason)
    expect(await readdir(folder)).toEqual(['stranger.zip'])
  })

  it('refuses a bomb, whatever its headers say of its size', async () => {
    const content = Buffer.alloc(32 * 1024 * 1024)
    const bomb = toZipBytes([{ name: 'registry.reg', content }])
    expect(bomb.length).toBeLessThan(100_000)
    expect(await refusalOf(bomb)).toBe('registry.reg: is too large')
    expect(await refusalOf(toZipBytes([{ name: 'registry.reg', content, saidSize: 10 }]))).not.toBe('taken')
    expect(await readdir(folder)).toEqual(['stranger.zip'])
  })

  it('refuses more files than a recording has', async () => {
    const parts = Array.from({ length: 2_001 }, (_, number) => ({ name: `files/${number}` }))
    expect(await refusalOf(toZipBytes(parts))).toBe('holds more than 2000 files')
  })

  it('refuses a file in the place of a folder', async () => {
    const parts = [{ name: 'files/a' }, { name: 'files/A/b' }]
    expect(await refusalOf(toZipBytes(parts))).toBe('files/A/b: is a file and a folder')
    expect(await refusalOf(toZipBytes(parts.toReversed()))).toBe('files/a: is a file and a folder')
    expect(await readdir(folder)).toEqual(['stranger.zip'])
  })

  it('says that nothing is there, or that it is no zip', async () => {
    await expect(unpackRecording(path.join(folder, 'no.zip'))).rejects.toThrow('no.zip: is missing')
    expect(await refusalOf(Buffer.from('hello'))).toContain('is not a zip file')
    expect(await refusalOf(Buffer.alloc(0))).toContain('is not a zip file')
    await symlink(folder, path.join(folder, 'folder.zip'))
    await expect(unpackRecording(path.join(folder, 'folder.zip'))).rejects.toBeInstanceOf(RecordingRefused)
  })

  it('refuses, or takes, whatever a zip was harmed to, and leaves nothing behind', async () => {
    const whole = toZipBytes([machine, { name: 'files/x', content: Buffer.from('some text'.repeat(50)) }])
    const harm = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(harm, fc.nat(whole.length), async (changes, cut) => {
        const bytes = Buffer.from(whole)
        for (const [at, byte] of changes) bytes[at] = byte
        await refusalOf(cut % 3 === 0 ? bytes.subarray(0, cut) : bytes)
        expect(await readdir(folder)).toEqual(['stranger.zip'])
      }),
      { numRuns: 300 },
    )
  })
})
