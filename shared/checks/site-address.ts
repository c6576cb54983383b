/*
 * Addresses of sites, as client, Graph and redirects write them. No URL class here: shared has neither Node nor DOM.
 */

/** The host of an absolute https address, in lower case; null where it has none of its own. */
export function hostOf(url: string): string | null {
  return /^https:\/\/([a-z0-9.-]+)(?::443)?(?:[/?#]|$)/i.exec(url)?.[1]?.toLowerCase() ?? null
}

/** True for a host of OneDrives in the same cloud: `fabrikameur-my.sharepoint.com` for `fabrikam-my.sharepoint.com`. */
export function isOneDriveHostLike(host: string, known: string): boolean {
  const [label = '', ...domain] = host.toLowerCase().split('.')
  const [, ...knownDomain] = known.toLowerCase().split('.')
  return label.endsWith('-my') && domain.length > 1 && domain.join('.') === knownDomain.join('.')
}

/** A person's own site: `https://fabrikam-my.sharepoint.com/personal/amy_lee_fabrikam_com`. `name` is in lower case. */
export type PersonalSite = { readonly host: string; readonly name: string }

/** The personal site that an address leads into; null where it names none, as that of a host alone. */
export function toPersonalSite(url: string): PersonalSite | null {
  const host = hostOf(url)
  const name = /^https:\/\/[^/]+\/personal\/([^/?#]+)/i.exec(url)?.[1]
  return host === null || name === undefined ? null : { host, name: toComparable(name) }
}

/**
 * How OneDrive names the site of a person with this address (docs/facts/graph-and-migration.md#answers-about-a-drive). Digits may be appended, and the name follows
 * the address late: an equal name tells something, another one nothing.
 */
export function toSiteName(upn: string): string {
  return upn
    .trim()
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_-]/gu, '_')
}

function toComparable(name: string): string {
  try {
    return decodeURIComponent(name).normalize('NFC').toLowerCase()
  } catch {
    return name.toLowerCase()
  }
}
