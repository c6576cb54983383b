import { createHash } from 'node:crypto'
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import type { Migration } from 'kysely/migration'
import { describe, expect, it } from 'vitest'
import { migrations } from '../../../admin/server/database/migrations.ts'

/** What each migration sent to PostgreSQL when it landed. A new migration adds a line; no line is ever changed. */
const landed = {
  '0001-people-and-reports': '80addf5be2bbb401',
  '0002-console': '7ebcc987b7a00c09',
  '0003-room-for-updates': '00cfbaf4a5ac405e',
  '0004-no-index-by-address': '269e35b86e094fee',
  '0005-search': '1bfb1406da69d61e',
  '0006-returning': 'e178d0f8b68bad68',
  '0007-readiness': '110911e117df8d93',
  '0008-object-ids': 'd2e6cfa570e541d6',
  '0009-daily-counts': '890e36407575bdcf',
  '0011-names': 'cf6ceb4bccea52f1',
  '0012-import-work': 'fdf539c1e332572b',
  '0013-row-security': '1a283d9a7f0086f6',
  '0014-named-sessions': '1a13f15ad174056b',
  '0015-live-source': 'da51099dbeacafb6',
  '0016-site-addresses': '7332216fd130ce34',
  '0017-found-on-computers': '2118ea4c16bcb7d2',
  '0018-names-and-order': 'e6b123ac8e17e6a2',
  '0019-old-sites': 'b544a6698857f5c0',
}

/** The digest of a migration's statements. Line breaks and indents say nothing to PostgreSQL. */
async function digestOf(migration: Migration): Promise<string> {
  const statements: string[] = []
  const db = new Kysely<unknown>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (each) => new PostgresIntrospector(each),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    log({ query }) {
      statements.push(query.sql.replaceAll(/\s+/g, ' '), JSON.stringify(query.parameters))
    },
  })
  await migration.up(db)
  return createHash('sha256').update(statements.join('\n')).digest('hex').slice(0, 16)
}

describe('the migrations', () => {
  it('send what they sent when they landed, in the same order', async () => {
    const digests: [string, string][] = []
    for (const [name, migration] of Object.entries(migrations))
      digests.push([name, await digestOf(migration)])
    expect(digests).toEqual(Object.entries(landed))
  })

  it('are named so that their names ascend, as a name before one that has run is never run', () => {
    const names = Object.keys(migrations)
    expect(names).toEqual(names.toSorted())
    const numbers = names.map((name) => Number(/^(\d{4})-[a-z-]+$/.exec(name)?.[1]))
    expect(new Set(numbers).size).toBe(names.length)
    expect(numbers.every((number) => number > 0)).toBe(true)
  })
})
