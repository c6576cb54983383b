import { policyKey } from '../../installation/app-id.ts'
import type { ManagedLayer, ManagedValue } from '../../config/managed-settings.ts'
import type { Registry, RegistryHive, RegistryKey, RegistryValue } from './registry.ts'

const hives: readonly (readonly [RegistryHive, string])[] = [
  ['HKEY_LOCAL_MACHINE', 'HKLM'],
  ['HKEY_CURRENT_USER', 'HKCU'],
]

/** The organisation's policy for Landfall itself: the computer's before the user's. Throws where it cannot be read. */
export function readManagedSettings(registry: Registry): ManagedLayer[] {
  return hives.flatMap(([hive, name]) => {
    const key = registry.readKey(hive, policyKey)
    if (key === null) return []
    const values = new Map<string, ManagedValue>()
    for (const [value, held] of key.values) values.set(value, toManagedValue(held))
    // A policy editor keeps a list in a key of its own: `1` = the first.
    for (const list of key.subkeys) {
      values.set(list, toTexts(registry.readKey(hive, `${policyKey}\\${list}`)))
    }
    return [{ place: `${name}\\${policyKey}`, values }]
  })
}

function toManagedValue(value: RegistryValue): ManagedValue {
  switch (value.kind) {
    case 'string':
    case 'expandable':
      return value.text
    case 'strings':
      return value.texts
    case 'dword':
      return value.number
    case 'qword':
      return Number(value.number)
    case 'binary':
      return null
  }
}

function toTexts(key: RegistryKey | null): readonly string[] {
  const entries = [...(key?.values ?? [])].toSorted(([left], [right]) =>
    left.localeCompare(right, 'en', { numeric: true }),
  )
  return entries.flatMap(([, value]) =>
    (value.kind === 'string' || value.kind === 'expandable') && value.text !== '' ? value.text : [],
  )
}
