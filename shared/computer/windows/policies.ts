import { silentConfigTraces, type PolicyFacts } from '../../machine.ts'
import { numberOf, textOf, type RegistryKey, type RegistryValue } from './registry.ts'
import type { WindowsSystem } from './windows-system.ts'

const policiesPath = 'SOFTWARE\\Policies\\Microsoft\\OneDrive'
const joinPath = 'SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin\\TenantInfo'
const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i

/**
 * The policies that decide a tenant switch (onedrive-facts 2) and whom the device is joined to (1.6). Most belong to
 * the computer, some to the user, and some admins write them to the other one: both are read, the computer's first.
 */
export function readPolicies({ registry }: WindowsSystem): PolicyFacts {
  const keysOf = (path: string): RegistryKey[] =>
    (['HKEY_LOCAL_MACHINE', 'HKEY_CURRENT_USER'] as const).flatMap(
      (hive) => registry.readKey(hive, path) ?? [],
    )
  const policies = keysOf(policiesPath)
  const isOn = (name: string): boolean => firstOf(policies, (key) => numberOf(key, name)) === 1
  const tenantOf = (name: string): string | null => toTenant(firstOf(policies, (key) => textOf(key, name)))
  const user = registry.readKey('HKEY_CURRENT_USER', 'Software\\Microsoft\\OneDrive')
  const joined = registry.readKey('HKEY_LOCAL_MACHINE', joinPath)?.subkeys ?? []
  const listOf = (name: string): (readonly [string, RegistryValue])[] =>
    keysOf(`${policiesPath}\\${name}`).flatMap(({ values }) => [...values])
  return {
    allowedTenants: toTenants(listOf('AllowTenantList')),
    blockedTenants: toTenants(listOf('BlockTenantList')),
    silentAccountConfig: isOn('SilentAccountConfig'),
    silentConfigTraces: silentConfigTraces.filter((name) => isSet(user, name)),
    knownFolderSilentOptIn: tenantOf('KFMSilentOptIn'),
    knownFolderWizard: tenantOf('KFMOptInWithWizard'),
    knownFolderBlockOptOut: isOn('KFMBlockOptOut'),
    ignoredNames: toPatterns(listOf('EnableODIgnoreListFromGPO')),
    librariesOf: toLibraryTenants(listOf('TenantAutoMount')),
    deviceJoinedTo: joined.map((name) => name.toLowerCase()),
  }
}

/** Nobody has documented the type of all of them. */
function isSet(key: RegistryKey | null, name: string): boolean {
  const text = textOf(key, name)
  return (numberOf(key, name) ?? 0) !== 0 || (text !== null && text !== '0')
}

// The id may be the value's name or its data (pitfall 19). What is no id still means that a list is set.
function toTenants(values: readonly (readonly [string, RegistryValue])[]): string[] | null {
  const tenants = values.flatMap(([name, value]) => {
    const data = dataOf(value)
    const entry = guid.exec(data)?.[0] ?? guid.exec(name)?.[0] ?? data.trim()
    return entry === '' ? [] : entry.toLowerCase()
  })
  return tenants.length === 0 ? null : [...new Set(tenants)].toSorted()
}

/** `1` = `*.pst`: the pattern is the data. */
function toPatterns(values: readonly (readonly [string, RegistryValue])[]): string[] {
  const patterns = values.map(([, value]) => dataOf(value).trim()).filter((pattern) => pattern !== '')
  return [...new Set(patterns)]
}

/** `tenantId=<id>&siteId=…` by the name of a library. */
function toLibraryTenants(values: readonly (readonly [string, RegistryValue])[]): string[] {
  const tenants = values.flatMap(([, value]) => {
    const id = /(?:^|&)tenantId=([^&]*)/i.exec(dataOf(value))?.[1]
    return guid.exec(decode(id ?? ''))?.[0].toLowerCase() ?? []
  })
  return [...new Set(tenants)].toSorted()
}

function decode(text: string): string {
  // As the policy's own address writes braces; anything else is compared as it stands.
  return text.replace(/%(7b|7d|2d)/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

function dataOf(value: RegistryValue): string {
  return value.kind === 'string' || value.kind === 'expandable' ? value.text : ''
}

function firstOf<Value>(
  keys: readonly RegistryKey[],
  find: (key: RegistryKey) => Value | null,
): Value | null {
  for (const key of keys) {
    const found = find(key)
    if (found !== null) return found
  }
  return null
}

function toTenant(text: string | null): string | null {
  if (text === null) return null
  return (guid.exec(text)?.[0] ?? text).toLowerCase()
}
