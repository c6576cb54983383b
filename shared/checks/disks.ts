import { createFinding, type Finding } from '../finding.ts'
import type { DiskFacts } from '../machine.ts'
import type { Reading } from '../reading.ts'
import { linkedOf, type OwnedMachine } from './whose-account.ts'

/** Below this the client stops, and Windows gets slow; in bytes. */
export const lowestFreeBytes = 2 * 1024 ** 3

/**
 * The volumes where the person's old and new files lie must have room for two copies to live side by side for a while. Where
 * neither is linked, or nobody can tell, every volume is looked at; those of others' accounts are not their business.
 */
export function judgeDisks(disks: Reading<DiskFacts>, accounts: OwnedMachine['accounts']): Finding[] {
  if (disks.kind === 'unreadable')
    return [createFinding('client.unknown', disks, { reason: 'disks', detail: disks.reason })]
  const used = linkedOf({ accounts }, 'mine', 'old').flatMap(({ folder }) => folder?.toLowerCase() ?? [])
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
