import { isBelow } from '../../../shared/checks/folders.ts'
import type { LocalDisk } from '../../platform/local-disk.ts'
import type { FileTable } from '../inventory/file-table.ts'

export type PlacesInDrive = {
  readonly table: FileTable
  readonly disk: Pick<LocalDisk, 'separator'>
  /** The new OneDrive where it is the old folder, or one lies in the other. */
  readonly inPlace: string | null
}

/**
 * The folders above a file in the new OneDrive; null for what no one knows a place of there. Only the first root is the person's
 * own OneDrive.
 */
export function findNamesAbove({ table, inPlace, disk }: PlacesInDrive, row: number): string[] | null {
  const folder = table.folders[table.folder(row)]
  if (folder === undefined) return null
  const isIn = inPlace !== null && isBelow(folder.path, inPlace)
  if (!isIn && folder.root !== 0) return null
  const relative = isIn ? folder.path.slice(inPlace.length) : folder.relative
  return relative.split(disk.separator).filter((name) => name !== '')
}

/** True where the new OneDrive can be asked about a row: without a place nothing ever tells of it. */
export function canBeAsked(places: PlacesInDrive, row: number): boolean {
  return findNamesAbove(places, row) !== null
}
