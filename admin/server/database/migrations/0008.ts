import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Who somebody is, whatever their address: the object id in each tenant, told by the map or bound at their first plan. `seen_key`
 * is the address that the bound account has now, where the map has another one.
 */
export const migration: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  'alter table people add target_oid uuid, add source_oid uuid, add seen_key text collate "C"',
  'create unique index people_target_oid on people (target_tenant_id, target_oid) where target_oid is not null',
  `create unique index people_source_oid on people (target_tenant_id, source_tenant_id, source_oid)
    where source_oid is not null`,
  'create index people_seen on people (target_tenant_id, seen_key) where seen_key is not null',
]
