/*
 * Addresses of sites as they are compared. No URL class here: shared has neither Node nor DOM.
 */

/** Longer addresses are none of SharePoint’s, whose paths have at most 400 characters. */
const longestAddress = 1_024
/** Folders below a site that are compared one by one. */
const mostFolders = 20

/** The domains of SharePoint in Microsoft’s clouds (docs/facts/workplace.md#libraries-of-sites). */
const sharePointHost =
  /^[a-z0-9][a-z0-9-]*\.(?:sharepoint\.com|sharepoint\.us|sharepoint-mil\.us|dps\.mil|sharepoint\.cn)$/

/** Whether a host is one of SharePoint. Sites have no domain of their own. */
export function isSharePointHost(host: string): boolean {
  return sharePointHost.test(host.toLowerCase())
}

/**
 * What one site is called as others write it: `contoso.sharepoint.com/sites/finance`. Lower case, decoded, without query and the
 * slash at the end. Null where it is no https address of SharePoint.
 */
export function toSiteKey(address: string): string | null {
  const parts = toParts(address)
  return parts === null ? null : [parts.host, ...parts.folders].join('/')
}

/**
 * The keys under which an admin may have named the place of an address, the longest first: a folder, the library, its site. Never a place
 * above the site, which is another site.
 */
export function toSiteKeys(address: string): readonly string[] {
  const parts = toParts(address)
  if (parts === null || parts.folders.length > mostFolders) return []
  const { host, folders } = parts
  const isBelowSites = ['sites', 'teams', 'personal'].includes(folders[0] ?? '')
  if (isBelowSites && folders.length < 2) return []
  const shortest = isBelowSites ? 2 : 0
  const lengths = Array.from(
    { length: folders.length - shortest + 1 },
    (_each, place) => folders.length - place,
  )
  return lengths.map((length) => [host, ...folders.slice(0, length)].join('/'))
}

/** What app and endpoint hash, so that the endpoint knows a site again whose address is not told. `key` is of `toSiteKey`. */
export function toHashedSite(key: string): string {
  return `landfall-site:${key}`
}

function toParts(address: string): { readonly host: string; readonly folders: readonly string[] } | null {
  const text = address.trim()
  const [, written, rest = ''] = /^https:\/\/([a-z0-9.-]+)(?::443)?(\/[^?#]*)?(?:[?#].*)?$/i.exec(text) ?? []
  if (written === undefined || text.length > longestAddress || !isSharePointHost(written)) return null
  const folders = rest
    .split('/')
    .filter((folder) => folder !== '')
    .map(toComparable)
  // What a browser would resolve to another place, or to none.
  if (folders.some((folder) => /^\.{1,2}$|[/\\\p{Cc}\p{Cs}]/u.test(folder))) return null
  return { host: written.toLowerCase(), folders }
}

function toComparable(folder: string): string {
  return decode(folder).normalize('NFC').toLowerCase()
}

function decode(folder: string): string {
  try {
    return decodeURIComponent(folder)
  } catch {
    return folder
  }
}
