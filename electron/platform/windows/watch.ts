import { watch, type FSWatcher } from 'node:fs'
import { createRegistrySignals } from './registry-signals.ts'
import { clientDataFolder } from './client-places.ts'
import type { WindowsSystem } from './windows-system.ts'

const lookMilliseconds = 300
/** Processes give no signal to a user's program, so their list is asked; rarer, because it is longer. */
const processMilliseconds = 1_200

/**
 * Calls `onChange` soon after something changed that a check reads: the client's keys, the policies, the known
 * folders, the client's logs, and whether it runs. Windows keeps the signals; nothing is read until one is given.
 * Returns what ends it.
 */
export function watchWindows(system: WindowsSystem, onChange: () => void): () => void {
  const signals = createRegistrySignals()
  const watchTheLogs = (): FSWatcher | null =>
    watchLogs(system, onChange, () => {
      logs = null
    })
  let logs = watchTheLogs()
  let wasRunning = readRunning(system)
  let sinceProcesses = 0

  const timer = setInterval(() => {
    if (logs === null) {
      logs = watchTheLogs()
      // What was written before anybody watched.
      if (logs !== null) onChange()
    }
    if (signals.take()) onChange()
    sinceProcesses += lookMilliseconds
    if (sinceProcesses < processMilliseconds) return
    sinceProcesses = 0
    const isRunning = readRunning(system)
    if (isRunning !== wasRunning) onChange()
    wasRunning = isRunning
  }, lookMilliseconds)

  return () => {
    clearInterval(timer)
    signals.close()
    logs?.close()
  }
}

function readRunning(system: WindowsSystem): boolean | null {
  try {
    return system.isRunning('OneDrive.exe')
  } catch {
    return null
  }
}

/** Null while the folder is not there, which is so until the client has run once. */
function watchLogs(system: WindowsSystem, onChange: () => void, onLost: () => void): FSWatcher | null {
  try {
    const watcher = watch(`${clientDataFolder(system)}\\logs`, { recursive: true }, (_event, name) => {
      if (name?.endsWith('SyncDiagnostics.log')) onChange()
    })
    watcher.on('error', () => {
      watcher.close()
      onLost()
    })
    return watcher
  } catch {
    return null
  }
}
