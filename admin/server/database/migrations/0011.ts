import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Whose both addresses have the same names, whatever their domains: one number a person, so that who may be in the map twice is
 * found in an index. It lies beside what is searched, where no report touches it.
 */
export const migration: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  `alter table people_search add column names bigint not null generated always as
    (hashtextextended(split_part(target_key, '@', 1) || '@' || split_part(source_key, '@', 1), 0)) stored`,
  'create index people_search_names on people_search (target_tenant_id, names)',
  'analyze people_search',
]
