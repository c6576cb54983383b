import { createHash } from 'node:crypto'
import { crc32, inflateRawSync } from 'node:zlib'
import { fromRandomAccessReaderPromise, RandomAccessReader, type Entry, type ZipFile } from 'yauzl'
import { Readable } from 'node:stream'
import { documentLimits, DocumentRefused } from './document-limits.ts'
import type { OnBytes, OpenDocument } from './open-document.ts'

/** A part of a package. Names differ by more than letter case. */
export type PackagePart = {
  /** Without the slash before it: `word/document.xml`. */
  readonly name: string
  /** SHA-256 of what it unpacks to, base64. */
  readonly sha256: string
  /** All of what has to be understood, what data begins with, and nothing of the rest. */
  readonly begin: Buffer
}

/** What a part is by its name: relationships and types, data whose root tells what it is, anything else, or what need not be unpacked. */
export type KindOfPart = (name: string) => 'structure' | 'data' | 'other' | 'skipped'

/** Packages up to this are read at once; of others only what is asked for. */
const smallPackage = 4 * 1024 ** 2
/** Parts up to this are unpacked at once: a stream for each takes twice the time, and holds more memory, and longer. */
const smallPart = 4 * 1024 ** 2
/** So much of a part is kept, to see what it is. */
const beginBytes = 4 * 1024

/**
 * The parts of an archive, in the order of its directory. Each is unpacked and hashed as a stream; nothing that the directory says of it is
 * believed. Throws `DocumentRefused`.
 */
export async function* readPackageParts(
  document: OpenDocument,
  kind: KindOfPart,
  onBytes: OnBytes,
): AsyncGenerator<PackagePart> {
  const room = takeRoom()
  try {
    yield* readOpenParts(await openZip(document, room), kind, onBytes)
  } finally {
    spareRoom = room
  }
}

/** Small packages are read into the same place one after the other; a second reader meanwhile has one of its own. */
let spareRoom: Buffer | null = null

function takeRoom(): Buffer {
  const room = spareRoom ?? Buffer.allocUnsafeSlow(smallPackage)
  spareRoom = null
  return room
}

async function* readOpenParts(zip: OpenZip, kind: KindOfPart, onBytes: OnBytes): AsyncGenerator<PackagePart> {
  const { bytes: mostBytes, parts: mostParts } = documentLimits
  if (zip.file.entryCount > mostParts) throw new DocumentRefused('too many parts')
  const entries: Entry[] = []
  const names = new Set<string>()
  let bytes = 0
  let directory = 0
  try {
    for await (const entry of zip.file.eachEntry()) {
      const { fileName, uncompressedSize } = entry
      // All of it is held until the last part is read.
      directory += entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength
      if (directory > documentLimits.directoryBytes) throw new DocumentRefused('too large')
      if (fileName.endsWith('/') && uncompressedSize === 0) continue
      if (fileName.length > documentLimits.nameLength) throw new DocumentRefused('a long name')
      const key = fileName.toLowerCase()
      if (names.has(key)) throw new DocumentRefused('two parts of one name')
      names.add(key)
      bytes += uncompressedSize
      if (bytes > mostBytes) throw new DocumentRefused('too large')
      entries.push(entry)
    }
    expectNoOverlap(entries)
    for (const entry of entries) {
      const kindOfEntry = kind(entry.fileName)
      if (kindOfEntry !== 'skipped') yield await readPart(zip, entry, kindOfEntry, onBytes)
    }
  } catch (error) {
    throw toRefusal(error)
  }
}

type OpenZip = { readonly file: ZipFile; readonly slice: (at: number, length: number) => Buffer }

const zipOptions = { lazyEntries: true, autoClose: false, validateEntrySizes: true, strictFileNames: true }

async function openZip(document: OpenDocument, room: Buffer): Promise<OpenZip> {
  try {
    if (document.size <= smallPackage) {
      const whole = room.subarray(0, document.size)
      document.read(whole, 0)
      const file = await fromRandomAccessReaderPromise(new WholeReader(whole), whole.length, zipOptions)
      return { file, slice: (at, length) => whole.subarray(at, at + length) }
    }
    const file = await fromRandomAccessReaderPromise(new DocumentReader(document), document.size, zipOptions)
    const slice = (at: number, length: number): Buffer => {
      const part = Buffer.allocUnsafe(length)
      document.read(part, at)
      return part
    }
    return { file, slice }
  } catch (error) {
    throw toRefusal(error)
  }
}

