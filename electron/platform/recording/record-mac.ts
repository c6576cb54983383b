import { readMacFacts } from '../../../shared/computer/macos/mac-facts.ts'
import { cloudStorageOf } from '../../../shared/computer/macos/cloud-folders.ts'
import { syncIdName } from '../../../shared/computer/macos/sync-places.ts'
import type { MacSystem } from '../../../shared/computer/macos/mac-system.ts'
import { toPlistPlace } from '../../../shared/recording/recorded-mac.ts'
import type { RecordedMachine } from '../../../shared/recording/recorded-machine.ts'
import { toCopyNames } from '../../../shared/recording/recorded-files.ts'
import { recordNothing, type RecordingContent } from './recording-content.ts'
import { createRefusals } from './refusals.ts'

/** Looks at a Mac as a check does and writes down each answer, as `recordWindows` does. `takenAt` is ISO 8601. */
export async function recordMac(system: MacSystem, takenAt: string): Promise<RecordingContent> {
  const notes = createNotes()
  const { osVersion, profileFolders } = await readMacFacts(listenTo(system, notes), takenAt)
  const { machine } = recordNothing('macos', osVersion)
  return {
    machine: {
      ...machine,
      takenAt,
      user: {
        name: notes.userName,
        sid: notes.runsAs === 'system' ? 'S-1-5-18' : null,
        elevated: notes.runsAs === 'elevated',
        session: 1,
      },
      env: Object.fromEntries(notes.env),
      processes: [...notes.processes].map((name) => ({ name })),
      processesAsked: [...notes.processesAsked],
      disks: notes.disks,
      files: [...notes.files],
      fileTimes: Object.fromEntries(notes.fileTimes),
      links: Object.fromEntries(notes.links),
      providers: Object.fromEntries(notes.providers),
      unreadable: notes.refusals.unreadable,
      ...(profileFolders?.kind === 'read' && { profileFolders: [...profileFolders.value] }),
    },
    registry: null,
    copies: notes.copies,
    folders: system.hasClientFiles ? ['plists', 'files'] : ['plists'],
  }
}

type Notes = ReturnType<typeof createNotes>

function createNotes() {
  return {
    userName: '',
    runsAs: 'user' as ReturnType<MacSystem['runsAs']>,
    env: new Map<string, string>(),
    processes: new Set<string>(),
    processesAsked: new Set<string>(),
    disks: [] as RecordedMachine['disks'],
    files: new Set<string>(),
    fileTimes: new Map<string, string>(),
    links: new Map<string, string>(),
    providers: new Map<string, string | null>(),
    copies: new Map<string, Uint8Array>(),
    refusals: createRefusals(),
  }
}

/** The same system; what it answers and what it refuses is noted. */
function listenTo(system: MacSystem, notes: Notes): MacSystem {
  const ask = notes.refusals.askLater
  return {
    recorded: system.recorded,
    hasClientFiles: system.hasClientFiles,
    osVersion: () => ask('os-version', '', () => system.osVersion()),
    runsAs: () => (notes.runsAs = system.runsAs()),
    home: () => {
      const home = system.home()
      notes.env.set('HOME', home)
      return home
    },
    userName: () => (notes.userName = system.userName()),
    readSmallFile: async (path, maximumBytes) => {
      const found = await ask('file', path, () => system.readSmallFile(path, maximumBytes))
      if (found === null) return null
      const plist = toPlistPlace(path)
      const place = plist === null ? ['files', ...toCopyNames(path)].join('/') : `plists/${plist}`
      notes.copies.set(place, found.bytes)
      // What is in a OneDrive is no one's business; a library is known by its id.
      if (path.endsWith(`/${syncIdName}`)) notes.files.add(path)
      const readWrittenAt = (): string | null => {
        const time = found.readWrittenAt()
        if (time !== null) notes.fileTimes.set(path, time)
        return time
      }
      return { bytes: found.bytes, readWrittenAt }
    },
    listFolder: async (path) => {
      const names = await ask('folder', path, () => system.listFolder(path))
      if (names === null) return null
      // Of a home, and of other volumes, only what may be a OneDrive is recorded.
      const isWide = path === system.home() || /^\/Volumes\/./.test(path)
      const isOneDrive = path.startsWith(`${cloudStorageOf(system)}/`)
      const noted = isOneDrive ? [] : isWide ? names.filter((name) => /^onedrive/i.test(name)) : names
      for (const place of [path, ...noted.map((name) => `${path}/${name}`)]) notes.files.add(place)
      return names
    },
    resolveLink: async (path) => {
      const target = await ask('link', path, () => system.resolveLink(path))
      if (target !== path) notes.links.set(path, target)
      return target
    },
    providerOf: async (path) => {
      const provider = await ask('provider', path, () => system.providerOf(path))
      notes.providers.set(path, provider)
      return provider
    },
    disk: async (root) => {
      const disk = await ask('disk', root, () => system.disk(root))
      if (disk !== null) notes.disks.push(disk)
      return disk
    },
    isRunning: async (name) => {
      const isRunning = await ask('process', name, () => system.isRunning(name))
      if (isRunning !== null) notes.processesAsked.add(name)
      if (isRunning === true) notes.processes.add(name)
      return isRunning
    },
  }
}
