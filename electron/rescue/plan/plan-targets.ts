import { createHash } from 'node:crypto'
import { createExclusion, type Exclusions } from '../../../shared/files/exclusions.ts'
import type { RenameReason } from '../../../shared/files/rescue.ts'
import type { DriveName } from '../verify-upload/verification.ts'
import { findPackage } from '../../../shared/files/package-names.ts'
import { isDocument } from '../../documents/document-kind.ts'
import type { LocalDisk } from '../../platform/local-disk.ts'
import type { FileTable } from '../inventory/file-table.ts'
import { createPackageLengths } from '../inventory/package-folders.ts'
import {
  byNameBefore,
  longestName,
  numberName,
  shortenName,
  toClashKey,
  toTargetName,
  type TargetName,
} from './target-name.ts'

/** Where copies go: below `folder` of the new OneDrive, whose address has `urlLength` characters before a path in it. */
export type TargetPlace = {
  /** The folder of the new OneDrive on this computer. */
  readonly root: string
  /** `From Contoso`. */
  readonly folder: string
  readonly urlLength: number
  /** What would never be uploaded from there; nothing where it is left out. */
  readonly exclusions?: Exclusions
}

/** What an earlier run meant to do with a file. */
export type Intent = { readonly target: string; readonly renamed: RenameReason | null }

/** A plan; where each row goes is in the table. */
export type TargetPlan = {
  /** In the order of copying, folder by folder. */
  readonly rows: Uint32Array
  /** What is there already and may be this very file, copied before: below the new OneDrive, by row; the likeliest first. */
  readonly candidates: ReadonlyMap<number, readonly Candidate[]>
  /** Rows that have no place from which their copies would be uploaded. */
  readonly excluded: readonly number[]
}

/** Something that may be a file of the list, below the new OneDrive. `inDrive` is what Graph says of it, where it was asked. */
export type Candidate = { readonly target: string; readonly inDrive: DriveName['file'] }

/** OneDrive takes so many characters of a path, decoded, from the site on (docs/facts/files-and-names.md#the-length-of-a-path). */
const longestPath = 400
/** In which what would be too long lies side by side. */
const longFolder = 'Long paths'

/** Where less than this is left of a path, the file goes into the folder for long paths. */
const shortestName = 40

/** A folder of the target, as it will be spelt. */
type Folder = {
  readonly path: string
  readonly renamed: RenameReason | null
  /** By clash key; made when the first name is put in. */
  readonly children: Map<string, Folder>
  /** What the disk has there already, by clash key; null where it has no such folder. */
  existing: Map<string, Existing> | null | undefined
}
type Existing = {
  readonly name: string
  readonly isFolder: boolean
  readonly isHere: boolean
  readonly inDrive: DriveName['file']
}

/** What the drive has, by clash key of the folder. */
export type DriveNames = ReadonlyMap<string, readonly DriveName[]>

/**
 * Gives every row a place that OneDrive and this computer take and that nothing else has: names are changed where they have to
 * be, and that can be seen. What an earlier run intended stays as it was. Looks at the target and changes
 * nothing on the disk.
 */
