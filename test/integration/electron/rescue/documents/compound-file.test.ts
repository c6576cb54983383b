import CFB from 'cfb'
import { createHash, randomBytes } from 'node:crypto'
import { closeSync, openSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { readCompoundFile } from '../../../../../electron/rescue/documents/compound-file.ts'
import { openDocument } from '../../../../../electron/rescue/documents/open-document.ts'
import { makeCompoundDocument } from '../../../../world/office/make-document.ts'
import { writeSharePointProperties } from '../../../../world/office/sharepoint-properties.ts'
import { compareBytes, fixtures } from './compare-files.ts'

async function readEntries(bytes: Uint8Array): Promise<Map<string, string | null>> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-compound-'))
  const file = path.join(folder, 'a.doc')
  await writeFile(file, bytes)
  const descriptor = openSync(file, 'r')
  try {
    const entries = readCompoundFile(openDocument(descriptor), () => undefined)
    return new Map(entries.map(({ path, sha256 }) => [path.join('/'), sha256]))
  } finally {
    closeSync(descriptor)
    await rm(folder, { recursive: true, force: true })
  }
}

/** What another reader makes of it. */
function readWithLibrary(bytes: Buffer): Map<string, string> {
  const { FullPaths, FileIndex } = CFB.read(bytes, { type: 'buffer' })
  return new Map(
    FullPaths.flatMap((name, at) => {
      const entry = FileIndex[at]
      if (entry?.type !== 2) return []
      const content = Buffer.from(entry.content as Uint8Array).subarray(0, entry.size)
      return [
        [name.split('/').slice(1).join('/'), createHash('sha256').update(content).digest('base64')] as const,
      ]
    }),
  )
}

describe('a compound file', () => {
  it.each(['plan.doc', 'numbers.xls', 'plan.enrich.doc', 'numbers.edit.xls'])(
    'is read as another reader reads it: %s',
    async (name) => {
      const bytes = await readFile(path.join(fixtures, name))
      const streams = [...(await readEntries(bytes))].filter(([, sha256]) => sha256 !== null)
      expect(new Map(streams)).toEqual(readWithLibrary(bytes))
    },
  )

  it('is read with streams of every length and storages in storages', async () => {
    const lengths = [0, 1, 63, 64, 65, 511, 4_095, 4_096, 4_097, 70_000, 9_000_000]
    const streams = Object.fromEntries(
      lengths.map((length) => [`/Objects/Inner/s${length}`, randomBytes(length)]),
    )
    const entries = await readEntries(makeCompoundDocument({ ...streams, '/WordDocument': 'text' }))
    for (const [name, content] of Object.entries(streams))
      expect(entries.get(name.slice(1))).toBe(createHash('sha256').update(content).digest('base64'))
    expect(entries.get('Objects/Inner')).toBeNull()
  })

  it('is the same document with other properties, and another with another stream, storage or owner', async () => {
    const streams = { '/WordDocument': randomBytes(9_000), '/ObjectPool/1/data': randomBytes(90) }
    const original = makeCompoundDocument(streams)
    const sameAs = async (copy: Buffer) => (await compareBytes(original, copy, 'doc')).same
    expect(await sameAs(writeSharePointProperties('a.doc', original))).toBe('content')
    expect(await sameAs(makeCompoundDocument({ ...streams, '/ObjectPool/1/data': randomBytes(90) }))).toBe(
      'no',
    )
    expect(await sameAs(makeCompoundDocument({ ...streams, '/Macros/VBA/dir': 'macro' }))).toBe('no')
    // The properties of a document within it are content.
    expect(
      await sameAs(makeCompoundDocument({ ...streams, '/ObjectPool/1/\u{5}SummaryInformation': 'a' })),
    ).toBe('no')
    const owned = Buffer.from(original)
    const directory = (owned.readUInt32LE(48) + 1) * 512
    owned[directory + 80] = 9
    expect(await sameAs(owned)).toBe('no')
  })

  it('is not told where it ends before its last sector does, and told where that is used for nothing', async () => {
    const original = makeCompoundDocument({ '/WordDocument': randomBytes(9_000) })
    const written = writeSharePointProperties('a.doc', original)
    for (const length of [1, 3, 7, 8, 511, 512, written.length - 512, written.length - 1])
      expect((await compareBytes(original, written.subarray(0, length), 'doc')).same).toBe('untold')
    const more = Buffer.concat([written, Buffer.alloc(100)])
    const table = (written.readUInt32LE(76) + 1) * 512
    more.writeUInt32LE(0xffff_ffff, table + 4 * (written.length / 512 - 1))
    expect((await compareBytes(original, more, 'doc')).same).toBe('content')
  })

  it('is not told where its streams share their sectors: a small file would take as long as a large one', async () => {
    const original = makeCompoundDocument({ '/a': randomBytes(9_000), '/b': randomBytes(9_000) })
    const shared = Buffer.from(original)
    const directory = (shared.readUInt32LE(48) + 1) * 512
    const place = shared.readUInt32LE(directory + 128 + 116)
    shared.writeUInt32LE(place, directory + 256 + 116)
    for (const at of [128, 256]) shared.writeUInt32LE(17_000, directory + at + 120)
    expect(await compareBytes(original, shared, 'doc')).toMatchObject({
      same: 'untold',
      why: 'streams that overlap',
    })
  })

  it('is not told where a name could stand for a storage and a stream in it', async () => {
    const original = makeCompoundDocument({ '/WordDocument': randomBytes(9_000), '/aXb': 'inner' })
    const copy = Buffer.from(original)
    copy.write('a/b', copy.indexOf('aXb', 0, 'utf16le'), 'utf16le')
    expect((await compareBytes(original, copy, 'doc')).same).toBe('untold')
  })

  it.each<readonly [string, (bytes: Buffer, directory: number) => unknown]>([
    [
      'a chain that goes in a circle',
      (bytes, directory) =>
        bytes.writeUInt32LE(
          bytes.readUInt32LE(48),
          (bytes.readUInt32LE(76) + 1) * 512 + 4 * bytes.readUInt32LE(48),
        ) && directory,
    ],
    [
      'a stream longer than the file',
      (bytes, directory) => bytes.writeUInt32LE(0x7fff_0000, directory + 128 + 120),
    ],
    ['a tree that leads back', (bytes, directory) => bytes.writeUInt32LE(1, directory + 128 + 72)],
    ['a table that lies outside', (bytes) => bytes.writeUInt32LE(0x0fff_ffff, 76)],
    ['a table larger than the file', (bytes) => bytes.writeUInt32LE(0x0fff_ffff, 44)],
    ['an entry that is none', (bytes, directory) => bytes.writeUInt32LE(0xffff, directory + 76)],
    ['sectors of a length that is not known', (bytes) => bytes.writeUInt16LE(20, 30)],
  ])('is not told where it has %s', async (_, harm) => {
    const original = makeCompoundDocument({ '/WordDocument': randomBytes(9_000) })
    const harmed = Buffer.from(original)
    harm(harmed, (harmed.readUInt32LE(48) + 1) * 512)
    const began = performance.now()
    expect((await compareBytes(original, harmed, 'doc')).same).toBe('untold')
    expect(performance.now() - began).toBeLessThan(10_000)
  })
})
