import { isBelow } from '../../checks/folders.ts'
import type { SyncAccount, SyncLibrary } from '../../facts/machine.ts'
import { clientDataFolder } from './client-places.ts'
import { parseLibraryScopes, type LibraryScope } from '../client/client-settings.ts'
import { expandedTextOf } from './expand.ts'
import { numberOf, textOf } from './registry.ts'
import type { WindowsSystem } from './windows-system.ts'

const accountsPath = 'Software\\Microsoft\\OneDrive\\Accounts'
const providersPath = 'Software\\SyncEngines\\Providers\\OneDrive'

/** The accounts of the sync client (docs/facts/sync-client.md#accounts), then what is left of those whose key is gone. */
export function readAccounts(system: WindowsSystem): SyncAccount[] {
  const slots = system.registry.readKey('HKEY_CURRENT_USER', accountsPath)?.subkeys ?? []
  const mounts = readMounts(system)
  const accounts = slots
    .filter((slot) => /^(personal|business\d+)$/i.test(slot))
    .toSorted((left, right) => left.localeCompare(right, 'en', { numeric: true }))
    .map((slot) => readAccount(system, slot, mounts))
  return [...accounts, ...toOrphans(mounts, accounts)]
}

function readAccount(system: WindowsSystem, slot: string, mounts: readonly Mount[]): SyncAccount {
  const key = system.registry.readKey('HKEY_CURRENT_USER', `${accountsPath}\\${slot}`)
  const kind = slot.toLowerCase() === 'personal' ? 'personal' : 'business'
  const tenantId = toTenantId(textOf(key, 'ConfiguredTenantId'))
  const email = textOf(key, 'UserEmail')
  const folder = expandedTextOf(key, 'UserFolder', (name) => system.environment(name))
  const scopes = kind === 'personal' ? [] : readScopes(system, slot, textOf(key, 'cid'))
  const own = scopes.find(({ kind: scope }) => scope === 'own')
  return {
    slot,
    kind,
    configured: folder !== null && email !== null && (kind === 'personal' || tenantId !== null),
    tenantId,
    email,
    organisation: textOf(key, 'DisplayName'),
    folder,
    siteUrl: textOf(key, 'ServiceEndpointUri')?.replace(/\/_api\/?$/i, '') ?? textOf(key, 'SPOResourceId'),
    lastSignInResult: numberOf(key, 'LastSignInResult'),
    lastSignInAt: toTime(numberOf(key, 'LastSignInTime')),
    libraries: readLibraries(system, slot, scopes, mounts),
    settings: own === undefined ? null : { tenantId: own.tenantId, siteUrl: own.siteUrl, folder: own.folder },
  }
}

const longestSettings = 1024 * 1024

// A cross-check: where it cannot be read, what the registry says counts alone.
function readScopes(system: WindowsSystem, slot: string, cid: string | null): LibraryScope[] {
  if (cid === null || !/^[\w-]{1,64}$/.test(cid) || !system.hasClientFiles) return []
  try {
    const path = `${clientDataFolder(system)}\\settings\\${slot}\\${cid}.ini`
    const file = system.readSmallFile(path, longestSettings)
    return file === null ? [] : parseLibraryScopes(file.bytes)
  } catch {
    return []
  }
}

/** What is synced under one account's key: its cache of mount points, and the folders by organisation. */
function readLibraries(
  system: WindowsSystem,
  slot: string,
  scopes: readonly LibraryScope[],
  mounts: readonly Mount[],
): SyncLibrary[] {
  const { registry } = system
  const path = `${accountsPath}\\${slot}`
  const cache = registry.readKey('HKEY_CURRENT_USER', `${path}\\ScopeIdToMountPointPathCache`)
  const places = new Map<string, { folder: string; organisation: string | null }>()
  for (const name of cache?.values.keys() ?? []) {
    const folder = expandedTextOf(cache, name, (variable) => system.environment(variable))
    if (folder !== null) places.set(folder.toLowerCase(), { folder, organisation: null })
  }
  for (const organisation of registry.readKey('HKEY_CURRENT_USER', `${path}\\Tenants`)?.subkeys ?? []) {
    const key = registry.readKey('HKEY_CURRENT_USER', `${path}\\Tenants\\${organisation}`)
    // Here the values' names are the folders.
    for (const folder of key?.values.keys() ?? []) {
      if (folder !== '') places.set(folder.toLowerCase(), { folder, organisation })
    }
  }
  // In an order of its own: that of a registry is not the same in every Windows.
  const ordered = [...places].toSorted(([left], [right]) => (left < right ? -1 : 1))
  return ordered.map(([id, { folder, organisation }]) => {
    const scope = scopes.find((candidate) => candidate.folder?.toLowerCase() === id)
    const mount = mounts.find((candidate) => candidate.folder.toLowerCase() === id)
    return {
      folder,
      organisation,
      siteUrl: scope?.siteUrl ?? mount?.siteUrl ?? null,
      tenantId: scope?.tenantId ?? null,
    }
  })
}

