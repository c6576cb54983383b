import { mkdirSync } from 'node:fs'
import type { LocalDisk } from '../../platform/local-disk.ts'
import { atTargetNow, TargetFailure } from './copy-failures.ts'

/** Makes the folders down to this one. Nothing is ever written through a link. */
export function makeFolder(
  { disk, targetRoot }: { readonly disk: LocalDisk; readonly targetRoot: string },
  folder: string,
): void {
  if (disk.stat(targetRoot)?.kind !== 'folder') throw new TargetFailure('target-gone')
  for (let end = targetRoot.length; end < folder.length;) {
    const next = folder.indexOf(disk.separator, end + 1)
    end = next === -1 ? folder.length : next
    const part = folder.slice(0, end)
    const there = disk.stat(part)
    if (there === null) atTargetNow(() => mkdirSync(disk.place(part)), { disk, folder: folderOf(disk, part) })
    else if (there.kind !== 'folder') throw new TargetFailure('target-gone')
  }
}

/** The folder that something lies in, by its path. */
export function folderOf({ separator }: Pick<LocalDisk, 'separator'>, path: string): string {
  return path.slice(0, path.lastIndexOf(separator))
}

/** With the folders above them up to `root`: each may be new. */
export function withParents(
  folders: ReadonlySet<string>,
  root: string,
  disk: Pick<LocalDisk, 'separator'>,
): Set<string> {
  const all = new Set<string>()
  for (let folder of folders) {
    for (; folder.length >= root.length && !all.has(folder);) {
      all.add(folder)
      folder = folderOf(disk, folder)
    }
  }
  return all
}
