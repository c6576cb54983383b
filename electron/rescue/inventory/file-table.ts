import { createColumn, createTexts, type Texts } from './columns.ts'
import {
  notUploadedReasons,
  setAsideReasons,
  type LeftFile,
  type NotUploadedReason,
} from '../../../shared/files/scan.ts'
import {
  copyFailures,
  renameReasons,
  rescueStatuses,
  type CopyFailure,
  type RenameReason,
  type RescueStatus,
} from '../../../shared/files/rescue.ts'

/**
 * A folder of the list: below which root it lies (-1 for none), the names down to it, and how it is shown: those names, with the root's own
 * before them where it is not the first.
 */
export type TableFolder = {
  readonly root: number
  readonly path: string
  readonly relative: string
  readonly shown: string
}

/**
 * The list in memory: a column for each thing that is known, so that a million files take less than a hundred megabytes. A
 * row is a number that counts from 0.
 */
export type FileTable = {
  readonly count: () => number
  readonly folders: readonly TableFolder[]
  add(file: LeftFile): void
  /** The row of a path, or -1. */
  find(path: string): number
  path(row: number): string
  name(row: number): string
  folder(row: number): number
  size(row: number): number
  modifiedAt(row: number): number | null
  reason(row: number): NotUploadedReason
  /** More is known of it; what is known to be left is wanted. */
  setReason(row: number, reason: NotUploadedReason): void
  isSelected(row: number): boolean
  select(row: number, isSelected: boolean): void
  status(row: number): RescueStatus
  setStatus(row: number, status: RescueStatus): void
  isWaived(row: number): boolean
  setWaived(row: number, isWaived: boolean): void
  /** It is in the new OneDrive with Microsoft's additions. */
  hasAdditions(row: number): boolean
  setAdditions(row: number): void
  /** The folder of the OneNote notebook that it is a part of; null for all else. */
  notebook(row: number): string | null
  setNotebook(row: number, folder: string): void
  /** Of a link: whether the new OneDrive has its notebook; null where not known. */
  hasNotebook(row: number): boolean | null
  setHasNotebook(row: number, isThere: boolean): void
  /** Its copy has not all that the system keeps beside the original. */
  lacksStreams(row: number): boolean
  setLacksStreams(row: number, isLacking: boolean): void
  /** Its copy is a locked document that cannot be compared. */
  isLocked(row: number): boolean
  setLocked(row: number, isLocked: boolean): void
  failure(row: number): CopyFailure | null
  /** Null takes it back. */
  fail(row: number, failure: CopyFailure | null): void
  /** Where it goes or went, below the new OneDrive; null where no one has planned it. */
  target(row: number): string | null
  renamed(row: number): RenameReason | null
  setTarget(row: number, target: string, renamed: RenameReason | null): void
  /** It is another version by now. */
  renew(row: number, size: number, modifiedAt: number): void
}

const none = 255
/** Bits of the column of flags. */
const flag = { selected: 1, waived: 2, additions: 4, locked: 8, lacksStreams: 16 } as const

/**
 * A table for files below `roots`; one that lies in none of them is in a root of its own, its folder. Nothing below `unselected`, which are
 * some of them, is selected unless the person does.
 */
