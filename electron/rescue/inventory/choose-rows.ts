import type { FolderChoice, RescueChoice, Waivable } from '../../../shared/files/rescue.ts'
import type { FileTable } from './file-table.ts'

/** True where that changes what is open: of all that can be chosen only a link to a notebook is open just while it is wanted. */
export function selectRows(table: FileTable, choice: RescueChoice, isSelected: boolean): boolean {
  let isChange = false
  for (const row of rowsToDecide(table, choice)) {
    if (isSelected && isWide(choice) && isOfOneNote(table, row)) continue
    const wasAlone = isLinkAlone(table, row)
    table.select(row, isSelected)
    isChange ||= isLinkAlone(table, row) !== wasAlone
  }
  return isChange
}

/** True for a link to a notebook that no one wants: no file to save, and not in the way. */
export function isLinkAlone(table: FileTable, row: number): boolean {
  return table.status(row) === 'notebook-link' && !table.isSelected(row)
}

/** A notebook is chosen as one thing, and for itself: not with a folder, with all, or for a reason that other files have too. */
function isWide(choice: RescueChoice): boolean {
  return choice.kind !== 'item' && !(choice.kind === 'reason' && choice.reason === 'notebook')
}

/** True for what is not chosen with a folder or with all. */
export function isOfOneNote(table: FileTable, row: number): boolean {
  return table.status(row) === 'notebook-link' || notebookOf(table, row) !== null
}

/** The notebook with which a row is decided, whatever is known of it; what a rule keeps out is decided alone. */
function notebookOf(table: FileTable, row: number): string | null {
  return table.reason(row) === 'excluded-by-policy' ? null : table.notebook(row)
}

/** What a decision is about: of a file in a notebook, the whole notebook. */
export function* rowsToDecide(table: FileTable, what: RescueChoice | Waivable): Generator<number> {
  const row = what.kind === 'item' ? table.find(what.path) : -1
  const notebook = row === -1 ? null : notebookOf(table, row)
  if (notebook === null) {
    yield* rowsOf(table, what)
    return
  }
  for (let one = 0; one < table.count(); one += 1) if (notebookOf(table, one) === notebook) yield one
}

export function* rowsOf(table: FileTable, choice: RescueChoice | Waivable): Generator<number> {
  if (choice.kind === 'item') {
    const row = table.find(choice.path)
    if (row !== -1) yield row
    return
  }
  const below = choice.kind === 'folder' ? foldersBelow(table, choice.folder) : null
  for (let row = 0; row < table.count(); row += 1) {
    if (choice.kind === 'protected' && !(table.isLocked(row) && table.status(row) === 'copied')) continue
    if (choice.kind === 'reason' && table.reason(row) !== choice.reason) continue
    if (below !== null && !below.has(table.folder(row))) continue
    yield row
  }
}

/** How the files of folders are chosen, OneNote's apart; asked of few folders: one pass through the list, and one through its folders for each. */
export function toFolderChoices(
  table: FileTable,
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, FolderChoice> {
  const own = new Map<number, FolderChoice>()
  for (let row = 0; row < table.count(); row += 1) {
    const status = table.status(row)
    if ((status !== 'left' && status !== 'failed') || isOfOneNote(table, row)) continue
    const folder = table.folder(row)
    if (!table.isSelected(row)) own.set(folder, 'open')
    else if (!own.has(folder)) own.set(folder, 'chosen')
  }
  return new Map(
    [...wanted].map((folder) => {
      const choices = [...own]
        .filter(([number]) => isIn(table.folders[number]?.shown ?? '', folder))
        .map(([, choice]) => choice)
      return [folder, choices.length === 0 ? 'none' : choices.includes('open') ? 'open' : 'chosen']
    }),
  )
}

function foldersBelow({ folders }: FileTable, wanted: string): Set<number> {
  return new Set(folders.flatMap(({ shown }, number) => (isIn(shown, wanted) ? [number] : [])))
}

/** True for a folder and those below it, as they are shown; all are in the one without a name. */
function isIn(shown: string, wanted: string): boolean {
  if (shown === wanted || wanted === '') return true
  return shown.startsWith(wanted) && ['\\', '/'].includes(shown.charAt(wanted.length))
}
