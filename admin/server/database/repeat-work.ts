import { isDatabaseAway } from './tenant-database.ts'

export type RepeatOptions = {
  /** Between the end of one time and the beginning of the next. */
  readonly everyMilliseconds: number
  /** Called with what went wrong, but not while the database is away: the next time may find it again. */
  readonly onTrouble: (error: unknown) => void
}

/** Does `work` now and again and again. `stop` begins no more of it, and resolves when what is under way has ended. */
export function repeatWork(
  work: () => Promise<void>,
  { everyMilliseconds, onTrouble }: RepeatOptions,
): { readonly stop: () => Promise<void> } {
  let isStopped = false
  let timer: NodeJS.Timeout | null = null
  let working = workOnce()

  async function workOnce(): Promise<void> {
    try {
      await work()
    } catch (error) {
      if (!isDatabaseAway(error)) onTrouble(error)
    }
    if (isStopped) return
    timer = setTimeout(() => {
      working = workOnce()
    }, everyMilliseconds).unref()
  }

  return {
    async stop() {
      isStopped = true
      if (timer !== null) clearTimeout(timer)
      await working
    },
  }
}