export function createFileTable(
  roots: readonly string[],
  separator: string,
  unselected: readonly string[] = [],
): FileTable {
  const inList = createFolderNumbers(roots, separator)
  const { folders } = inList
  const names = createTexts('utf16le')
  const targets = createTargets(names)
  const renames = createColumn((length) => new Uint8Array(length))
  const sizes = createColumn((length) => new Float64Array(length))
  const times = createColumn((length) => new Float64Array(length))
  const inFolders = createColumn((length) => new Uint32Array(length))
  const reasons = createColumn((length) => new Uint8Array(length))
  const flags = createFlags()
  const outcomes = createOutcomes(flags)
  const index = createPathIndex(path)

  function path(row: number): string {
    return `${folders[inFolders.get(row)]?.path ?? ''}${separator}${names.get(row)}`
  }

  const isWanted = (row: number, reason: NotUploadedReason): boolean =>
    !setAsideReasons.has(reason) && !unselected.includes(roots[folders[inFolders.get(row)]?.root ?? -1] ?? '')
  return {
    count: index.count,
    folders,
    add: (file) => {
      // The same file twice would be copied twice.
      const row = index.add(file.path)
      if (row === null) return
      const cut = file.path.lastIndexOf(separator)
      names.add(file.path.slice(cut + 1))
      inFolders.set(row, inList.numberOf(file.path.slice(0, Math.max(0, cut))))
      sizes.set(row, file.size)
      times.set(row, file.modifiedAt ?? Number.NaN)
      reasons.set(row, notUploadedReasons.indexOf(file.reason))
      flags.clear(row)
      flags.set(row, flag.selected, isWanted(row, file.reason))
      outcomes.clear(row)
      renames.set(row, none)
    },
    find: index.find,
    path,
    name: names.get,
    folder: inFolders.get,
    size: sizes.get,
    modifiedAt: (row) => {
      const time = times.get(row)
      return Number.isNaN(time) ? null : time
    },
    reason: (row) => notUploadedReasons[reasons.get(row)] ?? 'never-uploaded',
    setReason: (row, reason) => {
      if (notUploadedReasons[reasons.get(row)] === reason) return
      reasons.set(row, notUploadedReasons.indexOf(reason))
      flags.set(row, flag.selected, isWanted(row, reason))
    },
    ...toFlagColumns(flags),
    ...outcomes.columns,
    ...createNotebooks(),
    target: targets.get,
    renamed: (row) => renameReasons[renames.get(row)] ?? null,
    setTarget: (row, text, renamed) => {
      if (targets.get(row) !== text) targets.set(row, text)
      renames.set(row, renamed === null ? none : renameReasons.indexOf(renamed))
    },
    renew: (row, size, modifiedAt) => {
      sizes.set(row, size)
      times.set(row, modifiedAt)
    },
  }
}

/** The folders of the list by number, below which root each lies and how it is shown. */
function createFolderNumbers(roots: readonly string[], separator: string) {
  const folders: TableFolder[] = []
  const numbers = new Map<string, number>()

  function toFolder(folder: string): TableFolder {
    let best = -1
    for (const [root, path] of roots.entries()) {
      const isIn = folder === path || folder.startsWith(path + separator)
      if (isIn && path.length > (roots[best]?.length ?? -1)) best = root
    }
    const relative = best === -1 ? '' : folder.slice((roots[best]?.length ?? 0) + 1)
    const above = best === 0 ? [] : [(roots[best] ?? folder).split(separator).at(-1) ?? '']
    const shown = [...above, relative].filter((name) => name !== '').join(separator)
    return { root: best, path: folder, relative, shown }
  }

  return {
    folders: folders as readonly TableFolder[],
    numberOf: (folder: string): number => {
      const known = numbers.get(folder)
      if (known !== undefined) return known
      const number = folders.push(toFolder(folder)) - 1
      numbers.set(folder, number)
      return number
    },
  }
}

/** Where each row goes. Most targets are the own name in one of few folders: only another name is kept as a text. */
function createTargets(names: Texts) {
  const folders: string[] = []
  const numbers = new Map<string, number>()
  const inFolders = createColumn((length) => new Uint32Array(length))
  const otherNames = createTexts('utf8')
  const inOtherNames = createColumn((length) => new Uint32Array(length))
  return {
    get: (row: number): string | null => {
      const folder = folders[inFolders.get(row) - 1]
      if (folder === undefined) return null
      const other = inOtherNames.get(row)
      return `${folder}${other === 0 ? names.get(row) : otherNames.get(other - 1)}`
    },
    set: (row: number, text: string): void => {
      const cut = text.lastIndexOf('/') + 1
      const [folder, name] = [text.slice(0, cut), text.slice(cut)]
      const number = numbers.get(folder) ?? folders.push(folder)
      numbers.set(folder, number)
      inFolders.set(row, number)
      inOtherNames.set(row, name === names.get(row) ? 0 : otherNames.add(name) + 1)
    },
  }
}

