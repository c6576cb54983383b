import type { Shortcut } from '../../facts/machine.ts'
import { expandedTextOf } from './expand.ts'
import { numberOf, textOf } from './registry.ts'
import type { WindowsSystem } from './windows-system.ts'

const providersPath = 'Software\\SyncEngines\\Providers\\OneDrive'

/** Folders that the person added to their OneDrive as a shortcut (“Add shortcut to My files”; docs/facts/sync-client.md#traces-of-accounts-that-are-gone, `IsFolderScope`). */
export function readShortcuts(system: WindowsSystem): Shortcut[] {
  const { registry } = system
  const names = registry.readKey('HKEY_CURRENT_USER', providersPath)?.subkeys ?? []
  const shortcuts = new Map<string, Shortcut>()
  for (const name of names) {
    const key = registry.readKey('HKEY_CURRENT_USER', `${providersPath}\\${name}`)
    const folder = expandedTextOf(key, 'MountPoint', (variable) => system.environment(variable))
    if (numberOf(key, 'IsFolderScope') !== 1 || folder === null) continue
    const siteUrl = textOf(key, 'UrlNamespace')
    const known = shortcuts.get(folder)
    // Two keys that name one folder and two places tell none.
    const isOther = known !== undefined && known.siteUrl !== siteUrl
    shortcuts.set(folder, { folder, siteUrl: isOther ? null : siteUrl })
  }
  return [...shortcuts.values()].toSorted((left, right) => (left.folder < right.folder ? -1 : 1))
}
