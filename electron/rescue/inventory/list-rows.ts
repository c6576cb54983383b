import type { RescueRow, RescueRows, RowOrder, RowsQuery } from '../../../shared/files/rescue.ts'
import { isOfOneNote, toFolderChoices } from './choose-rows.ts'
import type { FileTable } from './file-table.ts'
import { addTo } from './read-list.ts'

/** Above this, names are put in the order of their characters instead of a person's: that takes a tenth of the time. */
const mostForCollation = 200_000

/**
 * Hands out the rows that a window asks for; remembers the order from one question to the next. `isAskable`: the new OneDrive can be
 * asked about a row.
 */
export function createRowLister(
  table: FileTable,
  isAskable: (row: number) => boolean,
): (query: RowsQuery) => RescueRows {
  const orders = new Map<RowOrder, Uint32Array>()

  function ordered(order: RowOrder): Uint32Array {
    const known = orders.get(order)
    if (known !== undefined && known.length === table.count()) return known
    const rows = Uint32Array.from({ length: table.count() }, (_, row) => row).sort(comparatorOf(table, order))
    orders.set(order, rows)
    return rows
  }

  return (query) => {
    const isWanted = createFilter(table, query)
    const rows = ordered(query.order)
    let total = { files: 0, bytes: 0 }
    const found: number[] = []
    for (let place = 0; place < rows.length; place += 1) {
      const row = rows[query.isDescending ? rows.length - 1 - place : place] ?? 0
      if (!isWanted(row)) continue
      if (total.files >= query.from && found.length < query.count) found.push(row)
      total = addTo(total, table.size(row))
    }
    return { query, total, rows: toRows(table, found, isAskable) }
  }
}

function createFilter(
  table: FileTable,
  { reason, status, onlyRenamed, search }: RowsQuery,
): (row: number) => boolean {
  const wanted = search.trim().toLowerCase()
  // A folder that has it in its name has it for each of its files.
  const inFolder = table.folders.map(({ shown }) => shown.toLowerCase().includes(wanted))
  const isFound = (row: number): boolean => {
    if (wanted === '' || inFolder[table.folder(row)] === true) return true
    const folder = table.folders[table.folder(row)]?.shown ?? ''
    return toPath(folder, table.name(row)).toLowerCase().includes(wanted)
  }
  return (row) =>
    (reason === null || (table.reason(row) === reason && table.status(row) !== 'present')) &&
    (status === null || table.status(row) === status) &&
    (!onlyRenamed || table.renamed(row) !== null) &&
    isFound(row)
}

function toPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}${folder.includes('/') ? '/' : '\\'}${name}`
}

function comparatorOf(table: FileTable, order: RowOrder): (left: number, right: number) => number {
  const compareTexts =
    table.count() > mostForCollation ? compareUnits : new Intl.Collator(undefined, { numeric: true }).compare
  const byName = (left: number, right: number): number => compareTexts(table.name(left), table.name(right))
  switch (order) {
    case 'size':
      return (left, right) => table.size(left) - table.size(right) || left - right
    case 'modified':
      return (left, right) => (table.modifiedAt(left) ?? 0) - (table.modifiedAt(right) ?? 0) || left - right
    case 'name':
      return (left, right) => byName(left, right) || left - right
    case 'folder': {
      const ranks = new Uint32Array(table.folders.length)
      table.folders
        .map(({ shown }, number) => ({ shown, number }))
        .sort((left, right) => compareTexts(left.shown, right.shown))
        .forEach(({ number }, rank) => {
          ranks[number] = rank
        })
      const rankOf = (row: number): number => ranks[table.folder(row)] ?? 0
      return (left, right) => rankOf(left) - rankOf(right) || byName(left, right)
    }
  }
}

function compareUnits(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}

function toRows(table: FileTable, rows: readonly number[], isAskable: (row: number) => boolean): RescueRow[] {
  const ofOneNote = new Set(rows.filter((row) => isOfOneNote(table, row)))
  const folders = new Set([...ofOneNote].map((row) => table.folders[table.folder(row)]?.shown ?? ''))
  const choices = folders.size === 0 ? null : toFolderChoices(table, folders)
  return rows.map((row) => {
    const isUnplaced = table.status(row) === 'notebook-link' && !isAskable(row)
    const shown = { ...toRow(table, row), ...(isUnplaced && { hasNoPlace: true as const }) }
    const folderChoice = ofOneNote.has(row) ? choices?.get(shown.folder) : undefined
    return folderChoice === undefined ? shown : { ...shown, folderChoice }
  })
}

function toRow(table: FileTable, row: number): RescueRow {
  const hasNotebook = table.hasNotebook(row)
  return {
    path: table.path(row),
    folder: table.folders[table.folder(row)]?.shown ?? '',
    name: table.name(row),
    size: table.size(row),
    modifiedAt: table.modifiedAt(row),
    reason: table.reason(row),
    isSelected: table.isSelected(row),
    status: table.status(row),
    hasAdditions: table.hasAdditions(row),
    ...(hasNotebook !== null && { hasNotebook }),
    lacksStreams: table.lacksStreams(row),
    target: table.target(row),
    renamed: table.renamed(row),
    failure: table.failure(row),
  }
}
