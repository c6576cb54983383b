import type { Config } from '../config.ts'
import type { MachineFacts } from '../machine.ts'

/**
 * The address of the person's old OneDrive, as the client knows it or what unlinking has left of it; null where nobody
 * does. Only an address on the source's own host is ever asked.
 */
export function toOldAddress({ accounts }: MachineFacts, { source }: Config): string | null {
  if (accounts.kind === 'unreadable') return null
  const addresses = accounts.value.flatMap(({ siteUrl }) => siteUrl ?? [])
  return addresses.find((url) => hostOf(url) === source.oneDriveHost && isPlain(url)) ?? null
}

/** Moved, for now or for good; 304 and the like say nothing about a place. */
export function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status)
}

/** The host that a redirect leads to; null where it leads to no https address of its own. */
export function toRedirectHost(location: string | null): string | null {
  return location === null ? null : hostOf(location)
}

function hostOf(url: string): string | null {
  return /^https:\/\/([a-z0-9.-]+)(?::443)?(?:[/?#]|$)/i.exec(url)?.[1]?.toLowerCase() ?? null
}

/** It goes into a request as it stands. */
function isPlain(url: string): boolean {
  return url.length < 2_000 && /^[\x21-\x7e]+$/.test(url)
}
