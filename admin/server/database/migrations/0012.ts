import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** What is being done with an import, or went wrong with it: proxies wait for half a minute, a million people take longer. */
export const migration: Migration = {
  async up(db) {
    await sql`create table import_work (
      target_tenant_id uuid not null,
      import_id uuid not null,
      kind text not null,
      seen_at timestamptz not null default now(),
      failure text,
      primary key (target_tenant_id, import_id),
      foreign key (target_tenant_id, import_id) references imports (target_tenant_id, id) on delete cascade)`.execute(
      db,
    )
  },
}
