import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { replayMegabytes, replayProgram, type ReplayProcess, type StartReplay } from './replay-messages.ts'

/**
 * Starts the process that reads a stranger's recording, in plain Node. It is given the recording's folder and the time zone; on Windows
 * Node adds some of the system's own names (docs/decisions/0015).
 */
export const startReplayChild: StartReplay = (...given) =>
  startChild(replayProgram(), replayMegabytes, ...given)

/** As `startReplayChild`, for a program and a limit of its own. */
export async function startChild(
  program: URL,
  megabytes: number,
  ...[folder, hear, ended]: Parameters<StartReplay>
): Promise<ReplayProcess> {
  const child = fork(fileURLToPath(program), [folder], {
    env: { TZ: Intl.DateTimeFormat().resolvedOptions().timeZone },
    execArgv: [`--max-old-space-size=${megabytes}`],
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  const end = (): void => void child.kill('SIGKILL')
  // One that is busy does not see that its parent has gone.
  process.once('exit', end)
  let isOver = false
  const over = (): void => {
    if (isOver) return
    isOver = true
    process.removeListener('exit', end)
    ended()
  }
  child.on('message', (message) => hear(message))
  // One that cannot be started has no other end; each other one still exits.
  child.on('error', () => {
    if (child.pid === undefined) over()
  })
  child.once('exit', over)
  return {
    tell: (message) => void child.send(message, () => undefined),
    end,
    hold: (isHeld) => {
      if (isHeld) {
        child.ref()
        child.channel?.ref()
      } else {
        child.unref()
        child.channel?.unref()
      }
    },
  }
}