export function planTargets(
  table: FileTable,
  rows: readonly number[],
  place: TargetPlace,
  disk: LocalDisk,
  findIntent: (row: number) => Intent | null,
  drive: DriveNames = new Map(),
): TargetPlan {
  const isExcluded = createExclusion(place.exclusions ?? { ignoredNames: [] })
  const excluded: number[] = []
  // What was meant for a place from which nothing is uploaded any more gets another one, or none.
  const intentOf = (row: number): Intent | null => {
    const intent = findIntent(row)
    return intent === null || isExcluded(intent.target.split('/')) ? null : intent
  }
  const toHost = (target: string): string =>
    [place.root, ...target.split('/')].filter((name) => name !== '').join(disk.separator)
  const top: Folder = { path: '', renamed: null, children: new Map(), existing: undefined }
  const base = enter(top, place.folder, 'invalid-name')
  const plainBase: Folder = { ...base, renamed: null }
  const candidates = new Map<number, readonly Candidate[]>()
  const usual = new Map<number, Folder>()
  const packages = createPackageLengths()
  if (disk.separator === '/')
    for (const row of rows) packages.note(toNames(table.folders[table.folder(row)]?.shown), table.name(row))

  function toNames(shown = ''): string[] {
    return shown.split(disk.separator).filter((name) => name !== '')
  }

  function existingIn(folder: Folder): Map<string, Existing> | null {
    if (folder.existing === undefined)
      folder.existing = joinDrive(list(disk, toHost(folder.path)), drive.get(toClashKey(folder.path)))
    return folder.existing
  }

  /** The folder of this name in another: the one that is there, or a new one; never through a file or a link. */
  function enter(parent: Folder, name: string, changed: RenameReason | null): Folder {
    const key = toClashKey(name)
    const known = parent.children.get(key)
    if (known !== undefined) return known
    const { spelt, renamed } = findFolderName(parent, name)
    const path = parent.path === '' ? spelt : `${parent.path}/${spelt}`
    const folder: Folder = {
      path,
      renamed: parent.renamed ?? changed ?? renamed,
      children: new Map(),
      existing: undefined,
    }
    parent.children.set(key, folder)
    return folder
  }

  function findFolderName(parent: Folder, name: string): { spelt: string; renamed: RenameReason | null } {
    for (let number = 1; ; number += 1) {
      const wanted = number === 1 ? name : numberName(name, number, longestName, disk.isNameTooLong)
      const there = existingIn(parent)?.get(toClashKey(wanted))
      if (there === undefined) return { spelt: wanted, renamed: number === 1 ? null : 'exists' }
      if (there.isFolder) return { spelt: there.name, renamed: there.name === name ? null : 'name-clash' }
    }
  }

  function longBase(): Folder {
    return { ...enter(plainBase, longFolder, null), renamed: 'path-too-long' }
  }

  /** A package is one document: where one of its paths is too long, all of it goes where long paths lie. */
  function isTooDeep(folder: Folder, names: readonly string[]): boolean {
    const length = folder.path.length + 1 + (names.at(-1) ?? '').length + packages.longestIn(names)
    return place.urlLength + length > longestPath
  }

  function folderOf(row: number): Folder {
    const number = table.folder(row)
    const known = usual.get(number)
    if (known !== undefined) return known
    // The first root is the person's own OneDrive; libraries lie in folders of their own names.
    const names = toNames(table.folders[number]?.shown)
    const packageAt = disk.separator === '/' ? findPackage(names) : -1
    let folder = plainBase
    for (const [at, name] of names.entries()) {
      if (at === packageAt && isTooDeep(folder, names.slice(0, at + 1))) folder = longBase()
      const wanted = fit(toTargetName(name, true), name, disk)
      const entered = enter(folder, wanted.name, wanted.renamed)
      // Another folder may have come first and has its own spelling, or this one's.
      const isOwn = entered.path.endsWith(`/${name}`)
      const renamed = folder.renamed ?? wanted.renamed ?? (isOwn ? null : (entered.renamed ?? 'name-clash'))
      folder = { ...entered, renamed }
    }
    usual.set(number, folder)
    return folder
  }

  // Folder by folder, so that the names of only one are in memory.
  const paths = new Map<string, number[]>()
  const toLong = new Set<number>()
  const reserved = new Map<string, Set<string>>()
  const reserve = (target: string): void => {
    const cut = target.lastIndexOf('/')
    const folder = target.slice(0, cut)
    const names = reserved.get(folder) ?? new Set()
    reserved.set(folder, names.add(toClashKey(target.slice(cut + 1))))
  }
  const isIntended = new Set<number>()
  for (const row of rows) {
    const intent = intentOf(row)
    if (intent === null) continue
    reserve(intent.target)
    if (disk.stat(toHost(intent.target)) !== null) continue
    isIntended.add(row)
    table.setTarget(row, intent.target, intent.renamed)
  }
  for (const row of rows) {
    if (isIntended.has(row)) continue
    const folder = folderOf(row)
    const own = paths.get(folder.path)
    if (own === undefined) paths.set(folder.path, [row])
    else own.push(row)
  }
  const order: number[] = [...isIntended]
  for (const group of paths.values()) {
    assign(group, folderOf)
    for (const row of group) if (!toLong.has(row)) order.push(row)
  }
  if (toLong.size > 0) {
    const long = longBase()
    assign([...toLong], () => long)
    order.push(...toLong)
  }

  /** Names for rows that share a folder. */
  function assign(group: readonly number[], inFolder: (row: number) => Folder): void {
    const [first] = group
    if (first === undefined) return
    const shared = inFolder(first)
    const isLong = shared.renamed === 'path-too-long'
    const existing = existingIn(shared)
    const conflicts = byNameBefore([...(existing?.values() ?? [])].filter(({ isFolder }) => !isFolder))
    const taken = new Set([...(reserved.get(shared.path) ?? []), ...shared.children.keys()])
    /** Rows whose very name is there, in its letter case: likelier to be there already than others of that clash key. */
    const namesakes = new Set<number>()
    const give = (row: number, isLast: boolean): boolean => {
      const folder = inFolder(row)
      const room = Math.min(longestName, longestPath - place.urlLength - folder.path.length - 1)
      let { name, renamed } = fit(toTargetName(table.name(row), false), table.path(row), disk)
      if (name.length > room) {
        if (!isLong && room < shortestName) {
          toLong.add(row)
          return true
        }
        name = shortenName(name, Math.max(shortestName, room), markOf(table.path(row)))
        renamed ??= 'path-too-long'
      }
      const intent = intentOf(row)
      const there = new Map<string, Candidate>()
      if (intent !== null) there.set(intent.target, { target: intent.target, inDrive: null })
      const note = (found: Existing | undefined): void => {
        const target = `${folder.path}/${found?.name}`
        if (isCandidate(folder, found, row)) there.set(target, { target, inDrive: found.inDrive })
      }
      note(existing?.get(toClashKey(name)))
      let free = name
      for (
        let number = 2;
        taken.has(toClashKey(free)) || existing?.has(toClashKey(free)) === true;
        number += 1
      ) {
        renamed ??= existing?.has(toClashKey(name)) === true ? 'exists' : 'name-clash'
        free = numberName(name, number, Math.max(shortestName, room), disk.isNameTooLong)
        note(existing?.get(toClashKey(free)))
      }
      for (const found of conflicts.get(toClashKey(name)) ?? []) note(found)
      // It may be there already and need no name: those that do come first, so that no number is left out.
      if (there.size > 0 && !isLast) {
        if (existing?.get(toClashKey(name))?.name === name) namesakes.add(row)
        return false
      }
      const target = folder.path === '' ? free : `${folder.path}/${free}`
      if (isExcluded(target.split('/'))) {
        excluded.push(row)
        return true
      }
      taken.add(toClashKey(free))
      table.setTarget(row, target, folder.renamed ?? renamed)
      if (there.size > 0) candidates.set(row, [...there.values()])
      return true
    }
    const later = group.filter((each) => !give(each, false))
    for (const row of later) if (!namesakes.has(row)) give(row, true)
    for (const row of later) if (namesakes.has(row)) give(row, true)
    // Names of a folder that is done with need no memory.
    shared.existing = undefined
  }

  /** A file of such a name and the same size may be a copy from before a journal was lost; a document has grown meanwhile. */
  function isCandidate(folder: Folder, there: Existing | undefined, row: number): there is Existing {
    if (there === undefined || there.isFolder) return false
    if (there.inDrive?.size === table.size(row)) return true
    if (!there.isHere) return false
    if (isDocument(table.name(row))) return true
    return disk.stat(toHost(`${folder.path}/${there.name}`))?.size === table.size(row)
  }

  const left = new Set(excluded)
  return { rows: Uint32Array.from(order.filter((row) => !left.has(row))), candidates, excluded }
}

