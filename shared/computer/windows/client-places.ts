import type { WindowsSystem } from './windows-system.ts'
import { withoutEnd } from '../../text/without-end.ts'

/** Settings and logs lie here for both kinds of installation (docs/facts/sync-client.md#installation-and-addresses). Throws where it is not known. */
export function clientDataFolder(system: WindowsSystem): string {
  const local = system.environment('LOCALAPPDATA')
  if (local === null) throw new Error('LOCALAPPDATA is not set')
  return `${withoutEnd(local)}\\Microsoft\\OneDrive`
}
