import { Worker } from 'node:worker_threads'

/** Ends this process soon after its parent is gone, also where its main thread is busy and hears of nothing. */
export function endWithParent(): void {
  const watch = new Worker(watchProgram, { eval: true, execArgv: [], workerData: process.ppid })
  watch.unref()
}

/** As text, because no bundle needs a further file for it. Windows keeps the number of a parent that is gone. */
const watchProgram = `
const { workerData: parent } = require('node:worker_threads')
setInterval(() => {
  let isThere = process.ppid === parent
  try {
    process.kill(parent, 0)
  } catch ({ code }) {
    if (code === 'ESRCH') isThere = false
  }
  if (!isThere) process.kill(process.pid, 'SIGKILL')
}, 500)
`
