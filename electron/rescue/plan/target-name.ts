import { createHash } from 'node:crypto'
import { repairName } from '../../../shared/files/name-rules.ts'
import type { RenameReason } from '../../../shared/files/rescue.ts'
import type { LocalDisk } from '../../platform/local-disk.ts'

/** A name that OneDrive and Windows take, and why it is another one; null where it is the same. */
export type TargetName = { readonly name: string; readonly renamed: RenameReason | null }

/** Makes a name that can lie in a OneDrive, not at its top, as near to the original as can be seen. */
export function toTargetName(name: string, isFolder: boolean): TargetName {
  return repairName({ name, isFolder, depth: 2 })
}

/**
 * Two names of one folder that OneDrive or Windows cannot tell apart have the same key: letter case does not count, character by
 * character as in NTFS (`ß` is not `SS`), nor how accents are composed.
 */
export function toClashKey(name: string): string {
  if (/^[ -~]*$/.test(name)) return name.toUpperCase()
  const composed = name.normalize('NFC')
  return Array.from(composed, (letter) => {
    const upper = letter.toUpperCase()
    return upper.length === letter.length ? upper : letter
  })
    .join('')
    .normalize('NFC')
}

/** `Report (2).docx`: the number goes before the ending. */
export function toNumbered(name: string, number: number): string {
  const { stem, ending } = splitName(name)
  return `${stem} (${number})${ending}`
}

/** In UTF-16 units; what the disk takes may be less. */
export const longestName = 255

/** A name with a number, shortened so far that it holds no more than `units` (UTF-16) and is not too long for the disk. */
export function numberName(
  name: string,
  number: number,
  units: number,
  isTooLong: (name: string) => boolean,
): string {
  for (let room = units - ` (${number})`.length; ; room = Math.min(room, name.length) - 5) {
    const numbered = toNumbered(name.length <= room ? name : shortenName(name, room, ''), number)
    if (!isTooLong(numbered)) return numbered
  }
}

/**
 * Shortens a name by its middle until it holds no more than `units` (UTF-16), with `mark` where something was cut. Never cuts
 * a character in two; the ending stays, as long as it is one.
 */
export function shortenName(name: string, units: number, mark: string): string {
  const { stem, ending } = splitName(name)
  const room = Math.max(1, units - ending.length - mark.length - 1)
  const cut = [...stem]
  let length = stem.length
  while (length > room && cut.length > 1) length -= cut.pop()?.length ?? 0
  return `${cut.join('').trimEnd()}~${mark}${ending}`
}

/**
 * `Plan-PC-7.docx` may have been `Plan.docx` or `Plan-PC.docx`: the client names what is in conflict with the cloud `<name>-<COMPUTER>` and
 * keeps its ending; the computer's own name may hold hyphens.
 */
export function namesBeforeConflict(name: string): string[] {
  const { stem, ending } = splitName(name)
  const names: string[] = []
  for (let at = stem.indexOf('-', 1); at !== -1 && at < stem.length - 1; at = stem.indexOf('-', at + 1))
    names.push(`${stem.slice(0, at)}${ending}`)
  return names
}

/** Files of a folder by the clash key of each name that they may have had before the client met a conflict. */
export function byNameBefore<File extends { readonly name: string }>(
  files: Iterable<File>,
): Map<string, File[]> {
  const found = new Map<string, File[]>()
  for (const file of files) {
    for (const name of namesBeforeConflict(file.name)) {
      const key = toClashKey(name)
      const others = found.get(key)
      if (others === undefined) found.set(key, [file])
      else others.push(file)
    }
  }
  return found
}

const longestEnding = 20

/** A name that begins with its only dot has no ending. */
function splitName(name: string): { readonly stem: string; readonly ending: string } {
  const dot = name.lastIndexOf('.')
  const isEnding = dot > 0 && name.length - dot <= longestEnding
  return isEnding ? { stem: name.slice(0, dot), ending: name.slice(dot) } : { stem: name, ending: '' }
}

/** A target as this computer writes it. */
export function toHost(
  { targetRoot, disk }: { readonly targetRoot: string; readonly disk: Pick<LocalDisk, 'separator'> },
  target: string,
): string {
  return `${targetRoot}${disk.separator}${target.replaceAll('/', disk.separator)}`
}

/** Shortens a name that is longer than a folder takes; a tag of its path tells it from similar ones. */
export function fitName({ name, renamed }: TargetName, source: string, disk: LocalDisk): TargetName {
  if (name.length <= longestName && !disk.isNameTooLong(name)) return { name, renamed }
  let units = longestName
  let short = shortenName(name, units, sourceTag(source))
  while (disk.isNameTooLong(short)) short = shortenName(name, (units -= 5), sourceTag(source))
  return { name: short, renamed: 'name-too-long' }
}

/** Six characters that another path hardly has. */
export function sourceTag(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 6)
}
