import type { Config } from '../config/config.ts'
import type { MachineFacts } from '../facts/machine.ts'
import { hostsOf, mainHostOf } from '../move/plan.ts'
import { hostOf, isOneDriveHostLike } from './site-address.ts'

/**
 * The address of the person's old OneDrive, as the client knows it or what unlinking has left of it; null where no one
 * does. Only an address on a host of the source is ever asked: a configured one, or that of an account of its tenant in the same cloud.
 */
export function toOldAddress(
  { accounts }: Pick<MachineFacts, 'accounts'>,
  { source }: Config,
): string | null {
  if (accounts.kind === 'unreadable') return null
  const isOfSource = (host: string, tenantId: string | null): boolean =>
    hostsOf(source).includes(host) ||
    (tenantId === source.tenantId && isOneDriveHostLike(host, mainHostOf(source)))
  const addresses = accounts.value.flatMap(({ siteUrl, tenantId }) => {
    const host = siteUrl === null ? null : hostOf(siteUrl)
    return siteUrl !== null && host !== null && isOfSource(host, tenantId) ? [siteUrl] : []
  })
  return addresses.find(isPlain) ?? null
}

/** Moved, for now or for good; 304 and the like say nothing about a place. */
export function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status)
}

/** The host that a redirect leads to; null where it leads to no https address of its own. */
export function toRedirectHost(location: string | null): string | null {
  return location === null ? null : hostOf(location)
}

/** It goes into a request as it is. */
function isPlain(url: string): boolean {
  return url.length < 2_000 && /^[\x21-\x7e]+$/.test(url)
}
