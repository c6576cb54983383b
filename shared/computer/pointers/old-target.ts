import { isBelow } from '../../checks/folders.ts'
import { hostOf, toPersonalSite, type PersonalSite } from '../../checks/site-address.ts'
import { toSiteHost } from '../../checks/tenant-hosts.ts'
import { withoutEnd } from '../../text/without-end.ts'
import type { LeadsTo } from './leads-to.ts'

/** What is known of the old organisation's places on this computer and in its cloud. */
export type OldPlaces = {
  /** Folders of the old OneDrive on this computer. */
  readonly folders: readonly string[]
  /** Hosts of its sites, in lower case. */
  readonly hosts: readonly string[]
  /** The person's own old site; null where it is not known. */
  readonly site: PersonalSite | null
}

/** That something leads to the old organisation. `relative` is the place in the person's own OneDrive, with `/`; null where none tells. */
export type OldTarget = { readonly kind: 'folder' | 'site'; readonly relative: string | null }

/**
 * Decides whether something leads to the old organisation, and to what in the person's own OneDrive. Null where it leads elsewhere, or
 * nothing tells.
 */
export function createOldTarget(places: OldPlaces): (leadsTo: LeadsTo) => OldTarget | null {
  const hosts = new Set(places.hosts.map(toSiteHost))
  // The nearest one first: one of them may lie in another.
  const folders = places.folders
    .map((folder) => withoutEnd(folder))
    .toSorted((left, right) => right.length - left.length)
  return (leadsTo) => {
    switch (leadsTo.kind) {
      case 'unknown':
        return null
      case 'path': {
        const folder = folders.find((one) => isBelow(leadsTo.path, one))
        return folder === undefined ? null : { kind: 'folder', relative: toRelative(leadsTo.path, folder) }
      }
      case 'address': {
        const host = hostOf(leadsTo.url)
        if (host === null || !hosts.has(toSiteHost(host))) return null
        return { kind: 'site', relative: toPlaceInSite(leadsTo.url, places.site) }
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
function toPlaceInSite(url: string, site: PersonalSite | null): string | null {
  if (site === null) return null
  const id = /[?&]id=([^&#]+)/i.exec(url)?.[1]
  const whole = id === undefined ? url : `https://${hostOf(url) ?? ''}${decode(id)}`
  const plain = whole.replace(/^(https:\/\/[^/]+)\/:[a-z]:\/r\//i, '$1/')
  const own = toPersonalSite(plain)
  if (own === null || toSiteHost(own.host) !== toSiteHost(site.host) || own.name !== site.name) return null
  const path = /^https:\/\/[^/]+\/personal\/[^/?#]+\/documents\/([^?#]*)/i.exec(plain)?.[1]
  return path === undefined ? null : toSafeRelative((id === undefined ? decode(path) : path).split('/'))
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
