/** A value as the registry holds it: the type decides, never a guess from the text. */
export type RegistryValue =
  | { readonly kind: 'string'; readonly text: string }
  /** REG_EXPAND_SZ, as stored: `%USERPROFILE%` is still in it. */
  | { readonly kind: 'expandable'; readonly text: string }
  | { readonly kind: 'strings'; readonly texts: readonly string[] }
  | { readonly kind: 'dword'; readonly number: number }
  | { readonly kind: 'qword'; readonly number: bigint }
  | { readonly kind: 'binary'; readonly bytes: Uint8Array }

export type RegistryHive = 'HKEY_CURRENT_USER' | 'HKEY_LOCAL_MACHINE'

/** One key: its values by name as spelt, and the names of the keys below. */
export type RegistryKey = {
  readonly values: ReadonlyMap<string, RegistryValue>
  readonly subkeys: readonly string[]
}

/**
 * The registry of one computer, real or recorded. Names compare without case. `null` means that the key does
 * not exist; a key that exists and cannot be read throws `RegistryUnreadable`, because the two must not look
 * alike.
 */
export type Registry = {
  /**
   * `view` is asked of HKLM only; 64 where it is left out (docs/facts/sync-client.md#the-registry-of-the-person, pitfall 10). `only`: the
   * values that are wanted, by name; of all others not even the data is read, because a program may keep secrets beside them.
   */
  readKey(hive: RegistryHive, path: string, view?: 32 | 64, only?: readonly string[]): RegistryKey | null
}

/** A key that is there and could not be read; `status` is the Win32 error where there is one. */
export class RegistryUnreadable extends Error {
  readonly path: string
  readonly status: number | null
  constructor(path: string, status: number | null, reason: string) {
    super(`${path}: ${reason}`)
    this.name = 'RegistryUnreadable'
    this.path = path
    this.status = status
  }
}

/** The text of a REG_SZ or REG_EXPAND_SZ by name, in any case; null when absent, empty or of another type. */
export function textOf(key: RegistryKey | null, name: string): string | null {
  const value = valueOf(key, name)
  if (value?.kind !== 'string' && value?.kind !== 'expandable') return null
  return value.text === '' ? null : value.text
}

/** The number of a REG_DWORD or REG_QWORD by name, in any case. */
export function numberOf(key: RegistryKey | null, name: string): number | null {
  const value = valueOf(key, name)
  if (value?.kind === 'dword') return value.number
  if (value?.kind === 'qword') return Number(value.number)
  return null
}

export function valueOf(key: RegistryKey | null, name: string): RegistryValue | undefined {
  if (key === null) return undefined
  const exact = key.values.get(name)
  if (exact !== undefined) return exact
  const wanted = name.toLowerCase()
  for (const [spelt, value] of key.values) if (spelt.toLowerCase() === wanted) return value
  return undefined
}

/** Of a key's values those that are wanted; all where no names are given. */
export function onlyValues(key: RegistryKey, only: readonly string[] | undefined): RegistryKey {
  if (only === undefined) return key
  const wanted = new Set(only.map((name) => name.toLowerCase()))
  return { ...key, values: new Map([...key.values].filter(([name]) => wanted.has(name.toLowerCase()))) }
}
