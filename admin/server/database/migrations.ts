import { sql, type Kysely } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import { addConsole } from './migrations/0002.ts'
import { addSearch } from './migrations/0005.ts'
import { addObjectIds } from './migrations/0008.ts'
import { addDailyCounts } from './migrations/0009.ts'
import { addNames } from './migrations/0011.ts'
import { addImportWork } from './migrations/0012.ts'
import { addRowSecurity } from './migrations/0013.ts'
import { addNamedSessions } from './migrations/0014.ts'

// Forward only. A migration that has landed is never edited; the next one mends it.
export const migrations: Record<string, Migration> = {
  '0001-people-and-reports': {
    async up(db) {
      await db.schema
        .createTable('people')
        .addColumn('target_tenant_id', 'uuid', (column) => column.notNull())
        .addColumn('target_key', 'text', (column) => column.notNull())
        .addColumn('target_upn', 'text', (column) => column.notNull())
        .addColumn('source_tenant_id', 'uuid', (column) => column.notNull())
        .addColumn('source_key', 'text', (column) => column.notNull())
        .addColumn('source_upn', 'text', (column) => column.notNull())
        .addColumn('move_state', 'text', (column) => column.notNull().defaultTo('Unknown'))
        .addColumn('direction', 'text', (column) => column.notNull().defaultTo('forward'))
        .addColumn('wave', 'text')
        .addPrimaryKeyConstraint('people_pk', ['target_tenant_id', 'target_key'])
        .addUniqueConstraint('people_source', ['target_tenant_id', 'source_tenant_id', 'source_key'])
        .execute()
      await db.schema
        .createTable('reports')
        .addColumn('target_tenant_id', 'uuid', (column) => column.notNull())
        .addColumn('id', 'uuid', (column) => column.notNull())
        .addColumn('person_tenant_id', 'uuid', (column) => column.notNull())
        .addColumn('person_oid', 'uuid', (column) => column.notNull())
        .addColumn('target_key', 'text', (column) => column.notNull())
        .addColumn('sequence', 'integer', (column) => column.notNull())
        .addColumn('device_id', 'uuid', (column) => column.notNull())
        .addColumn('verdict', 'text', (column) => column.notNull())
        .addColumn('receipt', 'text', (column) => column.notNull())
        .addColumn('content_hash', 'text', (column) => column.notNull())
        .addColumn('content', 'jsonb', (column) => column.notNull())
        .addColumn('received_at', 'timestamptz', (column) => column.notNull().defaultTo(sql`now()`))
        .addPrimaryKeyConstraint('reports_pk', ['target_tenant_id', 'id'])
        .addUniqueConstraint('reports_receipt', ['target_tenant_id', 'receipt'])
        .execute()
      await db.schema
        .createIndex('reports_person')
        .on('reports')
        .columns(['target_tenant_id', 'target_key', 'sequence'])
        .execute()
    },
  },
  '0002-console': { up: addConsole },
  // Room in each page for the next state of its rows, so that a report touches no index whose values stay.
  '0003-room-for-updates': {
    async up(db) {
      for (const table of ['people', 'devices', 'progress_counts', 'progress_days'])
        await sql`alter table ${sql.table(table)} set (fillfactor = 75)`.execute(db)
    },
  },
  // Since reports are found by person nothing reads it, and each report paid for it.
  '0004-no-index-by-address': {
    async up(db) {
      await db.schema.dropIndex('reports_person').execute()
    },
  },
  '0005-search': { up: addSearch },
  // The runbook asks for those, and looked through everybody where there were none.
  '0006-returning': {
    async up(db) {
      await sql`create index people_returning on people (target_tenant_id, target_key)
        where direction = 'return' and state <> 'returned'`.execute(db)
    },
  },
  // Written by the check whether the endpoint is ready.
  '0007-readiness': {
    async up(db) {
      await sql`create table readiness (target_tenant_id uuid primary key, at timestamptz not null)`.execute(
        db,
      )
    },
  },
  '0008-object-ids': { up: addObjectIds },
  '0009-daily-counts': { up: addDailyCounts },
  // There is no 0010: the number was given out and never landed.
  '0011-names': { up: addNames },
  '0012-import-work': { up: addImportWork },
  '0013-row-security': { up: addRowSecurity },
  '0014-named-sessions': { up: addNamedSessions },
}

/** Brings the database to this version's tables. Kysely's lock lets several starting replicas do it once. */
export async function migrate(db: Kysely<never>): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error instanceof Error ? error : new Error('the migration failed')
}
