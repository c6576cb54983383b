import { Worker } from 'node:worker_threads'

/** Work took longer than it may: no one waits for it any more. */
export class TookTooLong extends Error {
  constructor() {
    super('takes too long')
  }
}

/** What is said, and which folder is deleted, where only the end of the process ends the work. */
export type LastWords = { readonly words: string; readonly folder: string }

/** How long a main thread may stay busy after the time is over, in milliseconds: one that comes free gives up by itself. */
const graceMs = 2_000

/**
 * Does work that may take `limitMs` without a word (`heard`); afterwards throws `TookTooLong`. Work that never lets go of the main
 * thread, as a regular expression whose time grows with the square of a text, cannot be interrupted safely: a small thread watches the time, says the last
 * words on stderr and ends the process. For a program that does nothing else: the command line in plain Node.
 */
export async function withTimeLimit<Answer>(
  limitMs: number,
  last: LastWords,
  work: (heard: () => void) => Promise<Answer>,
): Promise<Answer> {
  const began = Date.now()
  // Milliseconds since `began` until which there is time; 0 ends the watch.
  const until = new Int32Array(new SharedArrayBuffer(4))
  const heard = (): void => void Atomics.store(until, 0, Date.now() - began + limitMs)
  heard()
  const workerData = { began, until, graceMs, ...last }
  // Flags of the program are none of the thread's: one makes a module of its text.
  const watch = new Worker(watchTime, { eval: true, execArgv: [], workerData })
  watch.unref()
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    const look = (): void => {
      if (Date.now() - began > Atomics.load(until, 0)) reject(new TookTooLong())
    }
    timer = setInterval(look, Math.min(limitMs, 200))
  })
  try {
    return await Promise.race([work(heard), late])
  } finally {
    clearInterval(timer)
    Atomics.store(until, 0, 0)
    void watch.terminate()
  }
}

/** The thread's program: as text, because no bundle needs a further file for it. */
const watchTime = `
const { workerData: { began, until, graceMs, words, folder } } = require('node:worker_threads')
setInterval(() => {
  const end = Atomics.load(until, 0)
  if (end === 0 || Date.now() - began < end + graceMs) return
  const { rmSync, writeSync } = require('node:fs')
  try {
    writeSync(2, words)
    rmSync(folder, { recursive: true, force: true })
  } finally {
    process.kill(process.pid, 'SIGKILL')
  }
}, 100)
`
