import { createHash } from 'node:crypto'
import { documentLimits, DocumentRefused } from './document-limits.ts'
import type { OnBytes, OpenDocument } from './open-document.ts'

/*
 * Compound files ([MS-CFB]): a file system in a file. Sectors are chained by a table; a directory of 128 bytes an entry names storages and
 * streams; short streams share the sectors of the root's own. Only the table is held, four bytes a sector.
 */

/** A storage, or a stream with the hash of its content. */
export type CompoundEntry = {
  /** Names from the root down. */
  readonly path: readonly string[]
  /** What program a storage belongs to, hexadecimal; zeros for none. */
  readonly program: string
  /** SHA-256, base64; null for a storage. */
  readonly sha256: string | null
}

export const compoundMagic = Buffer.from('d0cf11e0a1b11ae1', 'hex')

const none = 0xffff_ffff
/** From here on a number is no sector. */
const firstMark = 0xffff_fffa
const entryBytes = 128
const mostRead = 256 * 1024
/** Storages within storages; a document in a document takes two. */
const deepest = 24

/** The table of a file of this size takes 17 MB. */
const mostBytes = documentLimits.bytes + 128 * 1024 ** 2

type Raw = {
  readonly name: string
  readonly type: number
  readonly left: number
  readonly right: number
  readonly child: number
  readonly program: string
  readonly start: number
  readonly size: number
}

type Layout = {
  readonly sectorBytes: number
  readonly miniBytes: number
  readonly cutoff: number
  readonly table: Uint32Array
  readonly firstDirectory: number
  readonly firstMiniTable: number
  readonly isLarge: boolean
}

/** The entries of a compound file, each once. Throws `DocumentRefused`. */
export function readCompoundFile(document: OpenDocument, onBytes: OnBytes): CompoundEntry[] {
  const { listed, root, read } = openCompound(document)
  const hash = (raw: Raw): string => {
    const sha = createHash('sha256')
    read(raw, (part) => {
      sha.update(part)
      onBytes(part.length)
    })
    return sha.digest('base64')
  }
  const entries: CompoundEntry[] = [{ path: [], program: root.program, sha256: null }]
  for (const { path, raw } of listed) {
    entries.push({ path, program: raw.program, sha256: raw.type === 2 ? hash(raw) : null })
  }
  return entries
}

/** The content of the streams that are wanted, of a file that is small enough to be held. Throws `DocumentRefused`. */
export function readCompoundStreams(
  document: OpenDocument,
  isWanted: (path: readonly string[]) => boolean,
): { readonly path: readonly string[]; readonly bytes: Buffer }[] {
  const { listed, read } = openCompound(document)
  return listed
    .filter(({ path, raw }) => raw.type === 2 && isWanted(path))
    .map(({ path, raw }) => {
      const parts: Buffer[] = []
      read(raw, (part) => parts.push(Buffer.from(part)))
      return { path, bytes: Buffer.concat(parts) }
    })
}

type ReadStream = (stream: Raw, take: (part: Buffer) => void) => void

function openCompound(document: OpenDocument): {
  readonly listed: readonly { readonly path: readonly string[]; readonly raw: Raw }[]
  readonly root: Raw
  readonly read: ReadStream
} {
  const layout = readLayout(document)
  const directory = readDirectory(document, layout)
  const [root] = directory
  if (root?.type !== 5) throw new DocumentRefused('no root')
  // Short streams alone are in it, so it cannot be longer than all of them.
  if (root.size > documentLimits.parts * layout.cutoff) throw new DocumentRefused('too large')
  const listed = listEntries(directory)
  let bytes = 0
  for (const { raw } of listed) if (raw.type === 2) bytes += raw.size
  if (bytes > documentLimits.bytes) throw new DocumentRefused('too large')
  // Streams that share their sectors make a small file hold a large one.
  if (bytes > document.size) throw new DocumentRefused('streams that overlap')
  return { listed, root, read: createStreamReader(document, layout, root) }
}

