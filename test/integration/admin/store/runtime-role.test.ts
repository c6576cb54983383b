import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine } from '../../../../admin/server/database/audit.ts'
import { deleteOld, forgetPerson } from '../../../../admin/server/people/retention.ts'
import { makeRuntimeRole, runtimeUser } from '../../../../admin/server/database/runtime-role.ts'
import { writeSettings } from '../../../../admin/server/settings/settings.ts'
import { acceptSignal } from '../../../../admin/server/reports/signals.ts'
import { openStore, type Store } from '../../../../admin/server/store.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../../admin/server/postgres/embedded.ts'
import { contoso, fabrikam } from '../../../unit/shared/cast.ts'
import { oidOf } from '../console-world.ts'
import { createDataFolder, type DataFolder } from '../data-folder.ts'
import { reportOf } from '../../../unit/admin/report.ts'
import { signalOf } from '../signal.ts'

let dataFolder: DataFolder
let postgres: EmbeddedPostgres
let store: Store
let runtime: pg.Client

beforeAll(async () => {
  dataFolder = await createDataFolder()
  postgres = await startEmbeddedPostgres(dataFolder.folder)
  await makeRuntimeRole(postgres.url, 'first')
  // A second start, and two at once.
  await Promise.all(['secret', 'secret'].map((password) => makeRuntimeRole(postgres.url, password)))
  const url = new URL(postgres.url)
  url.username = runtimeUser
  url.password = 'secret'
  store = await openStore(url.href, fabrikam, { ownerUrl: postgres.url })
  runtime = new pg.Client({ connectionString: url.href })
  await runtime.connect()
}, 240_000)
afterAll(async () => {
  await runtime.end()
  await store.close()
  await postgres.stop()
  await dataFolder.remove()
})

describe('the account that the endpoint works with', () => {
  it('does what the endpoint needs: imports, plans, reports, signals, settings, retention, deletion', async () => {
    await store.importMap(
      ['amy', 'bob'].map((name) => ({
        sourceTenantId: contoso,
        sourceUpn: `${name}@contoso.com`,
        targetUpn: `${name}@fabrikam.com`,
      })),
    )
    await store.importStates([{ sourceUpn: 'amy@contoso.com', moveState: 'Success' }])
    await store.importWaves([{ upn: 'amy@contoso.com', wave: 'Wave 1', cutoverOn: null }])
    const amy = { tenantId: fabrikam, oid: oidOf(1), upn: 'amy@fabrikam.com' }
    expect(await store.findPlan(amy)).toMatchObject({ moveState: 'Success' })
    expect(await store.acceptReport(amy, reportOf())).toMatchObject({ kind: 'accepted' })
    expect(await store.canWrite()).toBe('ready')
    const keyId = '99999999-0000-4000-8000-000000000001'
    expect(await acceptSignal(store.database, keyId, signalOf())).toMatchObject({ kind: 'accepted' })
    await writeSettings(store.database, commandLine, {
      retentionDays: 30,
      licencesExpireOn: null,
      sourceHostUrl: null,
      targetHostUrl: null,
    })
    await deleteOld(store.database)
    expect(await forgetPerson(store.database, commandLine, 'bob@contoso.com')).toBe(true)
  })

  it('owns nothing and has no right beyond that', async () => {
    const { rows } = await runtime.query<object>(
      `select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls,
        (select count(*)::int from pg_class where relowner = r.oid) as owned from pg_roles r where rolname = current_user`,
    )
    expect(rows).toEqual([
      {
        rolsuper: false,
        rolcreatedb: false,
        rolcreaterole: false,
        rolreplication: false,
        rolbypassrls: false,
        owned: 0,
      },
    ])
  })

  it.each([
    ['change the trail', `update audit set action = 'x'`],
    ['delete from the trail', 'delete from audit'],
    ['empty the trail', 'truncate audit'],
    ['switch the trail’s trigger off', 'alter table audit disable trigger audit_append_only'],
    ['take the trigger away', 'drop trigger audit_append_only on audit'],
    [
      'change what the trigger does',
      `create or replace function audit_is_append_only() returns trigger language plpgsql as $$ begin return null; end $$`,
    ],
    ['act as a replica, for which no trigger fires', `set session_replication_role = replica`],
    ['put another trail in its place', 'alter table audit rename to audit_old'],
    ['change a table', 'alter table people drop column target_oid'],
    ['make a table', 'create table public.mine (a int)'],
    ['change what has been migrated', `delete from kysely_migration`],
    ['read a file of the server', `select pg_read_file('/etc/passwd')`],
    ['run a program', `copy people to program 'true'`],
    ['become the owner', 'set role landfall'],
  ])('cannot %s', async (_what, statement) => {
    await expect(runtime.query(statement)).rejects.toMatchObject({ code: '42501' })
    expect((await runtime.query('select 1 from audit')).rowCount).toBeGreaterThan(0)
  })

  it('lets no statement run for ever', async () => {
    const { rows } = await store.database.pool.query<object>(
      `select current_setting('statement_timeout') as timeout, current_setting('synchronous_commit') as durable`,
    )
    expect(rows).toEqual([{ timeout: '1min', durable: 'on' }])
  })

  it('has no more than it should, and an account that could change the trail is told', async () => {
    expect(store.database.isAccountTooStrong).toBe(false)
    const owner = new pg.Client({ connectionString: postgres.url })
    await owner.connect()
    const openAs = async (name: string, right: string, then = 'select 1'): Promise<boolean> => {
      await owner.query(`create role ${name} login password 'secret' ${right}; ${then}`)
      const url = new URL(postgres.url)
      url.username = name
      url.password = 'secret'
      const opened = await openStore(url.href, fabrikam, { ownerUrl: postgres.url })
      await opened.close()
      return opened.database.isAccountTooStrong
    }
    expect(await openAs('plain', '')).toBe(false)
    expect(await openAs('chief', 'superuser')).toBe(true)
    expect(await openAs('maker', 'createrole')).toBe(true)
    expect(await openAs('member', 'in role landfall')).toBe(true)
    // What it was before a role was set for it, and what it can become.
    expect(await openAs('chief_as_plain', 'superuser', 'alter role chief_as_plain set role plain')).toBe(true)
    await owner.query('create role passes_by bypassrls')
    expect(await openAs('can_pass_by', 'noinherit in role passes_by')).toBe(true)
    await owner.query('create role writes_accounts; grant insert on runtime_accounts to writes_accounts')
    expect(await openAs('can_write_accounts', 'noinherit in role writes_accounts')).toBe(true)
    await owner.end()
  })

  it('is another one than the owner: with one for both nothing is granted and nothing taken', async () => {
    const rightsOf = async () =>
      (
        await runtime.query<object>(
          `select relname, relacl::text from pg_class where relname ~ '^(audit|kysely)' order by 1`,
        )
      ).rows
    const before = await rightsOf()
    await expect(openStore(postgres.url, fabrikam, { ownerUrl: postgres.url })).rejects.toMatchObject({
      code: 'database.same-account',
    })
    expect(await rightsOf()).toEqual(before)
  })
})
