/** What a process of ours says to the one that started it, and hears of it. */
export type Parent<Said, Heard> = {
  readonly tell: (message: Said) => void
  readonly hear: (listener: (message: Heard) => void) => void
  /** Started by Electron as a utility process; otherwise plain Node, which has a channel to its parent. */
  readonly isElectrons: boolean
}

/** The parent of this process. A process of plain Node ends where the channel to it closes: no one is left to work for. */
export function findParent<Said, Heard>(): Parent<Said, Heard> {
  const port = (process as { parentPort?: Electron.ParentPort }).parentPort
  if (port !== undefined) {
    return {
      tell: (message) => port.postMessage(message),
      hear: (listener) => void port.on('message', ({ data }) => listener(data as Heard)),
      isElectrons: true,
    }
  }
  process.once('disconnect', () => process.exit())
  return {
    tell: (message) => void process.send?.(message),
    hear: (listener) => void process.on('message', (message) => listener(message as Heard)),
    isElectrons: false,
  }
}
