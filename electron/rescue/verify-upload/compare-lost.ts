import type { RescueState } from '../../../shared/files/rescue.ts'
import type { LostFile, KnownFile } from './verification.ts'
import { lostReasons, type Amount } from '../../../shared/files/scan.ts'
import type { LocalDisk } from '../../platform/local-disk.ts'
import { SourceFailure } from '../copy/copy-failures.ts'
import { compareContent } from '../documents/compare-content.ts'
import { isDocument } from '../documents/document-kind.ts'
import { createCopyComparer } from './compare-copies.ts'
import { createFileHasher } from '../copy/hash-file.ts'
import type { JournalLine } from '../copy/journal.ts'
import type { FileTable } from '../inventory/file-table.ts'
import { canBeAsked, findNamesAbove } from '../plan/place-in-drive.ts'
import { expectPlainFile } from '../copy/plain-file.ts'
import { addTo, isListed, noteCompared } from '../inventory/read-list.ts'

type Compared = Extract<JournalLine, { kind: 'compared' }>
type Sought = Extract<JournalLine, { kind: 'notebook-sought' }>
type Found = Pick<Compared, 'found' | 'by'>

/** A comparison of lost files with the new OneDrive, from the first page to the end. */
export type LostComparison = {
  /** The next files; null after the last. */
  readonly page: () => readonly LostFile[] | null
  readonly compare: (
    told: readonly KnownFile[],
    write: (lines: readonly (Compared | Sought)[]) => Promise<void>,
  ) => Promise<void>
  readonly progress: () => RescueState['compared']
  readonly end: () => void
}

/** Pages are whole folders until they have this many files, because of a folder the list is asked for. */
const fullPage = 500
const longestPage = 20_000

class Ended extends Error {}

/** A comparison under way. */
type Comparing = {
  readonly job: ComparisonJob
  readonly hasher: ReturnType<typeof createFileHasher>
  readonly copies: ReturnType<typeof createCopyComparer>
  done: Amount
  isEnded: boolean
}

export type ComparisonJob = {
  readonly table: FileTable
  readonly roots: readonly string[]
  readonly disk: LocalDisk
  readonly now: () => Date
  /** The new OneDrive where it is the old folder, or one lies in the other: whatever is left is looked for where it lies. */
  readonly inPlace: string | null
  /** The folder of the new OneDrive; null where this computer has none. */
  readonly newRoot: string | null
  readonly changed: () => void
}

/**
 * Begins to compare what only the new OneDrive can tell of: below the first root alone, which is the person's own OneDrive; what lies at
 * `a/b` in the old one is looked for at `a/b` in the new one. Content is read only where the sizes are the same.
 */
export function beginComparison(job: ComparisonJob): LostComparison {
  const { table, disk, now, changed } = job
  const rows = findLost(job)
  const pages = toPages(job, rows)
  let of: Amount = { files: 0, bytes: 0 }
  for (const row of rows) of = addTo(of, table.size(row))
  const comparing: Comparing = {
    job,
    hasher: createFileHasher(disk),
    copies: createCopyComparer(disk),
    done: { files: 0, bytes: 0 },
    isEnded: false,
  }

  async function compare(
    told: readonly KnownFile[],
    write: (lines: readonly (Compared | Sought)[]) => Promise<void>,
  ): Promise<void> {
    const news: { readonly row: number; readonly line: Compared | Sought }[] = []
    try {
      for (const one of told) {
        const row = table.find(one.path)
        if (comparing.isEnded) break
        if (row !== -1 && isLink(job, row)) {
          // Something else may have its name there. A package of a kind no one knows tells nothing.
          const kind = one.item?.package
          if (kind !== 'unknown') news.push({ row, line: toSought(job, row, kind === 'notebook') })
          comparing.done = addTo(comparing.done, table.size(row))
        }
        if (row === -1 || !isLost(job, row)) continue
        const found = await judge(comparing, row, one)
        comparing.done = addTo(comparing.done, table.size(row))
        changed()
        if (found === null || (found.found !== 'present' && !lostReasons.has(table.reason(row)))) continue
        const [path, size, modifiedAt] = [table.path(row), table.size(row), table.modifiedAt(row)]
        const at = now().toISOString()
        news.push({ row, line: { kind: 'compared', path, size, modifiedAt, ...found, at } })
      }
    } catch (error) {
      if (!(error instanceof Ended)) throw error
    }
    // What was compared before it was ended need not be compared again.
    await write(news.map(({ line }) => line))
    for (const { row, line } of news) {
      if (line.kind === 'compared') noteCompared(table, row, line)
      else table.setHasNotebook(row, line.isThere)
    }
    changed()
  }

  return {
    page: () => {
      const next = comparing.isEnded ? { done: true as const } : pages.next()
      return next.done === true ? null : next.value
    },
    compare,
    progress: () => (comparing.isEnded ? null : { done: comparing.done, of }),
    end: () => {
      comparing.isEnded = true
    },
  }
}

