import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { createGraphReader, type GraphReader } from '../../../../admin/server/live/graph-reader.ts'
import {
  findJobsToRead,
  fingerprintOf,
  isOver,
  statusIn,
} from '../../../../admin/server/live/jobs-to-read.ts'
import { readJobPage, readTaskPage, type MigrationJob } from '../../../../admin/server/live/migration-job.ts'
import { believe, hearJobs, type Belief } from '../../../../admin/server/live/hear-jobs.ts'
import { NotLeader, pollOnce, type LiveStore } from '../../../../admin/server/live/poll.ts'
import { isOurMove } from '../../../../admin/server/live/judge-one-drive.ts'
import {
  createMigrationJobs,
  type MigrationJobs,
  type WrittenJob,
  type WrittenTask,
} from '../../../world/graph/migration-jobs.ts'
import { adatum, contoso, fabrikam } from '../../shared/cast.ts'

const ours = { sourceTenantId: contoso, targetTenantId: fabrikam }
const graphOrigin = 'https://graph.microsoft.com'
const oidOf = (n: number): string => `aaaaaaaa-0000-4000-8000-${String(n).padStart(12, '0')}`
const taskOf = (n: number, status: string, service = 'ODSP'): WrittenTask => ({
  id: oidOf(n),
  currentStatus: [{ service, status }],
})
let clock = 0
const jobOf = (
  id: string,
  status: string,
  users: readonly WrittenTask[],
  rest: Partial<WrittenJob> = {},
): WrittenJob => ({
  id,
  jobType: 'migrate',
  status,
  sourceTenantId: contoso,
  targetTenantId: fabrikam,
  createdDateTime: '2026-11-01T00:00:00Z',
  lastUpdatedDateTime: new Date(Date.UTC(2026, 10, 1) + (clock += 1000)).toISOString(),
  users,
  ...rest,
})

/** Keeps what the real one keeps in its tables, and judges by the same functions. */
function createTables() {
  const jobs = new Map<string, MigrationJob>()
  const readings = new Map<string, { readAs: string; readAt: Date }>()
  const tasks = new Map<string, Map<string, string | null>>()
  const people = new Map<string, Belief>()
  let turn = 0
  const store: LiveStore = {
    readings: async () => new Map(readings),
    keepJobs: async (list) => {
      for (const job of list) jobs.set(job.id, job)
    },
    keepTasks: async (job, list) => {
      readings.set(job.id, { readAs: fingerprintOf(job), readAt: new Date((turn += 1)) })
      for (const { id, statuses } of list) {
        const ofPerson = tasks.get(id) ?? new Map<string, string | null>()
        tasks.set(id, ofPerson.set(job.id, statuses.oneDrive))
        const heard = hearJobs(
          [...ofPerson].flatMap(([jobId, oneDrive]) => {
            const known = jobs.get(jobId)
            return known !== undefined && isOurMove(known, ours)
              ? [{ jobStatus: known.status, oneDrive, createdAt: known.createdAt }]
              : []
          }),
        )
        const belief = believe(people.get(id) ?? null, heard)
        if (belief !== null) people.set(id, belief)
      }
    },
    catchUp: async () => {},
  }
  return { store, people, readings }
}

