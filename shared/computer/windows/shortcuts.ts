import { expandedTextOf } from './expand.ts'
import { numberOf } from './registry.ts'
import type { WindowsSystem } from './windows-system.ts'

const providersPath = 'Software\\SyncEngines\\Providers\\OneDrive'

/** Folders that the person added to their OneDrive as a shortcut (“Add shortcut to My files”; docs/facts/sync-client.md#traces-of-accounts-that-are-gone, `IsFolderScope`). */
export function readShortcuts(system: WindowsSystem): string[] {
  const { registry } = system
  const names = registry.readKey('HKEY_CURRENT_USER', providersPath)?.subkeys ?? []
  const folders = names.flatMap((name) => {
    const key = registry.readKey('HKEY_CURRENT_USER', `${providersPath}\\${name}`)
    if (numberOf(key, 'IsFolderScope') !== 1) return []
    return expandedTextOf(key, 'MountPoint', (variable) => system.environment(variable)) ?? []
  })
  return [...new Set(folders)].toSorted()
}
