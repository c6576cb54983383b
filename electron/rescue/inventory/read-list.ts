import { open } from 'node:fs/promises'
import { z } from 'zod'
import { parseJson } from '../../../shared/text/parse-json.ts'
import type { RescueChoice, FileOutcomes, Waivable, Waiver } from '../../../shared/files/rescue.ts'
import {
  lostReasons,
  notUploadedReasons,
  type Amount,
  type NotUploadedReason,
  type ScanResult,
} from '../../../shared/files/scan.ts'
import { isLinkAlone, rowsOf, selectRows } from './choose-rows.ts'
import { readChoices, readJournal, type ChoiceLine, type JournalLine } from '../copy/journal.ts'
import type { FileTable } from './file-table.ts'
import type { Intent } from '../plan/target-place.ts'

const leftSchema = z.object({
  path: z.string().min(1),
  size: z.number().min(0),
  modifiedAt: z.number().nullable(),
  reason: z.enum(notUploadedReasons),
})

/**
 * Fills a table with the list of what is not in the cloud. Nothing where there is no list. `isUntold`: it is of a look that saw no state of
 * any file, so that what it says of them is no more than that they are there.
 */
export async function readList(file: string, table: FileTable, isUntold = false): Promise<void> {
  const handle = await open(file).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  })
  if (handle === null) return
  for await (const text of handle.readLines()) {
    const line = leftSchema.safeParse(parseJson(text))
    if (line.success) table.add(isUntold ? { ...line.data, reason: toUntold(line.data.reason) } : line.data)
  }
}

/** True for a look that saw no state of any file. */
export function lacksFileStates({ files, hasCloudState }: ScanResult): boolean {
  return files > 0 && !hasCloudState
}

/** The same for a table that was filled before that was known. */
export function forgetReasons(table: FileTable): void {
  for (let row = 0; row < table.count(); row += 1) table.setReason(row, toUntold(table.reason(row)))
}

function toUntold(reason: NotUploadedReason): NotUploadedReason {
  return reason === 'excluded-by-policy' ? reason : 'untold'
}

/** What earlier runs have left behind. */
export type Past = {
  readonly marks: Set<string>
  /** What was meant and is not done, by row. */
  readonly intents: Map<number, Intent>
  /** Targets that were meant and not reached, of whatever list: temporary files may lie beside them. */
  readonly unreached: Map<string, string>
  /** For how many milliseconds the client was seen at work, and how many that were when a row was copied. */
  taking: number
  readonly takingAtCopy: Map<number, number>
}

/** Puts into a table what has become of its files. A file that has changed since is `left` again. */
export async function applyJournal(file: string, table: FileTable): Promise<Past> {
  const past: Past = {
    marks: new Set(),
    intents: new Map(),
    unreached: new Map(),
    taking: 0,
    takingAtCopy: new Map(),
  }
  for await (const line of readJournal(file)) {
    notePast(past, table, line)
    if (line.kind === 'run' || line.kind === 'intent' || line.kind === 'taking') continue
    const row = table.find(line.path)
    if (row === -1) continue
    switch (line.kind) {
      case 'copied':
        if (!isVersion(table, row, line)) break
        table.setStatus(row, 'copied')
        table.setLacksStreams(row, line.lacksStreams === true)
        table.setTarget(row, line.target, line.renamed)
        break
      case 'joined':
        if (!isVersion(table, row, line)) break
        table.setStatus(row, 'copied')
        table.setLacksStreams(row, false)
        table.setTarget(row, line.target, null)
        break
      case 'renamed':
        if (table.status(row) === 'copied') table.setTarget(row, line.target, 'exists')
        break
      case 'failed':
        if (table.status(row) === 'left') table.fail(row, line.failure)
        break
      case 'returned':
        if (table.status(row) === 'copied') table.setStatus(row, 'left')
        break
      case 'proven':
        if (table.status(row) === 'copied') {
          table.setStatus(row, 'proven')
          if (line.by === 'content') table.setAdditions(row)
        }
        break
      case 'notebook':
        if (isVersion(table, row, line)) noteNotebook(table, row, line.notebook)
        break
      case 'notebook-sought':
        if (isVersion(table, row, line)) table.setHasNotebook(row, line.isThere)
        break
      case 'compared':
        if (isVersion(table, row, line)) noteCompared(table, row, line)
    }
  }
  return past
}

/** Takes over what the new OneDrive has beside a file; what only it could tell is known now. */
export function noteCompared(
  table: FileTable,
  row: number,
  { found, by }: Pick<Extract<JournalLine, { kind: 'compared' }>, 'found' | 'by'>,
): void {
  const status = table.status(row)
  if (status !== 'left' && status !== 'failed') return
  if (found === 'present') {
    table.setStatus(row, 'present')
    if (by === 'content') table.setAdditions(row)
  } else if (lostReasons.has(table.reason(row)))
    table.setReason(row, table.notebook(row) === null ? found : 'notebook')
}

/** Takes over that a file belongs to OneNote. What only the new OneDrive can tell of is compared all the same. */
export function noteNotebook(table: FileTable, row: number, notebook: string | null): void {
  const status = table.status(row)
  if (notebook === null) {
    if (status !== 'left' && status !== 'failed') return
    table.setStatus(row, 'notebook-link')
    // A person may take it along all the same.
    table.select(row, false)
    return
  }
  table.setNotebook(row, notebook)
  const reason = table.reason(row)
  if (reason !== 'untold' && reason !== 'excluded-by-policy') table.setReason(row, 'notebook')
}

