import type { ContentDigest, DocumentDescription } from './describe-document.ts'
import { hashOfBody } from './describe-document.ts'
import type { PackageDescription } from './describe-package.ts'

/** What a comparison by content says where the bytes differ. */
export type ContentVerdict = 'content' | 'no' | 'untold'

/**
 * Whether a copy, whose bytes are others, has the content of the original, as far as that can be told from what is known of both. The
 * one judge of it: the proof, the comparison of lost files and the command line ask here.
 */
export function compareContent(original: ContentDigest, copy: DocumentDescription): ContentVerdict {
  // SharePoint may have unlocked what was locked, and the other way round.
  if (original.kind === 'protected' || copy.kind === 'protected') return 'untold'
  if (original.kind === 'refused' || copy.kind === 'refused') return 'untold'
  if (original.kind === 'package' && copy.kind === 'package') return comparePackages(original, copy)
  if (original.kind === 'compound' && copy.kind === 'compound')
    return original.body === hashOfBody(copy.body) ? 'content' : 'no'
  return 'no'
}

/** True where no look at a file's bytes will ever tell: the original and its copy are both locked. */
export function isNeverComparable(original: ContentDigest, copy: DocumentDescription): boolean {
  return original.kind === 'protected' && copy.kind === 'protected'
}

function comparePackages(
  original: Extract<ContentDigest, { kind: 'package' }>,
  copy: PackageDescription,
): ContentVerdict {
  const isSame =
    original.body === hashOfBody(copy.body) &&
    hasDefaults(original.defaults, copy) &&
    hasItems(original.items, copy) &&
    hasLinks(original.links, copy)
  return isSame ? 'content' : 'no'
}

/** All types by ending are there, and new ones only for endings that new parts may have. */
function hasDefaults(original: readonly string[], copy: PackageDescription): boolean {
  const known = new Set(original)
  const now = new Set(copy.defaults)
  const mayBeNew = [...copy.parts.keys()].filter((name) => /^(?:customXml|docProps)\//i.test(name))
  const needed = new Set(['rels', ...mayBeNew.map((name) => name.split('.').at(-1)?.toLowerCase() ?? '')])
  const isNeeded = (one: string): boolean => needed.has(one.slice(0, one.indexOf(' ')))
  return (
    original.every((one) => now.has(one)) && copy.defaults.every((one) => known.has(one) || isNeeded(one))
  )
}

/** Each item is there as often as it was, whatever its number; new ones are SharePoint's. */
function hasItems(original: readonly string[], copy: PackageDescription): boolean {
  const left = new Map<string, number>()
  for (const identity of original) left.set(identity, (left.get(identity) ?? 0) + 1)
  for (const { identity, isSharePoint } of copy.items) {
    const count = left.get(identity) ?? 0
    if (count > 0) left.set(identity, count - 1)
    else if (!isSharePoint) return false
  }
  return [...left.values()].every((count) => count === 0)
}

/** Each relationship leads where it led; new ones lead to what SharePoint has put there. */
function hasLinks(original: readonly string[], copy: PackageDescription): boolean {
  const now = new Map(copy.links.map((link) => [toKey(link.from, link.id), link]))
  const kept = new Set<string>()
  const mayReplace = new Set(
    copy.links.filter((one) => one.mayBeNew).map(({ from, type, to }) => JSON.stringify([from, type, to])),
  )
  for (const text of original) {
    const [from = '', id = '', type = '', to = ''] = JSON.parse(text) as string[]
    const key = toKey(from, id)
    const link = now.get(key)
    if (link !== undefined) {
      if (link.type !== type || link.to !== to) return false
      kept.add(key)
      continue
    }
    // SharePoint may have replaced what an older library had left there.
    if (!to.startsWith('sharepoint ') || !mayReplace.has(JSON.stringify([from, type, to]))) return false
  }
  return copy.links.every((link) => kept.has(toKey(link.from, link.id)) || link.mayBeNew)
}

function toKey(from: string, id: string): string {
  return `${from}\0${id}`
}

/** Names of parts that a copy has and the original has not, and of those that differ or are gone. */
export type Differences = { readonly added: readonly string[]; readonly differ: readonly string[] }

/** The differences of two descriptions; empty where one of them tells no parts. */
export function listDifferences(original: DocumentDescription, copy: DocumentDescription): Differences {
  if (!('parts' in original) || !('parts' in copy)) return { added: [], differ: [] }
  const added = [...copy.parts.keys()].filter((name) => !original.parts.has(name))
  const differ = [...original.parts]
    .filter(([name, hash]) => copy.parts.get(name) !== hash)
    .map(([name]) => name)
  return { added: added.toSorted(), differ: differ.toSorted() }
}
