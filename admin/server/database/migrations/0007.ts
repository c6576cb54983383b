import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** The row that the readiness check writes. */
export const migration: Migration = {
  async up(db) {
    await sql`create table readiness (target_tenant_id uuid primary key, at timestamptz not null)`.execute(db)
  },
}
