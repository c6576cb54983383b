import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPromise, type Entry } from 'yauzl'
import { createZipWriter, ZipSourceChanged } from '../../../../build/intunewin/zip-writer.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'landfall-zip-test-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

async function* pieces(...content: string[]): AsyncGenerator<Buffer> {
  for (const piece of content) yield Buffer.from(piece)
}

const gibibyte = 2 ** 30

describe('createZipWriter', () => {
  it('knows sizes and checksums in front of the content, so that no reader needs a descriptor', async () => {
    const file = path.join(folder, 'a.zip')
    const handle = await open(file, 'wx+')
    const zip = createZipWriter(handle)
    const modifiedAt = new Date(Date.UTC(2026, 10, 25, 12, 30, 8))
    await zip.add({ name: 'ä', method: 'deflated', modifiedAt, size: 10, content: pieces('aaaaa', 'aaaaa') })
    await zip.finish()
    const header = (await handle.read(Buffer.alloc(30), 0, 30, 0)).buffer
    await handle.close()
    expect(header.readUInt16LE(6)).toBe(0x800)
    expect(header.readUInt32LE(14)).not.toBe(0)
    expect(header.readUInt32LE(22)).toBe(10)
  })

  it('refuses a file that grows or shrinks meanwhile', async () => {
    const handle = await open(path.join(folder, 'a.zip'), 'wx')
    const zip = createZipWriter(handle)
    const source = { name: 'a', method: 'stored', modifiedAt: new Date(), content: pieces('12345') } as const
    await expect(zip.add({ ...source, size: 4 })).rejects.toThrow(ZipSourceChanged)
    await expect(zip.add({ ...source, size: 6 })).rejects.toThrow(ZipSourceChanged)
    await handle.close()
  })

  it('goes beyond 4 GB with zip64: a large file, and one that lies behind it', async () => {
    const file = path.join(folder, 'large.zip')
    const handle = await open(file, 'wx')
    // The disk keeps no zeros: this file has holes and takes next to nothing.
    const hollow = { ...handle, write: writeHollow } as unknown as typeof handle
    async function writeHollow(
      bytes: Buffer,
      offset: number,
      length: number,
      position: number,
    ): Promise<void> {
      if (bytes.length < zeros.length) await handle.write(bytes, offset, length, position)
    }
    const zeros = Buffer.alloc(64 << 20)
    async function* large(): AsyncGenerator<Buffer> {
      for (let made = 0; made < 4.25 * gibibyte; made += zeros.length) yield zeros
    }
    const zip = createZipWriter(hollow)
    const modifiedAt = new Date()
    await zip.add({ name: 'large', method: 'stored', modifiedAt, size: 4.25 * gibibyte, content: large() })
    await zip.add({ name: 'behind', method: 'deflated', modifiedAt, size: 5, content: pieces('hello') })
    await zip.finish()
    await handle.close()
    expect((await stat(file)).size).toBeGreaterThan(4.25 * gibibyte)
    const read = await openPromise(file, { lazyEntries: true, autoClose: false })
    const entries: Entry[] = []
    for await (const entry of read.eachEntry()) entries.push(entry)
    expect(entries.map(({ uncompressedSize }) => uncompressedSize)).toEqual([4.25 * gibibyte, 5])
    const [, behind] = entries
    if (behind === undefined) throw new Error('the second file is missing')
    const chunks: Buffer[] = []
    for await (const chunk of (await read.openReadStreamPromise(behind)) as AsyncIterable<Buffer>)
      chunks.push(chunk)
    expect(Buffer.concat(chunks).toString()).toBe('hello')
    read.close()
  })
})
