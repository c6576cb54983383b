import type { RescuedFile } from '../../shared/rescue.ts'
import type { ManyPorts } from '../graph/ask-many.ts'
import { namesBeforeConflict, toClashKey } from '../rescue/target-name.ts'
import { listDrive } from './list-drive.ts'

/**
 * Where a copy lies whose name has another content in the drive: on a conflict the client keeps both and gives one the computer's name,
 * `Plan-DESKTOP-7AB.docx`. Looked for beside it, by such a name, size and hash; one file there is the copy of one file only.
 */
export async function findRenamed(
  files: readonly RescuedFile[],
  ports: ManyPorts,
): Promise<ReadonlyMap<RescuedFile, string>> {
  const found = new Map<RescuedFile, string>()
  const byFolder = new Map<string, RescuedFile[]>()
  for (const file of files) {
    const folder = file.target.slice(0, Math.max(0, file.target.lastIndexOf('/')))
    byFolder.set(folder, [...(byFolder.get(folder) ?? []), file])
  }
  for (const { folder, names } of await listDrive([...byFolder.keys()], ports)) {
    const claimed = new Set<string>()
    for (const file of byFolder.get(folder) ?? []) {
      const own = toClashKey(file.target.slice(folder === '' ? 0 : folder.length + 1))
      const item = names.find(
        ({ name, file: there }) =>
          there?.size === file.size &&
          (there.quickXorHash === file.quickXorHash || file.size === 0) &&
          !claimed.has(name) &&
          namesBeforeConflict(name).some((before) => toClashKey(before) === own),
      )
      if (item === undefined) continue
      claimed.add(item.name)
      found.set(file, folder === '' ? item.name : `${folder}/${item.name}`)
    }
  }
  return found
}
