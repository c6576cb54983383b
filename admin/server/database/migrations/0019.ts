import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** The address of a person's old OneDrive, as a file of move states had it. It cannot be made from a user name for sure: digits may be appended. */
export const migration: Migration = {
  async up(db) {
    await sql`alter table people add source_site text`.execute(db)
  },
}
