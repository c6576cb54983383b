import type { PlistValue } from 'plist'
import type { PolicyFacts } from '../../machine.ts'
import { readClientsInUse } from './client.ts'
import type { MacSystem } from './mac-system.ts'
import { readPropertyList, valueOf, type PropertyList } from './property-list.ts'

/**
 * The policies that decide a tenant switch (onedrive-facts 7): managed ones first, then the computer's, then the
 * person's; as macOS does, the first that has a key decides it. What macOS has no policy for is off.
 */
export async function readPolicies(system: MacSystem): Promise<PolicyFacts> {
  const lists = await readLists(system)
  const find = (key: string): PlistValue | undefined =>
    lists.map((list) => valueOf(list, key)).find((value) => value !== undefined)
  return {
    allowedTenants: toTenants('AllowTenantList', find('AllowTenantList')),
    blockedTenants: toTenants('BlockTenantList', find('BlockTenantList')),
    silentAccountConfig: false,
    silentConfigTraces: [],
    knownFolderSilentOptIn: toTenant(find('KFMSilentOptIn')),
    knownFolderWizard: toTenant(find('KFMOptInWithWizard')),
    knownFolderBlockOptOut: isOn(find('KFMBlockOptOut')),
    ignoredNames: toPatterns(find('EnableODIgnore')),
    librariesOf: [],
    deviceJoinedTo: [],
  }
}

async function readLists(system: MacSystem): Promise<PropertyList[]> {
  const clients = await readClientsInUse(system)
  const managed = [`/Library/Managed Preferences/${system.userName()}`, '/Library/Managed Preferences']
  const files = [
    ...managed.flatMap((folder) => clients.map(({ domain }) => `${folder}/${domain}.plist`)),
    ...[0, 1].flatMap((place) => clients.flatMap(({ preferences }) => preferences[place] ?? [])),
  ]
  const lists = await Promise.all(files.map((file) => readPropertyList(system, file)))
  return lists.filter((list) => list !== null)
}

const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i

/** A dictionary of ids; one that is not `true` does not count (pitfall 19). Of anything else nobody knows what it does. */
function toTenants(key: string, value: PlistValue | undefined): string[] | null {
  if (value === undefined) return null
  if (value === null || typeof value !== 'object' || value instanceof Date || isList(value)) {
    throw new Error(`${key}: is no dictionary`)
  }
  const ids = Object.entries(value).flatMap(([id, isListed]) => (isListed === true ? normalise(id) : []))
  return ids.length === 0 ? null : [...new Set(ids)].toSorted()
}

function isList(value: object): value is Uint8Array | PlistValue[] {
  return Array.isArray(value) || value instanceof Uint8Array
}

function toTenant(value: PlistValue | undefined): string | null {
  return typeof value === 'string' && value.trim() !== '' ? normalise(value) : null
}

function normalise(id: string): string {
  return (guid.exec(id)?.[0] ?? id.trim()).toLowerCase()
}

// Tools that write preferences turn a yes into a one.
function isOn(value: PlistValue | undefined): boolean {
  return value === true || value === 1
}

function toPatterns(value: PlistValue | undefined): string[] {
  if (!Array.isArray(value)) return []
  const patterns = value.flatMap((entry) => (typeof entry === 'string' ? entry.trim() : []))
  return [...new Set(patterns)].filter((pattern) => pattern !== '')
}
