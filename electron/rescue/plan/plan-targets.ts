import { createExclusion } from '../../../shared/files/exclusions.ts'
import type { LocalDisk } from '../../platform/local-disk.ts'
import type { FileTable } from '../inventory/file-table.ts'
import { createNameGiver } from './give-names.ts'
import { createTargetFolders, type DriveNames } from './target-folders.ts'
import type { Candidate, Intent, TargetPlace } from './target-place.ts'

/** A plan; where each row goes is in the table. */
export type TargetPlan = {
  /** In the order of copying, folder by folder. */
  readonly rows: Uint32Array
  /** What is there already and may be this very file, copied before: below the new OneDrive, by row; the likeliest first. */
  readonly candidates: ReadonlyMap<number, readonly Candidate[]>
  /** Rows that have no place from which their copies would be uploaded. */
  readonly excluded: readonly number[]
}

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
  // What was meant for a place from which nothing is uploaded any more gets another one, or none.
  const intentOf = (row: number): Intent | null => {
    const intent = findIntent(row)
    return intent === null || isExcluded(intent.target.split('/')) ? null : intent
  }
  const folders = createTargetFolders(table, rows, place, disk, drive)
  const names = createNameGiver({ table, place, disk, folders, intentOf, isExcluded })
  const intended = new Set<number>()
  for (const row of rows) {
    const intent = intentOf(row)
    if (intent === null) continue
    names.reserve(intent.target)
    if (disk.stat(folders.toHost(intent.target)) !== null) continue
    intended.add(row)
    table.setTarget(row, intent.target, intent.renamed)
  }
  // Folder by folder, so that the names of only one are in memory.
  const order: number[] = [...intended]
  for (const group of groupByFolder(
    rows.filter((row) => !intended.has(row)),
    (row) => folders.folderOf(row).path,
  )) {
    names.give(group, folders.folderOf)
    for (const row of group) if (!names.tooLong.has(row)) order.push(row)
  }
  if (names.tooLong.size > 0) {
    const long = folders.longFolder()
    const group = [...names.tooLong]
    names.give(group, () => long)
    order.push(...group)
  }
  const { candidates, excluded } = names
  const left = new Set(excluded)
  return { rows: Uint32Array.from(order.filter((row) => !left.has(row))), candidates, excluded }
}

/** Rows whose files go into the same folder, in the order of their first rows. */
function groupByFolder(
  rows: readonly number[],
  pathOf: (row: number) => string,
): Iterable<readonly number[]> {
  const groups = new Map<string, number[]>()
  for (const row of rows) {
    const path = pathOf(row)
    const own = groups.get(path)
    if (own === undefined) groups.set(path, [row])
    else own.push(row)
  }
  return groups.values()
}
