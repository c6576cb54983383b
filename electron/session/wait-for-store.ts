import type { TokenCache } from './token-cache.ts'

/** A minute in all. After a logon the key store is ready within seconds; a key chain may wait for its password. */
const waitsInSeconds = [1, 2, 4, 8, 15, 30]

/**
 * Waits, longer each time, until the saved sign-in can be read or the last wait is over. A store that is still busy
 * then keeps what it has: the next start asks again.
 */
export async function waitForStore(
  cache: Pick<TokenCache, 'look'>,
  ports: {
    /** Called once, when the store has said "later" for the first time. */
    readonly busy: () => void
    /** True where no one needs the saved sign-in any more. */
    readonly isOver: () => boolean
    readonly wait: (milliseconds: number) => Promise<unknown>
  },
): Promise<void> {
  let isFirst = true
  for (const seconds of waitsInSeconds) {
    if (ports.isOver() || (await cache.look()) === 'ready') return
    if (isFirst) ports.busy()
    isFirst = false
    await ports.wait(seconds * 1000)
  }
}
