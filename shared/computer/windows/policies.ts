import { silentConfigTraces, type PolicyFacts } from '../../facts/machine.ts'
import { createEachReader, type EachReader } from '../read-each.ts'
import { readFolderGuard } from './folder-guard.ts'
import { numberOf, textOf, valueOf, type Registry, type RegistryKey, type RegistryValue } from './registry.ts'
import type { WindowsSystem } from './windows-system.ts'

const policiesPath = 'SOFTWARE\\Policies\\Microsoft\\OneDrive'
const systemPath = 'SOFTWARE\\Policies\\Microsoft\\Windows\\System'
const explorerPath = 'SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\Explorer'
/** Bit 2 is for personal accounts, which are none of our business. */
const autoConfigOfWork = 1
const joinPath = 'SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin\\TenantInfo'
const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i

/**
 * The policies that decide a tenant switch (docs/facts/policies.md#policies-that-decide-a-switch) and whom the device is joined to. Most
 * belong to the computer, some to the user, and some admins write them to the other one. The computer's decides; the user's
 * counts only where the computer says nothing. Each is read for itself.
 */
export function readPolicies({ registry }: Pick<WindowsSystem, 'registry'>): PolicyFacts {
  const { read, unread } = createEachReader()
  const each = { read, registry }
  const tenantOf = (name: string): string | null => read(name, () => toTenant(registry, name), null)
  const user = (): RegistryKey | null =>
    registry.readKey('HKEY_CURRENT_USER', 'Software\\Microsoft\\OneDrive')
  const facts: Omit<PolicyFacts, 'unread'> = {
    allowedTenants: read('AllowTenantList', () => toTenants(listOf(registry, 'AllowTenantList')), null),
    blockedTenants: read('BlockTenantList', () => toTenants(listOf(registry, 'BlockTenantList')), null),
    silentAccountConfig: isOn(each, 'SilentAccountConfig'),
    silentConfigTraces: silentConfigTraces.filter((name) => read(name, () => isSet(user(), name), false)),
    knownFolderSilentOptIn: tenantOf('KFMSilentOptIn'),
    knownFolderWizard: tenantOf('KFMOptInWithWizard'),
    knownFolderBlockOptOut: isOn(each, 'KFMBlockOptOut'),
    knownFolderBlockOptIn: numberFrom(each, 'KFMBlockOptIn') ?? 0,
    forbidsFolderChange: isOn(each, 'DisablePersonalDirChange', explorerPath),
    disablesAutoConfig: ((numberFrom(each, 'DisableAutoConfig') ?? 0) & autoConfigOfWork) !== 0,
    blocksExternalSync: isOn(each, 'BlockExternalSync'),
    deletesShortcutsOnLoss: isOn(each, 'AddedFolderUnmountOnPermissionsLoss'),
    deletesShortcutsOnRemoval: isOn(each, 'AddedFolderHardDeleteOnUnmount'),
    deletesProfilesAfterDays: toDays(numberFrom(each, 'CleanupProfiles', systemPath)),
    keepsProgramsOut: keepsOut(registry),
    ignoredNames: read(
      'EnableODIgnoreListFromGPO',
      () => toTexts(listOf(registry, 'EnableODIgnoreListFromGPO')),
      [],
    ),
    ignoredFolders: read(
      'EnableODIgnoreFolderListFromGPO',
      () => toTexts(listOf(registry, 'EnableODIgnoreFolderListFromGPO')),
      [],
    ),
    librariesOf: read(
      'TenantAutoMount',
      () => toLibraryTenants(bothListsOf(registry, 'TenantAutoMount')),
      [],
    ),
    deviceJoinedTo: read('TenantInfo', () => readJoined(registry), []),
  }
  return { ...facts, unread: unread() }
}

/** 0 switches it off. */
function toDays(value: number | null): number | null {
  return value === null || value === 0 ? null : value
}

function keepsOut(registry: Registry): boolean {
  const { mode, letsIn } = readFolderGuard(registry)
  return mode === 'on' && !letsIn
}

type Each = { readonly read: EachReader['read']; readonly registry: Registry }
type Named = readonly (readonly [string, RegistryValue])[]

const hives = ['HKEY_LOCAL_MACHINE', 'HKEY_CURRENT_USER'] as const

