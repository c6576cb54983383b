import { describe, expect, it } from 'vitest'
import { createPoller } from '../../../../admin/server/events/poller.ts'

/** Work whose runs end one by one, when the test says so. */
function createWork() {
  const runs: { readonly resolve: () => void; readonly reject: (error: unknown) => void }[] = []
  const work = (): Promise<void> => new Promise((resolve, reject) => runs.push({ resolve, reject }))
  return { runs, work }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

describe('createPoller', () => {
  it('makes one more run of many requests during a run', async () => {
    const { runs, work } = createWork()
    const poller = createPoller(work, () => {})
    poller.poll()
    poller.poll()
    poller.poll()
    expect(runs).toHaveLength(1)
    runs[0]?.resolve()
    await turn()
    expect(runs).toHaveLength(2)
    runs[1]?.resolve()
    await turn()
    expect(runs).toHaveLength(2)
  })

  it('reports a failed run and polls again', async () => {
    const { runs, work } = createWork()
    const troubles: unknown[] = []
    const poller = createPoller(work, (error) => troubles.push(error))
    poller.poll()
    const trouble = new Error('the database is away')
    runs[0]?.reject(trouble)
    await turn()
    expect(troubles).toEqual([trouble])
    poller.poll()
    expect(runs).toHaveLength(2)
  })

  it('waits for the run under way when it stops, and starts no other', async () => {
    const { runs, work } = createWork()
    const poller = createPoller(work, () => {})
    poller.poll()
    poller.poll()
    let isStopped = false
    const stopping = poller.stop().then(() => (isStopped = true))
    await turn()
    expect(isStopped).toBe(false)
    runs[0]?.resolve()
    await stopping
    await turn()
    poller.poll()
    expect(runs).toHaveLength(1)
  })
})
