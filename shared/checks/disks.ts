import { createFinding, type Finding } from '../finding.ts'
import type { Disk, SyncAccount } from '../machine.ts'
import type { Reading } from '../reading.ts'

/** Below this the client stops, and Windows gets slow; in bytes. */
export const lowestFreeBytes = 2 * 1024 ** 3

/** The volumes where an account's files lie must have room for two copies to live side by side for a while. */
export function judgeDisks(
  disks: Reading<readonly Disk[]>,
  accounts: Reading<readonly SyncAccount[]>,
): Finding[] {
  if (disks.kind === 'unreadable' || accounts.kind === 'unreadable') return []
  const used = accounts.value
    .filter(({ configured }) => configured)
    .flatMap(({ folder }) => folder?.toLowerCase() ?? [])
  return disks.value
    .filter(({ freeBytes }) => freeBytes < lowestFreeBytes)
    .filter(({ root }) => used.length === 0 || used.some((folder) => folder.startsWith(root.toLowerCase())))
    .map(({ root, freeBytes, totalBytes }) =>
      createFinding('client.disk-low', disks, { root, freeBytes, totalBytes }),
    )
}
