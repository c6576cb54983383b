import { createFinding, type Finding } from '../finding.ts'
import type { DiskFacts, SyncAccount } from '../machine.ts'
import type { Reading } from '../reading.ts'

/** Below this the client stops, and Windows gets slow; in bytes. */
export const lowestFreeBytes = 2 * 1024 ** 3

/** The volumes where an account's files lie must have room for two copies to live side by side for a while. */
export function judgeDisks(disks: Reading<DiskFacts>, accounts: Reading<readonly SyncAccount[]>): Finding[] {
  if (disks.kind === 'unreadable')
    return [createFinding('client.unknown', disks, { reason: 'disks', detail: disks.reason })]
  const used = (accounts.kind === 'read' ? accounts.value : [])
    .filter(({ configured }) => configured)
    .flatMap(({ folder }) => folder?.toLowerCase() ?? [])
  const isUsed = (root: string): boolean =>
    used.length === 0 || used.some((folder) => folder.startsWith(root.toLowerCase()))
  return [
    ...disks.value.disks
      .filter(({ root, freeBytes }) => freeBytes < lowestFreeBytes && isUsed(root))
      .map(({ root, freeBytes, totalBytes }) =>
        createFinding('client.disk-low', disks, { root, freeBytes, totalBytes }),
      ),
    ...disks.value.unread
      .filter(({ name }) => isUsed(name))
      .map(({ name, reason }) =>
        createFinding('client.unknown', disks, { reason: 'disks', root: name, detail: reason }),
      ),
  ]
}
