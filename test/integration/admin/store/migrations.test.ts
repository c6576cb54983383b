import { Kysely, PostgresDialect } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../../admin/server/postgres/embedded.ts'
import { migrations } from '../../../../admin/server/database/migrations.ts'
import { readFound } from '../../../../admin/server/progress/read-found.ts'
import { readProgress } from '../../../../admin/server/progress/read-progress.ts'
import { readSettings } from '../../../../admin/server/settings/settings.ts'
import { openStore } from '../../../../admin/server/store.ts'
import { contoso, fabrikam } from '../../../unit/shared/cast.ts'
import { createDataFolder, type DataFolder } from '../data-folder.ts'
import { reportOf } from '../../../unit/admin/report.ts'

let dataFolder: DataFolder
let postgres: EmbeddedPostgres

beforeAll(async () => {
  dataFolder = await createDataFolder()
  postgres = await startEmbeddedPostgres(dataFolder.folder)
})
afterAll(async () => {
  await postgres.stop()
  await dataFolder.remove()
})

/** A database as version `upTo` of the endpoint left it, with two people and a report of one. */
async function databaseOf(upTo: number, name = `version_${upTo}`): Promise<string> {
  const first = new pg.Client({ connectionString: postgres.url })
  await first.connect()
  await first.query(`create database ${name}`)
  await first.end()
  const url = postgres.url.replace(/\/postgres$/, `/${name}`)
  const pool = new pg.Pool({ connectionString: url })
  const db = new Kysely<never>({ dialect: new PostgresDialect({ pool }) })
  const old = Object.fromEntries(Object.entries(migrations).slice(0, upTo))
  const { error } = await new Migrator({ db, provider: { getMigrations: async () => old } }).migrateToLatest()
  if (error !== undefined) throw error instanceof Error ? error : new Error('it did not migrate')
  if (upTo > 0) {
    await pool.query(
      `insert into people (target_tenant_id, target_key, target_upn, source_tenant_id, source_key, source_upn, move_state, wave)
        values ($1, 'amy@fabrikam.com', 'Amy@fabrikam.com', $2, 'amy@contoso.com', 'amy@contoso.com', 'Success', 'Wave 1'),
          ($1, 'bob@fabrikam.com', 'bob@fabrikam.com', $2, 'bob@contoso.com', 'bob@contoso.com', 'Failed', null)`,
      [fabrikam, contoso],
    )
    const report = reportOf({
      id: 'cccccccc-0000-4000-8000-000000000001',
      steps: [{ id: 'workplace', outcome: 'attention', informs: true }],
      findings: [
        {
          code: 'workplace.account-of-source',
          step: 'workplace',
          outcome: 'attention',
          owner: 'user',
          counts: { found: 2 },
        },
      ],
    })
    await pool.query(
      `insert into reports (target_tenant_id, id, person_tenant_id, person_oid, target_key, sequence, device_id, verdict,
        receipt, content_hash, content) values ($1, $2, $1, $3, 'amy@fabrikam.com', 1, $4, 'done', 'R-1', 'x', $5)`,
      [fabrikam, report.id, 'aaaaaaaa-0000-4000-8000-000000000001', report.deviceId, JSON.stringify(report)],
    )
  }
  await db.destroy()
  return url
}

describe('migrations', () => {
  const versions = Object.keys(migrations).map((name, place) => [place + 1, name] as const)

  it.each(versions)(
    'bring a database of version %i (%s) to today with all that was in it',
    async (version) => {
      const store = await openStore(await databaseOf(version), fabrikam)
      try {
        expect(await store.findPlan({ tenantId: fabrikam, oid: '', upn: 'amy@fabrikam.com' })).toMatchObject({
          moveState: 'Success',
          wave: 'Wave 1',
        })
        expect(await store.countReports()).toBe(1)
        // Who has kept everything until now goes on doing so.
        const isFromBefore = version < Object.keys(migrations).indexOf('0009-daily-counts') + 1
        expect((await readSettings(store.database)).retentionDays).toBe(isFromBefore ? null : 400)
        if (version > 1) return
        const progress = await readProgress(store.database)
        expect(progress.overall).toMatchObject({ people: 2, done: 1, stuck: 1 })
        expect(progress.blockers).toMatchObject([{ code: 'plan.move-failed', people: 1 }])
        expect((await readFound(store.database)).after).toMatchObject({
          people: 1,
          found: [{ code: 'workplace.account-of-source', people: 1, held: 0, found: 2 }],
        })
        expect(await store.findPlan({ tenantId: fabrikam, oid: '', upn: 'amy@fabrikam.com' })).toMatchObject({
          phase: 'watch',
        })
      } finally {
        await store.close()
      }
    },
  )

  it('change nothing the second time', async () => {
    const url = await databaseOf(0)
    for (let time = 0; time < 2; time += 1) await (await openStore(url, fabrikam)).close()
  })

  it('let every key begin with the target tenant, so that the tables can be distributed', async () => {
    const store = await openStore(await databaseOf(0, 'keys'), fabrikam)
    const { rows } = await store.database.pool.query<{ table: string; column: string }>(
      `select i.indrelid::regclass::text as table, a.attname as column from pg_index i
        join pg_class c on c.oid = i.indrelid and c.relnamespace = 'public'::regnamespace
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indisunique and c.relname not like 'kysely%' and i.indrelid <> 'runtime_accounts'::regclass`,
    )
    await store.close()
    expect(new Set(rows.map(({ table }) => table)).size).toBeGreaterThan(15)
    expect(rows.filter(({ column }) => column !== 'target_tenant_id')).toEqual([])
  })
})
