import { readLock } from './read-lock.ts'

/** Let users of the package do what they like with it, as long as they name its authors. */
const permissive = [
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'Unlicense',
]
/** For tools that no one gets from us: changes of the tool itself would have to be given away. */
const forTools = ['CC-BY-4.0', 'CC0-1.0', 'MPL-2.0', 'Python-2.0', 'WTFPL']

export type ForeignLicence = { readonly name: string; readonly licence: string }

/** Packages of a package-lock.json whose licence has not been decided on: of what ships, and of what only builds and tests. */
export function findForeignLicences(lock: unknown): ForeignLicence[] {
  return readLock(lock).flatMap(({ name, version = '', license = 'none', isTool }) => {
    const allowed = new Set(isTool ? [...permissive, ...forTools] : permissive)
    return isAllowed(license, allowed) ? [] : [{ name: `${name}@${version}`, licence: license }]
  })
}

/** An SPDX expression of one level: of “or” one is enough, of “and” all are needed. What else there may be is not allowed. */
function isAllowed(expression: string, allowed: ReadonlySet<string>): boolean {
  const inside = /^\((.*)\)$/.exec(expression)?.[1] ?? expression
  if (inside.includes(' AND ')) return inside.split(' AND ').every((part) => allowed.has(part.trim()))
  return inside.split(' OR ').some((part) => allowed.has(part.trim()))
}
