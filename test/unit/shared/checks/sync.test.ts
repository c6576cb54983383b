import { describe, expect, it } from 'vitest'
import { judgeSync, saysNothing } from '../../../../shared/checks/sync.ts'
import type { SyncLog } from '../../../../shared/facts/machine.ts'
import { finishedLog, newAccount, read, readAt } from '../cast.ts'

const judge = (change: Partial<SyncLog>) =>
  judgeSync(read([{ ...finishedLog, ...change }]), newAccount, true).map(({ code, evidence }) => [
    code,
    evidence['reason'],
  ])

describe('a log that is old', () => {
  const writtenAt = new Date(Date.parse(readAt) - 3 * 3_600_000).toISOString()
  const look = (change: Partial<SyncLog>) =>
    judgeSync(read([{ ...finishedLog, writtenAt, ...change }]), newAccount, true)

  it('is neither a pass nor an error, and names what it told last', () => {
    expect(look({ filesToUpload: 2 })).toMatchObject([
      { code: 'sync.unknown', evidence: { reason: 'old', lastTold: 'sync.pending' } },
    ])
    expect(look({})[0]?.evidence).not.toHaveProperty('lastTold')
    // What counted nothing told nothing.
    expect(look({ changes: null })[0]?.evidence).not.toHaveProperty('lastTold')
  })

  it('says nothing where it told of nothing open, and something where it did', () => {
    expect(look({}).map(saysNothing)).toEqual([true])
    expect(look({ filesToUpload: 2 }).map(saysNothing)).toEqual([false])
  })
})

describe('what says nothing of a sync', () => {
  const one = (logs: SyncLog[], account = newAccount) => judgeSync(read(logs), account, true).map(saysNothing)

  it('is a log that is not there, or is of an account that had the place before', () => {
    expect(one([])).toEqual([true])
    const later = { ...newAccount, lastSignInAt: new Date(Date.parse(readAt) + 60_000).toISOString() }
    expect(one([finishedLog], later)).toEqual([true])
  })

  it('is no log that could not be read, that counts nothing, or that tells of something', () => {
    expect(one([{ ...finishedLog, unreadable: 'EBUSY' }])).toEqual([false])
    expect(one([{ ...finishedLog, writtenAt: null }])).toEqual([false])
    expect(one([{ ...finishedLog, changes: null }])).toEqual([false])
    expect(one([{ ...finishedLog, filesToDownload: 1 }])).toEqual([false])
  })
})

describe('judgeSync', () => {
  it('passes a log that counts 0 of everything', () => {
    expect(judge({})).toEqual([])
  })

  it.each(['filesToUpload', 'filesToDownload', 'changes', 'drivesWaiting', 'failures'] as const)(
    'does not take %s that is not counted for 0',
    (counter) => {
      expect(judge({ [counter]: null })).toEqual([['sync.unknown', 'not-counted']])
    },
  )

  it('says that nothing is counted where none of the counters is', () => {
    const none = {
      filesToUpload: null,
      filesToDownload: null,
      changes: null,
      drivesWaiting: null,
      failures: null,
    }
    expect(judge(none)).toEqual([['sync.unknown', 'nothing-counted']])
  })

  it('does not need what older clients do not write', () => {
    expect(
      judge({ isStalled: null, progressState: null, bytesToUpload: null, bytesToDownload: null }),
    ).toEqual([])
  })

  it('says what waits or fails, whatever else is not counted', () => {
    const nothing = { filesToUpload: null, changes: null, drivesWaiting: null }
    expect(judge({ ...nothing, filesToDownload: 1, failures: null })).toEqual([['sync.pending', undefined]])
    expect(judge({ ...nothing, filesToDownload: null, failures: 1 })).toEqual([['sync.failing', undefined]])
  })

  it('says why a log could not be read', () => {
    expect(judge({ unreadable: 'EBUSY' })).toEqual([['sync.unknown', 'EBUSY']])
  })
})
