import { spawn } from 'node:child_process'
import { app } from 'electron'
import path from 'node:path'
import { isAskedToLeave } from '../../shared/installation/leave-request.ts'
import { endCommands } from '../../shared/installation/traces.ts'
import { readLeaveRequest, watchRecordedLeaveRequest } from '../platform/index.ts'
import { toComeBackCommand } from './come-back-command.ts'

const everyMilliseconds = 1000

/**
 * Calls `onAsked` for as long as an installer asks Landfall to leave, each second. Returns what ends it. Windows alone has such
 * installers, and so has the recording of one.
 */
export function watchLeave(machineFolder: string | null, onAsked: () => void): () => void {
  if (machineFolder !== null) return watchRecordedLeave(machineFolder, onAsked)
  if (process.platform !== 'win32') return () => undefined
  const look = async (): Promise<void> => {
    if (isAskedToLeave(await readLeaveRequest(process.platform), Date.now())) onAsked()
  }
  const timer = setInterval(() => void look(), everyMilliseconds)
  return () => clearInterval(timer)
}

function watchRecordedLeave(folder: string, onAsked: () => void): () => void {
  let timer: NodeJS.Timeout | undefined
  let hasEnded = false
  const stop = watchRecordedLeaveRequest(folder, (said) => {
    clearInterval(timer)
    const look = (): void => (isAskedToLeave(said, Date.now()) ? onAsked() : clearInterval(timer))
    if (hasEnded || !isAskedToLeave(said, Date.now())) return
    timer = setInterval(look, everyMilliseconds)
    look()
  })
  return () => {
    hasEnded = true
    stop()
    clearInterval(timer)
  }
}

/** Starts Landfall again, in the background of this session, when the installer is done: with the person's own rights, not the installer's. */
export function comeBack(): void {
  runDetached(toComeBackCommand(process.execPath))
}

/** At the end of the move nothing of Electron's stays outside the person's own folder; the list is in `shared/installation/traces.ts`. */
export function removeTraces(): void {
  runDetached(endCommands.join(' & '))
}

function runDetached(command: string): void {
  if (process.platform !== 'win32' || !app.isPackaged) return
  const child = spawn('cmd.exe', ['/d', '/s', '/c', `"${command}"`], {
    // Not in the program's folder: a current folder cannot be renamed.
    cwd: path.parse(process.execPath).root,
    detached: true,
    stdio: 'ignore',
    windowsHide: true,
    windowsVerbatimArguments: true,
  })
  child.on('error', () => undefined)
  child.unref()
}