// Unlinking may leave the provider keys: proof of nothing, but they say whose folders these were.
function toOrphans(mounts: readonly Mount[], accounts: readonly SyncAccount[]): SyncAccount[] {
  const known = accounts.flatMap(({ folder, libraries }) => [
    folder ?? [],
    libraries.map((library) => library.folder),
  ])
  const places = known.flat(2)
  const left = mounts.filter(({ kind, folder }) => kind !== 'personal' && !isIn(folder, places))
  const roots = left.filter(({ kind }) => kind === 'root')
  const ofRoots = roots.map(({ folder }) => folder)
  // A shortcut below one of the roots is looked through with it.
  const libraries = left.filter(({ kind, folder }) => kind === 'library' && !isIn(folder, ofRoots))
  return [
    ...roots.map(({ slot, folder, siteUrl }) => ({ ...unlinked, slot, folder, siteUrl })),
    ...libraries.map(({ slot, folder, siteUrl }) => ({
      ...unlinked,
      slot,
      libraries: [{ folder, organisation: null, siteUrl, tenantId: null }],
    })),
  ]
}

function isIn(folder: string, places: readonly string[]): boolean {
  return places.some((place) => isBelow(folder, place))
}

/** An account that left nothing but a folder. */
const unlinked = {
  kind: 'business',
  configured: false,
  tenantId: null,
  email: null,
  organisation: null,
  folder: null,
  siteUrl: null,
  lastSignInResult: null,
  lastSignInAt: null,
  libraries: [],
  settings: null,
} satisfies Omit<SyncAccount, 'slot'>

/** A folder that a provider has mounted once (docs/facts/sync-client.md#traces-of-accounts-that-are-gone). */
type Mount = {
  readonly slot: string
  readonly folder: string
  readonly siteUrl: string | null
  readonly kind: 'personal' | 'root' | 'library'
}

function readMounts(system: WindowsSystem): Mount[] {
  const { registry } = system
  const names = registry.readKey('HKEY_CURRENT_USER', providersPath)?.subkeys ?? []
  return names.toSorted().flatMap((slot) => {
    const key = registry.readKey('HKEY_CURRENT_USER', `${providersPath}\\${slot}`)
    const folder = expandedTextOf(key, 'MountPoint', (name) => system.environment(name))
    if (folder === null) return []
    const type = textOf(key, 'LibraryType')?.trim().toLowerCase() ?? null
    return [{ slot, folder, siteUrl: textOf(key, 'UrlNamespace'), kind: toMountKind(slot, type) }]
  })
}

/** By the type, and by the key's name where the type is lost: a root's is that of its account, a library's an id. */
function toMountKind(slot: string, type: string | null): Mount['kind'] {
  if (type === 'personal' || /^personal$/i.test(slot)) return 'personal'
  return type === 'mysite' || (type === null && /^business\d+$/i.test(slot)) ? 'root' : 'library'
}

function toTenantId(text: string | null): string | null {
  return text === null
    ? null
    : text
        .trim()
        .replace(/^\{|\}$/g, '')
        .toLowerCase()
}

// Unix seconds, UTC, not FILETIME (pitfall 8). 0 is "never"; a time that no date can hold is not one.
function toTime(seconds: number | null): string | null {
  if (seconds === null || seconds <= 0 || seconds > 8_640_000_000_000) return null
  return new Date(seconds * 1000).toISOString()
}