/** Keeps what earlier runs left behind as the journal goes on. */
export function notePast(past: Past, table: FileTable, line: JournalLine): void {
  if (line.kind === 'run') past.marks.add(line.mark)
  if (line.kind === 'taking') past.taking = line.milliseconds
  if (line.kind !== 'intent' && line.kind !== 'copied' && line.kind !== 'joined') return
  const row = table.find(line.path)
  if (line.kind !== 'intent') {
    past.unreached.delete(line.path)
    if (row !== -1) past.takingAtCopy.set(row, past.taking)
    past.intents.delete(row)
    return
  }
  past.unreached.set(line.path, line.target)
  if (row !== -1 && isVersion(table, row, line)) past.intents.set(row, line)
}

/** True where the list speaks of this version of the file. */
export function isVersion(
  table: FileTable,
  row: number,
  { size, modifiedAt }: { readonly size: number; readonly modifiedAt: number | null },
): boolean {
  return table.size(row) === size && table.modifiedAt(row) === modifiedAt
}

/** True where a file, as the disk tells of it, is the version on the list; of some the list knows no time. */
export function isListed(
  table: FileTable,
  row: number,
  { size, modifiedAt }: { readonly size: number; readonly modifiedAt: number },
): boolean {
  const listedAt = table.modifiedAt(row)
  return table.size(row) === size && (listedAt === null || Math.round(listedAt) === Math.round(modifiedAt))
}

/** A waiver as it was given. */
export type GivenWaiver = Extract<ChoiceLine, { kind: 'waived' }>

/** Puts the person's choices into a table; answers with the waivers that hold, by `waiverKey`. */
export async function applyChoices(file: string, table: FileTable): Promise<Map<string, GivenWaiver>> {
  const waivers = new Map<string, GivenWaiver>()
  for await (const line of readChoices(file)) {
    if (line.kind === 'selected') selectRows(table, line.what, line.isSelected)
    else if (line.kind === 'waived') waivers.set(waiverKey(line.what), line)
    else waivers.delete(waiverKey(line.what))
  }
  applyWaivers(table, waivers)
  return waivers
}

export function waiverKey(what: RescueChoice | Waivable): string {
  return what.kind === 'item' ? `item ${what.path}` : what.kind === 'reason' ? `reason ${what.reason}` : ''
}

/** Marks what is waived, and nothing else. */
export function applyWaivers(table: FileTable, waivers: ReadonlyMap<string, GivenWaiver>): void {
  for (let row = 0; row < table.count(); row += 1) table.setWaived(row, false)
  for (const waiver of waivers.values())
    for (const row of rowsOf(table, waiver.what))
      if (isCovered(table, row, waiver)) table.setWaived(row, true)
}

/** A waiver is about files as they were; what a rule keeps out is kept out tomorrow too. */
export function isCovered(
  table: FileTable,
  row: number,
  { what, at, size, modifiedAt }: GivenWaiver,
): boolean {
  if (what.kind === 'item') return isVersion(table, row, { size: size ?? -1, modifiedAt })
  // A link that no one wants was in no such question: its notebook may be missing.
  if (isLinkAlone(table, row)) return false
  if (what.kind === 'reason' && what.reason === 'excluded-by-policy') return true
  const written = table.modifiedAt(row)
  return written === null || written <= Date.parse(at)
}

/** True for what the next plan takes: wanted, and not done or done without. */
export function isToCopy(table: FileTable, row: number): boolean {
  const status = table.status(row)
  const isOpen = status === 'left' || status === 'failed' || status === 'notebook-link'
  return table.isSelected(row) && isOpen
}

/** What may be waived, of what a person has chosen. */
export function isWaivable(choice: RescueChoice): choice is Waiver['what'] {
  return choice.kind === 'item' || choice.kind === 'reason'
}

/** Counts the states of the list. */
export function toFileOutcomes(table: FileTable): FileOutcomes {
  const none: Amount = { files: 0, bytes: 0 }
  const left = Object.fromEntries(notUploadedReasons.map((reason) => [reason, none])) as Record<
    NotUploadedReason,
    Amount
  >
  const sums = { withAdditions: none, copied: none, proven: none, present: none, waived: none }
  let notebookLinks = none
  let [found, missing] = [0, 0]
  for (let row = 0; row < table.count(); row += 1) {
    const status = table.status(row)
    if (isLinkAlone(table, row)) {
      notebookLinks = addTo(notebookLinks, table.size(row))
      if (table.hasNotebook(row) === true) found += 1
      if (table.hasNotebook(row) === false) missing += 1
    } else if (status === 'left' || status === 'failed' || status === 'notebook-link') {
      const reason = table.reason(row)
      left[reason] = addTo(left[reason], table.size(row))
    } else sums[status] = addTo(sums[status], table.size(row))
    if (table.hasAdditions(row)) sums.withAdditions = addTo(sums.withAdditions, table.size(row))
  }
  return {
    left,
    ...sums,
    ...(notebookLinks.files > 0 && { notebookLinks }),
    ...(found + missing > 0 && { notebooks: { found, missing } }),
  }
}

export function addTo({ files, bytes }: Amount, size: number): Amount {
  return { files: files + 1, bytes: bytes + size }
}
