import { describe, expect, it } from 'vitest'
import { createTurnQueue } from '../../../../electron/start/turn-queue.ts'

/** A queue whose turns end when the test says so. */
function startQueue() {
  const begun: boolean[] = []
  const ends: (() => void)[] = []
  const failures: unknown[] = []
  const state = { mayRun: true }
  const queue = createTurnQueue({
    mayRun: () => state.mayRun,
    run: async (isFresh, signal) => {
      begun.push(isFresh)
      await new Promise<void>((resolve) => {
        ends.push(resolve)
        signal.addEventListener('abort', () => resolve())
      })
    },
    onUnexpected: (error) => failures.push(error),
  })
  return { queue, begun, ends, failures, state }
}

const nextTask = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('the queue of turns', () => {
  it('begins a turn when the one before it has ended', async () => {
    const { queue, begun, ends } = startQueue()
    queue.add(true)
    queue.add(false)
    await nextTask()
    expect(begun).toEqual([true])
    ends[0]?.()
    await nextTask()
    expect(begun).toEqual([true, false])
  })

  it('leaves out a turn that may not run when its time has come', async () => {
    const { queue, begun, ends, state } = startQueue()
    queue.add(true)
    queue.add(true)
    await nextTask()
    state.mayRun = false
    ends[0]?.()
    await queue.endCurrent()
    expect(begun).toEqual([true])
  })

  it('ends the turn that runs, and settles when it is over', async () => {
    const { queue, begun } = startQueue()
    queue.add(true)
    await nextTask()
    await queue.endCurrent()
    expect(begun).toEqual([true])
  })

  it('goes on after a turn that failed', async () => {
    const failures: unknown[] = []
    const begun: boolean[] = []
    const queue = createTurnQueue({
      mayRun: () => true,
      run: async (isFresh) => {
        begun.push(isFresh)
        if (isFresh) throw new Error('the disk is away')
      },
      onUnexpected: (error) => failures.push(error),
    })
    queue.add(true)
    queue.add(false)
    await queue.endCurrent()
    expect(begun).toEqual([true, false])
    expect(failures).toHaveLength(1)
  })
})
