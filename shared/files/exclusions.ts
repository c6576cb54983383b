import { isNeverSynced } from './name-rules.ts'

/** What an organisation keeps from being uploaded, by names; also what the sync client keeps back by itself. */
export type Exclusions = {
  /** Patterns of file names (`EnableODIgnoreListFromGPO`): `*.pst`. */
  readonly ignoredNames: readonly string[]
  /** Whole names of folders (`EnableODIgnoreFolderListFromGPO`, `EnableODIgnoreFolders`): no patterns, no paths. */
  readonly ignoredFolders?: readonly string[]
  /** Endings that the tenant takes of no one, with or without their dot: `pst`. Office files are no exception. */
  readonly blockedEndings?: readonly string[]
}

/** Asked with the names of a path below its library, the file's own last. */
export type Exclusion = (names: readonly string[]) => boolean

/**
 * Tells of a path below a library, given by its names, whether a new file there would never be uploaded. The pattern rule does not
 * hold back Office files, as Microsoft's page of 2026-09 says; the folder rule holds back everything below (docs/facts/policies.md#policies-that-decide-a-switch).
 */
export function createExclusion({
  ignoredNames,
  ignoredFolders = [],
  blockedEndings = [],
}: Exclusions): Exclusion {
  const isIgnored = createNameFilter(ignoredNames)
  const isBlocked = createNameFilter(blockedEndings.map((ending) => `*.${ending.replace(/^\*?\./, '')}`))
  const folders = new Set(ignoredFolders.map(toComparable).filter((name) => name !== ''))
  return (names) => {
    const name = names.at(-1) ?? ''
    if (isBlocked(name)) return true
    if (isNeverSynced(name) || (isIgnored(name) && !officeFile.test(name))) return true
    return folders.size > 0 && names.slice(0, -1).some((folder) => folders.has(toComparable(folder)))
  }
}

const officeFile = /\.(?:doc|dot|xls|xlt|ppt|pot|pps)[xm]?$|\.xlsb$/i

function toComparable(name: string): string {
  return name.trim().normalize('NFC').toLowerCase()
}

/** `*.pst`: `*` for any characters, `?` for one, whatever the letter case. Names only, no paths. */
export function createNameFilter(patterns: readonly string[]): (name: string) => boolean {
  const known = patterns.map((pattern) => pattern.trim().toLowerCase()).filter((pattern) => pattern !== '')
  return (name) => known.some((pattern) => isMatch(name.toLowerCase(), pattern))
}

/** Looks back at the last `*` only, so that no pattern takes longer than name times pattern. */
function isMatch(name: string, pattern: string): boolean {
  let at = 0
  let place = 0
  let star = -1
  let afterStar = 0
  while (at < name.length) {
    if (place < pattern.length && pattern[place] === '*') {
      star = place
      afterStar = at
      place += 1
    } else if (place < pattern.length && (pattern[place] === '?' || pattern[place] === name[at])) {
      place += 1
      at += 1
    } else if (star !== -1) {
      afterStar += 1
      at = afterStar
      place = star + 1
    } else return false
  }
  return [...pattern.slice(place)].every((rest) => rest === '*')
}
