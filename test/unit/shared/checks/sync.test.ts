import { describe, expect, it } from 'vitest'
import { judgeSync } from '../../../../shared/checks/sync.ts'
import type { SyncLog } from '../../../../shared/machine.ts'
import { finishedLog, newAccount, read } from '../cast.ts'

const judge = (change: Partial<SyncLog>) =>
  judgeSync(read([{ ...finishedLog, ...change }]), newAccount, true).map(({ code, evidence }) => [
    code,
    evidence['reason'],
  ])

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
