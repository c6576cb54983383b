import { exitCodes } from './exit-codes.ts'

/** Ctrl+C reaches every process in front of the terminal, and npm passes it on too: signals within this time count as one. */
const oneRequestMilliseconds = 1_000

/** Resolves with null at the first signal to stop; a later one ends the process at once. */
export function waitForStopSignal(
  signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'],
): Promise<null> {
  let askedAt = Infinity
  return new Promise((resolve) => {
    for (const signal of signals)
      process.on(signal, () => {
        if (performance.now() - askedAt > oneRequestMilliseconds) process.exit(exitCodes.failed)
        askedAt = Math.min(askedAt, performance.now())
        resolve(null)
      })
  })
}
