import { createWriteStream } from 'node:fs'
import { lstat, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { openPromise, type Entry, type ZipFile } from 'yauzl'
import {
  createPartJudge,
  mostOfRecording,
  toShownName,
  type ListedPart,
  type PartRefusal,
} from '../../../shared/recording/recording-parts.ts'
import { toEntryName, toPartNames } from '../../../shared/recording/zip-names.ts'
import { RecordingRefused } from '../platform.ts'

/** A zip that is being read as a recording; `remove` deletes what was packed out. */
export type Unpacked = { readonly folder: string; readonly remove: () => Promise<void> }

/**
 * Packs a recording out into a folder of its own, which no one else can read. Whatever a stranger's zip holds, nothing
 * is written outside it, no more than a gibibyte, and no name that is no part of a recording. Throws
 * `RecordingRefused` and leaves nothing behind.
 */
export async function unpackRecording(file: string): Promise<Unpacked> {
  const zip = await openZip(file)
  await removeLeftovers()
  const folder = await mkdtemp(path.join(os.tmpdir(), `${prefix}${process.pid}-`))
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

const prefix = 'landfall-replay-'

/**
 * A replay that was killed, or that Windows ended at a shutdown, could not take its folder away: the next one does. A number that the
 * system has given to another process keeps a folder a little longer. A folder of a process that still runs is never removed.
 */
async function removeLeftovers(): Promise<void> {
  const names = await readdir(os.tmpdir()).catch(() => [])
  for (const name of names) {
    const pid = /^landfall-replay-(\d+)-[A-Za-z0-9]{6}$/.exec(name)?.[1]
    if (pid === undefined || isAlive(Number(pid))) continue
    const folder = path.join(os.tmpdir(), name)
    // Somebody else's folder, or a link in its place, is not ours to delete.
    const there = await lstat(folder).catch(() => null)
    if (there?.isDirectory() !== true || !isOwn(there.uid)) continue
    await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined)
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

const isOwn = (uid: number): boolean => process.getuid === undefined || process.getuid() === uid

async function openZip(file: string): Promise<ZipFile> {
  try {
    // Not strict: PowerShell 5.1 writes backslashes. What a name means is judged as in the console.
    return await openPromise(file, {
      strictFileNames: false,
      validateEntrySizes: true,
      lazyEntries: true,
      autoClose: false,
    })
  } catch (error) {
    throw toRefusal(file, error)
  }
}

async function unpackAll(zip: ZipFile, file: string, folder: string): Promise<void> {
  const most = mostOfRecording.parts
  if (zip.entryCount > most) throw new RecordingRefused(file, `holds more than ${most} files`)
  const judge = createPartJudge()
  let left: number = mostOfRecording.bytes
  const entries: Entry[] = []
  for await (const entry of zip.eachEntry()) entries.push(entry)
  const names = toPartNames(entries.map(({ fileNameRaw, fileName }) => toEntryName(fileNameRaw, fileName)))
  for (const [place, entry] of entries.entries()) {
    const name = names[place]
    // None of the recording: what a system adds, or the folder around all of it.
    if (name === undefined || name === null) continue
    const refuse = (code: PartRefusal): RecordingRefused =>
      new RecordingRefused(file, `${toShownName(name)}: ${refusalTexts[code]}`)
    const part = judge(toListedPart(name, entry))
    if (part.kind === 'refused') throw refuse(part.code)
    if (part.kind === 'folder') {
      await mkdir(path.join(folder, name), { recursive: true })
      continue
    }
    const target = path.join(folder, name)
    await mkdir(path.dirname(target), { recursive: true })
    const counter = countUpTo(Math.min(left, part.maximumBytes), () => refuse('too-large'))
    const content = await zip.openReadStreamPromise(entry)
    await pipeline(content, counter, createWriteStream(target, { flags: 'wx', mode: 0o600 }))
    left -= counter.bytesSeen()
  }
}

function toListedPart(name: string, { externalFileAttributes, generalPurposeBitFlag }: Entry): ListedPart {
  const isEncrypted = (generalPurposeBitFlag & 0x1) !== 0
  return { name, isEncrypted, mode: externalFileAttributes >>> 16 }
}

const refusalTexts: Record<PartRefusal, string> = {
  encrypted: 'is encrypted',
  link: 'is a link',
  'long-name': 'has too long a name',
  'too-deep': 'lies too deep',
  'odd-name': 'has a name that no file of a recording has',
  'no-part': 'is no part of a recording',
  twice: 'is there twice',
  'file-and-folder': 'is a file and a folder',
  'too-large': 'is too large',
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
