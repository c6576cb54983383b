import type { Disk, SyncAccount } from '../../machine.ts'
import type { WindowsSystem } from './windows-system.ts'

/** The volumes that hold the person's profile and what they sync. */
export function readDisks(system: WindowsSystem, accounts: readonly SyncAccount[]): Disk[] {
  const folders = [system.environment('USERPROFILE'), ...accounts.map(({ folder }) => folder)]
  const roots = folders.flatMap((folder) => /^[a-z]:(?=\\)/i.exec(folder ?? '')?.[0].toUpperCase() ?? [])
  return [...new Set(roots)].toSorted().flatMap((drive) => system.disk(`${drive}\\`) ?? [])
}
