import { utilityProcess } from 'electron'
import { fileURLToPath } from 'node:url'
import type { FromProcess } from './rescue-protocol.ts'
import type { StartRescueProcess } from '../rescue-connection.ts'

/** Starts the process that copies beside the window. */
export const startRescueProcess: StartRescueProcess = (hear, ended) => {
  const child = utilityProcess.fork(fileURLToPath(new URL('./rescue-process.ts', import.meta.url)), [], {
    serviceName: 'Landfall rescue',
    stdio: 'ignore',
  })
  child.on('message', (message: FromProcess) => hear(message))
  // Without a listener a fatal error of the process would be thrown here; its end follows. Its report is not used.
  child.on('error', () => undefined)
  child.once('exit', ended)
  return {
    tell: (message) => child.postMessage(message),
    end: () => void child.kill(),
  }
}
