import type { SyncAccount } from '../facts/machine.ts'
import { hostsOf, type Tenant } from '../move/plan.ts'
import { hostOf } from './site-address.ts'

/** Which tenant a site's host belongs to, as far as anything tells. */
export type TenantHosts = {
  /** Null where unknown, and where two tenants claim it. */
  readonly tenantOf: (url: string) => string | null
  /** True where the host is named like another geography of this tenant: a likeness, and no proof. */
  readonly isLike: (url: string, tenantId: string) => boolean
}

/**
 * Gathers whose hosts are whose. What accounts and the client's own settings say by tenant id goes before what is
 * configured: a tenant has a host for each of its geographies, and may have been renamed (docs/facts/graph-and-migration.md#several-hosts-of-one-tenant).
 */
export function toTenantHosts(accounts: readonly SyncAccount[], tenants: readonly Tenant[]): TenantHosts {
  const claims = new Map<string, Set<string>>()
  const claim = (tenantId: string | null, url: string | null): void => {
    const host = url === null ? null : hostOf(url)
    if (tenantId === null || host === null) return
    const key = toSiteHost(host)
    claims.set(key, (claims.get(key) ?? new Set()).add(tenantId))
  }
  for (const { kind, tenantId, siteUrl, settings, libraries } of accounts) {
    if (kind === 'personal') continue
    claim(tenantId, siteUrl)
    if (settings !== null) claim(settings.tenantId, settings.siteUrl)
    for (const library of libraries) claim(library.tenantId, library.siteUrl)
  }
  const told = new Set(claims.keys())
  for (const tenant of tenants) {
    for (const host of hostsOf(tenant)) {
      if (!told.has(toSiteHost(host))) claim(tenant.tenantId, `https://${host}/`)
    }
  }
  const tenantOf = (host: string): string | null => {
    const claimants = [...(claims.get(toSiteHost(host)) ?? [])]
    return claimants.length === 1 ? (claimants[0] ?? null) : null
  }
  return {
    tenantOf: (url) => {
      const host = hostOf(url)
      return host === null ? null : tenantOf(host)
    },
    isLike: (url, tenantId) => {
      const host = hostOf(url)
      return (
        host !== null &&
        [...claims].some(([known, ids]) => ids.has(tenantId) && isOtherGeography(toSiteHost(host), known))
      )
    },
  }
}

/** The host of a tenant's sites for that of its OneDrives: `contoso-my.sharepoint.com` is `contoso.sharepoint.com`. */
export function toSiteHost(host: string): string {
  return host.toLowerCase().replace(/^([^.]+)-my\./, '$1.')
}

/** Microsoft's names of geographies, which are usually appended to the tenant's. The admin may choose another one. */
const geographies =
  /^(?:apc|are|aus|aut|bra|can|che|chl|deu|esp|eur|fra|gbr|idn|ind|isr|ita|jpn|kor|lam|mex|mys|nam|nor|nzl|pol|qat|swe|twn|usa|zaf)$/

function isOtherGeography(host: string, known: string): boolean {
  const [label = '', ...domain] = host.split('.')
  const [knownLabel = '', ...knownDomain] = known.split('.')
  if (domain.join('.') !== knownDomain.join('.')) return false
  return withoutGeography(label) === withoutGeography(knownLabel)
}

function withoutGeography(label: string): string {
  return geographies.test(label.slice(-3)) ? label.slice(0, -3) : label
}
