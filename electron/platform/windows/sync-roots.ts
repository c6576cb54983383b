import type { SyncAccount } from '../../../shared/machine.ts'
import { expandedTextOf } from './expand.ts'
import { numberOf, textOf, type RegistryKey } from './registry.ts'
import type { WindowsSystem } from './windows-system.ts'

const accountsPath = 'Software\\Microsoft\\OneDrive\\Accounts'
const providersPath = 'Software\\SyncEngines\\Providers\\OneDrive'

/** The accounts of the sync client (onedrive-facts 1.2), then what is left of those whose key is gone (1.3). */
export function readAccounts(system: WindowsSystem): SyncAccount[] {
  const slots = system.registry.readKey('HKEY_CURRENT_USER', accountsPath)?.subkeys ?? []
  const accounts = slots
    .filter((slot) => /^(personal|business\d+)$/i.test(slot))
    .toSorted((left, right) => left.localeCompare(right, 'en', { numeric: true }))
    .map((slot) => readAccount(system, slot))
  return [...accounts, ...readOrphans(system, accounts)]
}

function readAccount(system: WindowsSystem, slot: string): SyncAccount {
  const key = system.registry.readKey('HKEY_CURRENT_USER', `${accountsPath}\\${slot}`)
  const kind = slot.toLowerCase() === 'personal' ? 'personal' : 'business'
  const tenantId = toTenantId(textOf(key, 'ConfiguredTenantId'))
  const email = textOf(key, 'UserEmail')
  const folder = expandedTextOf(key, 'UserFolder', (name) => system.environment(name))
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
    libraries: [],
    settings: null,
  }
}

// Unlinking may leave the provider key: proof of nothing, but it says whose folder a folder was.
function readOrphans(system: WindowsSystem, accounts: readonly SyncAccount[]): SyncAccount[] {
  const known = new Set(accounts.flatMap(({ folder }) => folder?.toLowerCase() ?? []))
  const names = system.registry.readKey('HKEY_CURRENT_USER', providersPath)?.subkeys ?? []
  return names.flatMap((slot): SyncAccount[] => {
    const key = system.registry.readKey('HKEY_CURRENT_USER', `${providersPath}\\${slot}`)
    const folder = expandedTextOf(key, 'MountPoint', (name) => system.environment(name))
    if (folder === null || known.has(folder.toLowerCase()) || !isBusinessRoot(key)) return []
    return [
      {
        slot,
        kind: 'business',
        configured: false,
        tenantId: null,
        email: null,
        organisation: null,
        folder,
        siteUrl: textOf(key, 'UrlNamespace'),
        lastSignInResult: null,
        lastSignInAt: null,
        libraries: [],
        settings: null,
      },
    ]
  })
}

function isBusinessRoot(key: RegistryKey | null): boolean {
  return textOf(key, 'LibraryType')?.toLowerCase() === 'mysite'
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
