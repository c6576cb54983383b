import { describe, expect, it } from 'vitest'
import {
  noRescue,
  rescueStatuses,
  type CopyProgress,
  type RescueCounts,
  type RescueState,
} from '../../../../shared/files/rescue.ts'
import type { Amount } from '../../../../shared/files/scan.ts'
import { toTaskbarProgress } from '../../../../shared/window/taskbar-progress.ts'

const none: Amount = { files: 0, bytes: 0 }
const half: CopyProgress = {
  done: { files: 1, bytes: 50 },
  of: { files: 4, bytes: 100 },
  failed: 0,
  bytesPerSecond: 10,
  secondsLeft: 5,
}

function copied(waiting: Amount, proven: Amount): RescueState {
  const statuses = Object.fromEntries(rescueStatuses.map((status) => [status, none]))
  const counts = { ...statuses, all: none, withAdditions: none, selected: none } as RescueCounts
  const all = { ...counts, copied: waiting, proven }
  return { ...noRescue, run: { kind: 'copied' }, totals: { all, reasons: [], waivers: [] } }
}

const run = (state: RescueState['run']): RescueState => ({ ...noRescue, run: state })

describe('toTaskbarProgress', () => {
  it.each<readonly [string, RescueState]>([
    ['before anything is copied', run({ kind: 'listed' })],
    ['once a person has stopped it', run({ kind: 'stopped', reason: 'asked', progress: half })],
    ['after a stop in an earlier run', run({ kind: 'stopped', reason: 'disk-full', progress: null })],
    ['once everything has arrived', copied(none, { files: 5, bytes: 100 })],
    [
      'for a copy of nothing',
      run({ kind: 'copying', isPaused: false, progress: { ...half, done: none, of: none } }),
    ],
  ])('shows nothing %s', (_, state) => expect(toTaskbarProgress(state)).toEqual({ kind: 'none' }))

  it.each<readonly [string, RescueState, number, string]>([
    ['the copying, by bytes', run({ kind: 'copying', progress: half, isPaused: false }), 0.5, 'normal'],
    ['a pause', run({ kind: 'copying', progress: half, isPaused: true }), 0.5, 'paused'],
    ['a full disk', run({ kind: 'stopped', reason: 'disk-full', progress: half }), 0.5, 'error'],
    [
      'empty files, by their number',
      run({
        kind: 'copying',
        isPaused: false,
        progress: { ...half, done: { files: 1, bytes: 0 }, of: { files: 4, bytes: 0 } },
      }),
      0.25,
      'normal',
    ],
    [
      'a file that grew, never more than whole',
      run({ kind: 'copying', isPaused: false, progress: { ...half, done: { files: 4, bytes: 120 } } }),
      1,
      'normal',
    ],
    [
      'what has arrived in the cloud',
      copied({ files: 3, bytes: 75 }, { files: 1, bytes: 25 }),
      0.25,
      'normal',
    ],
    [
      'a comparison',
      { ...noRescue, compared: { done: { files: 1, bytes: 30 }, of: { files: 2, bytes: 40 } } },
      0.75,
      'normal',
    ],
  ])('shows %s', (_, state, share, mode) =>
    expect(toTaskbarProgress(state)).toEqual({ kind: 'share', share, mode }),
  )
})