function readLayout(document: OpenDocument): Layout {
  if (document.size > mostBytes) throw new DocumentRefused('too large')
  const header = Buffer.alloc(512)
  document.read(header, 0)
  const version = header.readUInt16LE(26)
  const shift = header.readUInt16LE(30)
  if (!header.subarray(0, 8).equals(compoundMagic) || header.readUInt16LE(28) !== 0xfffe)
    throw new DocumentRefused('no compound file')
  if (!(version === 3 && shift === 9) && !(version === 4 && shift === 12))
    throw new DocumentRefused('a version that is not known')
  if (header.readUInt16LE(32) !== 6 || header.readUInt32LE(56) !== 4096)
    throw new DocumentRefused('a layout that is not known')
  const sectorBytes = 1 << shift
  const table = readTable(document, header, sectorBytes)
  expectWholeEnd(document, table, sectorBytes)
  return {
    sectorBytes,
    miniBytes: 64,
    cutoff: 4096,
    table,
    firstDirectory: header.readUInt32LE(48),
    firstMiniTable: header.readUInt32LE(60),
    isLarge: version === 4,
  }
}

/** A file that ends within a sector that is used was cut, also where only room behind a stream is gone. */
function expectWholeEnd({ size }: OpenDocument, table: Uint32Array, sectorBytes: number): void {
  if (size % sectorBytes === 0) return
  const last = Math.floor(size / sectorBytes) - 1
  if (last >= 0 && (table[last] ?? none) !== none) throw new DocumentRefused('cut')
}

/** The table of what sector follows on which. Its own sectors are listed in the header, and in a chain after that. */
function readTable(document: OpenDocument, header: Buffer, sectorBytes: number): Uint32Array {
  const sectors = Math.ceil(document.size / sectorBytes)
  const perSector = sectorBytes / 4
  const count = header.readUInt32LE(44)
  if (count > Math.ceil(sectors / perSector) + 1) throw new DocumentRefused('a table larger than the file')
  const places: number[] = []
  for (let at = 0; at < 109 && places.length < count; at += 1) places.push(header.readUInt32LE(76 + 4 * at))
  const part = Buffer.alloc(sectorBytes)
  for (let next = header.readUInt32LE(68); places.length < count; next = part.readUInt32LE(sectorBytes - 4)) {
    readSector(document, sectorBytes, next, part)
    for (let at = 0; at < perSector - 1 && places.length < count; at += 1)
      places.push(part.readUInt32LE(4 * at))
  }
  const table = new Uint32Array(count * perSector)
  for (const [at, place] of places.entries()) {
    readSector(document, sectorBytes, place, part)
    for (let one = 0; one < perSector; one += 1) table[at * perSector + one] = part.readUInt32LE(4 * one)
  }
  return table
}

function readSector(document: OpenDocument, sectorBytes: number, sector: number, target: Buffer): void {
  if (sector >= firstMark) throw new DocumentRefused('a chain that ends too soon')
  document.read(target, (sector + 1) * sectorBytes)
}

function readDirectory(
  document: OpenDocument,
  { table, sectorBytes, firstDirectory, isLarge }: Layout,
): Raw[] {
  const entries: Raw[] = []
  const part = Buffer.alloc(sectorBytes)
  const most = documentLimits.parts + sectorBytes / entryBytes
  for (let sector = firstDirectory; sector < firstMark; sector = table[sector] ?? none) {
    if (entries.length > most) throw new DocumentRefused('too many parts')
    readSector(document, sectorBytes, sector, part)
    for (let at = 0; at < sectorBytes; at += entryBytes)
      entries.push(toRaw(part.subarray(at, at + entryBytes), isLarge))
  }
  return entries
}

function toRaw(bytes: Buffer, isLarge: boolean): Raw {
  const nameBytes = Math.min(64, bytes.readUInt16LE(64))
  // The older version has half the length; the other half is not defined.
  const size = bytes.readUInt32LE(120) + (isLarge ? bytes.readUInt32LE(124) * 2 ** 32 : 0)
  return {
    name: bytes.toString('utf16le', 0, Math.max(0, nameBytes - 2)),
    type: bytes[66] ?? 0,
    left: bytes.readUInt32LE(68),
    right: bytes.readUInt32LE(72),
    child: bytes.readUInt32LE(76),
    program: bytes.toString('hex', 80, 96),
    start: bytes.readUInt32LE(116),
    size,
  }
}