/** The value that decides: the computer's, and only where there is none the user's. */
function valueFrom(registry: Registry, name: string, path: string): RegistryValue | undefined {
  for (const hive of hives) {
    const value = valueOf(registry.readKey(hive, path), name)
    if (value !== undefined) return value
  }
  return undefined
}

/** Null where it is not set. Some scripts write a number as text, as Microsoft's own page prints it. */
function numberFrom({ read, registry }: Each, name: string, path = policiesPath): number | null {
  return read(name, () => toNumber(valueFrom(registry, name, path)), null)
}

function toNumber(value: RegistryValue | undefined): number | null {
  if (value === undefined) return null
  if (value.kind === 'dword') return value.number
  if (value.kind === 'qword') return Number(value.number)
  const text = dataOf(value).trim()
  if (/^\d{1,10}$/.test(text)) return Number(text)
  const hexadecimal = /^(?:dword:|0x)([0-9a-f]{1,8})$/i.exec(text)?.[1]
  if (hexadecimal === undefined) throw new Error('is no number')
  return Number.parseInt(hexadecimal, 16)
}

function isOn(each: Each, name: string, path = policiesPath): boolean {
  return numberFrom(each, name, path) === 1
}

/** The entries of a list: the computer's, and only where it has none the user's. */
function listOf(registry: Registry, name: string): Named {
  for (const hive of hives) {
    const values = [...(registry.readKey(hive, `${policiesPath}\\${name}`)?.values ?? [])]
    if (values.length > 0) return values
  }
  return []
}

/** The entries of a list that computer and user both add to. */
function bothListsOf(registry: Registry, name: string): Named {
  return hives.flatMap((hive) => [...(registry.readKey(hive, `${policiesPath}\\${name}`)?.values ?? [])])
}

function readJoined(registry: Registry): string[] {
  const joined = registry.readKey('HKEY_LOCAL_MACHINE', joinPath)?.subkeys ?? []
  return joined.map((name) => name.toLowerCase())
}

/** No one has documented the type of all of them. */
function isSet(key: RegistryKey | null, name: string): boolean {
  const text = textOf(key, name)
  return (numberOf(key, name) ?? 0) !== 0 || (text !== null && text !== '0')
}

// The id may be the value's name or its data (pitfall 19). What is no id still means that a list is set.
function toTenants(values: Named): string[] | null {
  const tenants = values.flatMap(([name, value]) => {
    const data = dataOf(value)
    const entry = guid.exec(data)?.[0] ?? guid.exec(name)?.[0] ?? data.trim()
    // Of an entry that is neither text nor names an id no one can tell whom it lets in.
    if (!isText(value) && entry === '') throw new Error('holds an entry that is no text')
    return entry === '' ? [] : entry.toLowerCase()
  })
  return tenants.length === 0 ? null : [...new Set(tenants)].toSorted()
}

/** `1` = `*.pst`: the pattern, or the folder's name, is the data. */
function toTexts(values: Named): string[] {
  const texts = values.map(([, value]) => dataOf(value).trim()).filter((text) => text !== '')
  return [...new Set(texts)]
}

/** `tenantId=<id>&siteId=…` by the name of a library. */
function toLibraryTenants(values: Named): string[] {
  const tenants = values.flatMap(([, value]) => {
    const id = /(?:^|&)tenantId=([^&]*)/i.exec(dataOf(value))?.[1]
    return guid.exec(decode(id ?? ''))?.[0].toLowerCase() ?? []
  })
  return [...new Set(tenants)].toSorted()
}

function decode(text: string): string {
  // As the policy's own address writes braces; anything else is compared as it is.
  return text.replace(/%(7b|7d|2d)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

function dataOf(value: RegistryValue): string {
  return value.kind === 'string' || value.kind === 'expandable' ? value.text : ''
}

function isText({ kind }: RegistryValue): boolean {
  return kind === 'string' || kind === 'expandable'
}

function toTenant(registry: Registry, name: string): string | null {
  const value = valueFrom(registry, name, policiesPath)
  if (value === undefined) return null
  if (!isText(value)) throw new Error('is no text')
  const text = dataOf(value).trim()
  return text === '' ? null : (guid.exec(text)?.[0] ?? text).toLowerCase()
}
