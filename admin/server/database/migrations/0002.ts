import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** Waves, progress that is counted as it changes, imports that can be undone, the trail of changes, and the rest of the console. */
export const migration: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

// A person's state follows from what was imported and what was reported, so the database works it out itself.
const state = `case
  when move_state = 'Failed' then 'stuck'
  when move_state <> 'Success' then 'not-due'
  when reported = 'done' and direction = 'return' then 'returned'
  when reported = 'none' then 'never-seen'
  else reported end`
const isHeldUp = `move_state = 'Success' and reported in ('started', 'stuck')`

const statements = [
  'create extension if not exists pg_trgm',
  `alter table people
    add person_id uuid not null default gen_random_uuid(),
    add source_hash text,
    add reported text not null default 'none',
    add reported_blocker text,
    add reported_owner text,
    add was_done boolean not null default false,
    add devices integer not null default 0,
    add last_seen_at timestamptz,
    add done_at timestamptz,
    add reminded_at timestamptz,
    add signal_code text,
    add signal_owner text,
    add signal_at timestamptz,
    add state text generated always as (${state}) stored,
    add blocker text generated always as (
      case when move_state = 'Failed' then 'plan.move-failed' when ${isHeldUp} then reported_blocker end) stored,
    add owner text generated always as (
      case when move_state = 'Failed' then 'admin' when ${isHeldUp} then reported_owner end) stored`,
  `update people set source_hash =
    encode(sha256(convert_to('landfall-upn:' || target_tenant_id || ':' || source_key, 'UTF8')), 'hex')`,
  'create unique index people_id on people (target_tenant_id, person_id)',
  `create index people_state on people (target_tenant_id, state, wave, target_key)`,
  `create index people_blocker on people (target_tenant_id, blocker, state, target_key) where blocker is not null`,
  'create index people_wave on people (target_tenant_id, wave, target_key)',
  'create index people_hash on people (target_tenant_id, source_hash)',
  `create index people_signal on people (target_tenant_id, target_key) where signal_at is not null`,
  `create index people_search on people using gin ((target_key || ' ' || source_key) gin_trgm_ops)`,
  'create index people_source_prefix on people (target_tenant_id, source_key text_pattern_ops)',
  'create index people_target_prefix on people (target_tenant_id, target_key text_pattern_ops)',

  'alter table reports add person_id uuid',
  `update reports set person_id = people.person_id from people
    where people.target_tenant_id = reports.target_tenant_id and people.target_key = reports.target_key`,
  'create index reports_of_person on reports (target_tenant_id, person_id, received_at desc)',

  // The newest word of each computer. Sequences count per installation.
  `create table devices (
    target_tenant_id uuid not null,
    person_id uuid not null,
    direction text not null,
    device_id uuid not null,
    sequence integer not null,
    state text not null,
    blocker text,
    owner text,
    report_id uuid not null,
    seen_at timestamptz not null,
    counts boolean not null default true,
    primary key (target_tenant_id, person_id, direction, device_id))`,
  `insert into devices
    select distinct on (r.target_tenant_id, r.person_id, r.device_id)
      r.target_tenant_id, r.person_id,
      case when r.person_tenant_id = r.target_tenant_id then 'forward' else 'return' end,
      r.device_id, r.sequence,
      case when r.content->>'phase' not in ('switch', 'watch', 'return') then 'looked'
        when r.verdict = 'done' then 'done' when r.verdict = 'blocked' then 'stuck' else 'started' end,
      null, null, r.id, r.received_at, true
    from reports r where r.person_id is not null
    order by r.target_tenant_id, r.person_id, r.device_id, r.sequence desc`,
  `update people p set
      reported = case when seen.stuck then 'stuck' when seen.started then 'started' when seen.done then 'done' else 'none' end,
      was_done = coalesce(seen.done, false), devices = seen.devices, last_seen_at = seen.at
    from (select target_tenant_id, person_id, direction, bool_or(state = 'stuck') as stuck,
        bool_or(state = 'started') as started, bool_or(state = 'done') as done,
        count(*)::integer as devices, max(seen_at) as at
      from devices group by 1, 2, 3) seen
    where seen.target_tenant_id = p.target_tenant_id and seen.person_id = p.person_id and seen.direction = p.direction`,

  // Counted as it changes, so that no page has to count people. In shards: replicas do not wait for each other.
  `create table progress_counts (
    target_tenant_id uuid not null,
    kind text not null,
    wave text not null,
    state text not null,
    blocker text not null,
    owner text not null,
    shard smallint not null,
    people integer not null,
    primary key (target_tenant_id, kind, wave, state, blocker, owner, shard))`,
  `insert into progress_counts
    select target_tenant_id, 'person', coalesce(wave, ''), state, coalesce(blocker, ''), coalesce(owner, ''), 0, count(*)
    from people group by 1, 2, 3, 4, 5, 6`,
  `create table progress_days (
    target_tenant_id uuid not null,
    day date not null,
    wave text not null,
    state text not null,
    shard smallint not null,
    people integer not null,
    primary key (target_tenant_id, day, wave, state, shard))`,
  `insert into progress_days
    select target_tenant_id, (now() at time zone 'utc')::date, coalesce(wave, ''), state, 0, count(*)
    from people group by 1, 2, 3, 4`,

  `create table waves (
    target_tenant_id uuid not null,
    wave text not null,
    cutover_on date,
    finished_at timestamptz,
    primary key (target_tenant_id, wave))`,
  `insert into waves (target_tenant_id, wave)
    select distinct target_tenant_id, wave from people where wave is not null`,

  `create table notes (
    target_tenant_id uuid not null,
    id uuid not null,
    person_id uuid not null,
    text text not null,
    actor jsonb not null,
    at timestamptz not null default now(),
    primary key (target_tenant_id, id))`,
  'create index notes_of_person on notes (target_tenant_id, person_id, at desc)',

  `create table audit (
    target_tenant_id uuid not null,
    id uuid not null,
    place bigint generated always as identity,
    at timestamptz not null default clock_timestamp(),
    actor jsonb not null,
    action text not null,
    subject text,
    before jsonb,
    after jsonb,
    undoes uuid,
    primary key (target_tenant_id, id))`,
  'create index audit_order on audit (target_tenant_id, place desc)',
  'create index audit_subject on audit (target_tenant_id, subject, place desc)',
  // One change is taken back once, whichever replica is asked.
  'create unique index audit_undone_once on audit (target_tenant_id, undoes) where undoes is not null',
  `create function audit_is_append_only() returns trigger language plpgsql as
    $$ begin raise exception 'the audit trail is append-only'; end $$`,
  `create trigger audit_append_only before update or delete or truncate on audit
    for each statement execute function audit_is_append_only()`,

  `create table imports (
    target_tenant_id uuid not null,
    id uuid not null,
    place bigint generated always as identity,
    kind text not null,
    file_name text not null,
    state text not null,
    at timestamptz not null default now(),
    actor jsonb not null,
    content bytea,
    summary jsonb not null,
    applied_at timestamptz,
    applied_place bigint,
    undone_at timestamptz,
    primary key (target_tenant_id, id))`,
  'create sequence import_places',
  'create index imports_order on imports (target_tenant_id, place desc)',
  // How a person was before an import; null for somebody it added.
  `create table import_rows (
    target_tenant_id uuid not null,
    import_id uuid not null,
    person_id uuid not null,
    before jsonb,
    after jsonb,
    primary key (target_tenant_id, import_id, person_id))`,

  `create table settings (
    target_tenant_id uuid not null primary key,
    value jsonb not null)`,
  `create table enrolment_keys (
    target_tenant_id uuid not null,
    id uuid not null,
    wave text not null,
    secret text not null,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    revoked_at timestamptz,
    last_used_at timestamptz,
    primary key (target_tenant_id, id))`,
  // The newest signal of each computer; whose it is was not proven.
  `create table signals (
    target_tenant_id uuid not null,
    device_id uuid not null,
    id uuid not null,
    sequence integer not null,
    key_id uuid not null,
    wave text not null,
    person_id uuid,
    content jsonb not null,
    content_hash text not null,
    received_at timestamptz not null default now(),
    primary key (target_tenant_id, device_id))`,
  'create index signals_of_person on signals (target_tenant_id, person_id)',

  `create table webhooks (
    target_tenant_id uuid not null,
    id uuid not null,
    url text not null,
    format text not null,
    events text[] not null,
    secret text not null,
    created_at timestamptz not null default now(),
    primary key (target_tenant_id, id))`,
  `create table webhook_deliveries (
    target_tenant_id uuid not null,
    id uuid not null default gen_random_uuid(),
    webhook_id uuid not null,
    event text not null,
    payload jsonb not null,
    state text not null default 'waiting',
    attempts integer not null default 0,
    created_at timestamptz not null default now(),
    next_attempt_at timestamptz default now(),
    last_status integer,
    last_problem text,
    primary key (target_tenant_id, id))`,
  `create index webhook_deliveries_due on webhook_deliveries (target_tenant_id, next_attempt_at)
    where state = 'waiting'`,
  'create index webhook_deliveries_of on webhook_deliveries (target_tenant_id, webhook_id, created_at desc)',

  // Read in the order of transactions, never before an older one has ended: nothing is overlooked.
  `create table events (
    target_tenant_id uuid not null,
    xid xid8 not null default pg_current_xact_id(),
    part integer not null default 0,
    at timestamptz not null default now(),
    data jsonb not null,
    primary key (target_tenant_id, xid, part))`,
  'create index events_age on events (target_tenant_id, at)',
]