describe('reading Microsoft’s migration jobs', () => {
  let service: MigrationJobs
  let graph: GraphReader
  beforeEach(() => {
    service = createMigrationJobs(graphOrigin)
    graph = createGraphReader({
      ask: async (url, asking) => service.answer(url, asking?.method),
      getToken: async () => 'token',
      resource: graphOrigin,
      version: 'v1.0',
    })
  })
  const troubleOf = async (work: Promise<unknown>) =>
    work.then(
      () => null,
      ({ code, retryAfterMs }: { code: string; retryAfterMs: number }) => ({ code, retryAfterMs }),
    )

  it('follows every page of jobs and people by its opaque link, and writes nothing', async () => {
    const users = Array.from({ length: 45 }, (_, n) => taskOf(n, 'completed'))
    service.set(Array.from({ length: 41 }, (_, n) => jobOf(`job-${n}`, 'completed', n === 40 ? users : [])))
    expect((await graph.readJobs()).items).toHaveLength(41)
    expect((await graph.readTasks('job-40'))?.items.map(({ id }) => id)).toEqual(users.map(({ id }) => id))
    expect(service.record()).toMatchObject({ requests: 6, writes: 0 })
  })

  it.each([
    ['seconds', 429, '120', 120_000],
    ['nothing', 503, undefined, 30_000],
    ['a day', 429, '86400', 3_600_000],
    ['nonsense', 503, 'soon', 30_000],
  ])('a service that says later with %s is left alone for so long', async (_name, status, header, ms) => {
    service.fault(status, 1, header)
    expect(await troubleOf(graph.readJobs())).toEqual({ code: 'live.throttled', retryAfterMs: ms })
  })

  it.each([
    [401, 1, null],
    [401, 2, 'live.refused'],
    [403, 1, 'live.refused'],
    [404, 1, 'live.not-found'],
    [500, 1, 'live.unreachable'],
    [302, 1, 'live.unreachable'],
  ])('status %i, %i times, is told as %s', async (status, times, code) => {
    service.fault(status, times)
    expect((await troubleOf(graph.readJobs()))?.code ?? null).toBe(code)
  })

  it.each([
    ['another host', 'https://evil.example/v1.0/solutions/migrations/crossTenantMigrationJobs?$skiptoken=x'],
    ['another part of Graph', `${graphOrigin}/v1.0/users`],
    ['plain HTTP', 'http://graph.microsoft.com/v1.0/solutions/migrations/crossTenantMigrationJobs'],
    ['no address', 'next please'],
  ])('a link to %s gets no token', async (_name, next) => {
    const asked: string[] = []
    const reader = createGraphReader({
      ask: async (url) => {
        asked.push(url.href)
        return { status: 200, headers: {}, text: JSON.stringify({ value: [], '@odata.nextLink': next }) }
      },
      getToken: async () => 'token',
      resource: graphOrigin,
      version: 'v1.0',
    })
    expect((await troubleOf(reader.readJobs()))?.code).toBe('live.answer-unreadable')
    expect(asked).toEqual([`${graphOrigin}/v1.0/solutions/migrations/crossTenantMigrationJobs`])
  })

  it('reads words in any case and both spellings of cancelled, and keeps codes without messages', () => {
    expect(
      readTaskPage({
        value: [
          {
            id: oidOf(1).toUpperCase(),
            currentStatus: [
              {
                service: 'odsp',
                status: 'Canceled',
                errors: [
                  { code: 'CTM-102', message: 'amy@contoso.com' },
                  { code: 'amy@contoso.com is gone' },
                ],
              },
              { service: 'EXCHANGE', status: 'Completed', errors: null },
            ],
          },
        ],
      })?.items,
    ).toEqual([
      {
        id: oidOf(1),
        statuses: { mailbox: 'completed', oneDrive: 'cancelled', teams: null, meetings: null },
        codes: ['CTM-102'],
      },
    ])
  })

  it('believes neither of two OneDrive entries that differ', () => {
    const task = {
      id: oidOf(1),
      currentStatus: [
        { service: 'ODSP', status: 'completed' },
        { service: 'odsp', status: 'synced' },
      ],
    }
    const oneDrive = readTaskPage({ value: [task] })?.items[0]?.statuses.oneDrive ?? null
    expect(hearJobs([{ jobStatus: 'completed', oneDrive, createdAt: null }])?.state).toBe('Unknown')
  })

  it('counts entries that cannot be read, as unknown is not absent', () => {
    expect(readJobPage({ value: [{ id: 5 }, { id: 'a', status: 'Completed' }] })).toMatchObject({
      unreadable: 1,
      items: [{ id: 'a', kind: 'unknown', status: 'completed', sourceTenantId: null }],
    })
    expect(readJobPage('<html>')).toBeNull()
    expect(readJobPage({ value: 'none' })).toBeNull()
  })
})

describe('which jobs are read next', () => {
  it.each([
    ['completed', '2026-11-28T02:00:00Z', 'completed'],
    ['completed', null, 'completed'],
    // A word that no one knows stays one, and opens nothing by its beginning.
    ['completed in part', '2026-11-28T02:00:00Z', 'completed in part'],
    ['completed in part', null, 'completed in part'],
    ['completed', 'yesterday at two', 'completed yesterday at'],
  ])('a job that was read as “%s” at %s is judged as “%s”', (status, updatedAt, judged) => {
    expect(statusIn(fingerprintOf({ status, updatedAt }))).toBe(judged)
  })

  const parse = (job: WrittenJob): MigrationJob => {
    const read = readJobPage({ value: [job] })?.items[0]
    if (read === undefined) throw new Error('the job cannot be read')
    return read
  }
  it('changed ones first, then those that cut over, then the oldest reading; never a check, a stranger’s or a finished one', () => {
    const jobs = [
      jobOf('moving', 'inProgress', []),
      jobOf('moving-old', 'inProgress', []),
      jobOf('cutting', 'cuttingOver', []),
      jobOf('done', 'completed', []),
      jobOf('changed', 'completed', []),
      jobOf('check', 'validatePassed', [], { jobType: 'validate' }),
      jobOf('stranger', 'inProgress', [], { sourceTenantId: adatum }),
      jobOf('new-cutting', 'cuttingOver', []),
    ].map(parse)
    const readings = new Map(
      jobs
        .filter(({ id }) => !id.startsWith('new'))
        .map((job) => [
          job.id,
          {
            readAs: job.id === 'changed' ? 'inprogress before' : fingerprintOf(job),
            readAt: new Date(job.id === 'moving-old' ? 1 : 2),
          },
        ]),
    )
    expect(findJobsToRead(jobs, readings, ours).map(({ id }) => id)).toEqual([
      'new-cutting',
      'changed',
      'cutting',
      'moving-old',
      'moving',
    ])
  })

  it('a finished job without a time is read again, as no one would see that it is tried again', () => {
    expect(isOver({ status: 'completed', updatedAt: null })).toBe(false)
    expect(isOver({ status: 'completed', updatedAt: '2026-11-01T00:00:00Z' })).toBe(true)
  })
})

