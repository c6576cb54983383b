import { describe, expect, it } from 'vitest'
import { judgeCloudRoom } from '../../../../shared/checks/cloud-room.ts'
import { createScanTally } from '../../../../shared/checks/scan-tally.ts'
import type { WebFacts } from '../../../../shared/checks/web.ts'
import type { NotUploadedReason, ScanResult } from '../../../../shared/files/scan.ts'
import { read, unreadable } from '../cast.ts'

const empty = createScanTally().result()
const left = (bytes: Partial<Record<NotUploadedReason, number>>): ScanResult['reasons'] => ({
  ...empty.reasons,
  ...Object.fromEntries(Object.entries(bytes).map(([reason, of]) => [reason, { files: 1, bytes: of }])),
})
const roomOf = (room?: number): WebFacts => ({
  kind: 'drive',
  webUrl: 'https://fabrikam-my.sharepoint.com/personal/amy/Documents',
  ...(room !== undefined && { room }),
})
const judge = (web: WebFacts, bytes: Partial<Record<NotUploadedReason, number>>) =>
  judgeCloudRoom(web, read({ ...empty, reasons: left(bytes) }), null).map(({ evidence }) => evidence)

describe('the room in the new OneDrive', () => {
  it('is too small for one byte more than there is', () => {
    expect(judge(roomOf(100), { 'never-uploaded': 60, changed: 41 })).toEqual([{ bytes: 101, room: 100 }])
    expect(judge(roomOf(100), { 'never-uploaded': 60, changed: 40 })).toEqual([])
  })

  it('is not needed for what is never uploaded, nor for what no one has compared yet', () => {
    expect(judge(roomOf(1), { 'excluded-by-policy': 50, untold: 50 })).toEqual([])
  })

  it('is enough for nothing, also where the drive is over its limit', () => {
    expect(judge(roomOf(-5), {})).toEqual([])
    expect(judge(roomOf(-5), { changed: 1 })).toHaveLength(1)
  })

  it('is asked of what is left and of what waits in the folder, once something was copied', () => {
    const nothing = { files: 0, bytes: 0 }
    const rescue = {
      left: left({ changed: 30 }),
      copied: { files: 1, bytes: 80 },
      proven: { files: 1, bytes: 900 },
      present: nothing,
      waived: nothing,
    }
    const found = read({ ...empty, reasons: left({ changed: 5_000 }) })
    expect(judgeCloudRoom(roomOf(100), found, rescue)).toMatchObject([{ evidence: { bytes: 110 } }])
    expect(judgeCloudRoom(roomOf(110), found, rescue)).toEqual([])
  })

  it('is no matter where Graph has not told it, or no one has looked', () => {
    expect(judge(roomOf(), { changed: 9e15 })).toEqual([])
    expect(judge({ kind: 'not-asked' }, { changed: 9e15 })).toEqual([])
    expect(judgeCloudRoom(roomOf(1), null, null)).toEqual([])
    expect(judgeCloudRoom(roomOf(1), unreadable(), null)).toEqual([])
  })
})
