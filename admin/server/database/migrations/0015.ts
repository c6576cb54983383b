import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/**
 * What Microsoft's migration jobs say: which replica reads them and how that went, the jobs, each person in each job as Graph wrote
 * it, and what is believed of each person. By object ids only: a job may hold people whom no map names yet.
 */
export const migration: Migration = {
  async up(db) {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const tables = ['live_source', 'live_jobs', 'live_tasks', 'live_people']

const statements = [
  `create table live_source (
    target_tenant_id uuid primary key,
    leader uuid,
    leader_until timestamptz,
    listed_at timestamptz,
    trouble text,
    trouble_since timestamptz)`,
  `create table live_jobs (
    target_tenant_id uuid not null,
    job_id text not null,
    status text not null,
    created_at text,
    is_ours boolean not null,
    is_over boolean not null,
    is_listed boolean not null default true,
    read_as text,
    read_at timestamptz,
    primary key (target_tenant_id, job_id))`,
  `create table live_tasks (
    target_tenant_id uuid not null,
    oid uuid not null,
    job_id text not null,
    statuses jsonb not null,
    codes text[] not null,
    primary key (target_tenant_id, oid, job_id))`,
  `create table live_people (
    target_tenant_id uuid not null,
    oid uuid not null,
    job_id text not null,
    state text,
    contradiction text,
    workloads jsonb not null,
    codes text[] not null,
    primary key (target_tenant_id, oid))`,
  ...tables.flatMap((table) => [
    `create policy tenant_of_account on ${table} using (target_tenant_id = (select landfall_tenant()))`,
    `alter table ${table} enable row level security`,
  ]),
]
