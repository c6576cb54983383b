import { createWriteStream } from 'node:fs'
import { link, open, rm } from 'node:fs/promises'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import path from 'node:path'
import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { renamePatiently } from '../durable-file.ts'
import { RecordingNotWritten } from '../platform.ts'
import type { Found } from '../../../shared/files/scan.ts'
import { formatEntry } from '../../../shared/recording/entry-lines.ts'
import type { RecordingContent } from './recording-content.ts'
import { toRegBytes } from './write-reg-file.ts'

/** Something that lies beside the computer's own facts: the configuration, what was found. */
export type Paper = { readonly name: string; readonly text: string }

export type RecordingParts = { readonly content: RecordingContent; readonly papers: readonly Paper[] }

/** Takes entries of the old folders, some at a time; an empty list says that they were looked through. */
export type TakeEntries = (found: readonly Found[]) => Promise<void>

/**
 * Writes a recording as a zip file, whole or not at all. `gather` hands over the entries first, which go straight to
 * disk, then the rest. A file that is there already is replaced only where `isReplacing` says so. Throws
 * `RecordingNotWritten`, and what `gather` throws.
 */
export async function writeRecording(
  file: string,
  isReplacing: boolean,
  gather: (takeEntries: TakeEntries) => Promise<RecordingParts>,
): Promise<void> {
  const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}.tmp`)
  try {
    const zip = new ZipFile()
    const written = pipeline(zip.outputStream, createWriteStream(temporary, { flags: 'wx', mode: 0o600 }))
    const ends = await Promise.allSettled([fill(zip, gather, written), written])
    // Only now is no one left who could still make the file.
    for (const end of ends) if (end.status === 'rejected') throw end.reason
    await flush(temporary)
    await place(temporary, file, isReplacing)
  } catch (error) {
    throw toRefusal(file, error)
  } finally {
    await rm(temporary, { force: true })
  }
}

async function fill(
  zip: ZipFile,
  gather: (takeEntries: TakeEntries) => Promise<RecordingParts>,
  written: Promise<void>,
): Promise<void> {
  let entries: PassThrough | null = null
  // Who waits for a disk that has failed must not wait for ever.
  written.catch((error: unknown) => entries?.destroy(error as Error))
  try {
    const { content, papers } = await gather(async (found) => {
      if (entries === null) {
        entries = new PassThrough()
        // The writer gets the error; without a listener it would end the program.
        entries.on('error', () => undefined)
        zip.addReadStream(entries, 'entries.ndjson')
      }
      if (entries.errored !== null) throw entries.errored
      const text = found.map((one) => `${formatEntry(one)}\n`).join('')
      if (text !== '' && !entries.write(text)) await once(entries, 'drain')
    })
    ;(entries as PassThrough | null)?.end()
    addParts(zip, content, papers)
    zip.end()
  } catch (error) {
    // Ends the writing too.
    ;(zip.outputStream as PassThrough).destroy(error as Error)
    throw error
  }
}

function addParts(
  zip: ZipFile,
  { machine, registry, copies, folders }: RecordingContent,
  papers: readonly Paper[],
): void {
  zip.addBuffer(Buffer.from(JSON.stringify(machine, null, 2)), 'machine.json')
  if (registry !== null) zip.addBuffer(toRegBytes(registry), 'registry.reg')
  for (const folder of folders) zip.addEmptyDirectory(folder)
  for (const [place, bytes] of copies) zip.addBuffer(Buffer.from(bytes), place)
  for (const { name, text } of papers) zip.addBuffer(Buffer.from(text), name)
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function place(temporary: string, file: string, isReplacing: boolean): Promise<void> {
  if (isReplacing) return await renamePatiently(temporary, file)
  try {
    // Unlike a rename this never replaces, not even what was made a moment ago.
    await link(temporary, file)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw error
    // A volume without hard links, a memory stick: look, then rename.
    const handle = await open(file, 'wx', 0o600)
    await handle.close()
    await renamePatiently(temporary, file).catch(async (failure: unknown) => {
      // What holds the place is ours, and no recording.
      await rm(file, { force: true })
      throw failure
    })
  }
}

function toRefusal(file: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'EEXIST') return new RecordingNotWritten(file, 'exists', error)
  const isOfDisk = code !== undefined && unwritable.has(code)
  return isOfDisk ? new RecordingNotWritten(file, 'unwritable', error) : error
}

const unwritable: ReadonlySet<string> = new Set([
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'ENOSPC',
  'EDQUOT',
  'EIO',
  'ENAMETOOLONG',
  'EINVAL',
])