async function readPart(
  { file, slice }: OpenZip,
  entry: Entry,
  kind: Exclude<ReturnType<KindOfPart>, 'skipped'>,
  onBytes: OnBytes,
): Promise<PackagePart> {
  const { fileName: name, compressionMethod, compressedSize, uncompressedSize } = entry
  if (!entry.canDecodeFileData()) throw new DocumentRefused('a part that is locked or packed in another way')
  const isStructure = kind === 'structure'
  if (isStructure && uncompressedSize > documentLimits.structureBytes) throw new DocumentRefused('too large')
  const kept = isStructure ? uncompressedSize : kind === 'data' ? beginBytes : 0
  if (uncompressedSize <= smallPart && compressedSize <= smallPart) {
    const { fileDataStart } = await file.readLocalFileHeaderPromise(entry, { minimal: true })
    const packed = slice(fileDataStart, compressedSize)
    if (packed.length !== compressedSize) throw new DocumentRefused('cut')
    const whole = compressionMethod === 0 ? packed : inflate(packed, uncompressedSize)
    expectSums(entry, whole.length, crc32(whole))
    onBytes(whole.length)
    // A copy: what it is a part of is not kept for its sake.
    const begin = Buffer.from(whole.subarray(0, kept))
    const sha256 = createHash('sha256').update(whole).digest('base64')
    if (whole !== packed) giveBack(whole)
    return { name, sha256, begin }
  }
  return await streamPart(await file.openReadStreamPromise(entry), entry, kept, onBytes)
}

async function streamPart(
  stream: Readable,
  entry: Entry,
  kept: number,
  onBytes: OnBytes,
): Promise<PackagePart> {
  const sha = createHash('sha256')
  const begin: Buffer[] = []
  let length = 0
  let crc = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    sha.update(chunk)
    crc = crc32(chunk, crc)
    if (length < kept) begin.push(Buffer.from(chunk.subarray(0, kept - length)))
    length += chunk.length
    onBytes(chunk.length)
  }
  expectSums(entry, length, crc)
  return { name: entry.fileName, sha256: sha.digest('base64'), begin: Buffer.concat(begin) }
}

function inflate(packed: Buffer, size: number): Buffer {
  const chunkSize = Math.max(size, Buffer.poolSize) + 1
  return inflateRawSync(packed, { maxOutputLength: size + 1, chunkSize })
}

/**
 * Gives the memory of an unpacked part back at once: the collector waits for tens of megabytes. No one may use it after that. What is no larger
 * than the pool may be the pool, which others share.
 */
function giveBack({ buffer }: Buffer): void {
  const isOwn = buffer.byteLength > Buffer.poolSize
  // In ES2024; every Node and Electron that runs this has it.
  if (isOwn) (buffer as ArrayBuffer & { transfer?(length: number): void }).transfer?.(0)
}

/** What was unpacked is what is compared; a directory that says otherwise is wrong or forged. */
function expectSums({ uncompressedSize, crc32: sum }: Entry, length: number, crc: number): void {
  if (length !== uncompressedSize || crc !== sum) throw new DocumentRefused('sums that lie')
}

/** Parts that share their bytes make a small file unpack to a large one. */
function expectNoOverlap(entries: readonly Entry[]): void {
  let end = 0
  const inOrder = entries.toSorted(
    (one, other) => one.relativeOffsetOfLocalHeader - other.relativeOffsetOfLocalHeader,
  )
  for (const { relativeOffsetOfLocalHeader: begin, compressedSize } of inOrder) {
    if (begin < end) throw new DocumentRefused('parts that overlap')
    end = begin + compressedSize
  }
}

/**
 * What yauzl reads of a small file, which is in memory. It answers at once: yauzl's own waits a turn of the event loop for each name in the
 * directory, which takes longer than all the rest.
 */
class WholeReader extends RandomAccessReader {
  readonly #whole: Buffer
  constructor(whole: Buffer) {
    super()
    this.#whole = whole
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return Readable.from([this.#whole.subarray(start, end)], { objectMode: false })
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null, bytesRead?: number) => void,
  ): void {
    const end = Math.min(position + length, this.#whole.length)
    const read = end <= position ? 0 : this.#whole.copy(buffer, offset, position, end)
    callback(null, read)
  }
}

/** What yauzl reads of a large file, a window at a time: a directory is many small questions. */
class DocumentReader extends RandomAccessReader {
  readonly #document: OpenDocument
  constructor(document: OpenDocument) {
    super()
    this.#document = document
  }

  override _readStreamForRange(start: number, end: number): Readable {
    const document = this.#document
    return Readable.from(
      (function* () {
        for (let at = start; at < end; at += windowBytes) {
          const part = Buffer.allocUnsafe(Math.min(windowBytes, end - at))
          document.read(part, at)
          yield part
        }
      })(),
      { objectMode: false },
    )
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    let failed: Error | null = null
    try {
      this.#document.read(buffer.subarray(offset, offset + length), position)
    } catch (error) {
      failed = error as Error
    }
    setImmediate(callback, failed)
  }
}

const windowBytes = 64 * 1024

/** What the disk refuses stays an error of the disk; what the archive is wrong in becomes a refusal. */
function toRefusal(error: unknown): unknown {
  if (error instanceof DocumentRefused) return error
  const { code } = error as NodeJS.ErrnoException
  const isOfDisk = code !== undefined && !code.startsWith('Z_') && !code.startsWith('ERR_')
  return isOfDisk || !(error instanceof Error) ? error : new DocumentRefused('no whole archive', error)
}
