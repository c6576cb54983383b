import type { Disk } from '../../machine.ts'
import type { MacAccount } from './accounts.ts'
import type { MacSystem } from './mac-system.ts'

/** The volume of the home, which shares its room with the system's, and others that an account lies on. */
export async function readDisks(system: MacSystem, accounts: readonly MacAccount[]): Promise<Disk[]> {
  const others = accounts.flatMap(({ account }) => /^\/Volumes\/[^/]+/.exec(account.folder ?? '')?.[0] ?? [])
  const disks = await Promise.all(['/', ...new Set(others)].map((root) => system.disk(root)))
  return disks.filter((disk) => disk !== null)
}
