import { createRefusal, runsAsOf } from './recorded-system.ts'
import { menuProcess } from '../computer/macos/client.ts'
import type { MacSystem } from '../computer/macos/mac-system.ts'
import type { RecordedFiles } from './recorded-files.ts'
import type { RecordedMachine } from './recorded-machine.ts'
import { withoutEnd } from '../text/without-end.ts'

/** A Mac as it was when it was recorded: `plists` holds its preferences, `copies` the client's other small files. */
export function createRecordedMac(
  machine: RecordedMachine,
  plists: RecordedFiles | null,
  copies: RecordedFiles | null,
): MacSystem {
  const links = new Map(Object.entries(machine.links).map(([path, target]) => [toComparable(path), target]))
  const times = new Map(Object.entries(machine.fileTimes).map(([path, time]) => [toComparable(path), time]))
  const providers = new Map(
    Object.entries(machine.providers ?? {}).map(([path, provider]) => [toComparable(path), provider]),
  )
  const refuse = createRefusal(machine)
  return {
    recorded: true,
    osVersion: async () => {
      refuse('os-version')
      return machine.osVersion
    },
    runsAs: () => runsAsOf(machine.user),
    home: () => {
      const home = withoutEnd(machine.env.HOME ?? '', '/')
      if (home === '') throw new Error('HOME was not recorded')
      return home
    },
    userName: () => machine.user.name,
    hasClientFiles: copies !== null,
    readSmallFile: async (path, maximumBytes) => {
      refuse('file', path)
      const place = toPlistPlace(path)
      if (place !== null && plists === null) throw new Error('plists: is missing')
      const bytes = place === null ? copies?.read(path, maximumBytes) : plists?.read(place, maximumBytes)
      if (bytes === undefined || bytes === null) return null
      return { bytes, readWrittenAt: () => times.get(toComparable(path)) ?? null }
    },
    listFolder: async (path) => {
      refuse('folder', path)
      return listNames([...machine.files, ...toPaths(machine)], path)
    },
    resolveLink: async (path) => {
      refuse('link', path)
      return links.get(toComparable(path)) ?? path
    },
    providerOf: async (path) => {
      refuse('provider', path)
      const provider = providers.get(toComparable(path))
      if (provider === undefined) throw new Error(`${path}: its provider was not recorded`)
      return provider
    },
    disk: async (root) => {
      refuse('disk', root)
      return machine.disks.find((disk) => disk.root === root) ?? null
    },
    isRunning: async (wanted) => {
      refuse('process', wanted)
      if (machine.processes.some(({ name }) => name === wanted)) return true
      const asked = machine.processesAsked ?? [menuProcess]
      return asked.includes(wanted) ? false : null
    },
  }
}

/**
 * Preferences lie in `plists/` by domain: the person's and the client's own at its top, an admin's in `computer/`,
 * managed ones in `managed/` and `managed/<person>/`. Null for a file that is none of these.
 */
export function toPlistPlace(path: string): string | null {
  const managed = /^\/Library\/Managed Preferences\/((?:[^/]+\/)?[^/]+\.plist)$/.exec(path)?.[1]
  if (managed !== undefined) return `managed/${managed}`
  const name = /\/Preferences\/([^/]+\.plist)$/.exec(path)?.[1]
  if (name === undefined) return null
  return path.startsWith('/Library/') ? `computer/${name}` : name
}

/** A folder of the profile may be recorded by its name alone. */
function toPaths({ profileFolders = [], env }: RecordedMachine): string[] {
  return profileFolders.map((folder) => (folder.startsWith('/') ? folder : `${env.HOME ?? ''}/${folder}`))
}

/** The recording names what was there by full paths; a folder was there when it, or something in it, is named. */
function listNames(files: readonly string[], folder: string): string[] | null {
  const below = `${toComparable(folder)}/`
  const paths = files.filter((file) => `${toComparable(file)}/`.startsWith(below))
  if (paths.length === 0) return null
  const depth = folder.split('/').length
  return [...new Set(paths.flatMap((file) => file.split('/')[depth] ?? []))].filter((name) => name !== '')
}

function toComparable(path: string): string {
  return withoutEnd(path, '/').normalize('NFC').toLowerCase()
}
