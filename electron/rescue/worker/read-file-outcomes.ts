import { stat } from 'node:fs/promises'
import path from 'node:path'
import type { KeptScan } from '../../../shared/recording/kept-scan.ts'
import { countResolved, type FileOutcomes } from '../../../shared/files/rescue.ts'
import { countLeft } from '../../../shared/files/scan.ts'
import { readKeptScan } from '../../files/kept-scan.ts'
import { laterFilesName, pendingFilesName } from '../../files/pending-files.ts'
import { choicesName, journalName } from '../copy/journal.ts'
import { createFileTable, type FileTable } from '../inventory/file-table.ts'
import {
  applyChoices,
  applyJournal,
  lacksFileStates,
  readList,
  toFileOutcomes,
} from '../inventory/read-list.ts'

/** What became of the files in a table, by the journal and the choices in `folder`. Null where nothing was ever done about any. */
export async function readFileOutcomes(folder: string, table: FileTable): Promise<FileOutcomes | null> {
  const journal = path.join(folder, journalName)
  const choices = path.join(folder, choicesName)
  if (!(await isThere(journal)) && !(await isThere(choices))) return null
  await applyJournal(journal, table)
  await applyChoices(choices, table)
  return toFileOutcomes(table)
}

/** Adds the list of the last look to a table; nothing where it is not there, as in a recording. */
export async function readLastList(folder: string, { reading }: KeptScan, table: FileTable): Promise<void> {
  const isUntold = reading.kind === 'read' && lacksFileStates(reading.value)
  await readList(path.join(folder, pendingFilesName), table, isUntold)
}

/** The last look with what has become of its files since; what a recording says of that stays. */
export async function readScanWithOutcomes(scanFile: string): Promise<KeptScan | null> {
  const kept = await readKeptScan(scanFile)
  if (kept === null) return null
  const folder = path.dirname(scanFile)
  const table = createTableFor(kept.roots.map((root) => root.folder))
  await readList(path.join(folder, laterFilesName), table)
  await readLastList(folder, kept, table)
  const settlement = await readFileOutcomes(folder, table)
  const found = kept.reading.kind === 'read' ? countLeft(kept.reading.value) : 0
  // A list that was not kept settles nothing.
  return settlement === null || countResolved(settlement) < found ? kept : { ...kept, settlement }
}

/** A table for folders of whatever system they are written for. */
export function createTableFor(roots: readonly string[]): FileTable {
  const isPosix = roots.some((root) => root.startsWith('/'))
  return createFileTable(roots, isPosix ? '/' : '\\')
}

async function isThere(file: string): Promise<boolean> {
  return await stat(file).then(
    () => true,
    () => false,
  )
}
