import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findPlan } from '../../../admin/server/people/find-plan.ts'
import { readPerson } from '../../../admin/server/people/read-person.ts'
import { createGraphReader } from '../../../admin/server/live/graph-reader.ts'
import { openLiveStore, type Leadership } from '../../../admin/server/live/live-store.ts'
import { readSource } from '../../../admin/server/progress/read-source.ts'
import { NotLeader, pollOnce } from '../../../admin/server/live/poll.ts'
import { createMigrationJobs, type MigrationJobs, type WrittenJob } from '../../world/graph/migration-jobs.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { startStore, type TestStore } from './with-store.ts'

const graphOrigin = 'https://graph.microsoft.com'
const ours = { sourceTenantId: contoso, targetTenantId: fabrikam }
const amyOid = 'aaaaaaaa-0000-4000-8000-000000000001'
const amy = { tenantId: fabrikam, oid: amyOid, upn: 'amy@fabrikam.com' }
const otherOid = 'aaaaaaaa-0000-4000-8000-000000000002'

describe('the live source in the database', () => {
  let world: TestStore
  let service: MigrationJobs
  let one: Leadership
  beforeAll(async () => {
    world = await startStore()
    await world.store.importMap([
      { sourceTenantId: contoso, sourceUpn: 'amy@contoso.com', targetUpn: amy.upn, targetOid: amyOid },
      { sourceTenantId: contoso, sourceUpn: 'bob@contoso.com', targetUpn: 'bob@fabrikam.com' },
    ])
  })
  afterAll(() => world.stop())
  beforeEach(async () => {
    service = createMigrationJobs(graphOrigin)
    await world.store.database.pool.query(
      `delete from live_people; delete from live_tasks; delete from live_jobs; delete from live_source;
        update people set move_state = 'Unknown', direction = 'forward'`,
    )
    one = openLiveStore(world.store.database, ours)
    expect(await one.lead()).toBe(true)
  })

  const jobOf = (status: string, oneDrive: string, at: string, oid = amyOid): WrittenJob => ({
    id: 'wave-3',
    jobType: 'migrate',
    status,
    sourceTenantId: contoso,
    targetTenantId: fabrikam,
    createdDateTime: '2026-11-01T00:00:00Z',
    lastUpdatedDateTime: at,
    users: [
      {
        id: oid,
        currentStatus: [
          { service: 'ODSP', status: oneDrive },
          { service: 'Exchange', status: 'completed' },
        ],
      },
    ],
  })
  const poll = (store = one) =>
    pollOnce(
      createGraphReader({
        ask: async (url, asking) => service.answer(url, asking?.method),
        getToken: async () => 'token',
        resource: graphOrigin,
        version: 'v1.0',
      }),
      store,
      ours,
      100,
    )
  const planOf = async (caller = amy, staleMs?: number) => {
    const found = await findPlan(world.store.database, caller, staleMs)
    if (found.kind !== 'plan') throw new Error(found.kind)
    return found.plan
  }
  /** Row versions: a row that was written has another one. */
  const versions = async () =>
    (
      await world.store.database.pool.query<{ kind: string; xmin: string }>(
        `select 'task' as kind, xmin::text from live_tasks union all select 'person', xmin::text from live_people
          union all select 'row', xmin::text from people order by 1, 2`,
      )
    ).rows

  it('keeps the gate shut until the OneDrive arrived, says what moved already, and counts the change', async () => {
    service.set([jobOf('cuttingOver', 'inProgress', '2026-11-28T02:00:00Z')])
    await poll()
    expect(await planOf()).toMatchObject({
      moveState: 'InProgress',
      live: { isStale: false, mailbox: 'done', oneDrive: 'moving', teams: null },
    })
    service.set([jobOf('cuttingOver', 'completed', '2026-11-28T02:10:00Z')])
    await poll()
    expect(await planOf()).toMatchObject({ moveState: 'Success', live: { oneDrive: 'done' } })
    const { rows } = await world.store.database.pool.query<{ counted: number; there: number }>(
      `select (select sum(people)::int from progress_counts where kind = 'person' and state = 'not-due') as counted,
        (select count(*)::int from people where state = 'not-due') as there`,
    )
    expect(rows[0]?.there).toBe(1)
    expect(rows[0]?.counted).toBe(1)
  })

  it('is shown with its age, each workload, and the errors of those who failed', async () => {
    const shown = async (staleMs: number | null = 60_000) =>
      (await readSource(world.store.database, staleMs)).source
    expect(await shown(null)).toBeNull()
    expect(await shown()).toMatchObject({ listedAt: null, isStale: true, people: 0, trouble: null })
    const [user] = jobOf('cuttingOver', 'failed', '2026-11-28T02:00:00Z').users
    const errors = [{ code: 'MnASiteMoveTargetUrlHasWriteConflict', message: 'amy@contoso.com' }]
    const failed = { id: amyOid, currentStatus: [{ service: 'ODSP', status: 'failed', errors }] }
    const stranger = { ...failed, id: otherOid, currentStatus: user?.currentStatus ?? [] }
    service.set([{ ...jobOf('cuttingOver', 'failed', '2026-11-28T02:00:00Z'), users: [failed, stranger] }])
    await poll()
    const none = { waiting: 0, moving: 0, done: 0, failed: 0, unknown: 0 }
    expect(await shown()).toMatchObject({
      isStale: false,
      jobs: { running: 1, over: 0 },
      people: 2,
      notInMap: 1,
      workloads: [
        { workload: 'mailbox', counts: { ...none, done: 1 } },
        { workload: 'oneDrive', counts: { ...none, failed: 2 } },
        { workload: 'teams', counts: none },
        { workload: 'meetings', counts: none },
      ],
      errors: [{ code: 'MnASiteMoveTargetUrlHasWriteConflict', meaning: 'target-exists', people: 1 }],
      contradictions: 0,
    })
    await one.keepTrouble('live.throttled')
    expect(await shown()).toMatchObject({ trouble: { code: 'live.throttled' } })
    await world.store.database.pool.query(`update live_source set listed_at = now() - interval '2 minutes'`)
    expect(await shown()).toMatchObject({ isStale: true })
  })

  it('is shown of a person with what contradicts the end of the move, and not on the way back', async () => {
    const { database } = world.store
    const [{ person_id: id } = { person_id: '' }] = (
      await database.pool.query<{ person_id: string }>(
        `select person_id from people where target_oid = '${amyOid}'`,
      )
    ).rows
    const live = async () => (await readPerson(database, id, 60_000))?.live
    expect(await live()).toBeNull()
    service.set([jobOf('cuttingOver', 'completed', '2026-11-28T02:00:00Z')])
    await poll()
    service.set([jobOf('cuttingOver', 'failed', '2026-11-28T02:10:00Z')])
    await poll()
    expect(await live()).toMatchObject({ isStale: false, contradiction: 'Failed', errors: [] })
    expect(await readPerson(database, id)).toMatchObject({ moveState: 'Success', live: null })
    await database.pool.query(`update people set direction = 'return'`)
    expect(await live()).toBeNull()
  })

  it('takes no Success back: neither for a retry nor for a job that vanished', async () => {
    service.set([jobOf('completedWithErrors', 'completed', '2026-11-28T02:00:00Z')])
    await poll()
    service.set([jobOf('inProgress', 'notStarted', '2026-11-28T03:00:00Z')])
    await poll()
    expect((await planOf()).moveState).toBe('Success')
    const { rows } = await world.store.database.pool.query('select state, contradiction from live_people')
    expect(rows).toEqual([{ state: 'Success', contradiction: 'Scheduled' }])
    service.set([])
    await poll()
    expect((await planOf()).moveState).toBe('Success')
  })

  it('believes no word that was read while the job was only checked', async () => {
    const moveOf = (status: string, oneDrive: string, at: string) => ({
      ...jobOf(status, oneDrive, at),
      id: 'move',
    })
    const failedOf = (at: string) => ({ ...jobOf('failed', 'notStarted', at), id: 'failed' })
    service.set([
      moveOf('validatePassed', 'completed', '2026-11-28T02:00:00Z'),
      failedOf('2026-11-28T02:00:00Z'),
    ])
    await poll()
    // The other job of the person is read first, and the reading of this one fails.
    await world.store.database.pool.query(
      `update live_jobs set read_at = read_at - interval '1 hour' where job_id = 'failed'`,
    )
    service.set([
      moveOf('inProgress', 'notStarted', '2026-11-28T03:00:00Z'),
      failedOf('2026-11-28T03:00:00Z'),
    ])
    const answer = service.answer.bind(service)
    service.answer = (url, method) =>
      url.pathname.includes('/move/') ? { status: 503, headers: {}, text: '' } : answer(url, method)
    await poll().catch(() => undefined)
    const { rows } = await world.store.database.pool.query(
      `select read_as from live_jobs where job_id = 'failed' and read_as like '%03:00%'`,
    )
    expect(rows).toHaveLength(1)
    expect((await planOf()).moveState).not.toBe('Success')
  })

  it('writes no row of a person or task that did not change', async () => {
    service.set([jobOf('inProgress', 'synced', '2026-11-28T02:00:00Z')])
    await poll()
    const before = await versions()
    service.set([jobOf('inProgress', 'synced', '2026-11-28T02:05:00Z')])
    await poll()
    expect(await versions()).toEqual(before)
  })

  it('what is too old is said and shut, and a finished move stays finished', async () => {
    service.set([jobOf('inProgress', 'synced', '2026-11-28T02:00:00Z')])
    await poll()
    await world.store.database.pool.query(`update live_jobs set read_at = now() - interval '61 minutes'`)
    expect(await planOf()).toMatchObject({ moveState: 'Unknown', live: { isStale: true } })
    await world.store.database.pool.query(`update people set move_state = 'Success' where target_key = $1`, [
      amy.upn,
    ])
    expect(await planOf()).toMatchObject({ moveState: 'Success', live: { isStale: true } })
  })

  it('finds somebody whose object id became known after the reading', async () => {
    service.set([jobOf('completed', 'completed', '2026-11-28T02:00:00Z', otherOid)])
    await poll()
    const bob = { tenantId: fabrikam, oid: otherOid, upn: 'bob@fabrikam.com' }
    expect((await planOf(bob)).moveState).toBe('Unknown')
    await poll()
    expect((await planOf(bob)).moveState).toBe('Success')
  })

  it('says nothing of somebody on the way back', async () => {
    await world.store.database.pool.query(`update people set direction = 'return' where target_key = $1`, [
      amy.upn,
    ])
    service.set([jobOf('completed', 'completed', '2026-11-28T02:00:00Z')])
    await poll()
    const plan = await planOf()
    expect(plan.moveState).toBe('Unknown')
    expect(plan.live).toBeUndefined()
  })

  it('has one leader, and another one once its lease is over; the old one writes nothing then', async () => {
    const two = openLiveStore(world.store.database, ours)
    expect(await two.lead()).toBe(false)
    expect(await one.lead()).toBe(true)
    // As a replica that died: its lease runs out.
    await world.store.database.pool.query('update live_source set leader_until = clock_timestamp()')
    expect(await two.lead()).toBe(true)
    service.set([jobOf('completed', 'completed', '2026-11-28T02:00:00Z')])
    await expect(poll(one)).rejects.toBeInstanceOf(NotLeader)
    expect((await planOf()).moveState).toBe('Unknown')
    await poll(two)
    expect((await planOf()).moveState).toBe('Success')
    await two.letGo()
    expect(await one.lead()).toBe(true)
  })
})