/** Shortens a name that is longer than a folder takes; the mark of where it came from tells it from its like. */
function fit({ name, renamed }: TargetName, source: string, disk: LocalDisk): TargetName {
  if (name.length <= longestName && !disk.isNameTooLong(name)) return { name, renamed }
  let units = longestName
  let short = shortenName(name, units, markOf(source))
  while (disk.isNameTooLong(short)) short = shortenName(name, (units -= 5), markOf(source))
  return { name: short, renamed: 'name-too-long' }
}

/** Six characters that another path hardly has. */
function markOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 6)
}

/** What is in a folder, by clash key; null where there is none. */
function list(disk: LocalDisk, folder: string): Map<string, Existing> | null {
  // A link to a folder is none: nothing is ever written through it.
  const entries = disk.list(folder)
  return (
    entries &&
    new Map(
      entries.map(({ name, kind }) => [
        toClashKey(name),
        { name, isFolder: kind === 'folder', isHere: true, inDrive: null },
      ]),
    )
  )
}

/** With what the drive has and this computer does not show yet: another computer of this person may have put it there. */
function joinDrive(
  here: Map<string, Existing> | null,
  names: readonly DriveName[] | undefined,
): Map<string, Existing> | null {
  if (names === undefined || names.length === 0) return here
  const all = new Map(here ?? [])
  for (const { name, file } of names) {
    const key = toClashKey(name)
    const known = all.get(key)
    if (known === undefined) all.set(key, { name, isFolder: file === null, isHere: false, inDrive: file })
    else if (!known.isFolder) all.set(key, { ...known, inDrive: file })
  }
  return all
}
