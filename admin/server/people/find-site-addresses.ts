import type { Direction } from '../../../shared/move/plan.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { queryRows, sql } from '../database/statement.ts'

export type FoundSite = { readonly site: string; readonly address: string }

/**
 * Where these sites are now; `hashes` are of the addresses that a person knows already. On the way back the old site of a new one is
 * looked for. A new site that two old ones became has no single answer, and so none.
 */
export async function findSiteAddresses(
  { pool, tenantId }: TenantDatabase,
  hashes: readonly string[],
  direction: Direction,
): Promise<FoundSite[]> {
  const asked = [...new Set(hashes)]
  return queryRows(
    pool,
    direction === 'forward'
      ? sql<FoundSite>`select source_hash as site, target_url as address from site_addresses
          where target_tenant_id = ${tenantId} and source_hash = any(${asked}::text[]) order by 1`
      : sql<FoundSite>`select target_hash as site, min(source_url) as address from site_addresses
          where target_tenant_id = ${tenantId} and target_hash = any(${asked}::text[])
          group by target_hash having count(*) = 1 order by 1`,
  )
}
