/** Turns of the background, one after the other. */
export type TurnQueue = {
  /** A turn after those that wait. `isFresh`: an earlier status does not do. */
  readonly add: (isFresh: boolean) => void
  /** Ends the turn that runs. Settles when it and those that waited are over. Never rejects. */
  readonly endCurrent: () => Promise<void>
}

export type TurnQueuePorts = {
  /** Asked when a turn's time has come; it is left out where the answer is no. */
  readonly mayRun: () => boolean
  readonly run: (isFresh: boolean, signal: AbortSignal) => Promise<void>
  readonly onUnexpected: (error: unknown) => void
}

export function createTurnQueue({ mayRun, run, onUnexpected }: TurnQueuePorts): TurnQueue {
  let last: Promise<void> = Promise.resolve()
  let ending = new AbortController()

  async function runTurn(isFresh: boolean): Promise<void> {
    if (!mayRun()) return
    ending = new AbortController()
    await run(isFresh, ending.signal)
  }

  return {
    add: (isFresh) => {
      last = last.then(() => runTurn(isFresh)).catch(onUnexpected)
    },
    endCurrent: () => {
      ending.abort()
      return last
    },
  }
}
