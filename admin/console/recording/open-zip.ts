import {
  BlobReader,
  WARNING_DUPLICATE_FILENAME,
  ZipReader,
  type Entry,
  type FileEntry,
} from '@zip.js/zip.js/lib/zip-core-custom.js'
import { createPartJudge, mostOfRecording, toShownName } from '../../../shared/recording/recording-parts.ts'
import { toEntryName, toPartNames } from '../../../shared/recording/zip-names.ts'
import { RecordingRefused, type RecordingRefusalCode } from './recording-refusal.ts'

/** The list of files is read line by line; all else of a recording is held, and no honest one comes near this. */
const mostHeld = 64 * 1024 * 1024
export const entriesName = 'entries.ndjson'

/** A recording's zip, packed out into the memory of this page but for its list of files. */
export type OpenedZip = {
  readonly files: ReadonlyMap<string, Uint8Array>
  /** Folders at the top, also those that hold nothing. */
  readonly folders: ReadonlySet<string>
  /** The text of the list of files, some at a time; null where there is none. Throws `RecordingRefused`. */
  readonly readEntries: (() => AsyncIterable<string>) | null
}

/**
 * Opens a recording's zip under the limits of the app's own reader. Whatever the zip says of a size, what comes out is counted.
 * `onBytes` hears of bytes packed out, of as many as the zip says there are. Throws `RecordingRefused`.
 */
export async function openZip(file: Blob, onBytes: (bytes: number, all: number) => void): Promise<OpenedZip> {
  if (file.size > mostOfRecording.bytes) throw new RecordingRefused('too-large')
  const { parts, folders, list } = toParts(await readDirectory(file))
  const files = new Map<string, Uint8Array>()
  const all = [...parts, ...(list === null ? [] : [list])].reduce((sum, { saidBytes }) => sum + saidBytes, 0)
  let seen = 0
  const count = (bytes: number): void => {
    seen += bytes
    onBytes(seen, Math.max(all, seen))
  }
  let left = mostHeld
  for (const { entry, name, maximumBytes } of parts) {
    const chunks: Uint8Array[] = []
    const limit = Math.min(left, maximumBytes)
    for await (const chunk of readPart(entry, name, limit)) {
      chunks.push(chunk)
      count(chunk.length)
    }
    const bytes = join(chunks)
    left -= bytes.length
    files.set(name, bytes)
  }
  if (list === null) return { files, folders, readEntries: null }
  const limit = Math.min(list.maximumBytes, mostOfRecording.bytes - (mostHeld - left))
  return { files, folders, readEntries: () => toText(readPart(list.entry, list.name, limit), count) }
}

async function readDirectory(file: Blob): Promise<Entry[]> {
  const options = {
    // What another reader could take for something else is not taken at all; the names are judged by the app's own rules.
    strictness: 'strict',
    filenameValidation: 'tolerant',
    checkCrc32: true,
    checkOverlappingEntry: true,
    // This runs in a worker already; the library's own would be made of text, which the page's policy does not allow.
    useWebWorkers: false,
    useCompressionStream: true,
  } as const
  const reader = new ZipReader(new BlobReader(file), options)
  const entries: Entry[] = []
  try {
    for await (const entry of reader.getEntriesGenerator()) {
      entries.push(entry)
      if (entries.length > mostOfRecording.parts) throw new RecordingRefused('too-many-parts')
    }
    return entries
  } catch (error) {
    throw toRefusal(error, 'no-zip', null)
  }
}

type Part = {
  readonly entry: FileEntry
  readonly name: string
  readonly saidBytes: number
  readonly maximumBytes: number
}

/** Every name is judged before anything is packed out. */
function toParts(entries: readonly Entry[]): { parts: Part[]; folders: Set<string>; list: Part | null } {
  const judge = createPartJudge()
  const parts: Part[] = []
  const folders = new Set<string>()
  let list: Part | null = null
  const names = toPartNames(entries.map(({ rawFilename, filename }) => toEntryName(rawFilename, filename)))
  for (const [place, entry] of entries.entries()) {
    const { uncompressedSize: saidBytes } = entry
    const name = names[place]
    // None of the recording: what a system adds, or the folder around all of it.
    if (name === undefined || name === null) continue
    const mode = entry.externalFileAttributes >>> 16
    const judged = judge({ name, isEncrypted: entry.encrypted, mode })
    if (judged.kind === 'refused') throw new RecordingRefused(judged.code, toShownName(name))
    const folder = /^[^/]+(?=\/)/.exec(name)?.[0]
    if (folder !== undefined) folders.add(folder)
    if (judged.kind === 'folder' || entry.directory) continue
    const { maximumBytes } = judged
    // What says so itself need not be packed out to be refused.
    if (saidBytes > maximumBytes) throw new RecordingRefused('too-large', toShownName(name))
    const part = { entry, name, saidBytes, maximumBytes }
    if (name === entriesName) list = part
    else parts.push(part)
  }
  return { parts, folders, list }
}

async function* readPart(entry: FileEntry, name: string, limit: number): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  // Not `for await`: a stream can be gone through like that in newer browsers only.
  const chunks = readable.getReader()
  const done = entry.getData(writable).then(
    () => null,
    async (error: unknown) => {
      // What fails before the first byte leaves the stream open, and its reader would wait for ever.
      await chunks.cancel().catch(() => undefined)
      return toRefusal(error, 'damaged', toShownName(name))
    },
  )
  let seen = 0
  try {
    for (;;) {
      const chunk = await chunks.read().catch(() => null)
      if (chunk?.value === undefined) break
      seen += chunk.value.length
      if (seen > limit) throw new RecordingRefused('too-large', toShownName(name))
      yield chunk.value
    }
  } finally {
    // A reader that stops ends the unpacking too.
    await chunks.cancel().catch(() => undefined)
  }
  const refusal = await done
  if (refusal !== null) throw refusal
}

/** Half a letter at the end of a chunk waits for the next. */
async function* toText(
  chunks: AsyncIterable<Uint8Array>,
  count: (bytes: number) => void,
): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  for await (const chunk of chunks) {
    count(chunk.length)
    yield decoder.decode(chunk, { stream: true })
  }
  yield decoder.decode()
}

function join(chunks: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0))
  let place = 0
  for (const chunk of chunks) {
    bytes.set(chunk, place)
    place += chunk.length
  }
  return bytes
}

const unreadableNames: ReadonlySet<string> = new Set(['NotReadableError', 'NotFoundError', 'SecurityError'])

/** Whatever the library finds wrong is wrong with the file, which a stranger made; some names are the browser's own. */
function toRefusal(error: unknown, code: RecordingRefusalCode, part: string | null): RecordingRefused {
  if (error instanceof RecordingRefused) return error
  if (error instanceof DOMException && unreadableNames.has(error.name))
    return new RecordingRefused('file-unreadable')
  const isTwice = (error as { reason?: unknown } | null)?.reason === WARNING_DUPLICATE_FILENAME
  return new RecordingRefused(isTwice ? 'twice' : code, part)
}
