import type { ClientFacts } from '../../facts/machine.ts'
import { expandedTextOf } from './expand.ts'
import { numberOf, textOf, valueOf, type RegistryHive } from './registry.ts'
import type { WindowsSystem } from './windows-system.ts'
import { withoutEnd } from '../../text/without-end.ts'

const clientPath = 'Software\\Microsoft\\OneDrive'
const windowsPolicyPath = 'SOFTWARE\\Policies\\Microsoft\\Windows\\OneDrive'

/** The sync client as installed for this user or for the computer (docs/facts/sync-client.md#installation-and-addresses). */
export function readClient(system: WindowsSystem): ClientFacts {
  const { registry } = system
  const user = registry.readKey('HKEY_CURRENT_USER', clientPath)
  const policy = registry.readKey('HKEY_LOCAL_MACHINE', windowsPolicyPath)
  const places = readPlaces(system)
  const trigger = expandedTextOf(user, 'OneDriveTrigger', (name) => system.environment(name))
  const candidates = [trigger, places.user, ...places.machine].filter((path) => path !== null)
  if (candidates.length === 0) throw new Error('no-place-to-look-for-the-client')
  const executable = candidates.find((path) => system.isFile(path)) ?? null
  return {
    installed: executable !== null,
    perMachine: executable === null ? null : isPerMachine(executable, places),
    executable,
    version: textOf(user, 'Version') ?? readMachineVersion(system),
    running: isRunning(system),
    startsAtSignIn: readStart(system),
    disabledByPolicy: numberOf(policy, 'DisableFileSyncNGSC') === 1,
  }
}

type Places = { readonly user: string | null; readonly machine: readonly string[] }

function readPlaces(system: WindowsSystem): Places {
  const below = (variable: string, rest: string): string | null => {
    const folder = system.environment(variable)
    return folder === null ? null : `${withoutEnd(folder)}\\${rest}`
  }
  return {
    user: below('LOCALAPPDATA', 'Microsoft\\OneDrive\\OneDrive.exe'),
    // A 32-bit process sees its own folder as ProgramFiles; ProgramW6432 is the real one.
    machine: ['ProgramW6432', 'ProgramFiles', 'ProgramFiles(x86)'].flatMap(
      (variable) => below(variable, 'Microsoft OneDrive\\OneDrive.exe') ?? [],
    ),
  }
}

function isPerMachine(executable: string, places: Places): boolean | null {
  const isAt = (path: string | null): boolean => path?.toLowerCase() === executable.toLowerCase()
  if (isAt(places.user)) return false
  return places.machine.some(isAt) ? true : null
}

// Both views: the documented detection rule names the 32-bit one (pitfall 10).
function readMachineVersion({ registry }: WindowsSystem): string | null {
  const path = 'SOFTWARE\\Microsoft\\OneDrive'
  return (
    textOf(registry.readKey('HKEY_LOCAL_MACHINE', path, 64), 'Version') ??
    textOf(registry.readKey('HKEY_LOCAL_MACHINE', path, 32), 'Version')
  )
}

const startPath = 'Software\\Microsoft\\Windows\\CurrentVersion'

/**
 * The entry among what starts with Windows, which the person may have switched off in the task manager (there the
 * first byte is odd). Without an entry no one can tell: a scheduled task starts it too (docs/facts/sync-client.md#start-and-device).
 */
function readStart({ registry }: WindowsSystem): boolean | null {
  const has = (hive: RegistryHive): boolean =>
    textOf(registry.readKey(hive, `${startPath}\\Run`), 'OneDrive') !== null
  if (!has('HKEY_CURRENT_USER')) return has('HKEY_LOCAL_MACHINE') ? true : null
  const approved = registry.readKey('HKEY_CURRENT_USER', `${startPath}\\Explorer\\StartupApproved\\Run`)
  const value = valueOf(approved, 'OneDrive')
  return value?.kind !== 'binary' || (value.bytes[0] ?? 0) % 2 === 0
}

function isRunning(system: WindowsSystem): boolean | null {
  try {
    return system.isRunning('OneDrive.exe')
  } catch {
    // The rest of what is known about the client stays; only this is unknown.
    return null
  }
}
