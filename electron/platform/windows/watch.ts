import { statSync } from 'node:fs'
import { clientDataFolder } from '../../../shared/computer/windows/client-places.ts'
import { createRegistrySignals } from './registry-signals.ts'
import type { WindowsSystem } from '../../../shared/computer/windows/windows-system.ts'

const lookMilliseconds = 300
/** What gives no signal to a user's program is asked for, and rarer: a list of processes and nine times of files. */
const askEvery = 4

/**
 * Calls `onChange` soon after something changed that a check reads: the client's keys, the policies, the known
 * folders, the client's logs, and whether it runs. Windows keeps the registry's signals; nothing is read until one is
 * given. Returns what ends it.
 */
export function watchWindows(system: WindowsSystem, onChange: () => void): () => void {
  const signals = createRegistrySignals()
  let before = readUnsignalled(system)
  let looks = 0
  const timer = setInterval(() => {
    looks += 1
    let hasChanged = signals.take()
    if (looks % askEvery === 0) {
      const now = readUnsignalled(system)
      hasChanged ||= now !== before
      before = now
    }
    if (hasChanged) onChange()
  }, lookMilliseconds)
  return () => {
    clearInterval(timer)
    signals.close()
  }
}

/** Something that differs when the client started, ended, or wrote the log of an account. */
function readUnsignalled(system: WindowsSystem): string {
  const local = tryTo(() => clientDataFolder(system))
  const slots = Array.from({ length: 9 }, (_, place) => `Business${place + 1}`)
  const times = slots.map((slot) =>
    tryTo(() => statSync(`${local}\\logs\\${slot}\\SyncDiagnostics.log`, { throwIfNoEntry: false })?.mtimeMs),
  )
  return JSON.stringify([tryTo(() => system.isRunning('OneDrive.exe')), times])
}

/** Null for what cannot be told now; the check itself says why. */
function tryTo<Value>(ask: () => Value): Value | null {
  try {
    return ask()
  } catch {
    return null
  }
}