async function judge(comparing: Comparing, row: number, { item }: KnownFile): Promise<Found | null> {
  const { table, disk, roots, inPlace, changed } = comparing.job
  const { hasher } = comparing
  // Where people go on working in the folder, what lies there now is what has to arrive.
  const there = inPlace === null ? null : disk.stat(table.path(row))
  const size = there?.size ?? table.size(row)
  if (item === null) return { found: 'absent' }
  if (item.size !== size) return await judgeContent(comparing, row, item)
  // The account whose folder this is has fetched it from there, or taken it there.
  if (there?.kind === 'file' && there.isCloudOnly) return { found: 'present' }
  // There is but one file of no bytes.
  if (size === 0) return { found: 'present' }
  if (item.quickXorHash === null) return null
  const began = comparing.done.bytes
  try {
    expectPlainFile(disk, table.path(row), roots)
    const hash = await hasher.hash(table.path(row), (bytes) => {
      if (comparing.isEnded) throw new Ended()
      comparing.done = { ...comparing.done, bytes: comparing.done.bytes + bytes }
      changed()
    })
    // What has changed since it was listed is listed anew by the next look.
    if (hash === null || (inPlace === null && !isListed(table, row, hash))) return null
    if (hash.quickXorHash === item.quickXorHash) return { found: 'present' }
    return await judgeContent(comparing, row, item)
  } catch (error) {
    if (error instanceof Ended) throw error
    // Gone, a link, in the cloud only, locked: no one can tell.
    if (error instanceof SourceFailure || (error as NodeJS.ErrnoException).code !== undefined) return null
    throw error
  } finally {
    comparing.done = { ...comparing.done, bytes: began }
  }
}

/**
 * Other bytes of a document may be SharePoint's doing. What the new OneDrive has of it is seen on this computer alone; where it is in the
 * cloud only no one can tell, and a second copy of every document is no help.
 */
async function judgeContent(
  comparing: Comparing,
  row: number,
  item: NonNullable<KnownFile['item']>,
): Promise<Found | null> {
  const { table, disk, roots, inPlace, newRoot } = comparing.job
  const { copies } = comparing
  const file = table.path(row)
  if (!isDocument(file) || item.size <= 0) return { found: 'different' }
  // Where the folders are one, OneDrive itself is about to put the other version in its place: then it tells.
  if (inPlace !== null) return null
  const pass = (): void => {
    if (comparing.isEnded) throw new Ended()
  }
  const original = await copies.describeOriginal(file, roots, (there) => isListed(table, row, there), pass)
  if (original === null) return null
  if (original.kind === 'other') return { found: 'different' }
  if (newRoot === null) return null
  const folder = table.folders[table.folder(row)]?.relative ?? ''
  const place = [newRoot, folder, table.name(row)].filter((name) => name !== '').join(disk.separator)
  const seen = await copies.see(place, item, pass)
  if (seen.kind !== 'seen') return null
  const same = compareContent(original, seen.description)
  if (same === 'untold') return null
  return same === 'content' ? { found: 'present', by: 'content' } : { found: 'different' }
}

function isLost({ table, inPlace }: ComparisonJob, row: number): boolean {
  const status = table.status(row)
  return (
    (status === 'left' || status === 'failed') && (inPlace !== null || lostReasons.has(table.reason(row)))
  )
}

/** True for a shortcut to a notebook of the old cloud: it is no file to compare, but whether the new OneDrive has the notebook is asked with it. */
function isLink({ table }: ComparisonJob, row: number): boolean {
  return table.status(row) === 'notebook-link'
}

function toSought({ table, now }: ComparisonJob, row: number, isThere: boolean): Sought {
  const [path, size, modifiedAt] = [table.path(row), table.size(row), table.modifiedAt(row)]
  return { kind: 'notebook-sought', path, size, modifiedAt, isThere, at: now().toISOString() }
}

/** Rows, those of a folder together. */
function findLost(job: ComparisonJob): number[] {
  const { table } = job
  const rows: number[] = []
  for (let row = 0; row < table.count(); row += 1)
    if ((isLost(job, row) || isLink(job, row)) && canBeAsked(job, row)) rows.push(row)
  return rows.sort((left, right) => table.folder(left) - table.folder(right) || left - right)
}

function* toPages(job: ComparisonJob, rows: readonly number[]): Generator<LostFile[]> {
  const { table } = job
  let page: LostFile[] = []
  let last = -1
  for (const row of rows) {
    const folder = table.folder(row)
    const isFull = page.length >= fullPage && (folder !== last || page.length >= longestPage)
    if (isFull) {
      yield page
      page = []
    }
    last = folder
    // OneDrive gives a notebook's shortcut the name of the notebook, and an ending.
    const name = isLink(job, row) ? table.name(row).replace(/\.url$/i, '') : table.name(row)
    page.push({ path: table.path(row), target: [...(findNamesAbove(job, row) ?? []), name].join('/') })
  }
  if (page.length > 0) yield page
}
