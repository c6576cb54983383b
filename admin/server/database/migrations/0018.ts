import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import { asOwner } from './0013.ts'

/**
 * Names of people, where the map has them, and what the list of people is sorted by. `seen_hour` counts hours since 1970, 0 for people
 * who were never seen: an index by the moment itself would cost every report, and this one costs the first report of an hour.
 */
export const migration: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  `alter table people add display_name text, add name_key text collate "C",
    add seen_hour integer not null generated always as (case when last_seen_at is null then 0
      else floor(extract(epoch from last_seen_at at time zone 'UTC') / 3600)::integer end) stored`,
  // `case`, as row security keeps `coalesce` away from an index.
  `create index people_name on people
    (target_tenant_id, (case when name_key is null then target_key else name_key end), target_key)`,
  'create index people_seen_hour on people (target_tenant_id, seen_hour, target_key)',

  `alter table people_search add name_key text collate "C" not null default ''`,
  'drop index people_search_inside',
  `create index people_search_inside on people_search
    using gin ((target_key || ' ' || source_key || ' ' || name_key) gin_trgm_ops)`,
  asOwner(
    `landfall_find_addresses(tenant uuid, way text, sought text) returns setof text
      language plpgsql stable parallel safe set plan_cache_mode = force_custom_plan`,
    `begin
      -- Who may act as the owner is held by no policy either.
      if not pg_has_role(session_user, current_user, 'member') and tenant is distinct from landfall_tenant() then
        raise insufficient_privilege using message = 'another tenant';
      end if;
      if way = 'inside' then
        return query select s.target_key::text from people_search s
          where s.target_tenant_id = tenant and (s.target_key || ' ' || s.source_key || ' ' || s.name_key) like sought;
      elsif way = 'beginning' then
        return query select p.target_key::text from people p
          where p.target_tenant_id = tenant and (p.target_key like sought or p.source_key like sought);
      elsif way = 'first-letter' then
        return query select s.target_key::text from people_search s where s.target_tenant_id = tenant
          and left(s.source_key, 1) = sought and left(s.source_key, 1) <> left(s.target_key, 1);
      elsif way = 'first-two' then
        return query select s.target_key::text from people_search s where s.target_tenant_id = tenant
          and left(s.source_key, 2) = sought and left(s.source_key, 2) <> left(s.target_key, 2);
      else
        raise invalid_parameter_value using message = 'no such way';
      end if; end`,
  ),
  'analyze people, people_search',
]
