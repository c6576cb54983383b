import { expect, it } from 'vitest'
import { showTaskbarProgress } from '../../../../electron/window/show-taskbar-progress.ts'
import { noRescue, type RescueState } from '../../../../shared/files/rescue.ts'

const copying = (bytes: number, isPaused = false): RescueState => ({
  ...noRescue,
  run: {
    kind: 'copying',
    isPaused,
    progress: {
      done: { files: 0, bytes },
      of: { files: 1, bytes: 1000 },
      failed: 0,
      bytesPerSecond: 0,
      secondsLeft: null,
    },
  },
})

it('the taskbar hears of whole percent, of a pause and of the end, and of nothing once the window is gone', () => {
  const told: (readonly [number, string | undefined])[] = []
  const listeners = new Set<() => void>()
  let rescue = noRescue
  let isGone = false
  const stop = showTaskbarProgress(
    {
      setProgressBar: (share, options) => void told.push([share, options?.mode]),
      isDestroyed: () => isGone,
    },
    {
      getState: () => ({ rescue }),
      subscribe: (listener) => {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
  )
  const become = (next: RescueState): void => {
    rescue = next
    for (const listener of listeners) listener()
  }
  for (const state of [noRescue, copying(500), copying(501), copying(509), copying(510)]) become(state)
  become(copying(510, true))
  become(noRescue)
  isGone = true
  become(copying(700))
  expect(told).toEqual([
    [0.5, 'normal'],
    [0.51, 'normal'],
    [0.51, 'paused'],
    [-1, undefined],
  ])
  stop()
  expect(listeners.size).toBe(0)
})
