import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isOurMove, judgeOneDrive } from '../../../../admin/server/live/judge-one-drive.ts'
import { believe, hearJobs, toWorkloads } from '../../../../admin/server/live/hear-jobs.ts'
import { adatum, contoso, fabrikam } from '../../shared/cast.ts'

const ours = { sourceTenantId: contoso, targetTenantId: fabrikam }
const jobStatuses =
  'submitted approved validatesubmitted validateprocessing validateinprogress validatepassed validatefailed processing inprogress cuttingover completed completedwitherrors failed pendingcancel cancelled adminactionrequired pendingdelete deleted unknownfuturevalue neverseen'.split(
    ' ',
  )
const statuses =
  'notstarted valid invalid error inprogress completed failed cancelled pendingcancel syncing synced finalizing forcecomplete unknownfuturevalue neverseen contradictory unknown'.split(
    ' ',
  )

describe('the gate rule', () => {
  it('opens for these four of all combinations, and no other', () => {
    const opening = jobStatuses.flatMap((job) =>
      statuses.flatMap((status) => (judgeOneDrive(job, status) === 'Success' ? [`${job} ${status}`] : [])),
    )
    expect(opening).toEqual([
      'inprogress completed',
      'cuttingover completed',
      'completed completed',
      'completedwitherrors completed',
    ])
  })

  // The smallest world that opens it, and the next that does not.
  it.each([
    ['migrate', contoso, fabrikam, true],
    ['validate', contoso, fabrikam, false],
    ['unknownfuturevalue', contoso, fabrikam, false],
    ['migrate', adatum, fabrikam, false],
    ['migrate', contoso, adatum, false],
    ['migrate', fabrikam, contoso, false],
    ['migrate', null, fabrikam, false],
  ])('a job that says %s from %s to %s is ours: %s', (kind, sourceTenantId, targetTenantId, isOurs) => {
    expect(isOurMove({ kind, sourceTenantId, targetTenantId }, ours)).toBe(isOurs)
  })

  it.each([
    ['submitted', 'notstarted', 'NotStarted'],
    ['validateinprogress', 'inprogress', 'NotStarted'],
    ['validatefailed', 'invalid', 'NotStarted'],
    ['validatepassed', 'completed', null],
    ['validatefailed', 'failed', null],
    ['processing', 'notstarted', 'Scheduled'],
    ['processing', 'completed', 'Unknown'],
    ['inprogress', 'notstarted', 'Scheduled'],
    ['inprogress', 'syncing', 'Scheduled'],
    ['inprogress', 'synced', 'ReadyToTrigger'],
    ['cuttingover', 'inprogress', 'InProgress'],
    ['cuttingover', 'finalizing', 'InProgress'],
    ['cuttingover', 'failed', 'Failed'],
    ['completedwitherrors', 'invalid', 'Failed'],
    ['failed', 'error', 'Failed'],
    ['failed', 'completed', 'Unknown'],
    ['cancelled', 'cancelled', 'NotStarted'],
    ['inprogress', 'forcecomplete', 'Unknown'],
    ['neverseen', 'completed', 'Unknown'],
    ['pendingcancel', 'completed', 'Unknown'],
    ['adminactionrequired', 'completed', null],
    ['deleted', 'failed', null],
    ['inprogress', null, null],
  ])('job %s with OneDrive %s says %s', (job, status, state) => {
    expect(judgeOneDrive(job, status)).toBe(state)
  })
})

const inJob = (
  jobStatus: string,
  oneDrive: string | null,
  createdAt: string | null = '2026-11-01T00:00:00Z',
) => ({
  jobStatus,
  oneDrive,
  createdAt,
})

describe('what several jobs say of one person', () => {
  it.each([
    [
      'the newest that says anything decides',
      [inJob('inprogress', 'synced', '2026-11-02T00:00:00Z'), inJob('failed', 'failed')],
      'ReadyToTrigger',
      null,
    ],
    [
      'a job without OneDrive says nothing',
      [inJob('inprogress', null, '2026-11-02T00:00:00Z'), inJob('failed', 'failed')],
      'Failed',
      null,
    ],
    [
      'two of the same time that differ are unknown',
      [inJob('inprogress', 'synced'), inJob('failed', 'failed')],
      'Unknown',
      null,
    ],
    [
      'without a time no one knows which is newer',
      [inJob('inprogress', 'synced', null), inJob('failed', 'failed')],
      'Unknown',
      null,
    ],
    [
      'a finished move in an older job counts, and the newer one contradicts it',
      [inJob('failed', 'failed', '2026-11-02T00:00:00Z'), inJob('completed', 'completed')],
      'Success',
      'Failed',
    ],
  ] as const)('%s', (_name, tasks, state, contradiction) => {
    expect(hearJobs(tasks)).toEqual({ state, contradiction })
  })

  it('is no statement where no job has the OneDrive', () => {
    expect(hearJobs([inJob('inprogress', null)])).toBeNull()
    expect(hearJobs([])).toBeNull()
  })

  it('never takes a Success back, and tells an admin what contradicts it', () => {
    const success = { state: 'Success', contradiction: null } as const
    expect(believe(success, null)).toEqual(success)
    expect(believe(success, { state: 'Scheduled', contradiction: null })).toEqual({
      state: 'Success',
      contradiction: 'Scheduled',
    })
    expect(believe({ state: 'Success', contradiction: 'Failed' }, success)).toEqual(success)
    expect(believe({ state: 'Failed', contradiction: null }, success)).toEqual(success)
  })

  it('over any history, Success is believed exactly from the first finished move on', () => {
    const task = fc.record({
      jobStatus: fc.constantFrom(...jobStatuses),
      oneDrive: fc.option(fc.constantFrom(...statuses)),
      createdAt: fc.option(fc.constantFrom('2026-11-01T00:00:00Z', '2026-11-02T00:00:00.1234567Z')),
    })
    fc.assert(
      fc.property(fc.array(fc.array(task, { maxLength: 3 }), { maxLength: 8 }), (history) => {
        let belief: ReturnType<typeof believe> = null
        let isMoved = false
        for (const moment of history) {
          belief = believe(belief, hearJobs(moment))
          isMoved ||= moment.some(
            ({ jobStatus, oneDrive }) =>
              oneDrive === 'completed' &&
              ['inprogress', 'cuttingover', 'completed', 'completedwitherrors'].includes(jobStatus),
          )
          expect(belief?.state === 'Success').toBe(isMoved)
        }
      }),
    )
  })
})

describe('the state of each workload', () => {
  const at = (jobStatus: string, mailbox: string | null) => ({
    ...inJob(jobStatus, null),
    statuses: { mailbox, oneDrive: null, teams: null, meetings: null },
  })
  it.each([
    ['cuttingover', 'completed', 'done'],
    ['validatepassed', 'completed', 'waiting'],
    ['processing', 'completed', 'waiting'],
    ['failed', 'completed', 'unknown'],
    ['inprogress', 'syncing', 'moving'],
    ['inprogress', 'neverseen', 'unknown'],
    ['neverseen', 'completed', 'unknown'],
    ['completedwitherrors', 'failed', 'failed'],
    ['inprogress', null, null],
  ])('a mailbox in a job that says %s, itself %s, is %s', (job, mailbox, state) => {
    expect(toWorkloads([at(job, mailbox)]).mailbox).toBe(state)
  })
})
