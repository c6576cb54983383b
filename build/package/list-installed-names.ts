import { readdirSync } from 'node:fs'
import path from 'node:path'

/** The first line of the list, and what proves a folder to be Landfall's. `build/installer/ground.nsh` says the same. */
const title = 'Landfall files 1'

/**
 * Every name below a folder, as the installer lays it down and the uninstaller takes it away: files, then folders with `\\` at the
 * end, the deepest first. Throws for a name that would lead somewhere else.
 */
export function listInstalledNames(folder: string): string {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) => {
    const relative = path.relative(folder, path.join(entry.parentPath, entry.name))
    return { name: relative.split(path.sep).join('\\'), isFolder: entry.isDirectory() }
  })
  const wrong = entries.find(({ name }) => /\.\.|[:\r\n]/.test(name))
  if (wrong !== undefined) throw new Error(`${wrong.name} cannot be installed`)
  const files = entries.filter(({ isFolder }) => !isFolder).map(({ name }) => name)
  const folders = entries.filter(({ isFolder }) => isFolder).map(({ name }) => `${name}\\`)
  const lines = [title, ...files.toSorted(), ...folders.toSorted().toReversed()]
  return lines.map((line) => `${line}\r\n`).join('')
}
