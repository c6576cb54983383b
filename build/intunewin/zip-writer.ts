import type { FileHandle } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { crc32, createDeflateRaw } from 'node:zlib'

/** How the bytes lie in the zip; the numbers are the format's own. */
const methods = { stored: 0, deflated: 8 } as const

export type ZipSource = {
  /** With `/` between folders. */
  readonly name: string
  readonly method: keyof typeof methods
  readonly modifiedAt: Date
  /** Size in bytes, as far as it is known before; what has more than this is refused. */
  readonly size: number
  readonly content: AsyncIterable<Uint8Array>
}

/** Writes a zip piece by piece into an open file. */
export type ZipWriter = {
  /** Adds a file. Throws `ZipSourceChanged` where it has another size than was said. */
  add(source: ZipSource): Promise<void>
  /** Writes the directory and answers with it: it names every file with its size and checksum. */
  finish(): Promise<Buffer>
}

/** A file was written to while it was packed. */
export class ZipSourceChanged extends Error {
  readonly file: string
  constructor(file: string) {
    super(`${file} changed while it was packed`)
    this.file = file
  }
}

const utf8Names = 0x800
const largest32 = 0xffff_ffff
// Deflate makes what cannot be packed a little larger.
const zip64From = 0xf000_0000

type Written = {
  readonly name: Buffer
  readonly method: number
  readonly time: number
  readonly offset: number
  readonly isLarge: boolean
  readonly crc: number
  readonly packedSize: number
  readonly size: number
}

/**
 * A zip without data descriptors, which some readers of Intune packages refuse (docs/facts/deployment.md#the-intunewin-format): headers are
 * completed in the file when the content has passed. No library does this on a stream, which is why it is here.
 */
export function createZipWriter(file: FileHandle): ZipWriter {
  const entries: Written[] = []
  let position = 0
  const append = async (bytes: Uint8Array): Promise<void> => {
    await file.write(bytes, 0, bytes.length, position)
    position += bytes.length
  }
  return {
    async add({ name, method, modifiedAt, size: expected, content }) {
      const begun = {
        name: Buffer.from(name),
        method: methods[method],
        time: toDosTime(modifiedAt),
        offset: position,
        isLarge: expected >= zip64From,
      }
      await append(toLocalHeader({ ...begun, crc: 0, packedSize: 0, size: 0 }))
      const start = position
      let crc = 0
      let size = 0
      async function* measure(): AsyncGenerator<Uint8Array> {
        for await (const chunk of content) {
          crc = crc32(chunk, crc)
          size += chunk.length
          if (size > expected) throw new ZipSourceChanged(name)
          yield chunk
        }
      }
      for await (const chunk of method === 'stored' ? measure() : deflate(measure())) await append(chunk)
      if (size !== expected) throw new ZipSourceChanged(name)
      const entry = { ...begun, crc, packedSize: position - start, size }
      const header = toLocalHeader(entry)
      await file.write(header, 0, header.length, begun.offset)
      entries.push(entry)
    },
    async finish() {
      const offset = position
      const directory = Buffer.concat(entries.map(toDirectoryRecord))
      await append(directory)
      await append(toEnd(entries.length, offset, directory.length))
      return directory
    },
  }
}

async function* deflate(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const source = Readable.from(content, { objectMode: false })
  const packer = createDeflateRaw({ chunkSize: 256 * 1024 })
  source.once('error', (error) => packer.destroy(error))
  yield* source.pipe(packer) as AsyncIterable<Buffer>
}

function toLocalHeader({ name, method, time, isLarge, crc, packedSize, size }: Written): Buffer {
  const header = Buffer.alloc(30)
  header.write('PK\x03\x04', 'latin1')
  header.writeUInt16LE(isLarge ? 45 : 20, 4)
  header.writeUInt16LE(utf8Names, 6)
  header.writeUInt16LE(method, 8)
  header.writeUInt32LE(time, 10)
  header.writeUInt32LE(crc, 14)
  header.writeUInt32LE(isLarge ? largest32 : packedSize, 18)
  header.writeUInt32LE(isLarge ? largest32 : size, 22)
  header.writeUInt16LE(name.length, 26)
  const extra = isLarge ? toZip64Extra([size, packedSize]) : Buffer.alloc(0)
  header.writeUInt16LE(extra.length, 28)
  return Buffer.concat([header, name, extra])
}

function toDirectoryRecord({ name, method, time, offset, crc, packedSize, size }: Written): Buffer {
  const extra = toZip64Extra([size, packedSize, offset].filter((number) => number >= largest32))
  const record = Buffer.alloc(46)
  record.write('PK\x01\x02', 'latin1')
  record.writeUInt16LE(45, 4)
  record.writeUInt16LE(extra.length > 0 ? 45 : 20, 6)
  record.writeUInt16LE(utf8Names, 8)
  record.writeUInt16LE(method, 10)
  record.writeUInt32LE(time, 12)
  record.writeUInt32LE(crc, 16)
  record.writeUInt32LE(Math.min(packedSize, largest32), 20)
  record.writeUInt32LE(Math.min(size, largest32), 24)
  record.writeUInt16LE(name.length, 28)
  record.writeUInt16LE(extra.length, 30)
  record.writeUInt32LE(Math.min(offset, largest32), 42)
  return Buffer.concat([record, name, extra])
}

/** What is too large for the old fields, in their order. */
function toZip64Extra(numbers: readonly number[]): Buffer {
  if (numbers.length === 0) return Buffer.alloc(0)
  const extra = Buffer.alloc(4 + numbers.length * 8)
  extra.writeUInt16LE(1, 0)
  extra.writeUInt16LE(numbers.length * 8, 2)
  for (const [place, number] of numbers.entries()) extra.writeBigUInt64LE(BigInt(number), 4 + place * 8)
  return extra
}

function toEnd(count: number, offset: number, length: number): Buffer {
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(Math.min(count, 0xffff), 8)
  end.writeUInt16LE(Math.min(count, 0xffff), 10)
  end.writeUInt32LE(Math.min(length, largest32), 12)
  end.writeUInt32LE(Math.min(offset, largest32), 16)
  const isLarge = count >= 0xffff || length >= largest32 || offset >= largest32
  if (!isLarge) return end
  const large = Buffer.alloc(56)
  large.write('PK\x06\x06', 'latin1')
  large.writeBigUInt64LE(44n, 4)
  large.writeUInt16LE(45, 12)
  large.writeUInt16LE(45, 14)
  large.writeBigUInt64LE(BigInt(count), 24)
  large.writeBigUInt64LE(BigInt(count), 32)
  large.writeBigUInt64LE(BigInt(length), 40)
  large.writeBigUInt64LE(BigInt(offset), 48)
  const locator = Buffer.alloc(20)
  locator.write('PK\x06\x07', 'latin1')
  locator.writeBigUInt64LE(BigInt(offset + length), 8)
  locator.writeUInt32LE(1, 16)
  return Buffer.concat([large, locator, end])
}

/** The zip's own form of a time: two seconds exact, 1980 to 2107, here in UTC so that no clock's zone shows. */
function toDosTime(at: Date): number {
  const year = Math.min(Math.max(at.getUTCFullYear(), 1980), 2107) - 1980
  const date = (year << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate()
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1)
  return ((date << 16) | time) >>> 0
}
