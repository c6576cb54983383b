import type { PolicyFacts } from '../../../shared/machine.ts'
import { numberOf, textOf, type RegistryValue } from './registry.ts'
import type { WindowsSystem } from './windows-system.ts'

const policiesPath = 'SOFTWARE\\Policies\\Microsoft\\OneDrive'
const joinPath = 'SYSTEM\\CurrentControlSet\\Control\\CloudDomainJoin\\TenantInfo'
const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i

/** The policies that decide a tenant switch (onedrive-facts 2) and whom the device is joined to (1.6). */
export function readPolicies({ registry }: WindowsSystem): PolicyFacts {
  const policies = registry.readKey('HKEY_LOCAL_MACHINE', policiesPath)
  const user = registry.readKey('HKEY_CURRENT_USER', 'Software\\Microsoft\\OneDrive')
  const joined = registry.readKey('HKEY_LOCAL_MACHINE', joinPath)?.subkeys ?? []
  const listOf = (name: string): string[] | null =>
    toTenants(registry.readKey('HKEY_LOCAL_MACHINE', `${policiesPath}\\${name}`)?.values)
  return {
    allowedTenants: listOf('AllowTenantList'),
    blockedTenants: listOf('BlockTenantList'),
    silentAccountConfig: numberOf(policies, 'SilentAccountConfig') === 1,
    silentConfigSpent: (numberOf(user, 'SilentBusinessConfigCompleted') ?? 0) !== 0,
    knownFolderSilentOptIn: toTenant(textOf(policies, 'KFMSilentOptIn')),
    knownFolderWizard: toTenant(textOf(policies, 'KFMOptInWithWizard')),
    knownFolderBlockOptOut: numberOf(policies, 'KFMBlockOptOut') === 1,
    ignoredNames: [],
    librariesOf: [],
    deviceJoinedTo: joined.map((name) => name.toLowerCase()),
  }
}

// The id may be the value's name or its data (pitfall 19). What is no id still means that a list is set.
function toTenants(values: ReadonlyMap<string, RegistryValue> | undefined): string[] | null {
  const tenants = [...(values ?? [])].flatMap(([name, value]) => {
    const data = value.kind === 'string' || value.kind === 'expandable' ? value.text : ''
    const entry = guid.exec(data)?.[0] ?? guid.exec(name)?.[0] ?? data.trim()
    return entry === '' ? [] : entry.toLowerCase()
  })
  return tenants.length === 0 ? null : [...new Set(tenants)].toSorted()
}

function toTenant(text: string | null): string | null {
  if (text === null) return null
  return (guid.exec(text)?.[0] ?? text).toLowerCase()
}
