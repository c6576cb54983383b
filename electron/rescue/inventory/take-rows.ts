import { renameReasons, type RescuePlan } from '../../../shared/files/rescue.ts'
import type { FileTable } from './file-table.ts'
import { isToCopy } from './read-list.ts'

const largestFile = 250 * 1024 ** 3

/** What the next plan takes; what is larger than OneDrive takes fails at once. */
export function takeRows(table: FileTable): number[] {
  const rows: number[] = []
  for (let row = 0; row < table.count(); row += 1) {
    if (!isToCopy(table, row)) continue
    if (table.size(row) > largestFile) table.fail(row, 'too-large')
    else rows.push(row)
  }
  return rows
}

/** True where this holds for a row. */
export function hasRow(table: FileTable, holds: (row: number) => boolean): boolean {
  for (let row = 0; row < table.count(); row += 1) if (holds(row)) return true
  return false
}

/** How many files get another name, by why; in the order of `renameReasons`. */
export function countRenames(table: FileTable, rows: Uint32Array): RescuePlan['renames'] {
  const files = new Map<string, number>()
  for (const row of rows) {
    const reason = table.renamed(row)
    if (reason !== null) files.set(reason, (files.get(reason) ?? 0) + 1)
  }
  return renameReasons.flatMap((reason) => {
    const count = files.get(reason)
    return count === undefined ? [] : [{ reason, files: count }]
  })
}
