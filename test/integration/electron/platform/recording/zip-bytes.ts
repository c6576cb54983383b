import { crc32, deflateRawSync } from 'node:zlib'

/** One file of a zip as a stranger may make it: what its headers say need not be true. */
export type ZipPart = {
  readonly name: string | Buffer
  readonly content?: Uint8Array
  /** Unix mode, for links. */
  readonly mode?: number
  readonly isEncrypted?: boolean
  /** The names are UTF-8 in any case; false where the zip does not say so, as Debian's and macOS' do not. */
  readonly isUtf8Said?: boolean
  /** What the headers say about the size, where that is not its size. */
  readonly saidSize?: number
}

/** A zip to the byte, without a library that would refuse to make a bad one. */
export function toZipBytes(parts: readonly ZipPart[]): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const part of parts) {
    const { name, content = Buffer.alloc(0), mode = 0o100644, isEncrypted = false, saidSize } = part
    const { isUtf8Said = true } = part
    const nameBytes = typeof name === 'string' ? Buffer.from(name) : name
    const packed = deflateRawSync(content)
    const shared = Buffer.alloc(26)
    shared.writeUInt16LE(20, 0)
    shared.writeUInt16LE((isUtf8Said ? 0x800 : 0) | (isEncrypted ? 1 : 0), 2)
    shared.writeUInt16LE(8, 4)
    shared.writeUInt32LE(0x5a6f_0000, 6)
    shared.writeUInt32LE(crc32(content), 10)
    shared.writeUInt32LE(packed.length, 14)
    shared.writeUInt32LE(saidSize ?? content.length, 18)
    shared.writeUInt16LE(nameBytes.length, 22)
    locals.push(Buffer.from('PK\x03\x04', 'latin1'), shared, nameBytes, packed)
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE((mode << 16) >>> 0, 6)
    rest.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), shared, rest, nameBytes)
    offset += 4 + shared.length + nameBytes.length + packed.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(parts.length, 8)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, central, end])
}
