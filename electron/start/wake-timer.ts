/** `setTimeout` takes no longer time than some 24 days. */
export const longestTimerMs = 24 * 60 * 60_000

/** Wakes at a time of the clock, also after a sleep, during which a timer does not run. */
export type WakeTimer = {
  /** In milliseconds since 1970; takes the place of an earlier time. */
  readonly schedule: (time: number) => void
  /** Sets the timer again: the computer has slept. */
  readonly reset: () => void
  readonly pause: () => void
}

/** `isHeld`: no timer is set at this moment. */
export function createWakeTimer(onWake: () => void, isHeld: () => boolean): WakeTimer {
  let timer: NodeJS.Timeout | undefined
  let wakeAt = 0
  let scheduledAt = 0

  /** Where the clock was put back to before the time was reckoned, the time is worth nothing: then it is now. */
  function reset(): void {
    clearTimeout(timer)
    if (isHeld() || wakeAt === 0) return
    const isPutBack = Date.now() < scheduledAt
    const left = isPutBack ? 0 : wakeAt - Date.now()
    timer = setTimeout(
      () => (isPutBack || Date.now() >= wakeAt ? onWake() : reset()),
      Math.min(Math.max(left, 0), longestTimerMs),
    )
  }

  return {
    schedule: (time) => {
      wakeAt = time
      scheduledAt = Date.now()
      reset()
    },
    reset,
    pause: () => clearTimeout(timer),
  }
}
