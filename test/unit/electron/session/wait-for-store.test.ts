import { describe, expect, it } from 'vitest'
import { waitForStore } from '../../../../electron/session/wait-for-store.ts'

type Seen = { readonly waits: number[]; busy: number }

async function waitUntilLook(ready: number, isOver: (seen: Seen) => boolean = () => false): Promise<Seen> {
  const seen: Seen = { waits: [], busy: 0 }
  let looks = 0
  await waitForStore(
    { look: async () => ((looks += 1) >= ready ? 'ready' : 'busy') },
    {
      busy: () => (seen.busy += 1),
      isOver: () => isOver(seen),
      wait: async (milliseconds) => seen.waits.push(milliseconds),
    },
  )
  return seen
}

describe('waiting for the key store', () => {
  it('waits for nothing, and says nothing, where it is ready', async () => {
    expect(await waitUntilLook(1)).toEqual({ waits: [], busy: 0 })
  })

  it('waits longer each time, and says once that it is busy', async () => {
    expect(await waitUntilLook(4)).toEqual({ waits: [1000, 2000, 4000], busy: 1 })
  })

  it('ends after a minute with a store that never opens', async () => {
    const { waits } = await waitUntilLook(Infinity)
    expect(waits.reduce((sum, one) => sum + one, 0)).toBe(60_000)
  })

  it('ends when the person has signed in anew', async () => {
    expect(await waitUntilLook(Infinity, ({ waits }) => waits.length === 2)).toEqual({
      waits: [1000, 2000],
      busy: 1,
    })
  })
})
