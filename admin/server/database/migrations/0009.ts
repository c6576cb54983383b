import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Counts a day's reports of a person, signals of a computer and new computers of an enrolment key, and makes what only an owner may.
 * A tenant with people and without saved settings goes on keeping everything: the retention that new endpoints begin with would
 * delete reports without a decision of an admin.
 */
export const migration: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  'alter table people add reports_on date, add reports_that_day integer',
  `create table signal_days (
    target_tenant_id uuid not null,
    day date not null,
    kind text not null,
    subject uuid not null,
    signals integer not null,
    primary key (target_tenant_id, day, kind, subject)) with (fillfactor = 75)`,
  `insert into settings (target_tenant_id, value)
    select distinct target_tenant_id, '{"retentionDays": null}'::jsonb from people
    on conflict (target_tenant_id) do nothing`,
  // What only an owner may, for an endpoint that owns nothing: numbers for the planner, and the search's index in order.
  `do $do$ begin execute format(
    'create function landfall_take_stock() returns void language plpgsql security definer set search_path = %I, pg_temp as
      $f$ begin analyze people; analyze people_search; perform gin_clean_pending_list(''people_search_inside''); end $f$',
    current_schema()); end $do$`,
  'revoke all on function landfall_take_stock() from public',
]
