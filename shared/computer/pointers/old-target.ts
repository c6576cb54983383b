import { isBelow } from '../../checks/folders.ts'
import { hostOf, toPersonalSite } from '../../checks/site-address.ts'
import { toSiteHost } from '../../checks/tenant-hosts.ts'
import type { OldPlaces } from '../../facts/pointers.ts'
import { withoutEnd } from '../../text/without-end.ts'
import type { LeadsTo } from './leads-to.ts'

/** That something leads to the old organisation. `relative` is the place in the person's own OneDrive, with `/`; null where none tells. */
export type OldTarget = { readonly kind: 'folder' | 'site'; readonly relative: string | null }

/**
 * Decides whether something leads to the old organisation, and to what in the person's own OneDrive. Null where it leads elsewhere, or
 * nothing tells.
 */
export function createOldTarget(places: OldPlaces): (leadsTo: LeadsTo) => OldTarget | null {
  const hosts = new Set(places.hosts.map(toSiteHost))
  // The nearest one first: one of them may lie in another.
  const folders = [
    ...places.ownFolders.map((folder) => ({ folder: withoutEnd(folder), isOwn: true })),
    ...places.libraryFolders.map((folder) => ({ folder: withoutEnd(folder), isOwn: false })),
  ].toSorted((left, right) => right.folder.length - left.folder.length)
  return (leadsTo) => {
    switch (leadsTo.kind) {
      case 'unknown':
        return null
      case 'path': {
        const found = folders.find(({ folder }) => isBelow(leadsTo.path, folder))
        if (found === undefined) return null
        // Where a library is by now, only an admin knows.
        return { kind: 'folder', relative: found.isOwn ? toRelative(leadsTo.path, found.folder) : null }
      }
      case 'address': {
        // Both lead to the same place: SharePoint answers the one with the other.
        const url = leadsTo.url.replace(/^http:/i, 'https:')
        const host = hostOf(url)
        if (host === null || !hosts.has(toSiteHost(host))) return null
        return { kind: 'site', relative: toPlaceInSite(url, places.site) }
      }
    }
  }
}

/** Null where a long prefix, or a letter in another form, makes the two lengths incomparable. */
function toRelative(path: string, folder: string): string | null {
  const plain = path.replace(/^\\\\\?\\/, '').replaceAll('/', '\\')
  const parent = folder.replace(/^\\\\\?\\/, '').replaceAll('/', '\\')
  if (plain.slice(0, parent.length).toLowerCase() !== parent.toLowerCase()) return null
  return toSafeRelative(plain.slice(parent.length + 1).split('\\'))
}

/**
 * `/personal/amy_lee_contoso_com/Documents/Plans/A.docx`, also behind `/:w:/r/`, and as the `id` of the page of a list. A link that was
 * made for sharing has a number in place of the path.
 */
function toPlaceInSite(url: string, site: OldPlaces['site']): string | null {
  if (site === null) return null
  const id = /[?&]id=([^&#]+)/i.exec(url)?.[1]
  const whole = id === undefined ? url : `https://${hostOf(url) ?? ''}${decode(id)}`
  const plain = whole.replace(/^(https:\/\/[^/]+)\/:[a-z]:\/r\//i, '$1/')
  const own = toPersonalSite(plain)
  if (own === null || toSiteHost(own.host) !== toSiteHost(site.host) || own.name !== site.name) return null
  const below = /^https:\/\/[^/]+\/personal\/[^/?#]+\/documents\/(.*)$/is.exec(plain)?.[1]
  if (below === undefined) return null
  // An `id` is a path as it is: `#` is a letter of a name there.
  return toSafeRelative((id === undefined ? decode(below.split(/[?#]/, 1)[0] ?? '') : below).split('/'))
}

/** With `/` between names; null where a name would lead elsewhere. */
function toSafeRelative(names: readonly string[]): string | null {
  const kept = names.filter((name) => name !== '')
  if (kept.some((name) => name === '.' || name === '..' || /[\\/:*?"<>|]/.test(name))) return null
  return kept.join('/')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
