import type { ClientFacts } from '../../facts/machine.ts'
import { application, clientPlaces, type ClientKind, type ClientPlaces } from './client-places.ts'
import type { MacSystem } from './mac-system.ts'
import { readPropertyList, textOf, type PropertyList } from './property-list.ts'

/** The program of the client that every recording asked for. */
export const menuProcess = 'OneDrive'

/** The sync client as installed for this computer. No policy of macOS switches it off, and nothing tells when it starts. */
export async function readClient(system: MacSystem): Promise<ClientFacts> {
  const installed = (await system.listFolder(application)) !== null
  const running = await isRunning(system)
  // Somebody may have put it elsewhere; then no one can tell which one it is.
  if (!installed && running === true) throw new Error(`runs, but is not at ${application}`)
  return {
    installed,
    perMachine: installed ? true : null,
    executable: installed ? `${application}/Contents/MacOS/OneDrive` : null,
    version: installed ? toVersion(await tryToReadBundle(system)) : null,
    running,
    startsAtSignIn: null,
    disabledByPolicy: false,
  }
}

/**
 * The clients whose files count: the one that is installed, or both where no one can tell which it is. What the other
 * one left behind is not in use.
 */
export async function readClientsInUse(system: MacSystem): Promise<readonly ClientPlaces[]> {
  const places = clientPlaces(system.home())
  const kind = toKind(await tryToReadBundle(system))
  return kind === null ? places : places.filter((place) => place.kind === kind)
}

// What the bundle says only adds to the rest: without it both clients count, and the version is unknown.
async function tryToReadBundle(system: MacSystem): Promise<PropertyList | null> {
  try {
    return await readPropertyList(system, `${application}/Contents/Info.plist`)
  } catch {
    return null
  }
}

function toKind(bundle: PropertyList | null): ClientKind | null {
  const id = textOf(bundle, 'CFBundleIdentifier')
  return clientPlaces('').find(({ domain }) => domain === id)?.kind ?? null
}

/** `18.044.0301` and `18044.0301.0005` make `18.044.0301.0005`; of fewer parts no one can tell which is newer. */
function toVersion(bundle: PropertyList | null): string | null {
  const short = textOf(bundle, 'CFBundleShortVersionString')?.trim() ?? ''
  if (/^\d+(\.\d+){3}$/.test(short)) return short
  const last = /\.(\d+)$/.exec(textOf(bundle, 'CFBundleVersion')?.trim() ?? '')?.[1]
  return /^\d+(\.\d+){2}$/.test(short) && last !== undefined ? `${short}.${last}` : null
}

/**
 * Its menu and what syncs are two programs; with one of them alone no one can tell whether it works. No Mac has shown it. An
 * older recording asked for the menu alone, which then decides.
 */
async function isRunning(system: MacSystem): Promise<boolean | null> {
  try {
    const menu = await system.isRunning(menuProcess)
    const service = await system.isRunning('OneDrive Sync Service')
    return service === null || service === menu ? menu : null
  } catch {
    // The rest of what is known about the client stays; only this is unknown.
    return null
  }
}
