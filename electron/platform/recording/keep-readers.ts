import type { ReplayProcess, StartReplay } from './replay-messages.ts'

/** Starts processes as `start` does and remembers them. After `endAll` none of them runs, and none begins. */
export type KeptReaders = { readonly start: StartReplay; readonly endAll: () => void }

export function keepReaders(start: StartReplay): KeptReaders {
  const running = new Set<ReplayProcess>()
  let isOver = false
  return {
    start: async (folder, hear, ended) => {
      if (isOver) throw new Error('nobody waits for a recording any more')
      const started = await start(folder, hear, ended)
      // To end one that has ended does nothing.
      if (isOver) started.end()
      else running.add(started)
      return started
    },
    endAll: () => {
      isOver = true
      for (const one of running) one.end()
      running.clear()
    },
  }
}
