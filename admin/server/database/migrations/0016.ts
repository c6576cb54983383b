import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Where sites are now, as an admin says: both addresses, each by the hash that a person's app asks with. And what each import of them
 * changed, to undo it.
 */
export const migration: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const tables = ['site_addresses', 'import_sites']

const statements = [
  `create table site_addresses (
    target_tenant_id uuid not null,
    source_hash text not null,
    source_url text not null,
    target_hash text not null,
    target_url text not null,
    primary key (target_tenant_id, source_hash))`,
  // On the way back the new address is the old one.
  'create index site_addresses_back on site_addresses (target_tenant_id, target_hash)',
  `create table import_sites (
    target_tenant_id uuid not null,
    import_id uuid not null,
    source_hash text not null,
    before jsonb,
    primary key (target_tenant_id, import_id, source_hash))`,
  ...tables.flatMap((table) => [
    `create policy tenant_of_account on ${table} using (target_tenant_id = (select landfall_tenant()))`,
    `alter table ${table} enable row level security`,
  ]),
]
