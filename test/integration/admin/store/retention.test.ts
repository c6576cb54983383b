import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine } from '../../../../admin/server/database/audit.ts'
import { deleteOld, forgetPerson } from '../../../../admin/server/people/retention.ts'
import { acceptSignal } from '../../../../admin/server/reports/signals.ts'
import { toUpnHash } from '../../../../admin/server/imports/stage-import.ts'
import { fabrikam } from '../../../unit/shared/cast.ts'
import { countsAreTrue, startConsoleWorld, type ConsoleWorld } from '../console-world.ts'
import { reportOf } from '../../../unit/admin/report.ts'
import { signalOf } from '../signal.ts'

let world: ConsoleWorld

beforeAll(async () => {
  world = await startConsoleWorld(['amy', 'bob'])
})
afterAll(() => world.stop())

/** The tables in which a row holds this text anywhere. */
async function tablesWith(text: string): Promise<string[]> {
  const tables = await world.query(
    `select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  )
  const found: string[] = []
  for (const name of tables.map((table) => String(table['name']))) {
    const rows = await world.query(`select 1 from "${name}" t where position($1 in t::text) > 0 limit 1`, [
      text,
    ])
    if (rows.length > 0) found.push(name)
  }
  return found
}

/** No one could sign in on a computer of the person with this old address. */
async function say(address: string): Promise<void> {
  const { kind } = await acceptSignal(
    world.store.database,
    randomUUID(),
    signalOf({ upnHash: toUpnHash(fabrikam, address), codes: ['identity.access-blocked'] }),
  )
  expect(kind).toBe('accepted')
}

describe('forgetPerson', () => {
  it('leaves nothing of a person but an id in the trail, and everything of the others', async () => {
    await world.report('amy', reportOf())
    await world.report('bob', reportOf({ deviceId: 'dddddddd-0000-4000-8000-000000000002' }))
    const id = await world.idOf('amy')
    const hash = toUpnHash(fabrikam, 'amy@contoso.com')
    await say('amy@contoso.com')
    await say('amy@contoso.com')
    await world.query(
      `update signals set person_id = null where id in (select id from signals where person_id = $1 limit 1)`,
      [id],
    )
    await world.post(`/v1/people/${id}/notes`, { text: 'called on Monday' })
    expect(await tablesWith(id)).toEqual(expect.arrayContaining(['devices', 'notes', 'people', 'reports']))

    expect(await forgetPerson(world.store.database, commandLine, 'AMY@contoso.com')).toBe(true)
    expect(await tablesWith('amy@')).toEqual([])
    expect(await tablesWith('called on Monday')).toEqual([])
    expect(await tablesWith(hash)).toEqual([])
    // The event that consoles get keeps the id for a day.
    expect(await tablesWith(id)).toEqual(['audit', 'events'])
    expect(await world.store.countReports()).toBe(1)
    expect(await countsAreTrue(world)).toBe(true)
    expect(await forgetPerson(world.store.database, commandLine, 'amy@contoso.com')).toBe(false)
  })
})

describe('deleteOld', () => {
  it('deletes the counts of a day long gone, a few thousand at a time', async () => {
    const { database } = world.store
    await world.query('delete from signal_days')
    await world.query(
      `insert into signal_days (target_tenant_id, day, kind, subject, signals)
        select $1, current_date - gone, 'device', gen_random_uuid(), 1
          from (values (0, 3), (7, 3), (9, 5001)) as days(gone, computers), generate_series(1, computers)`,
      [fabrikam],
    )
    const gone: (number | null)[] = []
    const pool = Object.assign(Object.create(database.pool) as typeof database.pool, {
      async query(text: string, values: unknown[]) {
        const answer = await database.pool.query(text, values)
        if (text.startsWith('delete from "signal_days"')) gone.push(answer.rowCount)
        return answer
      },
    })
    await deleteOld({ ...database, pool })
    expect(gone).toEqual([5000, 1])
    expect(
      await world.query(
        `select current_date - day as gone, count(*)::int as computers from signal_days group by 1 order by 1`,
      ),
    ).toEqual([
      { gone: 0, computers: 3 },
      { gone: 7, computers: 3 },
    ])
    await world.query('delete from signal_days')
  })

  it('deletes reports that are older than the settings keep, save the newest of a computer', async () => {
    const [first, second] = [reportOf({ sequence: 1 }), reportOf({ sequence: 2 })]
    await world.report('bob', first)
    await world.report('bob', second)
    await world.query(`update reports set received_at = now() - interval '40 days'`)
    const kept = async () =>
      (await world.query('select id from reports where id = any($1)', [[first.id, second.id]])).map(
        (row) => row['id'],
      )
    await deleteOld(world.store.database)
    expect(await kept()).toHaveLength(2)

    const { status } = await world.ask('/v1/settings', {
      method: 'PUT',
      token: world.tokens.admin,
      body: { retentionDays: 30, licencesExpireOn: null, sourceHostUrl: null, targetHostUrl: null },
    })
    expect(status).toBe(200)
    await deleteOld(world.store.database)
    expect(await kept()).toEqual([second.id])
  })

  it('lets go of what somebody said without a sign-in with the signal that said it', async () => {
    const id = await world.idOf('bob')
    await say('bob@contoso.com')
    expect(await world.get(`/v1/people/${id}`)).toMatchObject({
      devicesUnverified: [{ codes: ['identity.access-blocked'] }],
    })
    await world.query(`update signals set received_at = now() - interval '40 days'`)
    await world.query(`update people set signal_at = now() - interval '40 days' where signal_at is not null`)
    await deleteOld(world.store.database)
    expect(await world.get(`/v1/people/${id}`)).toMatchObject({ unverified: null, devicesUnverified: [] })
    expect(await world.query('select 1 from signals')).toEqual([])
    expect(await countsAreTrue(world)).toBe(true)
  })
})
