import {
  RegistryUnreadable,
  onlyValues,
  type Registry,
  type RegistryHive,
  type RegistryKey,
  type RegistryValue,
} from '../computer/windows/registry.ts'
import type { RegFile } from './reg-file.ts'

type Node = { name: string; values: Map<string, RegistryValue>; children: Map<string, Node> }

/**
 * The registry of a recording. A key brings those above it along, as in Windows. Of a file that was refused
 * or is not there no key can be read, and each says why.
 */
export function createRecordedRegistry(file: RegFile | { readonly kind: 'missing' }): Registry {
  if (file.kind !== 'parsed') {
    const reason = file.kind === 'missing' ? 'is missing' : `line ${file.line}: ${file.reason}`
    return {
      readKey: () => {
        throw new RegistryUnreadable('registry.reg', null, reason)
      },
    }
  }
  const root: Node = { name: '', values: new Map(), children: new Map() }
  for (const { path, values } of file.keys) {
    let node = root
    for (const name of path.split('\\')) node = childOf(node, name)
    for (const [name, value] of values) node.values.set(name, value)
  }
  return {
    readKey: (hive, path, view, only) => {
      const names = toRegPath(hive, path, view).split('\\')
      let node: Node | undefined = root
      for (const name of names) node = node?.children.get(name.toLowerCase())
      return node === undefined ? null : onlyValues(toKey(node), only)
    },
  }
}

function childOf(node: Node, name: string): Node {
  const known = node.children.get(name.toLowerCase())
  if (known !== undefined) return known
  const child: Node = { name, values: new Map(), children: new Map() }
  node.children.set(name.toLowerCase(), child)
  return child
}

/** Where a key really lies: a 32-bit program's view of HKLM\SOFTWARE is a place of its own (pitfall 10). */
export function toRegPath(hive: RegistryHive, path: string, view: 32 | 64 | undefined): string {
  const isOther = hive === 'HKEY_LOCAL_MACHINE' && view === 32
  return `${hive}\\${isOther ? path.replace(/^SOFTWARE\\/i, 'SOFTWARE\\WOW6432Node\\') : path}`
}

function toKey({ values, children }: Node): RegistryKey {
  return { values, subkeys: [...children.values()].map(({ name }) => name) }
}
