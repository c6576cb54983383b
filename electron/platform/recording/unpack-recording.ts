import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import { RecordingRefused } from '../platform.ts'

const mebibyte = 1024 * 1024

/** The largest that each part of a recording may be, packed out; a name that is not here is no part of one. */
const parts: readonly { readonly name: RegExp; readonly maximumBytes: number }[] = [
  { name: /^machine\.json$/, maximumBytes: 4 * mebibyte },
  { name: /^registry\.reg$/, maximumBytes: 16 * mebibyte },
  { name: /^(?:landfall|check|files-scan)\.json$/, maximumBytes: mebibyte },
  { name: /^entries\.ndjson$/, maximumBytes: 1024 * mebibyte },
  { name: /^(?:files|plists)\/.+$/, maximumBytes: 4 * mebibyte },
]
const maximumEntries = 2_000
const maximumBytes = 1280 * mebibyte
const maximumDepth = 40
const maximumNameLength = 1_000

/** A zip that is being read as a recording; `remove` deletes what was packed out. */
export type Unpacked = { readonly folder: string; readonly remove: () => Promise<void> }

/**
 * Packs a recording out into a folder of its own, which nobody else can read. Whatever a stranger's zip holds, nothing
 * is written outside it, no more than a gibibyte, and no name that is no part of a recording. Throws
 * `RecordingRefused` and leaves nothing behind.
 */
export async function unpackRecording(file: string): Promise<Unpacked> {
  const zip = await openZip(file)
  const folder = await mkdtemp(path.join(os.tmpdir(), 'landfall-replay-'))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 })
  try {
    await unpackAll(zip, file, folder)
    return { folder, remove }
  } catch (error) {
    await remove()
    throw toRefusal(file, error)
  } finally {
    zip.close()
  }
}

async function openZip(file: string): Promise<ZipFile> {
  try {
    // Strict: a name with a backslash is refused rather than understood as a path.
    return await openPromise(file, {
      strictFileNames: true,
      validateEntrySizes: true,
      lazyEntries: true,
      autoClose: false,
    })
  } catch (error) {
    throw toRefusal(file, error)
  }
}

async function unpackAll(zip: ZipFile, file: string, folder: string): Promise<void> {
  if (zip.entryCount > maximumEntries)
    throw new RecordingRefused(file, `holds more than ${maximumEntries} files`)
  const names = new Set<string>()
  let left = maximumBytes
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName
    const refuse = (reason: string): RecordingRefused =>
      new RecordingRefused(file, `${toShown(name)}: ${reason}`)
    const reason = reasonAgainst(entry)
    if (reason !== null) throw refuse(reason)
    // Windows would write two names that differ in case to one file.
    const comparable = name.toLowerCase()
    if (names.has(comparable)) throw refuse('is there twice')
    names.add(comparable)
    if (name.endsWith('/')) {
      await mkdir(path.join(folder, name), { recursive: true })
      continue
    }
    const limit = Math.min(left, parts.find((part) => part.name.test(name))?.maximumBytes ?? 0)
    const place = path.join(folder, name)
    await mkdir(path.dirname(place), { recursive: true })
    const counter = countUpTo(limit, () => refuse('is too large'))
    const content = await zip.openReadStreamPromise(entry)
    await pipeline(content, counter, createWriteStream(place, { flags: 'wx', mode: 0o600 }))
    left -= counter.bytesSeen()
  }
}

const symbolicLink = 0xa000
const typeBits = 0xf000

function reasonAgainst({ fileName, externalFileAttributes, generalPurposeBitFlag }: Entry): string | null {
  if ((generalPurposeBitFlag & 0x1) !== 0) return 'is encrypted'
  const type = (externalFileAttributes >>> 16) & typeBits
  if (type === symbolicLink) return 'is a link'
  if (fileName.length > maximumNameLength) return 'has too long a name'
  const names = fileName.replace(/\/$/, '').split('/')
  if (names.length > maximumDepth) return 'lies too deep'
  if (names.some((name) => !isPlainName(name))) return 'has a name that no file of a recording has'
  const isFolder = fileName.endsWith('/') && /^(?:files|plists)\//.test(fileName)
  return isFolder || parts.some(({ name }) => name.test(fileName)) ? null : 'is no part of a recording'
}

/** What every system takes as the name of one file, and as nothing else. */
function isPlainName(name: string): boolean {
  return (
    name !== '' &&
    name.length <= 255 &&
    // eslint-disable-next-line no-control-regex -- a control character in a name is what is looked for
    !/[<>:"|?*\\\u0000-\u001f]/.test(name) &&
    !/[. ]$/.test(name) &&
    !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name)
  )
}

/** What the zip says about a size need not be true: what comes out is counted. */
function countUpTo(limit: number, refuse: () => Error): Transform & { bytesSeen(): number } {
  let seen = 0
  const counter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.length
      done(seen > limit ? refuse() : null, chunk)
    },
  })
  return Object.assign(counter, { bytesSeen: () => seen })
}

function toRefusal(file: string, error: unknown): unknown {
  if (error instanceof RecordingRefused) return error
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'ENOENT') return new RecordingRefused(file, 'is missing')
  return new RecordingRefused(
    file,
    code === undefined ? `is not a zip file: ${message}` : `cannot be read (${code})`,
  )
}

/** A stranger's name in a message: no control characters, not for ever. */
function toShown(name: string): string {
  return name.replace(/[^\x20-\x7e]/g, '?').slice(0, 120)
}
