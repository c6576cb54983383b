import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** An index of the people on their way back. The runbook asks for them, and read every row where there were none. */
export const migration: Migration = {
  async up(db) {
    await sql`create index people_returning on people (target_tenant_id, target_key)
        where direction = 'return' and state <> 'returned'`.execute(db)
  },
}
