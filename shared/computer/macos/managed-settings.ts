import type { PlistValue } from 'plist'
import { appId } from '../../installation/app-id.ts'
import type { ManagedLayer, ManagedValue } from '../../config/managed-settings.ts'
import type { MacSystem } from './mac-system.ts'
import { readPropertyList } from './property-list.ts'

/**
 * What a configuration profile has forced for Landfall itself: the person's before the computer's, as macOS does.
 * Preferences that are only suggested lie elsewhere and are not read. Throws where a list cannot be read.
 */
export async function readManagedSettings(system: MacSystem): Promise<ManagedLayer[]> {
  const folder = '/Library/Managed Preferences'
  const files = [`${folder}/${system.userName()}/${appId}.plist`, `${folder}/${appId}.plist`]
  const layers: ManagedLayer[] = []
  for (const place of files) {
    const list = await readPropertyList(system, place)
    if (list === null) continue
    // A profile's own bookkeeping is no setting.
    const own = Object.entries(list).filter(([name]) => !name.startsWith('Payload'))
    layers.push({ place, values: new Map(own.map(([name, value]) => [name, toManagedValue(value)])) })
  }
  return layers
}

function toManagedValue(value: PlistValue): ManagedValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (!Array.isArray(value)) return null
  return value.every((entry) => typeof entry === 'string') ? value : null
}