/** Rows by path: a hash table of row numbers alone, since the paths are in the table already. */
function createPathIndex(pathOf: (row: number) => string) {
  let count = 0
  let index = new Int32Array(0)

  /** Where a path is in the index, or the free place it would take. */
  function placeOf(wanted: string): number {
    for (let place = hash(wanted) & (index.length - 1); ; place = (place + 1) & (index.length - 1)) {
      const row = (index[place] ?? 0) - 1
      if (row === -1 || pathOf(row) === wanted) return place
    }
  }

  function grow(): void {
    index = new Int32Array(Math.max(1024, index.length * 2))
    for (let row = 0; row < count; row += 1) index[placeOf(pathOf(row))] = row + 1
  }

  return {
    count: (): number => count,
    find: (path: string): number => (count === 0 ? -1 : (index[placeOf(path)] ?? 0) - 1),
    /** The number of a new row; null where there is a row of this path. What `pathOf` reads is set before the next call. */
    add: (path: string): number | null => {
      if (count * 2 >= index.length) grow()
      const place = placeOf(path)
      if (index[place] !== 0) return null
      index[place] = count + 1
      count += 1
      return count - 1
    },
  }
}

/** Several yes or no of a row in one byte. */
function createFlags() {
  const bits = createColumn((length) => new Uint8Array(length))
  return {
    clear: (row: number): void => bits.set(row, 0),
    has: (row: number, bit: number): boolean => (bits.get(row) & bit) !== 0,
    set: (row: number, bit: number, isOn: boolean): void =>
      bits.set(row, isOn ? bits.get(row) | bit : bits.get(row) & ~bit),
  }
}
type Flags = ReturnType<typeof createFlags>

type FlagColumns = Pick<
  FileTable,
  | 'isSelected'
  | 'select'
  | 'isWaived'
  | 'setWaived'
  | 'hasAdditions'
  | 'setAdditions'
  | 'lacksStreams'
  | 'setLacksStreams'
  | 'isLocked'
  | 'setLocked'
>

function toFlagColumns(flags: Flags): FlagColumns {
  return {
    isSelected: (row) => flags.has(row, flag.selected),
    select: (row, isSelected) => flags.set(row, flag.selected, isSelected),
    isWaived: (row) => flags.has(row, flag.waived),
    setWaived: (row, isWaived) => flags.set(row, flag.waived, isWaived),
    hasAdditions: (row) => flags.has(row, flag.additions),
    setAdditions: (row) => flags.set(row, flag.additions, true),
    lacksStreams: (row) => flags.has(row, flag.lacksStreams),
    setLacksStreams: (row, isLacking) => flags.set(row, flag.lacksStreams, isLacking),
    isLocked: (row) => flags.has(row, flag.locked),
    setLocked: (row, isLocked) => flags.set(row, flag.locked, isLocked),
  }
}

type OutcomeColumns = Pick<FileTable, 'status' | 'setStatus' | 'failure' | 'fail'>

/** What became of each row. */
function createOutcomes(flags: Flags): { clear: (row: number) => void; columns: OutcomeColumns } {
  const statuses = createColumn((length) => new Uint8Array(length))
  const failures = createColumn((length) => new Uint8Array(length))
  return {
    clear: (row) => {
      statuses.set(row, 0)
      failures.set(row, none)
    },
    columns: {
      status: (row) => {
        const status = rescueStatuses[statuses.get(row)] ?? 'left'
        // What has arrived has arrived, also where the person could do without it.
        const isThere = status === 'proven' || status === 'present'
        return !isThere && flags.has(row, flag.waived) ? 'waived' : status
      },
      setStatus: (row, status) => {
        statuses.set(row, rescueStatuses.indexOf(status))
        failures.set(row, none)
        flags.set(row, flag.additions, false)
        flags.set(row, flag.locked, false)
      },
      failure: (row) => copyFailures[failures.get(row)] ?? null,
      fail: (row, failure) => {
        failures.set(row, failure === null ? none : copyFailures.indexOf(failure))
        statuses.set(row, rescueStatuses.indexOf(failure === null ? 'left' : 'failed'))
      },
    },
  }
}

type NotebookColumns = Pick<FileTable, 'notebook' | 'setNotebook' | 'hasNotebook' | 'setHasNotebook'>

/** Few files are of notebooks. */
function createNotebooks(): NotebookColumns {
  const notebooks = new Map<number, string>()
  const found = new Map<number, boolean>()
  return {
    notebook: (row) => notebooks.get(row) ?? null,
    setNotebook: (row, folder) => void notebooks.set(row, folder),
    hasNotebook: (row) => found.get(row) ?? null,
    setHasNotebook: (row, isThere) => void found.set(row, isThere),
  }
}

/** FNV-1a, over the units of the text. */
function hash(text: string): number {
  let value = 0x811c_9dc5
  for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x0100_0193)
  return value >>> 0
}
