/** Every place was taken for too long. */
export class NoPlaceFree extends Error {
  constructor() {
    super('no place became free in time')
  }
}

/** A number of places. Work that waits for one holds no connection meanwhile. */
export type Places = {
  /** Waits for a place, first come first served, and works in it. Throws `NoPlaceFree` after `patienceMs`. */
  readonly during: <Result>(work: () => Promise<Result>, patienceMs?: number) => Promise<Result>
}

export function createPlaces(count: number): Places {
  let free = count
  const waiters: (() => void)[] = []

  function leave(): void {
    const next = waiters.shift()
    if (next === undefined) free += 1
    else next()
  }

  function wait(patienceMs: number | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = (): void => {
        clearTimeout(timer)
        resolve()
      }
      const giveUp = (): void => {
        waiters.splice(waiters.indexOf(enter), 1)
        reject(new NoPlaceFree())
      }
      const timer = patienceMs === undefined ? undefined : setTimeout(giveUp, patienceMs)
      waiters.push(enter)
    })
  }

  return {
    async during(work, patienceMs) {
      if (free > 0) free -= 1
      else await wait(patienceMs)
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}
