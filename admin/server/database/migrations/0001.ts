import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

/** People of the identity map, and their reports. */
export const migration: Migration = {
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
}
