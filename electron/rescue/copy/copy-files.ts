import { closeSync, unlinkSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import type { CopyFailure } from '../../../shared/files/rescue.ts'
import type { LocalDisk } from '../../platform/local-disk.ts'
import { createContentCopier, flushFile, type ContentCopier, type OpenCopy } from './copy-content.ts'
import { describeDocument, toContentDigest, type ContentDigest } from '../documents/describe-document.ts'
import { documentKindOf } from '../documents/document-kind.ts'
import { openDocument } from '../documents/open-document.ts'
import { keepStreams } from './keep-streams.ts'
import { createJoiner, type Joined, type Joiner } from './join-existing.ts'
import type { JournalLine, Ledger } from './journal.ts'
import type { FileTable } from '../inventory/file-table.ts'
import { folderOf, makeFolder, withParents } from './make-folders.ts'
import { expectPlainFile } from './plain-file.ts'
import type { TargetPlan } from '../plan/plan-targets.ts'
import { createReader, type Reader } from './read-back.ts'
import { atSource, atTarget, SourceFailure } from './copy-failures.ts'
import { toCopied, toIntent, type Placed } from './copy-lines.ts'
import { longestName, numberName, toHost } from '../plan/target-name.ts'
import { toTemporaryName } from '../plan/temporary-name.ts'

export type CopyJob = {
  readonly table: FileTable
  /** Folders on this computer: those of the old account, and the new OneDrive. */
  readonly roots: readonly string[]
  readonly targetRoot: string
  readonly disk: LocalDisk
  readonly journal: Pick<Ledger<JournalLine>, 'write'>
  /** Twelve hexadecimal digits that no other run has. */
  readonly mark: string
  /** Called between files and between parts of one; may wait, and throws to stop. */
  readonly pass: () => Promise<void>
  /** Bytes that were written; negative where written bytes are discarded. */
  readonly onBytes: (bytes: number) => void
  /** One file is done with, well or not. */
  readonly onFile: (row: number) => void
  readonly now: () => Date
}

/** Files that are flushed together: one flush waits for the disk as long as many at once do. */
const mostInWave = 256
const mostBytesInWave = 64 * 1024 * 1024
/** Files that are copied at a time: small ones wait for the disk they are read from, so that one reads while another is hashed. */
const lanes = 4
/** Flushes that are under way at a time. */
const flushes = 16

type Copied = { readonly row: number; readonly temporary: string; readonly copy: OpenCopy }
type Fail = (row: number, failure: CopyFailure) => void

/**
 * Copies rows of a plan, in waves: what is meant is written down, copied under temporary names, flushed, read back and compared,
 * given its names, and written down as done once those names are on the disk. While one wave is flushed the next is copied.
 * Answers with the rows that could not be copied now and may be in a while. Throws `TargetFailure`, or what `pass` throws.
 */
export async function copyFiles(
  job: CopyJob,
  rows: ArrayLike<number>,
  candidates: TargetPlan['candidates'],
): Promise<number[]> {
  const copiers = Array.from({ length: lanes }, createContentCopier)
  const reader = createReader()
  const joiner = createJoiner(job, candidates)
  const again: number[] = []
  const fail: Fail = (row, failure) => {
    job.table.fail(row, failure)
    if (mayChange.has(failure)) again.push(row)
    else job.onFile(row)
  }
  // Until what is there has been compared, its name is the one that is meant: a run that is broken off before must find it.
  const mean = async (wave: readonly number[]): Promise<void> =>
    await atTarget(() =>
      job.journal.write(wave.map((row) => toIntent(job.table, row, candidates.get(row)?.[0]?.target))),
    )
  let finishing: Promise<void> = Promise.resolve()
  let names = 0
  const nextTemporary = (row: number): string => toTemporary(job, row, (names += 1))
  try {
    let [wave, at] = takeWave(job.table, rows, 0)
    let meant = mean(wave)
    while (wave.length > 0) {
      await meant
      const [nextWave, next] = takeWave(job.table, rows, at)
      // Written down while this one is copied, so that nothing waits for the journal.
      meant = mean(nextWave)
      meant.catch(() => undefined)
      const joined: Joined[] = []
      const copied: Copied[] = []
      try {
        const rest = await joinWave(job, wave, candidates, joiner, joined)
        await copyWave(job, rest, copiers, nextTemporary, copied, fail)
      } finally {
        // What is whole already need not be copied again, also where the rest of the wave is broken off.
        const before = finishing
        finishing = before.then(
          () => finishWave(job, copied, joined, joiner, reader, fail),
          (error: unknown) => abandon(job, copied, error),
        )
        finishing.catch(() => undefined)
        await before
      }
      ;[wave, at] = [nextWave, next]
    }
  } finally {
    try {
      await finishing
    } finally {
      await reader.close()
    }
  }
  return again
}

/** The next rows that go together, and where those after them begin. */
function takeWave(table: FileTable, rows: ArrayLike<number>, from: number): [wave: number[], next: number] {
  const wave: number[] = []
  let at = from
  for (let bytes = 0; at < rows.length && wave.length < mostInWave && bytes < mostBytesInWave; at += 1) {
    const row = rows[at] ?? 0
    wave.push(row)
    bytes += table.size(row)
  }
  return [wave, at]
}

/** Finds what is there already; answers with the rest, whose own names are meant from now on, and written down. */
async function joinWave(
  job: CopyJob,
  wave: readonly number[],
  candidates: TargetPlan['candidates'],
  joiner: Joiner,
  joined: Joined[],
): Promise<readonly number[]> {
  const apart: number[] = []
  for (const row of wave) {
    if (!candidates.has(row)) continue
    await job.pass()
    const found = await joiner.join(row)
    if (found === null) apart.push(row)
    else joined.push(found)
  }
  await atTarget(() => job.journal.write(apart.map((row) => toIntent(job.table, row))))
  const isJoined = new Set(joined.map(({ row }) => row))
  return wave.filter((row) => !isJoined.has(row))
}

/** Copies a wave with several copiers at a time. What is whole is in `copied`, also where this throws; then nothing is under way any more. */
async function copyWave(
  job: CopyJob,
  wave: readonly number[],
  copiers: readonly ContentCopier[],
  nextTemporary: (row: number) => string,
  copied: Copied[],
  fail: Fail,
): Promise<void> {
  let next = 0
  const copySome = async (copier: ContentCopier): Promise<void> => {
    try {
      for (let row = wave[next]; row !== undefined; row = wave[next]) {
        next += 1
        await job.pass()
        const temporary = nextTemporary(row)
        const copy = await copyOne(job, row, temporary, copier, fail)
        if (copy !== null) copied.push({ row, temporary, copy })
      }
    } catch (error) {
      // The others begin nothing more.
      next = wave.length
      throw error
    }
  }
  await allOrFirstError(copiers.map(copySome))
}

/** Flushes: one waits for the disk as long as many at once do. */
async function inTurns<One>(all: readonly One[], flush: (one: One) => Promise<void>): Promise<void> {
  let next = 0
  const flushSome = async (): Promise<void> => {
    for (let one = all[next]; one !== undefined; one = all[next]) {
      next += 1
      await flush(one)
    }
  }
  await allOrFirstError(Array.from({ length: flushes }, flushSome))
}

/** Waits for all, also where one fails: none may be under way when files are closed. Throws what the first of them threw. */
async function allOrFirstError(parts: readonly Promise<void>[]): Promise<void> {
  for (const part of await Promise.allSettled(parts)) if (part.status === 'rejected') throw part.reason
}

const mayChange: ReadonlySet<CopyFailure> = new Set(['locked', 'changing', 'not-verified'])

async function copyOne(
  job: CopyJob,
  row: number,
  temporary: string,
  copier: ContentCopier,
  fail: Fail,
): Promise<OpenCopy | null> {
  const { table, roots, disk, pass, onBytes } = job
  const from = table.path(row)
  let bytes = 0
  try {
    await atSource(() => expectPlainFile(disk, from, roots))
    await atTarget(() => makeFolder(job, folderOf(disk, toHost(job, table.target(row) ?? ''))))
    return await copier.copy(disk, from, temporary, pass, (written) => {
      bytes += written
      onBytes(written)
    })
  } catch (error) {
    onBytes(-bytes)
    remove(disk, temporary)
    if (!(error instanceof SourceFailure)) throw error
    fail(row, error.failure)
    return null
  }
}

async function finishWave(
  job: CopyJob,
  copied: readonly Copied[],
  joined: readonly Joined[],
  joiner: Joiner,
  reader: Reader,
  fail: Fail,
): Promise<void> {
  const { table, disk } = job
  const placed: Placed[] = []
  for (const { row, target, content, digest, isHere } of joined) {
    table.setTarget(row, target, null)
    job.onBytes(content.size)
    const known = digest === null ? {} : { content: digest }
    placed.push({ row, copy: content, joined: isHere ? 'here' : 'in-cloud', ...known })
  }
  try {
    const verified = await verify(job, copied, reader, fail)
    for (const one of verified) {
      const kept = await keepStreams(disk, table.path(one.row), one.temporary)
      const isPlaced = kept.failure === null && (await atTarget(() => finalizeCopy(job, one, joiner)))
      if (isPlaced) placed.push({ ...one, lacksStreams: kept.lacksStreams })
      else {
        job.onBytes(-one.copy.size)
        fail(one.row, kept.failure ?? 'locked')
      }
    }
  } finally {
    for (const { temporary } of copied) remove(disk, temporary)
    // Whatever ended it: what has its name is written down.
    await record(job, placed)
  }
}

/** Flushes all, then reads each back. What is not the same is not placed; of documents the content is described. Closes every file. */
async function verify(
  job: CopyJob,
  copied: readonly Copied[],
  reader: Reader,
  fail: Fail,
): Promise<(Copied & Placed)[]> {
  try {
    // Of an empty file only the name has to last, and that is the folder's.
    const filled = copied.filter(({ copy }) => copy.size > 0)
    await inTurns(filled, ({ copy }) => flushFile(copy.descriptor))
    const hashes = await atTarget(() => reader.hash(copied.map(({ copy }) => copy.descriptor)))
    const verified = copied.filter(({ row, copy }, at) => {
      if (hashes[at] === copy.sha256) return true
      job.onBytes(-copy.size)
      fail(row, 'not-verified')
      return false
    })
    // One after the other: they compute and wait for nothing, and side by side each takes memory of its own.
    const described: (Copied & Placed)[] = []
    for (const one of verified) described.push({ ...one, ...(await describe(job, one)) })
    return described
  } finally {
    for (const { copy } of copied) closeSync(copy.descriptor)
  }
}

/** What has to be known of a document once SharePoint has written into its copy. The copy is the original, byte by byte. */
async function describe({ table }: CopyJob, { row, copy }: Copied): Promise<{ content?: ContentDigest }> {
  const kind = documentKindOf(table.name(row))
  if (kind === 'other') return {}
  const description = await atTarget(() =>
    describeDocument(openDocument(copy.descriptor), kind, () => undefined),
  )
  return { content: toContentDigest(description) }
}

/** A wave that comes after one that failed is thrown away: its own flush would fail too. */
function abandon({ disk, onBytes }: CopyJob, copied: readonly Copied[], error: unknown): never {
  for (const { copy, temporary } of copied) {
    closeSync(copy.descriptor)
    remove(disk, temporary)
    onBytes(-copy.size)
  }
  throw error
}

async function record(job: CopyJob, placed: readonly Placed[]): Promise<void> {
  const { table, disk, targetRoot, journal, onFile, now } = job
  // What only the cloud has yet has no folder here that would have to last.
  const here = placed.filter(({ joined }) => joined !== 'in-cloud')
  const folders = new Set(here.map(({ row }) => folderOf(disk, toHost(job, table.target(row) ?? ''))))
  await atTarget(async () => {
    await inTurns([...withParents(folders, targetRoot, disk)], disk.flushFolder)
    await journal.write(placed.map((one) => toCopied(table, one, now())))
  })
  for (const { row, lacksStreams = false } of placed) {
    table.setStatus(row, 'copied')
    table.setLacksStreams(row, lacksStreams)
    onFile(row)
  }
}

/** How often, and in how many milliseconds again, a name is asked for that something else holds: a scanner looks at every new file. */
const settleTries = 20
const settlePause = 100

/** Gives a copy its final name, another one where another file has that name by now. False where it stays locked. */
async function finalizeCopy(
  job: CopyJob,
  { row, temporary, copy, content }: Copied & Placed,
  joiner: Joiner,
): Promise<boolean> {
  const { table, disk, journal } = job
  const planned = table.target(row) ?? ''
  // A link may have come in a folder's place since the copying began.
  makeFolder(job, folderOf(disk, toHost(job, planned)))
  const cut = planned.lastIndexOf('/') + 1
  keepTimes(disk, table.path(row), temporary)
  let target = planned
  for (let number = 2, tries = 0; ;) {
    try {
      if (disk.moveInto(temporary, toHost(job, target))) return true
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code !== 'EBUSY' && !(disk.foldsCase && code === 'EACCES')) throw error
      if ((tries += 1) >= settleTries) return false
      await pause(settlePause)
      continue
    }
    // The client may have brought the very file meanwhile, from another computer.
    if (await joiner.isSame(target, copy, content)) return true
    target = `${planned.slice(0, cut)}${numberName(planned.slice(cut), number, longestName, disk.isNameTooLong)}`
    number += 1
    table.setTarget(row, target, 'exists')
    await journal.write([toIntent(table, row)])
  }
}

function toTemporary(job: CopyJob, row: number, number: number): string {
  const folder = folderOf(job.disk, toHost(job, job.table.target(row) ?? ''))
  return `${folder}${job.disk.separator}${toTemporaryName(job.mark, number)}`
}

function keepTimes(disk: LocalDisk, from: string, to: string): void {
  try {
    disk.keepTimes(from, to)
  } catch {
    // A copy with a time of its own is better than none.
  }
}

/** Removes a temporary file of ours; one that is gone or cannot be removed is cleared away by the next run. */
function remove(disk: LocalDisk, temporary: string): void {
  try {
    unlinkSync(disk.place(temporary))
  } catch {
    // See above.
  }
}
