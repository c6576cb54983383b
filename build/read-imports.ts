import { glob, readFile } from 'node:fs/promises'
import path from 'node:path'
import { repositoryFolder } from './bootstrap/set-up.mjs'

/** `later`: by `import()`. `address`: started as a process or a thread of its own, which is no import. */
export type Import = { readonly file: string; readonly kind: 'type' | 'value' | 'later' | 'address' }

const roots = ['shared', 'electron', 'renderer', 'admin', 'build']
// As the formatter writes them: one space, and the address on the line of `from`.
const statement = /^(?:(?:import|export) (?<type>type )?[^'=(]*|\} from |import )'(?<static>\.[^']+)'/gm
const later = /import\(\s*'(?<dynamic>\.[^']+)'|new URL\('(?<address>\.[^']+\.ts)'/g

/** Each source file with what it imports, types included. Paths from the repository's root, with `/`. */
export async function readImports(): Promise<ReadonlyMap<string, readonly Import[]>> {
  const found = new Map<string, Import[]>()
  const patterns = roots.map((root) => `${root}/**/*.{ts,tsx}`)
  for await (const entry of glob(patterns, { cwd: repositoryFolder }))
    found.set(entry.split(path.sep).join('/'), [])
  for (const [file, imports] of found) {
    const text = await readFile(path.join(repositoryFolder, file), 'utf8')
    const add = (address: string | undefined, kind: Import['kind']): void => {
      if (address === undefined) return
      const target = path.posix.join(path.posix.dirname(file), address)
      if (found.has(target)) imports.push({ file: target, kind })
    }
    for (const { groups } of text.matchAll(statement))
      add(groups?.['static'], groups?.['type'] === undefined ? 'value' : 'type')
    for (const { groups } of text.matchAll(later)) {
      add(groups?.['dynamic'], 'later')
      add(groups?.['address'], 'address')
    }
  }
  return found
}

/** One circle as a text, or null. An address closes none. */
export function findCircle(imports: ReadonlyMap<string, readonly Import[]>): string | null {
  const done = new Set<string>()
  const visit = (file: string, above: readonly string[]): string | null => {
    if (above.includes(file)) return [...above.slice(above.indexOf(file)), file].join(' → ')
    if (done.has(file)) return null
    for (const next of imports.get(file) ?? []) {
      const circle = next.kind === 'address' ? null : visit(next.file, [...above, file])
      if (circle !== null) return circle
    }
    done.add(file)
    return null
  }
  for (const file of imports.keys()) {
    const circle = visit(file, [])
    if (circle !== null) return circle
  }
  return null
}

export type HouseCount = { readonly loose: number; readonly rooms: number; readonly arrows: number }

/** The rooms of one folder, loose files among them, and which room imports which. */
export function countRooms(imports: ReadonlyMap<string, readonly Import[]>, folder: string): HouseCount {
  const roomOf = (file: string): string | null =>
    file.startsWith(`${folder}/`) ? (file.slice(folder.length + 1).split('/')[0] ?? null) : null
  const rooms = new Set<string>()
  const arrows = new Set<string>()
  for (const [file, targets] of imports) {
    const from = roomOf(file)
    if (from === null) continue
    rooms.add(from)
    for (const { file: target } of targets) {
      const to = roomOf(target)
      if (to !== null && to !== from) arrows.add(`${from} → ${to}`)
    }
  }
  return {
    loose: [...rooms].filter((room) => room.includes('.')).length,
    rooms: rooms.size,
    arrows: arrows.size,
  }
}
