import { createFinding, type Finding } from '../findings/finding.ts'
import type { DiskFacts } from '../facts/machine.ts'
import type { Reading } from '../facts/reading.ts'
import { linkedOf, type OwnedMachine } from './whose-account.ts'

/** Below this the client stops, and Windows gets slow; in bytes. */
export const lowestFreeBytes = 2 * 1024 ** 3

/**
 * The volumes where the person's old and new files lie must have room for two copies to live side by side for a while. Where
 * neither is linked, or no one can tell, every volume is looked at; those of others' accounts are not their business.
 */
export function judgeDisks(disks: Reading<DiskFacts>, accounts: OwnedMachine['accounts']): Finding[] {
  if (disks.kind === 'unreadable')
    return [createFinding('client.unknown', disks, { reason: 'disks', detail: disks.reason })]
  const used = linkedOf({ accounts }, 'mine', 'old').flatMap(
    ({ stored, folder }) => (stored ?? folder)?.toLowerCase() ?? [],
  )
  const { disks: read, unread } = disks.value
  const roots = [...read.map(({ root }) => root), ...unread.map(({ name }) => name)].map((root) =>
    root.toLowerCase(),
  )
  // On a Mac every path begins with the root of the first volume: the longest one counts.
  const rootOf = (folder: string): string | undefined =>
    roots.filter((root) => folder.startsWith(root)).toSorted((left, right) => right.length - left.length)[0]
  const usedRoots = new Set(used.map(rootOf))
  const isUsed = (root: string): boolean => used.length === 0 || usedRoots.has(root.toLowerCase())
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
