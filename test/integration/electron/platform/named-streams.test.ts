import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { readdirSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  createFileStreams,
  keepStreams,
  NoRoomForStreams,
  type KeptStreams,
  type NamedStreams,
} from '../../../../electron/platform/named-streams.ts'
import { createFileAttributes } from '../../../../electron/platform/macos/file-attributes.ts'
import { createMacCalls } from '../../../world/mac-calls.ts'
import { toStreamName } from '../../../../electron/platform/windows/list-streams.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-streams-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** Where a system keeps no streams, a stream's name is a file's: the rule is the same. */
const listHere: NamedStreams['list'] = (file) =>
  readdirSync(path.dirname(file)).flatMap((name) => {
    const own = `${path.basename(file)}:`
    return name.startsWith(own) ? [name.slice(own.length)] : []
  })
const streamOf = (file: string, name: string): string => `${path.join(folder, file)}:${name}`
const keep = (list = listHere): KeptStreams =>
  keepStreams(createFileStreams(list), path.join(folder, 'original'), path.join(folder, 'copy'))

const zone = '[ZoneTransfer]\r\nZoneId=3\r\n'
const megabyte = 1024 * 1024

describe('the named streams of a file', () => {
  it('go with its copy, byte by byte, up to a megabyte each', async () => {
    await writeFile(streamOf('original', 'Zone.Identifier'), zone)
    await writeFile(streamOf('original', 'author'), 'amy')
    await writeFile(streamOf('original', 'picture'), Buffer.alloc(megabyte, 7))
    await writeFile(streamOf('original', 'empty'), '')
    expect(keep()).toBe('kept')
    expect(await readFile(streamOf('copy', 'Zone.Identifier'), 'utf8')).toBe(zone)
    expect(await readFile(streamOf('copy', 'author'), 'utf8')).toBe('amy')
    expect(await readFile(streamOf('copy', 'picture'))).toEqual(Buffer.alloc(megabyte, 7))
    expect(await readFile(streamOf('copy', 'empty'), 'utf8')).toBe('')
  })

  it('are not made for a copy of what has none', async () => {
    expect(keep()).toBe('kept')
    expect(await readdir(folder)).toEqual([])
  })

  it('leave no half behind where one is larger, or the volume keeps none, and the others go along', async () => {
    await writeFile(streamOf('original', 'Zone.Identifier'), zone)
    await writeFile(streamOf('original', 'film'), Buffer.alloc(megabyte + 1))
    await writeFile(streamOf('original', 'author'), 'amy')
    expect(keep()).toBe('some-left')
    expect((await readdir(folder)).filter((name) => name.startsWith('copy')).toSorted()).toEqual([
      'copy:Zone.Identifier',
      'copy:author',
    ])
    await rm(streamOf('copy', 'author'))
    await mkdir(streamOf('copy', 'author'))
    expect(keep()).toBe('some-left')
  })

  it('are left, or have lost the mark, where a name is listed and cannot be opened', async () => {
    await writeFile(streamOf('original', 'author'), 'amy')
    expect(keep(() => ['author', 'gone'])).toBe('some-left')
    expect(await readFile(streamOf('copy', 'author'), 'utf8')).toBe('amy')
    expect(keep(() => ['zone.identifier'])).toBe('mark-lost')
    // A name that the disk takes for none: another answer than that there is nothing.
    expect(keep(() => ['n'.repeat(400)])).toBe('some-left')
  })

  it('have lost the mark where an answer does not say that there is none', () => {
    const streams = { ...createFileStreams(() => []), read: () => 'unread' as const }
    expect(keepStreams(streams, `${folder}/a`, `${folder}/b`)).toBe('mark-lost')
  })

  it.each(['ENOSPC', 'EDQUOT'])('end the copying where the disk is full: %s', async (code) => {
    await writeFile(streamOf('original', 'author'), 'amy')
    const write = (): never => {
      throw Object.assign(new Error(code), { code })
    }
    const streams = { ...createFileStreams(listHere), write }
    expect(() => keepStreams(streams, path.join(folder, 'original'), path.join(folder, 'copy'))).toThrow(
      NoRoomForStreams,
    )
  })

  it('keep the mark of what came from the internet, also where the system lists no streams', async () => {
    await writeFile(streamOf('original', 'Zone.Identifier'), zone)
    expect(keep(() => [])).toBe('kept')
    expect(await readFile(streamOf('copy', 'Zone.Identifier'), 'utf8')).toBe(zone)
  })

  it('have lost the mark where it cannot be written, or is no mark but a megabyte', async () => {
    await writeFile(streamOf('original', 'zone.identifier'), zone)
    await mkdir(streamOf('copy', 'zone.identifier'))
    expect(keep()).toBe('mark-lost')
    await rm(streamOf('copy', 'zone.identifier'), { recursive: true })
    expect(keep()).toBe('kept')
    await writeFile(streamOf('original', 'zone.identifier'), Buffer.alloc(megabyte + 1))
    expect(keep()).toBe('mark-lost')
  })

  it('are not told to be none where the system refuses to list or to read them', async () => {
    const refuse = (): never => {
      throw Object.assign(new Error('refused'), { code: 'EACCES' })
    }
    expect(() => keep(refuse)).toThrow('refused')
    expect(() =>
      keepStreams({ ...createFileStreams(() => []), read: refuse }, `${folder}/a`, `${folder}/b`),
    ).toThrow('refused')
  })

  it('are named by Windows with their type, and its content is none of them', () => {
    expect([':Zone.Identifier:$DATA', ':a b.c:$DATA', '::$DATA', ':x:$BITMAP', ''].map(toStreamName)).toEqual(
      ['Zone.Identifier', 'a b.c', null, null, null],
    )
  })
})

describe('what macOS keeps beside a file', () => {
  const tags = 'com.apple.metadata:_kMDItemUserTags'
  const original = (): ReturnType<typeof createMacCalls> => {
    const mac = createMacCalls()
    mac.truth.attributes.set('/a', Buffer.from('0081;65f0;Safari;0B1C2D3E'))
    mac.truth.attributes.set(`/a\0${tags}`, Buffer.from('bplist'))
    mac.truth.attributes.set('/a\0com.apple.lastuseddate#PS', Buffer.from('0'))
    return mac
  }

  it('goes with the copy: quarantine and the tags of Finder, and nothing of programs', () => {
    const { calls, truth } = original()
    expect(keepStreams(createFileAttributes(calls), '/a', '/b')).toBe('kept')
    expect([...truth.attributes.keys()].filter((key) => key.startsWith('/b'))).toEqual(['/b', `/b\0${tags}`])
    expect(Buffer.from(truth.attributes.get(`/b\0${tags}`) ?? []).toString()).toBe('bplist')
  })

  it('is lost where quarantine cannot be written, and left where only tags cannot', () => {
    const write = (refused: string): KeptStreams => {
      const { calls } = original()
      const writeAttribute: typeof calls.writeAttribute = (path, name, value) =>
        name === refused ? -1 : calls.writeAttribute(path, name, value)
      return keepStreams(createFileAttributes({ ...calls, writeAttribute }), '/a', '/b')
    }
    expect(write('com.apple.quarantine')).toBe('mark-lost')
    expect(write(tags)).toBe('some-left')
  })

  it('is unknown where the call is refused', () => {
    const { calls } = original()
    const refused = { ...calls, readAttribute: () => -1, lastError: () => 13 }
    expect(() => keepStreams(createFileAttributes(refused), '/a', '/b')).toThrow('getxattr')
  })
})
