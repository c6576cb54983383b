import { spawn } from 'node:child_process'
import { app } from 'electron'
import path from 'node:path'
import { leaveValue, isAskedToLeave } from '../../shared/leave-request.ts'
import { markerKey } from '../../shared/app-id.ts'
import { readLeaveRequest } from '../platform/index.ts'

const everyMilliseconds = 1000

/** Calls `onAsked` for as long as an installer asks Landfall to leave, each second. Returns what ends it. Windows alone has such installers. */
export function watchLeave(
  onAsked: () => void,
  read: () => Promise<string | null> = () => readLeaveRequest(process.platform),
  system: NodeJS.Platform = process.platform,
): () => void {
  if (system !== 'win32') return () => undefined
  const look = async (): Promise<void> => {
    if (isAskedToLeave(await read(), Date.now())) onAsked()
  }
  const timer = setInterval(() => void look(), everyMilliseconds)
  return () => clearInterval(timer)
}

/** Starts Landfall again, in the background of this session, when the installer is done: with the person's own rights, whoever installs. */
export function comeBack(): void {
  if (process.platform !== 'win32' || !app.isPackaged) return
  const child = spawn('cmd.exe', ['/d', '/s', '/c', `"${toComeBackCommand(process.execPath)}"`], {
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

/**
 * Waits, at most ten minutes, until the installer's value is gone, and then starts the program if it is still there. Where the
 * organisation forbids the command prompt, Landfall comes back at the next logon.
 */
export function toComeBackCommand(program: string): string {
  const isAsked = `reg query HKLM\\${markerKey} /v ${leaveValue} /reg:64 >nul 2>nul`
  const start = `(if exist "${program}" start "" "${program}" --background)`
  return `for /l %i in (1,1,600) do @(ping -n 2 127.0.0.1 >nul & ${isAsked} || (${start} & exit))`
}
