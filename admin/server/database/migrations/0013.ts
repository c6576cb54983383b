import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * Rows of a tenant are for that tenant's accounts alone. `runtime_accounts` says whose an account is; only the owner writes it. The
 * policy goes by `session_user`, which `set role` does not change. The owner is not held by it: it migrates and makes backups.
 * An account that is bound to no tenant gets 28000, which replicas of an older version answer with 503, and not with "unknown".
 */
export const migration: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const tables = [
  'people',
  'people_search',
  'reports',
  'devices',
  'progress_counts',
  'progress_days',
  'waves',
  'notes',
  'audit',
  'imports',
  'import_rows',
  'import_work',
  'settings',
  'enrolment_keys',
  'signals',
  'signal_days',
  'webhooks',
  'webhook_deliveries',
  'events',
  'readiness',
]

/** A function that works as the owner, whatever schemas and operators its caller prefers. */
export const asOwner = (head: string, body: string): string =>
  `do $do$ begin execute format(
    'create or replace function ${head} security definer set search_path = %I, pg_temp as $f$ ${body.replaceAll("'", "''").replaceAll('%', '%%')} $f$',
    current_schema()); end $do$`

/**
 * Under a policy PostgreSQL passes over the indexes of LIKE and of left(): they may tell of rows that the policy hides.
 * So the owner searches, in the account's own tenant. A plan made for any text would not know how many have it.
 */
export const findAddresses = asOwner(
  `landfall_find_addresses(tenant uuid, way text, sought text) returns setof text
    language plpgsql stable parallel safe set plan_cache_mode = force_custom_plan`,
  `begin
    -- Who may act as the owner is held by no policy either.
    if not pg_has_role(session_user, current_user, 'member') and tenant is distinct from landfall_tenant() then
      raise insufficient_privilege using message = 'another tenant';
    end if;
    if way = 'inside' then
      return query select s.target_key::text from people_search s
        where s.target_tenant_id = tenant and (s.target_key || ' ' || s.source_key) like sought;
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
)

const statements = [
  'create table runtime_accounts (account name primary key, target_tenant_id uuid not null)',
  asOwner(
    'landfall_tenant() returns uuid language plpgsql stable parallel safe',
    `declare tenant uuid; begin
      select target_tenant_id into tenant from runtime_accounts where account = session_user;
      if tenant is null then
        raise exception 'the account % is bound to no tenant', session_user using errcode = '28000';
      end if;
      return tenant; end`,
  ),
  // A sub-select, so that it is asked once a statement and not once a row.
  ...tables.flatMap((table) => [
    `create policy tenant_of_account on ${table} using (target_tenant_id = (select landfall_tenant()))`,
    `alter table ${table} enable row level security`,
  ]),
  // `coalesce`, too, counts as one that may tell of hidden rows; `case` does not.
  'drop index people_wave',
  `create index people_wave on people (target_tenant_id, (case when wave is null then '' else wave end), target_key)`,
  'analyze people',
  findAddresses,
  'revoke all on function landfall_tenant() from public',
  'revoke all on function landfall_find_addresses(uuid, text, text) from public',
]