/** Walks the trees of names. Each entry is in one of them, once. */
function listEntries(directory: readonly Raw[]): { readonly path: readonly string[]; readonly raw: Raw }[] {
  const found: { path: readonly string[]; raw: Raw }[] = []
  const seen = new Set<number>([0])
  const names = new Set<string>()
  const open = [{ number: directory[0]?.child ?? none, above: [] as readonly string[] }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { number, above } = next
    if (number === none) continue
    const raw = directory[number]
    if (raw === undefined || seen.has(number) || (raw.type !== 1 && raw.type !== 2))
      throw new DocumentRefused('a directory that is harmed')
    seen.add(number)
    if (seen.size > documentLimits.parts || above.length > deepest)
      throw new DocumentRefused('too many parts')
    // No name has one ([MS-CFB] 2.6.4), and it separates the names of a path.
    if (raw.name.includes('/')) throw new DocumentRefused('a name that is none')
    const path = [...above, raw.name]
    const key = path.join('\0').toUpperCase()
    if (names.has(key)) throw new DocumentRefused('two streams of one name')
    names.add(key)
    found.push({ path, raw })
    open.push({ number: raw.left, above }, { number: raw.right, above })
    if (raw.type === 1) open.push({ number: raw.child, above: path })
  }
  return found
}

/**
 * Reads streams, one after the other; sectors that follow one another on the disk are read together. A part is only good until the next
 * one.
 */
function createStreamReader(
  document: OpenDocument,
  { table, sectorBytes, miniBytes, cutoff, firstMiniTable }: Layout,
  root: Raw,
): ReadStream {
  const buffer = Buffer.alloc(mostRead)
  let mini: { readonly table: Uint32Array; readonly places: readonly number[] } | null = null

  /** The sectors of a chain, as many as these bytes need. */
  function chainOf(start: number, size: number): number[] {
    const sectors: number[] = []
    const needed = Math.ceil(size / sectorBytes)
    if (needed > table.length) throw new DocumentRefused('a stream larger than the file')
    for (let sector = start; sectors.length < needed; sector = table[sector] ?? none) {
      if (sector >= firstMark) throw new DocumentRefused('a chain that ends too soon')
      sectors.push(sector)
    }
    return sectors
  }

  const readLarge: ReadStream = ({ start, size }, take) => {
    if (Math.ceil(size / sectorBytes) > table.length)
      throw new DocumentRefused('a stream larger than the file')
    let sector = start
    for (let left = size; left > 0;) {
      if (sector >= firstMark) throw new DocumentRefused('a chain that ends too soon')
      const first = sector
      let length = 0
      // As far as one sector lies behind the other.
      do {
        length += sectorBytes
        sector = table[sector] ?? none
      } while (sector === first + length / sectorBytes && length < mostRead && length < left)
      const part = buffer.subarray(0, Math.min(length, left))
      document.read(part, (first + 1) * sectorBytes)
      take(part)
      left -= part.length
    }
  }

  function openMini(): { readonly table: Uint32Array; readonly places: readonly number[] } {
    const places = chainOf(root.start, root.size)
    const count = Math.ceil(root.size / miniBytes)
    const miniTable = new Uint32Array(count)
    const part = Buffer.alloc(sectorBytes)
    let sector = firstMiniTable
    for (let at = 0; at < count; sector = table[sector] ?? none) {
      readSector(document, sectorBytes, sector, part)
      for (let one = 0; one < sectorBytes / 4 && at < count; one += 1, at += 1)
        miniTable[at] = part.readUInt32LE(4 * one)
    }
    return { table: miniTable, places }
  }

  const readSmall: ReadStream = ({ start, size }, take) => {
    mini ??= openMini()
    let sector = start
    for (let left = size; left > 0; left -= miniBytes) {
      const at = sector * miniBytes
      const place = mini.places[Math.floor(at / sectorBytes)]
      if (sector >= firstMark || place === undefined) throw new DocumentRefused('a chain that ends too soon')
      const part = buffer.subarray(0, Math.min(miniBytes, left))
      document.read(part, (place + 1) * sectorBytes + (at % sectorBytes))
      take(part)
      sector = mini.table[sector] ?? none
    }
  }

  return (stream, take) => (stream.size < cutoff ? readSmall(stream, take) : readLarge(stream, take))
}
