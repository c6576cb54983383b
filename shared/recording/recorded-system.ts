import type { KnownFolder } from '../facts/machine.ts'
import { expand, expandedTextOf } from '../computer/windows/expand.ts'
import type { Registry } from '../computer/windows/registry.ts'
import type { WindowsSystem } from '../computer/windows/windows-system.ts'
import type { RecordedFiles } from './recorded-files.ts'
import type { Question, RecordedMachine } from './recorded-machine.ts'
import { toRegPath } from './recorded-registry.ts'

export const shellFoldersPath = 'Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders'

/** Names of the values and what the shell takes where they are missing (docs/facts/sync-client.md#known-folders). */
export const shellFolders: Record<KnownFolder['id'], { value: string; standard: string }> = {
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
  const refuse = createRefusal(machine)
  return {
    recorded: true,
    registry: {
      readKey: (hive, path, view, only) => {
        refuse('key', toRegPath(hive, path, view))
        return registry.readKey(hive, path, view, only)
      },
    },
    osVersion: () => {
      refuse('os-version')
      return machine.osVersion
    },
    runsAs: () => {
      refuse('runs-as')
      return runsAsOf(machine.user)
    },
    knownFolder: (id) => {
      refuse('known-folder', id)
      const { value, standard } = shellFolders[id]
      const key = registry.readKey('HKEY_CURRENT_USER', shellFoldersPath)
      const path = expandedTextOf(key, value, environment) ?? expand(standard, environment)
      if (/%[^%]+%/.test(path)) throw new Error(`${value}: a variable of ${path} was not recorded`)
      return path
    },
    environment,
    hasWorkplace: machine.folderNames !== undefined,
    ...toFolders(machine, refuse),
    hasClientFiles: copies !== null,
    readSmallFile: (path, maximumBytes) => {
      refuse('file', path)
      const bytes = copies?.read(path, maximumBytes) ?? null
      if (bytes === null) return null
      return { bytes, readWrittenAt: () => times.get(toComparable(path)) ?? null }
    },
    profileFolders: () => {
      const profile = environment('USERPROFILE')?.replace(/[\\/]$/, '') ?? ''
      refuse('folder', profile)
      return (
        machine.profileFolders?.map((folder) => (/[\\/]/.test(folder) ? folder : `${profile}\\${folder}`)) ??
        null
      )
    },
    people: () => {
      refuse('people')
      return machine.people ?? null
    },
    disk: (root) => {
      refuse('disk', root)
      return machine.disks.find((disk) => toComparable(disk.root) === toComparable(root)) ?? null
    },
    isRemote: () => {
      refuse('is-remote')
      return machine.user.remote ?? null
    },
    isFile: (path) => {
      refuse('is-file', path)
      return files.has(toComparable(path))
    },
    isRunning: (executable) => {
      refuse('process', executable)
      return machine.processes.some(
        ({ name, session = machine.user.session }) =>
          name.toLowerCase() === executable.toLowerCase() && session === machine.user.session,
      )
    },
  }
}

/** The folders of other programs, as far as anybody looked. */
function toFolders(
  { folderNames = {} }: RecordedMachine,
  refuse: ReturnType<typeof createRefusal>,
): Pick<WindowsSystem, 'isFolder' | 'listFolder'> {
  const folders = new Map(Object.entries(folderNames).map(([path, names]) => [toComparable(path), names]))
  return {
    isFolder: (path) => {
      refuse('folder', path)
      return folders.has(toComparable(path))
    },
    listFolder: (path, most) => {
      refuse('folder', path)
      return folders.get(toComparable(path))?.slice(0, most) ?? null
    },
  }
}

/** Throws where the computer itself refused to answer when it was recorded. */
export function createRefusal({ unreadable }: RecordedMachine): (what: Question, place?: string) => void {
  const reasons = new Map(
    unreadable.map(({ what, place, reason }) => [`${what} ${toComparable(place)}`, reason]),
  )
  return (what, place = '') => {
    const reason = reasons.get(`${what} ${toComparable(place)}`)
    if (reason !== undefined) throw new Error(reason)
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
