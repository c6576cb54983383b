import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queryRows, sql } from '../../../../admin/server/database/statement.ts'
import { standingsOfDevices } from '../../../../admin/server/people/person-state.ts'
import { contoso, fabrikam } from '../../../unit/shared/cast.ts'
import { startStore, type TestStore } from '../with-store.ts'

let admin: TestStore
beforeAll(async () => {
  admin = await startStore()
})
afterAll(() => admin.stop())

type Device = readonly [state: string, direction?: string, counts?: boolean]

/** One person with these computers, seen one after the other; what PostgreSQL makes of them. */
async function standingOf(direction: string, devices: readonly Device[]): Promise<string> {
  const { pool } = admin.store.database
  const { rows: made } = await pool.query<{ id: string }>(
    `insert into people (target_tenant_id, target_key, target_upn, source_tenant_id, source_key, source_upn, direction)
      values ($1, gen_random_uuid()::text, 'a', $2, gen_random_uuid()::text, 'b', $3) returning person_id as id`,
    [fabrikam, contoso, direction],
  )
  const id = made[0]?.id
  for (const [place, [state, way = direction, counts = true]] of devices.entries())
    await pool.query(
      `insert into devices (target_tenant_id, person_id, direction, device_id, sequence, state, blocker, owner, report_id,
        seen_at, counts) values ($1, $2, $3, gen_random_uuid(), 1, $4, $5, 'admin', gen_random_uuid(),
        '2026-11-20'::timestamptz + make_interval(mins => $6), $7)`,
      [fabrikam, id, way, state, `${state}.${place}`, place, counts],
    )
  type Standing = { reported: string; devices: number; blocker: string | null }
  const [standing] = await queryRows(
    pool,
    sql<Standing>`${standingsOfDevices(fabrikam, sql`d.person_id = ${id}`)}`,
  )
  return standing === undefined
    ? 'nothing'
    : `${standing.reported} ${standing.devices} ${standing.blocker ?? '-'}`
}

describe('the computers of a person', () => {
  const forward: readonly (readonly [readonly Device[], string])[] = [
    [[], 'nothing'],
    [[['looked']], 'none 1 -'],
    [[['done']], 'done 1 -'],
    [[['done'], ['looked']], 'done 2 -'],
    [[['done'], ['started']], 'started 2 started.1'],
    [[['started'], ['started']], 'started 2 started.1'],
    [[['stuck'], ['started'], ['done']], 'stuck 3 stuck.0'],
    [[['done', 'return']], 'nothing'],
    [[['stuck', 'forward', false]], 'nothing'],
    [[['stuck', 'forward', false], ['done']], 'done 1 -'],
  ]
  it.each(forward)('%j make one answer: %s', async (devices, standing) => {
    expect(await standingOf('forward', devices)).toBe(standing)
  })

  it('of the way back count on the way back', async () => {
    expect(await standingOf('return', [['stuck', 'forward'], ['done']])).toBe('done 1 -')
  })
})

describe('the state of a person', () => {
  const reported = ['none', 'started', 'stuck', 'done']
  const rows: readonly (readonly [move: string, direction: string, states: readonly string[]])[] = [
    ['Success', 'forward', ['never-seen', 'started x user', 'stuck x user', 'done']],
    ['Success', 'return', ['never-seen', 'started x user', 'stuck x user', 'returned']],
    ...['Unknown', 'NotStarted', 'ReadyToStart', 'InProgress'].flatMap((move) =>
      ['forward', 'return'].map((direction) => [move, direction, Array<string>(4).fill('not-due')] as const),
    ),
    ...['forward', 'return'].map(
      (direction) => ['Failed', direction, Array<string>(4).fill('stuck plan.move-failed admin')] as const,
    ),
  ]
  it.each(rows)(
    'after a move that is %s, %s, follows from what was reported',
    async (move, direction, states) => {
      const { pool } = admin.store.database
      const found: string[] = []
      for (const each of reported) {
        const { rows: made } = await pool.query<{ text: string }>(
          `insert into people (target_tenant_id, target_key, target_upn, source_tenant_id, source_key, source_upn, direction,
            move_state, reported, reported_blocker, reported_owner)
          values ($1, gen_random_uuid()::text, 'a', $2, gen_random_uuid()::text, 'b', $3, $4, $5, 'x', 'user')
          returning concat_ws(' ', state, blocker, owner) as text`,
          [fabrikam, contoso, direction, move, each],
        )
        found.push(made[0]?.text ?? '')
      }
      expect(found).toEqual(states)
    },
  )
})
