import type { KnownFolder } from '../../../shared/machine.ts'
import { expand, expandedTextOf } from '../windows/expand.ts'
import type { Registry } from '../windows/registry.ts'
import type { WindowsSystem } from '../windows/windows-system.ts'
import type { RecordedFiles } from './recorded-files.ts'
import type { RecordedMachine } from './recorded-machine.ts'

const shellFoldersPath = 'Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders'

/** Names of the values and what the shell takes where they are missing (onedrive-facts 1.5). */
const shellFolders: Record<KnownFolder['id'], { value: string; standard: string }> = {
  desktop: { value: 'Desktop', standard: '%USERPROFILE%\\Desktop' },
  documents: { value: 'Personal', standard: '%USERPROFILE%\\Documents' },
  pictures: { value: 'My Pictures', standard: '%USERPROFILE%\\Pictures' },
}

/** A Windows as it was when it was recorded. */
export function createRecordedSystem(
  machine: RecordedMachine,
  registry: Registry,
  copies: RecordedFiles | null,
): WindowsSystem {
  const variables = new Map(Object.entries(machine.env).map(([name, value]) => [name.toUpperCase(), value]))
  const times = new Map(Object.entries(machine.fileTimes).map(([path, time]) => [toComparable(path), time]))
  const files = new Set(machine.files.map(toComparable))
  const environment = (name: string): string | null => variables.get(name.toUpperCase()) ?? null
  return {
    recorded: true,
    registry,
    osVersion: () => machine.osVersion,
    runsAs: () => runsAsOf(machine.user),
    knownFolder: (id) => {
      const { value, standard } = shellFolders[id]
      const key = registry.readKey('HKEY_CURRENT_USER', shellFoldersPath)
      const path = expandedTextOf(key, value, environment) ?? expand(standard, environment)
      if (/%[^%]+%/.test(path)) throw new Error(`${value}: a variable of ${path} was not recorded`)
      return path
    },
    environment,
    hasClientFiles: copies !== null,
    readSmallFile: (path, maximumBytes) => {
      const bytes = copies?.read(path, maximumBytes) ?? null
      return bytes === null ? null : { bytes, writtenAt: times.get(toComparable(path)) ?? null }
    },
    disk: (root) => machine.disks.find((disk) => toComparable(disk.root) === toComparable(root)) ?? null,
    isRemote: () => machine.user.remote ?? null,
    isFile: (path) => files.has(toComparable(path)),
    isRunning: (executable) =>
      machine.processes.some(
        ({ name, session = machine.user.session }) =>
          name.toLowerCase() === executable.toLowerCase() && session === machine.user.session,
      ),
  }
}

/** LocalSystem, LocalService, NetworkService, and whatever has no desktop. */
export function runsAsOf({
  sid,
  session,
  elevated,
}: RecordedMachine['user']): 'user' | 'elevated' | 'system' {
  if (sid !== null && /^S-1-5-(18|19|20)$/i.test(sid)) return 'system'
  // macOS and Linux recordings have no sid and no numbered desktops.
  if (sid !== null && session === 0) return 'system'
  return elevated ? 'elevated' : 'user'
}

function toComparable(path: string): string {
  return path.replaceAll('/', '\\').toLowerCase()
}
