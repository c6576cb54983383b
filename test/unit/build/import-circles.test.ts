import { glob, readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { ESLint } from 'eslint'
import { describe, expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const roots = ['shared', 'electron', 'renderer', 'admin', 'build']
// As the formatter writes them: one space, and the address on the line of `from`.
const statement = /^(?:(?:import|export) (?<type>type )?[^'=(]*|\} from |import )'(?<static>\.[^']+)'/gm
const later = /import\(\s*'(?<dynamic>\.[^']+)'|new URL\('(?<address>\.[^']+\.ts)'/g

/** `address`: started as a process or a thread of its own, which is no import. */
type Imports = { readonly file: string; readonly kind: 'type' | 'value' | 'address' }

/** Each source file with what it imports, types included. Paths from the root, with `/`. */
async function readImports(): Promise<Map<string, Imports[]>> {
  const found = new Map<string, Imports[]>()
  for await (const entry of glob(
    roots.map((room) => `${room}/**/*.{ts,tsx}`),
    { cwd: root },
  ))
    found.set(entry.split(path.sep).join('/'), [])
  for (const [file, imports] of found) {
    const text = await readFile(path.join(root, file), 'utf8')
    const add = (address: string | undefined, kind: Imports['kind']): void => {
      if (address === undefined) return
      const target = path.posix.join(path.posix.dirname(file), address)
      if (found.has(target)) imports.push({ file: target, kind })
    }
    for (const { groups } of text.matchAll(statement))
      add(groups?.['static'], groups?.['type'] === undefined ? 'value' : 'type')
    for (const { groups } of text.matchAll(later)) {
      add(groups?.['dynamic'], 'value')
      add(groups?.['address'], 'address')
    }
  }
  return found
}

/** One circle as a text, or null. Looks at each file once. */
function findCircle(imports: ReadonlyMap<string, readonly Imports[]>): string | null {
  const done = new Set<string>()
  const visit = (file: string, above: readonly string[]): string | null => {
    if (above.includes(file)) return [...above.slice(above.indexOf(file)), file].join(' → ')
    if (done.has(file)) return null
    for (const next of imports.get(file) ?? []) {
      if (next.kind === 'address') continue
      const circle = visit(next.file, [...above, file])
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

describe('imports', () => {
  it('go round in no circle, not even of types', async () => {
    const imports = await readImports()
    expect(imports.size).toBeGreaterThan(400)
    expect(findCircle(imports)).toBeNull()
  })

  it('keep Electron out of all that the command line reaches', async () => {
    const imports = await readImports()
    const reached = new Set(['electron/cli/cli.ts'])
    for (const file of reached)
      for (const next of imports.get(file) ?? []) if (next.kind !== 'type') reached.add(next.file)
    const eslint = new ESLint({ cwd: root })
    const unheld: string[] = []
    for (const file of reached) {
      if (!file.startsWith('electron/')) continue
      const config = (await eslint.calculateConfigForFile(path.join(root, file))) as {
        readonly rules: Readonly<Record<string, unknown>>
      }
      if (
        !JSON.stringify(config.rules['no-restricted-imports']).includes('This file runs in plain Node too.')
      )
        unheld.push(file)
    }
    expect(unheld).toEqual([])
  })
})
