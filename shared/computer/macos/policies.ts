import type { PlistValue } from 'plist'
import type { PolicyFacts } from '../../facts/machine.ts'
import { createEachReader } from '../read-each.ts'
import { readClientsInUse } from './client.ts'
import type { MacSystem } from './mac-system.ts'
import { readPropertyList, valueOf, type PropertyList } from './property-list.ts'

/**
 * The policies that decide a tenant switch (docs/facts/policies.md#policies-on-a-mac): managed ones first, then the computer's, then the
 * person's; as macOS does, the first that has a key decides it. What macOS has no policy for is off. Each is read for itself.
 */
export async function readPolicies(system: MacSystem): Promise<PolicyFacts> {
  const lists = await readLists(system)
  const { read, unread } = createEachReader()
  const find = (key: string): PlistValue | undefined => findIn(lists, key)
  const isSet = (key: string): boolean => read(key, () => isOn(find(key)), false)
  const numberOf = (key: string): number => read(key, () => toNumber(find(key)), 0)
  const facts: Omit<PolicyFacts, 'unread'> = {
    allowedTenants: read('AllowTenantList', () => toTenants(find('AllowTenantList')), null),
    blockedTenants: read('BlockTenantList', () => toTenants(find('BlockTenantList')), null),
    silentAccountConfig: false,
    silentConfigTraces: [],
    knownFolderSilentOptIn: read('KFMSilentOptIn', () => toTenant(find('KFMSilentOptIn')), null),
    knownFolderWizard: read('KFMOptInWithWizard', () => toTenant(find('KFMOptInWithWizard')), null),
    knownFolderBlockOptOut: isSet('KFMBlockOptOut'),
    knownFolderBlockOptIn: numberOf('KFMBlockOptIn'),
    forbidsFolderChange: false,
    // That the bits are those of Windows no one has said; 1 is the only value that is documented here.
    disablesAutoConfig: (numberOf('DisableAutoConfig') & 1) !== 0,
    blocksExternalSync: isSet('BlockExternalSync'),
    // Of Windows.
    keepsProgramsOut: false,
    deletesProfilesAfterDays: null,
    deletesShortcutsOnLoss: isSet('AddedFolderUnmountOnPermissionsLoss'),
    deletesShortcutsOnRemoval: isSet('AddedFolderHardDeleteOnUnmount'),
    ignoredNames: read('EnableODIgnore', () => toTexts(find('EnableODIgnore')), []),
    ignoredFolders: read('EnableODIgnoreFolders', () => toTexts(find('EnableODIgnoreFolders')), []),
    librariesOf: [],
    deviceJoinedTo: [],
  }
  return { ...facts, unread: unread() }
}

/** A list of settings, or what its reading threw. */
type List =
  | { readonly kind: 'read'; readonly list: PropertyList | null }
  | { readonly kind: 'refused'; readonly error: unknown }

async function readLists(system: MacSystem): Promise<List[]> {
  const clients = await readClientsInUse(system)
  const managed = [`/Library/Managed Preferences/${system.userName()}`, '/Library/Managed Preferences']
  const files = [
    ...managed.flatMap((folder) => clients.map(({ domain }) => `${folder}/${domain}.plist`)),
    ...[0, 1].flatMap((place) => clients.flatMap(({ preferences }) => preferences[place] ?? [])),
  ]
  return await Promise.all(
    files.map(async (file): Promise<List> => {
      try {
        return { kind: 'read', list: await readPropertyList(system, file) }
      } catch (error) {
        return { kind: 'refused', error }
      }
    }),
  )
}

/** Throws where a list that may have the key, and would decide it, cannot be read. */
function findIn(lists: readonly List[], key: string): PlistValue | undefined {
  for (const read of lists) {
    if (read.kind === 'refused') throw read.error
    const value = read.list === null ? undefined : valueOf(read.list, key)
    if (value !== undefined) return value
  }
  return undefined
}

const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i

/** A dictionary of ids; one that is not `true` does not count (pitfall 19). Of anything else no one knows what it does. */
function toTenants(value: PlistValue | undefined): string[] | null {
  if (value === undefined) return null
  if (value === null || typeof value !== 'object' || value instanceof Date || isList(value)) {
    throw new Error('is no dictionary')
  }
  const ids = Object.entries(value).flatMap(([id, isListed]) => (isListed === true ? normalise(id) : []))
  return ids.length === 0 ? null : [...new Set(ids)].toSorted()
}

function isList(value: object): value is Uint8Array | PlistValue[] {
  return Array.isArray(value) || value instanceof Uint8Array
}

function toTenant(value: PlistValue | undefined): string | null {
  if (value === undefined) return null
  if (typeof value !== 'string') throw new Error('is no text')
  return value.trim() === '' ? null : normalise(value)
}

function normalise(id: string): string {
  return (guid.exec(id)?.[0] ?? id.trim()).toLowerCase()
}

// Tools that write preferences turn a yes into a one, and some of them either into text.
function isOn(value: PlistValue | undefined): boolean {
  if (value === undefined || typeof value === 'boolean') return value === true
  if (typeof value === 'string' && /^(?:true|yes)$/i.test(value.trim())) return true
  if (typeof value === 'string' && /^(?:false|no)$/i.test(value.trim())) return false
  return toNumber(value) === 1
}

function toNumber(value: PlistValue | undefined): number {
  if (value === undefined) return 0
  if (typeof value === 'boolean') return value ? 1 : 0
  if (typeof value === 'number' && Number.isInteger(value)) return value
  if (typeof value === 'string' && /^\s*\d{1,10}\s*$/.test(value)) return Number(value)
  throw new Error('is no number')
}

function toTexts(value: PlistValue | undefined): string[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw new Error('is no array')
  const texts = value.flatMap((entry) => (typeof entry === 'string' ? entry.trim() : []))
  return [...new Set(texts)].filter((text) => text !== '')
}
