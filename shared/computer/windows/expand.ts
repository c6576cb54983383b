import { valueOf, type RegistryKey } from './registry.ts'
import type { WindowsSystem } from './windows-system.ts'

/**
 * The text of a value as Windows would hand it out: REG_EXPAND_SZ with its variables replaced, REG_SZ as it
 * is. Null when absent, empty or of another type.
 */
export function expandedTextOf(
  key: RegistryKey | null,
  name: string,
  environment: WindowsSystem['environment'],
): string | null {
  const value = valueOf(key, name)
  if (value?.kind === 'string') return value.text === '' ? null : value.text
  if (value?.kind === 'expandable') return value.text === '' ? null : expand(value.text, environment)
  return null
}

/** Replaces `%NAME%` by the variable; a variable that is not there stays as it is, as in Windows. */
export function expand(text: string, environment: WindowsSystem['environment']): string {
  return text.replace(/%([^%]+)%/g, (whole, name: string) => environment(name) ?? whole)
}
