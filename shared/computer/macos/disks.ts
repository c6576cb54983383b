import type { Disk, DiskFacts, UnreadValue } from '../../facts/machine.ts'
import { toReason } from '../to-reason.ts'
import type { MacAccount } from './accounts.ts'
import type { MacSystem } from './mac-system.ts'

/** The volume of the home, which shares its room with the system's, and others that an account lies on; each for itself. */
export async function readDisks(system: MacSystem, accounts: readonly MacAccount[]): Promise<DiskFacts> {
  const others = accounts.flatMap(
    ({ account }) => /^\/Volumes\/[^/]+/.exec(account.stored ?? account.folder ?? '')?.[0] ?? [],
  )
  const roots = ['/', ...new Set(others)]
  const disks: Disk[] = []
  const unread: UnreadValue[] = []
  for (const root of roots) {
    try {
      const disk = await system.disk(root)
      if (disk !== null) disks.push(disk)
    } catch (error) {
      unread.push({ name: root, reason: toReason(error) })
    }
  }
  const [first] = unread
  if (first !== undefined && unread.length === roots.length) throw new Error(first.reason)
  return { disks, unread }
}
