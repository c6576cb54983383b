import type { FileHandle } from 'node:fs/promises'

/** The streams of a compound file ([MS-CFB]), the container of an MSI, read piece by piece. */
export type CompoundFile = {
  readonly names: readonly string[]
  /** A whole stream. Throws where it is larger than `maximumBytes` or damaged. */
  read(name: string, maximumBytes: number): Promise<Buffer>
}

export class NotACompoundFile extends Error {}

const signature = 'd0cf11e0a1b11ae1'
const endOfChain = 0xffff_fffe
const largestSector = 0xffff_fffa
const unused = 0xffff_ffff
const streamType = 2
const rootType = 5
// Far more than any directory or allocation table of an installer; a damaged file must end somewhere.
const maximumTableBytes = 64 << 20

type Entry = { readonly name: string; readonly start: number; readonly size: number }

/** Opens a compound file. Throws `NotACompoundFile`. */
export async function openCompoundFile(file: FileHandle): Promise<CompoundFile> {
  const header = await readAt(file, 0, 512)
  if (header.toString('hex', 0, 8) !== signature) throw new NotACompoundFile('no signature')
  const sectorSize = 1 << within(header.readUInt16LE(30), 9, 12)
  const miniSize = 1 << within(header.readUInt16LE(32), 6, 6)
  const cutoff = header.readUInt32LE(56)
  const readSector = (sector: number): Promise<Buffer> => readAt(file, (sector + 1) * sectorSize, sectorSize)
  const table = await readAllocationTable(header, sectorSize, readSector)
  const lastUsed = table.findLastIndex((next) => next !== unused)
  if ((lastUsed + 1) * sectorSize >= (await file.stat()).size) throw new NotACompoundFile('it is cut off')

  const readChain = async (start: number, bytes: number): Promise<Buffer> => {
    const sectors = chain(table, start, Math.ceil(bytes / sectorSize))
    return Buffer.concat(await Promise.all(sectors.map(readSector))).subarray(0, bytes)
  }
  const readOpenEnded = async (start: number): Promise<Buffer> => {
    const sectors = chain(table, start, Math.ceil(maximumTableBytes / sectorSize), true)
    return Buffer.concat(await Promise.all(sectors.map(readSector)))
  }

  const { root, streams } = readDirectory(await readOpenEnded(header.readUInt32LE(48)), sectorSize)
  if (root.size > maximumTableBytes) throw new NotACompoundFile('too many small streams')
  const miniTable = toNumbers(await readOpenEnded(header.readUInt32LE(60)))
  const mini = await readChain(root.start, root.size)
  return {
    names: [...streams.keys()],
    async read(name, maximumBytes) {
      const entry = streams.get(name)
      if (entry === undefined) throw new NotACompoundFile(`no stream ${name}`)
      if (entry.size > maximumBytes) throw new NotACompoundFile(`${name} is too large`)
      if (entry.size === 0) return Buffer.alloc(0)
      if (entry.size >= cutoff) return await readChain(entry.start, entry.size)
      const pieces = chain(miniTable, entry.start, Math.ceil(entry.size / miniSize))
      const content = pieces.map((piece) => mini.subarray(piece * miniSize, (piece + 1) * miniSize))
      return Buffer.concat(content).subarray(0, entry.size)
    },
  }
}

async function readAllocationTable(
  header: Buffer,
  sectorSize: number,
  readSector: (sector: number) => Promise<Buffer>,
): Promise<number[]> {
  const places = toNumbers(header.subarray(76, 512))
  const mostPlaces = maximumTableBytes / 4
  for (let next = header.readUInt32LE(68); next < largestSector;) {
    const more = toNumbers(await readSector(next))
    next = more.pop() ?? endOfChain
    places.push(...more)
    if (places.length > mostPlaces) throw new NotACompoundFile('the table has no end')
  }
  const used = places.filter((place) => place < largestSector)
  if (used.length * sectorSize > maximumTableBytes) throw new NotACompoundFile('the table is too large')
  const parts: number[][] = []
  for (const place of used) parts.push(toNumbers(await readSector(place)))
  return parts.flat()
}

/** The sectors of a stream, exactly `count` or, where its length is said nowhere, at most so many. */
function chain(table: readonly number[], start: number, count: number, isOpenEnded = false): number[] {
  const sectors: number[] = []
  for (let sector = start; sector < largestSector && sectors.length < count;) {
    sectors.push(sector)
    const next = table[sector]
    if (next === undefined) throw new NotACompoundFile('a sector lies outside the table')
    sector = next
  }
  if (!isOpenEnded && sectors.length < count) throw new NotACompoundFile('a stream is cut off')
  return sectors
}

function readDirectory(
  bytes: Buffer,
  sectorSize: number,
): { root: Entry; streams: ReadonlyMap<string, Entry> } {
  const streams = new Map<string, Entry>()
  let root: Entry | null = null
  for (let at = 0; at + 128 <= bytes.length; at += 128) {
    const type = bytes[at + 66]
    if (type !== streamType && type !== rootType) continue
    const nameLength = Math.max(within(bytes.readUInt16LE(at + 64), 0, 64) - 2, 0)
    const entry = {
      name: bytes.toString('utf16le', at, at + nameLength),
      start: bytes.readUInt32LE(at + 116),
      // The upper half is not to be believed in files with small sectors.
      size: sectorSize === 512 ? bytes.readUInt32LE(at + 120) : Number(bytes.readBigUInt64LE(at + 120)),
    }
    if (type === rootType) root ??= entry
    else streams.set(entry.name, entry)
  }
  if (root === null) throw new NotACompoundFile('no root')
  return { root, streams }
}

function toNumbers(bytes: Buffer): number[] {
  return Array.from({ length: bytes.length >> 2 }, (_, place) => bytes.readUInt32LE(place * 4))
}

function within(value: number, least: number, most: number): number {
  if (value < least || value > most) throw new NotACompoundFile(`${value} is out of range`)
  return value
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, position)
  // The last sector may be shorter than the others.
  if (bytesRead === 0) throw new NotACompoundFile('it ends too early')
  return buffer
}
