import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib'

/** A part to be written; what the directory says of it may be another thing. */
export type ZipPart = {
  readonly name: string
  readonly content: Uint8Array
  readonly isStored?: boolean
  readonly told?: {
    readonly size?: number
    readonly crc?: number
    readonly packedSize?: number
    readonly flags?: number
  }
}

/** Writes an archive, parts in this order. Small and in memory: for tests. `count` lies about how many there are. */
export function writeZip(
  parts: readonly ZipPart[],
  { count = parts.length }: { readonly count?: number } = {},
): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const { name, content, isStored = false, told = {} } of parts) {
    const packed = isStored ? Buffer.from(content) : deflateRawSync(content)
    const nameBytes = Buffer.from(name)
    const fields = Buffer.alloc(26)
    fields.writeUInt16LE(20, 0)
    fields.writeUInt16LE(told.flags ?? 0x800, 2)
    fields.writeUInt16LE(isStored ? 0 : 8, 4)
    fields.writeUInt32LE(0x5a21_0000, 6)
    fields.writeUInt32LE(told.crc ?? crc32(content), 10)
    fields.writeUInt32LE(told.packedSize ?? packed.length, 14)
    fields.writeUInt32LE(told.size ?? content.length, 18)
    fields.writeUInt16LE(nameBytes.length, 22)
    locals.push(Buffer.from('PK\u{3}\u{4}', 'latin1'), fields, nameBytes, packed)
    const more = Buffer.alloc(14)
    more.writeUInt32LE(at, 10)
    directory.push(Buffer.from('PK\u{1}\u{2}\u{14}\0', 'latin1'), fields, more, nameBytes)
    at += 4 + fields.length + nameBytes.length + packed.length
  }
  const listed = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\u{5}\u{6}', 'latin1')
  end.writeUInt16LE(count, 8)
  end.writeUInt16LE(count, 10)
  end.writeUInt32LE(listed.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, listed, end])
}

/** The parts of an archive that a program wrote, in its order. Believes what it reads: for tests. Null where it is none. */
export function readZip(bytes: Buffer): Map<string, Buffer> | null {
  const end = bytes.lastIndexOf(Buffer.from('PK\u{5}\u{6}', 'latin1'))
  if (end === -1 || bytes.readUInt16LE(0) !== 0x4b50) return null
  const parts = new Map<string, Buffer>()
  let at = bytes.readUInt32LE(end + 16)
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    const nameLength = bytes.readUInt16LE(at + 28)
    const name = bytes.toString('utf8', at + 46, at + 46 + nameLength)
    const local = bytes.readUInt32LE(at + 42)
    const begin = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const packed = bytes.subarray(begin, begin + bytes.readUInt32LE(at + 20))
    parts.set(name, bytes.readUInt16LE(at + 10) === 0 ? Buffer.from(packed) : inflateRawSync(packed))
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32)
  }
  return parts
}

/** As an archive, in the order of the map. */
export function toZip(parts: ReadonlyMap<string, Uint8Array | string>): Buffer {
  return writeZip([...parts].map(([name, content]) => ({ name, content: Buffer.from(content) })))
}
