/** Runs `work` once at a time. A request during a run leads to one more run after it. */
export type Poller = {
  readonly poll: () => void
  /** Polls after so many milliseconds; an earlier request of this kind is replaced. */
  readonly pollLater: (milliseconds: number) => void
  /** Resolves when the run that is under way has ended; no other starts. */
  readonly stop: () => Promise<void>
}

export function createPoller(work: () => Promise<void>, onTrouble: (error: unknown) => void): Poller {
  let running: Promise<void> | null = null
  let timer: NodeJS.Timeout | null = null
  let isRequested = false
  let isStopped = false

  function poll(): void {
    if (isStopped) return
    if (running !== null) {
      isRequested = true
      return
    }
    running = work()
      .catch(onTrouble)
      .finally(() => {
        running = null
        if (!isRequested) return
        isRequested = false
        poll()
      })
  }

  return {
    poll,
    pollLater(milliseconds) {
      if (isStopped) return
      if (timer !== null) clearTimeout(timer)
      timer = setTimeout(poll, milliseconds).unref()
    },
    async stop() {
      isStopped = true
      if (timer !== null) clearTimeout(timer)
      await running
    },
  }
}
