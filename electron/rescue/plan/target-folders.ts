import { findPackage } from '../../../shared/files/package-names.ts'
import type { RenameReason } from '../../../shared/files/rescue.ts'
import type { LocalDisk } from '../../platform/local-disk.ts'
import type { FileTable } from '../inventory/file-table.ts'
import { createPackageLengths } from '../inventory/package-folders.ts'
import type { DriveName } from '../verify-upload/verification.ts'
import type { TargetPlace } from './target-place.ts'
import { fitName, longestName, numberName, toClashKey, toTargetName } from './target-name.ts'

/** OneDrive takes so many characters of a path, decoded, from the site on (docs/facts/files-and-names.md#the-length-of-a-path). */
export const longestPath = 400
/** In which what would be too long lies side by side. */
const longFolderName = 'Long paths'

/** A folder of the target, as it will be spelt. */
export type Folder = {
  readonly path: string
  readonly renamed: RenameReason | null
  /** By clash key; made when the first name is put in. */
  readonly children: Map<string, Folder>
  /** What the disk has there already, by clash key; null where it has no such folder. */
  existing: Map<string, Existing> | null | undefined
}
export type Existing = {
  readonly name: string
  readonly isFolder: boolean
  readonly isHere: boolean
  readonly inDrive: DriveName['file']
}

/** What the drive has, by clash key of the folder. */
export type DriveNames = ReadonlyMap<string, readonly DriveName[]>

/** The folders of the target. Each is read when the first name is put into it; nothing on the disk changes. */
export type TargetFolders = {
  /** The path on this computer of something below the new OneDrive. */
  readonly toHost: (target: string) => string
  /** What disk and drive have in a folder, by clash key; null where there is no such folder. */
  readonly existingIn: (folder: Folder) => Map<string, Existing> | null
  /** The folder that a row goes into, unless its path is too long. */
  readonly folderOf: (row: number) => Folder
  /** The folder for what would be too long. */
  readonly longFolder: () => Folder
}

export function createTargetFolders(
  table: FileTable,
  rows: readonly number[],
  place: TargetPlace,
  disk: LocalDisk,
  drive: DriveNames,
): TargetFolders {
  const toNames = (shown = ''): string[] => shown.split(disk.separator).filter((name) => name !== '')
  const toHost = (target: string): string =>
    [place.root, ...target.split('/')].filter((name) => name !== '').join(disk.separator)
  const top: Folder = { path: '', renamed: null, children: new Map(), existing: undefined }
  const base: Folder = { ...enter(top, place.folder, 'invalid-name'), renamed: null }
  const usual = new Map<number, Folder>()
  const packages = createPackageLengths()
  if (disk.separator === '/')
    for (const row of rows) packages.note(toNames(table.folders[table.folder(row)]?.shown), table.name(row))

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
    const { spelt, renamed } = findFolderName(existingIn(parent), name, disk)
    const folder: Folder = {
      path: parent.path === '' ? spelt : `${parent.path}/${spelt}`,
      renamed: parent.renamed ?? changed ?? renamed,
      children: new Map(),
      existing: undefined,
    }
    parent.children.set(key, folder)
    return folder
  }

  const longFolder = (): Folder => ({ ...enter(base, longFolderName, null), renamed: 'path-too-long' })

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
    let folder = base
    for (const [at, name] of names.entries()) {
      if (at === packageAt && isTooDeep(folder, names.slice(0, at + 1))) folder = longFolder()
      const wanted = fitName(toTargetName(name, true), name, disk)
      const entered = enter(folder, wanted.name, wanted.renamed)
      // Another folder may have come first and has its own spelling, or this one's.
      const isOwn = entered.path.endsWith(`/${name}`)
      const renamed = folder.renamed ?? wanted.renamed ?? (isOwn ? null : (entered.renamed ?? 'name-clash'))
      folder = { ...entered, renamed }
    }
    usual.set(number, folder)
    return folder
  }

  return { toHost, existingIn, folderOf, longFolder }
}

/** The name of a folder that is there, or the first that is free. */
function findFolderName(
  existing: Map<string, Existing> | null,
  name: string,
  disk: LocalDisk,
): { spelt: string; renamed: RenameReason | null } {
  for (let number = 1; ; number += 1) {
    const wanted = number === 1 ? name : numberName(name, number, longestName, disk.isNameTooLong)
    const there = existing?.get(toClashKey(wanted))
    if (there === undefined) return { spelt: wanted, renamed: number === 1 ? null : 'exists' }
    if (there.isFolder) return { spelt: there.name, renamed: there.name === name ? null : 'name-clash' }
  }
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
