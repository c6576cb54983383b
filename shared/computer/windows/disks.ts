import type { DiskFacts, SyncAccount } from '../../facts/machine.ts'
import { createEachReader } from '../read-each.ts'
import type { WindowsSystem } from './windows-system.ts'

/** The volumes that hold the person's profile and what they sync, each for itself. */
export function readDisks(system: WindowsSystem, accounts: readonly SyncAccount[]): DiskFacts {
  const folders = [system.environment('USERPROFILE'), ...accounts.map(({ folder }) => folder)]
  const roots = folders.flatMap((folder) => /^[a-z]:(?=\\)/i.exec(folder ?? '')?.[0].toUpperCase() ?? [])
  const { read, unread } = createEachReader()
  const disks = [...new Set(roots)]
    .toSorted()
    .map((drive) => read(`${drive}\\`, () => system.disk(`${drive}\\`), null))
  return { disks: disks.filter((disk) => disk !== null), unread: unread() }
}
