import type { MachineFacts } from '../../facts/machine.ts'
import type { Reading } from '../../facts/reading.ts'
import { readClient } from './client.ts'
import { readDisks } from './disks.ts'
import { readKnownFolders } from './known-folders.ts'
import { readPolicies } from './policies.ts'
import { readShortcuts } from './shortcuts.ts'
import { readSyncLogs } from './read-sync-logs.ts'
import { readAccounts } from './sync-roots.ts'
import { toReading } from './to-reading.ts'
import { readWorkplace } from './workplace.ts'
import type { WindowsSystem } from './windows-system.ts'

/**
 * Every fact the judges need, from one Windows, real or recorded. Each is read for itself: where one is
 * refused the others stay. `readAt` is ISO 8601; for a recording, when it was taken.
 */
export function readWindowsFacts(system: WindowsSystem, readAt: string): MachineFacts {
  const read = <Value>(source: string, ask: () => Value): Reading<Value> => toReading(source, readAt, ask)
  const accounts = read('registry', () => readAccounts(system))
  const osVersion = read('system', () => system.osVersion())
  return {
    platform: 'windows',
    osVersion: osVersion.kind === 'read' ? osVersion.value : 'unknown',
    recorded: system.recorded,
    context: read('process', () => ({ runsAs: system.runsAs(), isRemote: system.isRemote() })),
    accounts,
    client: read('registry', () => readClient(system)),
    policies: read('registry', () => readPolicies(system)),
    shortcuts: read('registry', () => readShortcuts(system)),
    knownFolders: read('known-folders', () => readKnownFolders(system)),
    syncLogs: system.hasClientFiles
      ? read('client-log', () => readSyncLogs(system, toValue(accounts)))
      : null,
    disks: read('system', () => readDisks(system, accounts.kind === 'read' ? accounts.value : [])),
    profileFolders: orNull(read('profile', () => system.profileFolders())),
    unlistedPlaces: [],
    workplace: readWorkplace(system, readAt),
    people: orNull(read('registry', () => system.people())),
  }
}

/** Null where it was never asked for. */
function orNull<Value>(reading: Reading<Value | null>): Reading<Value> | null {
  if (reading.kind === 'unreadable') return reading
  return reading.value === null ? null : { ...reading, value: reading.value }
}

/** What rests on an unreadable fact is unreadable for the same reason. */
function toValue<Value>(reading: Reading<Value>): Value {
  if (reading.kind === 'unreadable') throw new Error(reading.reason)
  return reading.value
}
