import { readdir, readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import path from 'node:path'

/** A package as it is installed. */
export type InstalledPackage = {
  readonly name: string
  readonly version: string
  readonly folder: string
  readonly license: string
}

type Manifest = {
  readonly name: string
  readonly version: string
  readonly license?: string
  readonly dependencies?: Record<string, string>
}

/** Packages that the built main process loads at run time: what it names and was not bundled. */
export async function findNamedPackages(mainFolder: string): Promise<string[]> {
  const names = new Set<string>()
  for (const file of await readdir(mainFolder, { recursive: true })) {
    if (!file.endsWith('.js')) continue
    const text = await readFile(path.join(mainFolder, file), 'utf8')
    const named = /(?:\bfrom|\bimport|\bimport\(|\(0?,?)\s*["'`]((?:@[\w.-]+\/)?[\w.-]+)(?:\/[\w./-]+)?["'`]/g
    for (const [, name = ''] of text.matchAll(named)) if (isInstalled(name)) names.add(name)
  }
  return [...names].toSorted()
}

const root = path.resolve(import.meta.dirname, '../..')

function isInstalled(name: string): boolean {
  return name !== 'electron' && existsSync(path.join(root, 'node_modules', name, 'package.json'))
}

/**
 * The packages and what they depend on, each once per folder, found as Node finds them. Optional ones are left out:
 * they are other systems' binaries.
 */
export async function closeOver(names: readonly string[]): Promise<InstalledPackage[]> {
  const found = new Map<string, InstalledPackage>()
  const visit = async (name: string, from: string): Promise<void> => {
    const folder = findPackage(name, from)
    if (found.has(folder)) return
    const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as Manifest
    const { version, license = 'unknown' } = manifest
    found.set(folder, { name: manifest.name, version, license, folder })
    for (const dependency of Object.keys(manifest.dependencies ?? {})) await visit(dependency, folder)
  }
  for (const name of names) await visit(name, root)
  return [...found.values()].toSorted((left, right) => (left.folder < right.folder ? -1 : 1))
}

function findPackage(name: string, from: string): string {
  const folder = path.join(from, 'node_modules', name)
  if (existsSync(path.join(folder, 'package.json'))) return folder
  const above = path.dirname(from)
  if (above === from) throw new Error(`${name} is not installed`)
  return findPackage(name, above)
}
