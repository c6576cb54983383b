import type { MachineFacts } from '../facts/machine.ts'

/** Facts of a computer that Landfall cannot ask yet: none is read, and each says why. */
export function toUnreadableFacts(
  machine: Pick<MachineFacts, 'platform' | 'osVersion' | 'recorded' | 'context'>,
  reason: string,
): MachineFacts {
  const { platform, osVersion, recorded, context } = machine
  const unreadable = { kind: 'unreadable', reason, source: 'system', readAt: context.readAt } as const
  return {
    platform,
    osVersion,
    recorded,
    context,
    accounts: unreadable,
    client: unreadable,
    policies: unreadable,
    knownFolders: unreadable,
    shortcuts: null,
    syncLogs: null,
    disks: unreadable,
    profileFolders: unreadable,
    unlistedPlaces: [],
    workplace: null,
    people: null,
  }
}
