import { closeSync, constants, openSync, readSync } from 'node:fs'
import { isNotebookLink, longestShortcut } from '../../../shared/files/notebook-link.ts'
import type { LocalDisk } from '../../platform/local-disk.ts'
import { plainFileFlags } from '../../platform/plain-file-flags.ts'
import { SourceFailure } from '../copy/copy-failures.ts'
import { appendLines, type JournalLine } from '../copy/journal.ts'
import type { FileTable } from './file-table.ts'
import { expectPlainFile } from '../copy/plain-file.ts'
import { noteNotebook } from './read-list.ts'

type NotebookLine = Extract<JournalLine, { kind: 'notebook' }>

type NotebookSearch = {
  readonly table: FileTable
  readonly disk: LocalDisk
  /** Of the old account. */
  readonly roots: readonly string[]
  /** Hosts of the old organisation. */
  readonly oldHosts?: readonly string[]
  /** The client uploads the sections itself: they are files like any other. */
  readonly isInPlace: boolean
  readonly now: () => Date
}

/** A notebook that is kept as files: a table of contents, and sections beside and below it. */
const contents = /\.onetoc2$/i
const section = /\.(?:one|onetoc2)$/i
const shortcut = /\.url$/i

/** What belongs to OneNote is written down, so that a start without this process knows it too. */
export async function noteNotebooks(
  search: NotebookSearch & { readonly journalFile: string; readonly broken: (error: unknown) => void },
): Promise<void> {
  const { table, journalFile, broken } = search
  const lines = findNotebooks(search)
  if (lines.length === 0) return
  await appendLines(journalFile, lines).catch(broken)
  for (const line of lines) noteNotebook(table, table.find(line.path), line.notebook)
}

/**
 * What of the list belongs to OneNote and was not known to: sections of notebooks that are kept as files, each with the folder of its notebook,
 * and shortcuts to notebooks in the old cloud. Only shortcuts are opened, which are small and on this computer.
 */
function findNotebooks(search: NotebookSearch): NotebookLine[] {
  const { table, oldHosts = [], isInPlace, now } = search
  const at = now().toISOString()
  const notebookOf = createNotebookFinder(search)
  const lines: NotebookLine[] = []
  for (let row = 0; row < table.count(); row += 1) {
    const status = table.status(row)
    if ((status !== 'left' && status !== 'failed') || table.notebook(row) !== null) continue
    const name = table.name(row)
    const [path, size, modifiedAt] = [table.path(row), table.size(row), table.modifiedAt(row)]
    if (section.test(name)) {
      const notebook = isInPlace ? null : notebookOf(row)
      if (notebook !== null) lines.push({ kind: 'notebook', path, size, modifiedAt, notebook, at })
    } else if (oldHosts.length > 0 && shortcut.test(name) && size > 0 && size <= longestShortcut) {
      if (leadsToNotebook(search, row))
        lines.push({ kind: 'notebook', path, size, modifiedAt, notebook: null, at })
    }
  }
  return lines
}

/** The outermost folder, at or above that of a row, that has a table of contents; null where none has. */
function createNotebookFinder({ table, disk, roots }: NotebookSearch): (row: number) => string | null {
  const withContents = new Map<string, boolean>()
  let onList: ReadonlySet<string> | null = null
  const hasContents = (folder: string): boolean => {
    const before = withContents.get(folder)
    if (before !== undefined) return before
    onList ??= foldersWithContents(table)
    const has = onList.has(folder) || listsContents(disk, folder)
    withContents.set(folder, has)
    return has
  }
  return (row) => {
    const own = table.folders[table.folder(row)]
    const root = own === undefined ? undefined : roots[own.root]
    if (own === undefined) return null
    let notebook: string | null = null
    for (let folder = own.path; folder.length >= (root ?? own.path).length && folder !== '';) {
      if (hasContents(folder)) notebook = folder
      const cut = folder.lastIndexOf(disk.separator)
      if (cut <= 0) break
      folder = folder.slice(0, cut)
    }
    return notebook
  }
}

/** By the list alone. */
function foldersWithContents(table: FileTable): ReadonlySet<string> {
  const found = new Set<string>()
  for (let row = 0; row < table.count(); row += 1) {
    if (contents.test(table.name(row))) found.add(table.folders[table.folder(row)]?.path ?? '')
  }
  return found
}

function listsContents(disk: LocalDisk, folder: string): boolean {
  try {
    return disk.list(folder)?.some(({ name }) => contents.test(name)) ?? false
  } catch {
    // What cannot be listed cannot be copied either, and says so then.
    return false
  }
}

function leadsToNotebook({ table, disk, roots, oldHosts = [] }: NotebookSearch, row: number): boolean {
  const path = table.path(row)
  try {
    expectPlainFile(disk, path, roots)
    const descriptor = openSync(disk.place(path), constants.O_RDONLY | plainFileFlags)
    try {
      const bytes = Buffer.alloc(longestShortcut)
      const length = readSync(descriptor, bytes, 0, longestShortcut, 0)
      return isNotebookLink(bytes.subarray(0, length), oldHosts)
    } finally {
      closeSync(descriptor)
    }
  } catch (error) {
    // It stays a file like any other.
    if (error instanceof SourceFailure || (error as NodeJS.ErrnoException).code !== undefined) return false
    throw error
  }
}
