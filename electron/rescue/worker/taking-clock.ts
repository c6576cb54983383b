/** How long the client has been taking files, as far as checks saw it; in milliseconds. */
export type TakingClock = {
  /** A look has found the client running and not paused, or not so, or could not tell (null). */
  readonly update: (isTaking: boolean | null, at: number) => void
  readonly milliseconds: () => number
}

/** Of a longer time between two looks no one knows whether the computer slept. */
const longestGap = 3_600_000

/** Counts from what was counted before; only the time between two looks that both found the client at work. */
export function createTakingClock(before = 0): TakingClock {
  let sum = before
  let lastAt: number | null = null
  return {
    update: (isTaking, at) => {
      if (isTaking !== true) {
        lastAt = null
        return
      }
      if (lastAt !== null) sum += Math.max(0, Math.min(longestGap, at - lastAt))
      lastAt = at
    },
    milliseconds: () => sum,
  }
}
