import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * People by address in byte order, whatever the database's language, each filter in that order too, and what is searched in a
 * table of its own: addresses change with an import only, so that no report touches the index of their parts.
 */
export const migration: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  `drop index people_search, people_source_prefix, people_target_prefix, people_state, people_blocker, people_wave,
    people_signal`,
  'alter table people drop constraint people_source',
  'alter table people alter target_key type text collate "C", alter source_key type text collate "C"',
  // By the old address alone too, to find people on the way back.
  'alter table people add constraint people_source unique (target_tenant_id, source_key, source_tenant_id)',
  'create index people_state on people (target_tenant_id, state, target_key)',
  'create index people_blocker on people (target_tenant_id, blocker, target_key) where blocker is not null',
  // As text, because rows without a value do not come in order.
  `create index people_wave on people (target_tenant_id, coalesce(wave, ''), target_key)`,
  'create index people_signal on people (target_tenant_id, target_key) where signal_at is not null',

  `create table people_search (
    target_tenant_id uuid not null,
    target_key text collate "C" not null,
    source_key text collate "C" not null,
    primary key (target_tenant_id, target_key) include (source_key),
    foreign key (target_tenant_id, target_key) references people (target_tenant_id, target_key) on delete cascade)`,
  'insert into people_search select target_tenant_id, target_key, source_key from people',
  `create index people_search_inside on people_search using gin ((target_key || ' ' || source_key) gin_trgm_ops)`,
  // One and two letters are looked for at the beginning; here is whose old address begins otherwise than their new one.
  ...[1, 2].map(
    (letters) => `create index people_search_first_${letters} on people_search
      (target_tenant_id, left(source_key, ${letters}), target_key)
      where left(source_key, ${letters}) <> left(target_key, ${letters})`,
  ),
  'analyze people, people_search',
]