describe('following a move', () => {
  const events = fc.array(
    fc.oneof(
      fc.record({
        kind: fc.constant('task' as const),
        job: fc.nat(2),
        person: fc.nat(3),
        status: fc.constantFrom(
          'notStarted',
          'synced',
          'inProgress',
          'Completed',
          'completed',
          'failed',
          'forceComplete',
          'quantum',
        ),
      }),
      fc.record({
        kind: fc.constant('job' as const),
        job: fc.nat(2),
        status: fc.constantFrom(
          'validatePassed',
          'inProgress',
          'cuttingOver',
          'completed',
          'failed',
          'sideways',
        ),
      }),
      fc.record({ kind: fc.constant('vanish' as const), job: fc.nat(2) }),
      fc.record({
        kind: fc.constant('fault' as const),
        status: fc.constantFrom(401, 429, 500, 503),
        times: fc.integer({ min: 1, max: 4 }),
      }),
      fc.record({ kind: fc.constant('kill' as const), after: fc.nat(4) }),
      fc.record({ kind: fc.constant('poll' as const) }),
    ),
    { maxLength: 40 },
  )

  it('over any history no one is let in before their OneDrive arrived, and an arrival is known after two polls', async () => {
    await fc.assert(
      fc.asyncProperty(events, async (history) => {
        const service = createMigrationJobs(graphOrigin)
        const { store, people } = createTables()
        // The third job is only a check.
        const kinds = ['migrate', 'migrate', 'validate']
        const world = new Map<number, WrittenJob>()
        const everArrived = new Set<string>()
        const opens = (job: WrittenJob, task: WrittenTask): boolean =>
          job.jobType === 'migrate' &&
          /^(?:inProgress|cuttingOver|completed)$/.test(job.status) &&
          task.currentStatus.some(({ status }) => /^completed$/i.test(status))
        const arrivedNow = (): string[] =>
          [...world.values()].flatMap((job) =>
            job.users.filter((task) => opens(job, task)).map(({ id }) => id),
          )
        const change = (n: number, how: (job: WrittenJob) => Partial<WrittenJob>): void => {
          const job = world.get(n) ?? jobOf(`job-${n}`, 'inProgress', [], { jobType: kinds[n] ?? 'migrate' })
          world.set(n, jobOf(job.id, job.status, job.users, { jobType: job.jobType, ...how(job) }))
        }
        const poll = async (dieAfter?: number): Promise<void> => {
          let writes = 0
          const mortal =
            <Arguments extends unknown[]>(write: (...given: Arguments) => Promise<void>) =>
            async (...given: Arguments): Promise<void> => {
              if (dieAfter !== undefined && (writes += 1) > dieAfter) throw new NotLeader()
              return write(...given)
            }
          // Another replica: it knows nothing but what is in the tables.
          const graph = createGraphReader({
            ask: async (url, asking) => service.answer(url, asking?.method),
            getToken: async () => 'token',
            resource: graphOrigin,
            version: 'v1.0',
          })
          const tables: LiveStore = {
            ...store,
            keepJobs: mortal(store.keepJobs),
            keepTasks: mortal(store.keepTasks),
          }
          await pollOnce(graph, tables, ours, 100).catch(() => {})
        }
        const nobodyIsEarly = (): void => {
          for (const [id, { state }] of people) if (state === 'Success') expect(everArrived).toContain(id)
        }
        for (const event of history) {
          if (event.kind === 'task')
            change(event.job, ({ users }) => ({
              users: [
                ...users.filter(({ id }) => id !== oidOf(event.person)),
                taskOf(event.person, event.status),
              ],
            }))
          else if (event.kind === 'job') change(event.job, () => ({ status: event.status }))
          else if (event.kind === 'vanish') world.delete(event.job)
          else if (event.kind === 'fault') service.fault(event.status, event.times)
          else await poll(event.kind === 'kill' ? event.after : undefined)
          service.set([...world.values()])
          for (const id of arrivedNow()) everArrived.add(id)
          nobodyIsEarly()
        }
        // Whatever happened before: the service answers again.
        for (
          let turn = 0;
          turn < 40 &&
          service.answer(new URL(`${graphOrigin}/v1.0/solutions/migrations/crossTenantMigrationJobs`))
            .status !== 200;
          turn += 1
        );
        await poll()
        await poll()
        for (const id of arrivedNow()) expect(people.get(id)?.state).toBe('Success')
        nobodyIsEarly()
        expect(service.record().writes).toBe(0)
      }),
      { numRuns: 150 },
    )
  })
})
