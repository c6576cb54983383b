import { app, utilityProcess } from 'electron'
import { fileURLToPath } from 'node:url'
import { replayMegabytes, replayProgram, type StartReplay } from '../platform/index.ts'

/** Electron does not hand V8's own limit on to such a process (seen in 33), so its memory is watched from here. */
const watchMs = 250

/**
 * Starts the process that reads a stranger's recording, as Electron's utility process. It is given the recording's folder, the time zone and
 * where Windows lies, and nothing else of this program's environment. One that takes too much memory is ended.
 */
export const startReplayUtility: StartReplay = async (folder, hear, ended) => {
  await app.whenReady()
  const child = utilityProcess.fork(fileURLToPath(replayProgram()), [folder], {
    serviceName: 'Landfall replay',
    stdio: 'ignore',
    env: bareEnvironment(),
  })
  const end = (): void => void child.kill()
  const watching = setInterval(() => {
    const found = app.getAppMetrics().find(({ pid }) => pid === child.pid)
    if (found !== undefined && found.memory.workingSetSize > replayMegabytes * 1_024) end()
  }, watchMs)
  child.on('message', (message: unknown) => hear(message))
  // Without a listener a fatal error of the process would be thrown here; its end follows. Its report is not used.
  child.on('error', () => undefined)
  child.once('exit', () => {
    clearInterval(watching)
    ended()
  })
  return { tell: (message) => child.postMessage(message), end, hold: () => undefined }
}

/** Never empty: Electron takes an empty one for none given, and hands on its own. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const { SystemRoot: windows } = process.env
  const zone = { TZ: Intl.DateTimeFormat().resolvedOptions().timeZone }
  return windows === undefined ? zone : { ...zone, SystemRoot: windows }
}
