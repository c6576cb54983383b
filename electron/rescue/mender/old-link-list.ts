import type { LeadsTo } from '../../../shared/computer/pointers/leads-to.ts'
import { toNewPath, toNewUrl, type NewPlaces } from '../../../shared/computer/pointers/new-target.ts'
import type { OldLinkNow, OldLinkView } from '../../../shared/files/old-links.ts'
import type { FoundPointer } from './pointer-request.ts'

/** A line of the list: one thing, or a document with all of its links. */
export type OldLink = {
  readonly id: number
  readonly first: FoundPointer
  readonly all: readonly FoundPointer[]
}

/** What Graph said of a place in the new OneDrive, empty for all of it; nothing where it was not asked. */
export type Confirmed = ReadonlyMap<string, 'found' | 'absent'>

/** One line for each document, and for each folder that Windows lists often; in the order of what was found. */
export function toOldLinks(found: readonly FoundPointer[]): OldLink[] {
  const groups = new Map<string, FoundPointer[]>()
  for (const [at, pointer] of found.entries()) {
    const key =
      pointer.place === 'document'
        ? `document ${pointer.file}`
        : pointer.place === 'quick-access'
          ? `quick-access ${textOf(pointer.leadsTo).toLowerCase()}`
          : String(at)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [pointer])
    else group.push(pointer)
  }
  return [...groups.values()].flatMap((all, id) => {
    const [first] = all
    return first === undefined ? [] : [{ id, first, all }]
  })
}

/** The places that Graph is asked for, each once; the OneDrive itself is confirmed before. */
export function toAskedPlaces(links: readonly OldLink[]): string[] {
  const relatives = links.flatMap(({ all }) => all.flatMap(({ target }) => target.relative ?? []))
  return [...new Set(relatives)].filter((relative) => relative !== '')
}

/** What is shown of a line. `made`: what was made of it, by its id. */
export function toOldLinkView(
  { id, first, all }: OldLink,
  confirmed: Confirmed,
  places: NewPlaces,
  made: OldLinkView['made'],
): OldLinkView {
  const { place, name, file, leadsTo, target } = first
  const links = all.filter(({ inDocument }) => inDocument?.kind === 'link')
  const found = links.filter((one) => nowOf(one, confirmed) === 'found')
  const shown = found[0] ?? first
  const now = nowOf(shown, confirmed)
  const document =
    place === 'document'
      ? { links: links.length, found: found.length, sources: all.length - links.length }
      : null
  const relative = shown.target.relative ?? target.relative
  const newPlace = now !== 'found' || relative === null ? null : toShownPlace(relative, leadsTo, places)
  const isShortcut = (place === 'desktop' || place === 'start-menu') && newPlace !== null
  return {
    ...{ id, place, name, holder: file, leadsTo: textOf(shown.leadsTo), now, newPlace, document, made },
    can: found.length > 0 ? 'copy' : isShortcut ? 'shortcut' : null,
  }
}

/** A bookmark whose place Graph has confirmed: it goes into the file to import. */
export function isFoundBookmark({ first }: OldLink, confirmed: Confirmed): boolean {
  return first.place.endsWith('-bookmarks') && nowOf(first, confirmed) === 'found'
}

export function nowOf({ target: { relative } }: FoundPointer, confirmed: Confirmed): OldLinkNow {
  return relative === null ? 'unknown' : (confirmed.get(relative) ?? 'unasked')
}

function toShownPlace(relative: string, leadsTo: LeadsTo, places: NewPlaces): string | null {
  const [path, url] = [toNewPath(relative, places), toNewUrl(relative, places)]
  return leadsTo.kind === 'path' ? (path ?? url) : (url ?? path)
}

function textOf(leadsTo: LeadsTo): string {
  return leadsTo.kind === 'path' ? leadsTo.path : leadsTo.kind === 'address' ? leadsTo.url : ''
}
