import { Kysely, PostgresDialect } from 'kysely'
import { Migrator, type Migration } from 'kysely/migration'
import type pg from 'pg'
import { migration as m0001 } from './migrations/0001.ts'
import { migration as m0002 } from './migrations/0002.ts'
import { migration as m0003 } from './migrations/0003.ts'
import { migration as m0004 } from './migrations/0004.ts'
import { migration as m0005 } from './migrations/0005.ts'
import { migration as m0006 } from './migrations/0006.ts'
import { migration as m0007 } from './migrations/0007.ts'
import { migration as m0008 } from './migrations/0008.ts'
import { migration as m0009 } from './migrations/0009.ts'
import { migration as m0011 } from './migrations/0011.ts'
import { migration as m0012 } from './migrations/0012.ts'
import { migration as m0013 } from './migrations/0013.ts'
import { migration as m0014 } from './migrations/0014.ts'
import { migration as m0015 } from './migrations/0015.ts'
import { migration as m0016 } from './migrations/0016.ts'
import { migration as m0017 } from './migrations/0017.ts'
import { migration as m0018 } from './migrations/0018.ts'
import { migration as m0019 } from './migrations/0019.ts'

// Forward only. A migration that has landed is never edited; the next one mends it. A test knows the digest of each.
export const migrations: Record<string, Migration> = {
  '0001-people-and-reports': m0001,
  '0002-console': m0002,
  '0003-room-for-updates': m0003,
  '0004-no-index-by-address': m0004,
  '0005-search': m0005,
  '0006-returning': m0006,
  '0007-readiness': m0007,
  '0008-object-ids': m0008,
  '0009-daily-counts': m0009,
  // There is no 0010: the number was given out and never landed.
  '0011-names': m0011,
  '0012-import-work': m0012,
  '0013-row-security': m0013,
  '0014-named-sessions': m0014,
  '0015-live-source': m0015,
  '0016-site-addresses': m0016,
  '0017-found-on-computers': m0017,
  '0018-names-and-order': m0018,
  '0019-old-sites': m0019,
}

/** Brings the database to this version's tables. Kysely's lock lets several starting replicas do it once. */
export async function migrateTables(pool: pg.Pool): Promise<void> {
  const db = new Kysely<never>({ dialect: new PostgresDialect({ pool }) })
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw error instanceof Error ? error : new Error('the migration failed')
}
