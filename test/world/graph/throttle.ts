/** How Graph asks for patience. */
export type Throttling = {
  /** Whole requests, or single answers within a batch that succeeds. */
  readonly of: 'requests' | 'answers'
  /** How often. */
  readonly times: number
  readonly retryAfterSeconds: number
}

export type Throttle = {
  readonly begin: (throttling: Throttling) => void
  /** Seconds that this whole request has to wait; null where it may pass. */
  readonly whole: () => number | null
  /** The same for one part of a batch. */
  readonly part: () => number | null
  readonly impatient: () => number
}

export function createThrottle(): Throttle {
  let left = { of: 'requests', times: 0, retryAfterSeconds: 0 } as Throttling
  let shutUntil = 0
  let impatient = 0
  const wait = (of: Throttling['of']): number | null => {
    if (left.times === 0 || left.of !== of) return null
    left = { ...left, times: left.times - 1 }
    shutUntil = performance.now() + left.retryAfterSeconds * 1000
    return left.retryAfterSeconds
  }
  return {
    begin: (throttling) => {
      left = throttling
    },
    whole: () => {
      if (performance.now() < shutUntil) impatient += 1
      return wait('requests')
    },
    part: () => wait('answers'),
    impatient: () => impatient,
  }
}
