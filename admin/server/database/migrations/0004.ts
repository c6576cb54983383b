import type { Migration } from 'kysely/migration'

/** Drops an index that each report paid for: reports are found by person since 0002. */
export const migration: Migration = {
  async up(db) {
    await db.schema.dropIndex('reports_person').execute()
  },
}
