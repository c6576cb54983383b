import { readWindowsFacts } from '../../../shared/computer/windows/windows-facts.ts'
import type { RegistryValue } from '../../../shared/computer/windows/registry.ts'
import type { WindowsSystem } from '../../../shared/computer/windows/windows-system.ts'
import type { RecordedMachine } from '../../../shared/recording/recorded-machine.ts'
import { shellFolders, shellFoldersPath } from '../../../shared/recording/recorded-system.ts'
import { toRegPath } from '../../../shared/recording/recorded-registry.ts'
import { toCopyNames } from '../../../shared/recording/recorded-files.ts'
import { keepWorkplaceFile, toWorkplaceFile } from '../../../shared/computer/windows/workplace-files.ts'
import type { RecordingContent } from './recording-content.ts'
import { createRefusals } from './refusals.ts'

/**
 * Looks at a Windows as a check does and writes down each answer, so that the recording holds what decides and
 * nothing else. `takenAt` is ISO 8601.
 */
export function recordWindows(system: WindowsSystem, takenAt: string): RecordingContent {
  const notes = createNotes()
  const { osVersion } = readWindowsFacts(listenTo(system, notes), takenAt)
  const registry = [...notes.keys].map(([path, values]) => ({ path, values }))
  return {
    machine: {
      formatVersion: 1,
      takenAt,
      platform: 'windows',
      osVersion,
      user: { ...toUser(notes.runsAs), name: notes.env.get('USERNAME') ?? '', remote: notes.remote },
      env: Object.fromEntries(notes.env),
      processes: [...notes.processes].map((name) => ({ name })),
      disks: notes.disks,
      files: [...notes.files],
      fileTimes: Object.fromEntries(notes.fileTimes),
      unreadable: notes.refusals.unreadable,
      links: {},
      ...(system.hasWorkplace && { folderNames: Object.fromEntries(notes.folderNames) }),
      ...(notes.profileFolders !== null && { profileFolders: [...notes.profileFolders] }),
      ...(notes.people !== null && { people: notes.people }),
    },
    registry,
    copies: notes.copies,
    folders: system.hasClientFiles ? ['files'] : [],
  }
}

type Notes = ReturnType<typeof createNotes>

function createNotes() {
  return {
    keys: new Map<string, Map<string, RegistryValue>>(),
    env: new Map<string, string>(),
    processes: new Set<string>(),
    disks: [] as RecordedMachine['disks'],
    files: new Set<string>(),
    folderNames: new Map<string, string[]>(),
    fileTimes: new Map<string, string>(),
    copies: new Map<string, Uint8Array>(),
    refusals: createRefusals(),
    runsAs: 'user' as ReturnType<WindowsSystem['runsAs']>,
    remote: undefined as boolean | undefined,
    profileFolders: null as readonly string[] | null,
    people: null as number | null,
  }
}

/** The same system; what it answers and what it refuses is noted. */
function listenTo(system: WindowsSystem, notes: Notes): WindowsSystem {
  const { ask } = notes.refusals
  const environment = (name: string): string | null => {
    const value = system.environment(name)
    if (value !== null) notes.env.set(name, value)
    return value
  }
  environment('USERNAME')
  return {
    ...system,
    registry: {
      readKey: (hive, path, view, only) => {
        const place = toRegPath(hive, path, view)
        const key = ask('key', place, () => system.registry.readKey(hive, path, view, only))
        if (key !== null) noteKey(notes, place, key.values, key.subkeys)
        return key
      },
    },
    environment,
    osVersion: () => ask('os-version', '', () => system.osVersion()),
    runsAs: () => (notes.runsAs = ask('runs-as', '', () => system.runsAs())),
    knownFolder: (id) => {
      const folder = ask('known-folder', id, () => system.knownFolder(id))
      // The shell's own answer: what the key says may have been overruled.
      const value: RegistryValue = { kind: 'string', text: folder }
      noteKey(notes, `HKEY_CURRENT_USER\\${shellFoldersPath}`, new Map([[shellFolders[id].value, value]]), [])
      return folder
    },
    isFile: (file) => {
      const isFile = ask('is-file', file, () => system.isFile(file))
      if (isFile) notes.files.add(file)
      return isFile
    },
    isFolder: (folder) => {
      const isFolder = ask('folder', folder, () => system.isFolder(folder))
      if (isFolder) notes.folderNames.set(folder, notes.folderNames.get(folder) ?? [])
      return isFolder
    },
    listFolder: (folder, most) => {
      const names = ask('folder', folder, () => system.listFolder(folder, most))
      if (names !== null) notes.folderNames.set(folder, [...names])
      return names
    },
    readSmallFile: (file, maximumBytes) => {
      const found = ask('file', file, () => system.readSmallFile(file, maximumBytes))
      if (found === null) return null
      const kind = toWorkplaceFile(file)
      // Of what belongs to other programs no more is kept than is read, whether the recording is redacted or not.
      const kept = kind === null ? found.bytes : Buffer.from(keepWorkplaceFile(kind, found.bytes))
      notes.copies.set(['files', ...toCopyNames(file)].join('/'), kept)
      const readWrittenAt = (): string | null => {
        const time = found.readWrittenAt()
        if (time !== null) notes.fileTimes.set(file, time)
        return time
      }
      return { bytes: found.bytes, readWrittenAt }
    },
    profileFolders: () =>
      (notes.profileFolders = ask('folder', environment('USERPROFILE') ?? '', () => system.profileFolders())),
    people: () => (notes.people = ask('people', '', () => system.people())),
    disk: (root) => {
      const disk = ask('disk', root, () => system.disk(root))
      if (disk !== null) notes.disks.push(disk)
      return disk
    },
    isRemote: () => {
      const isRemote = ask('is-remote', '', () => system.isRemote())
      notes.remote = isRemote ?? undefined
      return isRemote
    },
    isRunning: (executable) => {
      const isRunning = ask('process', executable, () => system.isRunning(executable))
      if (isRunning) notes.processes.add(executable)
      return isRunning
    },
  }
}

/** Keys below count by their names, whether they were read or not. */
function noteKey(
  notes: Notes,
  place: string,
  values: ReadonlyMap<string, RegistryValue>,
  subkeys: readonly string[],
): void {
  const known = notes.keys.get(place) ?? new Map<string, RegistryValue>()
  for (const [name, value] of values) known.set(name, value)
  notes.keys.set(place, known)
  for (const name of subkeys) {
    const below = `${place}\\${name}`
    if (!notes.keys.has(below)) notes.keys.set(below, new Map())
  }
}

/** As `runsAsOf` reads it back: who it was does not matter, only as what. */
function toUser(runsAs: Notes['runsAs']): Pick<RecordedMachine['user'], 'sid' | 'elevated' | 'session'> {
  return {
    sid: runsAs === 'system' ? 'S-1-5-18' : null,
    elevated: runsAs === 'elevated',
    session: runsAs === 'system' ? 0 : 1,
  }
}
