import type { LocalDisk } from '../../platform/local-disk.ts'
import { isDocument } from '../documents/document-kind.ts'
import type { RenameReason } from '../../../shared/files/rescue.ts'
import type { FileTable } from '../inventory/file-table.ts'
import { longestPath, type Existing, type Folder, type TargetFolders } from './target-folders.ts'
import type { Candidate, Intent, TargetPlace } from './target-place.ts'
import {
  byNameBefore,
  fitName,
  longestName,
  numberName,
  shortenName,
  sourceTag,
  toClashKey,
  toTargetName,
} from './target-name.ts'

/** Where less than this is left of a path, the file goes into the folder for long paths. */
const shortestName = 40

export type NamingJob = {
  readonly table: FileTable
  readonly place: TargetPlace
  readonly disk: LocalDisk
  readonly folders: TargetFolders
  readonly intentOf: (row: number) => Intent | null
  readonly isExcluded: (names: readonly string[]) => boolean
}

/** Gives names that nothing else has, to rows that share a folder. */
export type NameGiver = {
  /** No other row gets this target. */
  readonly reserve: (target: string) => void
  readonly give: (group: readonly number[], folderOf: (row: number) => Folder) => void
  /** Rows that have no room for a name in their folder: they are given one in the folder for long paths. */
  readonly tooLong: ReadonlySet<number>
  readonly candidates: ReadonlyMap<number, readonly Candidate[]>
  readonly excluded: readonly number[]
}

/** The names of one folder while its rows are given theirs. */
type FolderNames = {
  readonly folderOf: (row: number) => Folder
  readonly isLong: boolean
  readonly existing: Map<string, Existing> | null
  /** Files that are there under a name with a number, by the name without it. */
  readonly conflicts: ReturnType<typeof byNameBefore<Existing>>
  readonly taken: Set<string>
  /** Rows whose very name is there, in its letter case: likelier to be there already than others of that clash key. */
  readonly namesakes: Set<number>
}

/** What one row can get: a name, and what is there that may be this very file. */
type Proposal = {
  readonly folder: Folder
  readonly free: string
  readonly renamed: RenameReason | null
  readonly isNamesake: boolean
  readonly there: readonly Candidate[]
}

export function createNameGiver(job: NamingJob): NameGiver {
  const { table, folders, isExcluded } = job
  const reserved = new Map<string, Set<string>>()
  const tooLong = new Set<number>()
  const candidates = new Map<number, readonly Candidate[]>()
  const excluded: number[] = []

  function reserve(target: string): void {
    const cut = target.lastIndexOf('/')
    const folder = target.slice(0, cut)
    const names = reserved.get(folder) ?? new Set()
    reserved.set(folder, names.add(toClashKey(target.slice(cut + 1))))
  }

  /** False for a row that may be there already and therefore waits for the last pass. */
  function giveOne(row: number, names: FolderNames, isLast: boolean): boolean {
    const proposal = propose(job, row, names)
    if (proposal === 'too-long') {
      tooLong.add(row)
      return true
    }
    const { folder, free, renamed, isNamesake, there } = proposal
    // It may be there already and need no name: those that do come first, so that no number is left out.
    if (there.length > 0 && !isLast) {
      if (isNamesake) names.namesakes.add(row)
      return false
    }
    const target = folder.path === '' ? free : `${folder.path}/${free}`
    if (isExcluded(target.split('/'))) {
      excluded.push(row)
      return true
    }
    names.taken.add(toClashKey(free))
    table.setTarget(row, target, folder.renamed ?? renamed)
    if (there.length > 0) candidates.set(row, there)
    return true
  }

  function give(group: readonly number[], folderOf: (row: number) => Folder): void {
    const [first] = group
    if (first === undefined) return
    const shared = folderOf(first)
    const existing = folders.existingIn(shared)
    const names: FolderNames = {
      folderOf,
      isLong: shared.renamed === 'path-too-long',
      existing,
      conflicts: byNameBefore([...(existing?.values() ?? [])].filter(({ isFolder }) => !isFolder)),
      taken: new Set([...(reserved.get(shared.path) ?? []), ...shared.children.keys()]),
      namesakes: new Set(),
    }
    const later = group.filter((each) => !giveOne(each, names, false))
    for (const row of later) if (!names.namesakes.has(row)) giveOne(row, names, true)
    for (const row of later) if (names.namesakes.has(row)) giveOne(row, names, true)
    // Names of a folder that is done with need no memory.
    shared.existing = undefined
  }

  return { reserve, give, tooLong, candidates, excluded }
}

function propose(
  job: NamingJob,
  row: number,
  { folderOf, isLong, existing, conflicts, taken }: FolderNames,
): Proposal | 'too-long' {
  const { table, place, disk } = job
  const folder = folderOf(row)
  const room = Math.min(longestName, longestPath - place.urlLength - folder.path.length - 1)
  let { name, renamed } = fitName(toTargetName(table.name(row), false), table.path(row), disk)
  if (name.length > room) {
    if (!isLong && room < shortestName) return 'too-long'
    name = shortenName(name, Math.max(shortestName, room), sourceTag(table.path(row)))
    renamed ??= 'path-too-long'
  }
  const there = new Map<string, Candidate>()
  const intent = job.intentOf(row)
  if (intent !== null) there.set(intent.target, { target: intent.target, inDrive: null })
  const note = (found: Existing | undefined): void => {
    const target = `${folder.path}/${found?.name}`
    if (isCandidate(job, folder, found, row)) there.set(target, { target, inDrive: found.inDrive })
  }
  const namesake = existing?.get(toClashKey(name))
  note(namesake)
  let free = name
  for (let number = 2; taken.has(toClashKey(free)) || existing?.has(toClashKey(free)) === true; number += 1) {
    renamed ??= namesake === undefined ? 'name-clash' : 'exists'
    free = numberName(name, number, Math.max(shortestName, room), disk.isNameTooLong)
    note(existing?.get(toClashKey(free)))
  }
  for (const found of conflicts.get(toClashKey(name)) ?? []) note(found)
  return { folder, free, renamed, isNamesake: namesake?.name === name, there: [...there.values()] }
}

/** A file of such a name and the same size may be a copy from before a journal was lost; a document has grown meanwhile. */
function isCandidate(
  { table, disk, folders }: NamingJob,
  folder: Folder,
  there: Existing | undefined,
  row: number,
): there is Existing {
  if (there === undefined || there.isFolder) return false
  if (there.inDrive?.size === table.size(row)) return true
  if (!there.isHere) return false
  if (isDocument(table.name(row))) return true
  return disk.stat(folders.toHost(`${folder.path}/${there.name}`))?.size === table.size(row)
}
