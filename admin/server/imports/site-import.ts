import type pg from 'pg'
import type { SiteEntry } from './site-addresses.ts'
import { queryRows, runStatement, sql } from '../database/statement.ts'
import type { ImportChange } from './stage-import.ts'

/** Puts the rows of a file of sites beside the sites that are known. */
export async function stageSites(
  client: pg.ClientBase,
  tenantId: string,
  entries: readonly SiteEntry[],
): Promise<ImportChange> {
  await runStatement(
    client,
    sql`create temp table staged (
      source_hash text, source_url text, target_hash text, target_url text, before text) on commit drop`,
  )
  await runStatement(
    client,
    sql`insert into staged (source_hash, source_url, target_hash, target_url)
      select * from unnest(
        ${entries.map(({ sourceHash }) => sourceHash)}::text[],
        ${entries.map(({ sourceUrl }) => sourceUrl)}::text[],
        ${entries.map(({ targetHash }) => targetHash)}::text[],
        ${entries.map(({ targetUrl }) => targetUrl)}::text[])`,
  )
  await runStatement(
    client,
    sql`update staged s set before = a.target_url from site_addresses a
      where a.target_tenant_id = ${tenantId} and a.source_hash = s.source_hash`,
  )
  const rows = await queryRows(
    client,
    sql<{
      added: number
      changed: number
      unchanged: number
    }>`select count(*) filter (where before is null)::int as added,
        count(*) filter (where before <> target_url)::int as changed,
        count(*) filter (where before = target_url)::int as unchanged from staged`,
  )
  const { added = 0, changed = 0, unchanged = 0 } = rows[0] ?? {}
  return { added, changed, unchanged, removed: 0, unknown: 0 }
}

/** Takes the staged sites. A site that is missing from the file stays. */
export async function applySites(client: pg.ClientBase, tenantId: string, importId: string): Promise<void> {
  await runStatement(
    client,
    sql`insert into import_sites (target_tenant_id, import_id, source_hash, before)
      select ${tenantId}, ${importId}, s.source_hash, to_jsonb(a) from staged s
      left join site_addresses a on a.target_tenant_id = ${tenantId} and a.source_hash = s.source_hash
      where s.before is distinct from s.target_url`,
  )
  await runStatement(
    client,
    sql`insert into site_addresses as known (target_tenant_id, source_hash, source_url, target_hash, target_url)
      select ${tenantId}, source_hash, source_url, target_hash, target_url from staged
        where before is distinct from target_url
      on conflict (target_tenant_id, source_hash) do update set source_url = excluded.source_url,
        target_hash = excluded.target_hash, target_url = excluded.target_url`,
  )
}

/** Puts the sites back as they were before an import. Only imports change them, and the last one is undone first. */
export async function revertSites(client: pg.ClientBase, tenantId: string, importId: string): Promise<void> {
  const rows = sql`select source_hash, before from import_sites
    where target_tenant_id = ${tenantId} and import_id = ${importId}`
  await runStatement(
    client,
    sql`delete from site_addresses a using (${rows}) r
      where a.target_tenant_id = ${tenantId} and a.source_hash = r.source_hash`,
  )
  await runStatement(
    client,
    sql`insert into site_addresses select old.* from (${rows}) r,
        jsonb_populate_record(null::site_addresses, r.before) as old where r.before is not null`,
  )
  await runStatement(
    client,
    sql`delete from import_sites where target_tenant_id = ${tenantId} and import_id = ${importId}`,
  )
}

/** The first sites that an import gives another address, or their first one. */
export function siteExamples(most: number) {
  return sql<{
    upn: string
    before: string | null
    after: string | null
  }>`select source_url as upn, before, target_url as after from staged
      where before is distinct from target_url order by source_url limit ${most}`
}
