import type { MachineFacts } from '../../facts/machine.ts'
import type { Reading } from '../../facts/reading.ts'
import { readAccounts } from './accounts.ts'
import { readClient } from './client.ts'
import { readProfileFolders } from './cloud-folders.ts'
import { readDisks } from './disks.ts'
import { readKnownFolders } from './known-folders.ts'
import type { MacSystem } from './mac-system.ts'
import { readPolicies } from './policies.ts'
import { readSyncLogs } from './read-sync-logs.ts'

/**
 * Every fact the judges need, from one Mac, real or recorded. Each is read for itself: where one is refused the others
 * stay. `readAt` is ISO 8601; for a recording, when it was taken.
 */
export async function readMacFacts(system: MacSystem, readAt: string): Promise<MachineFacts> {
  const read = <Value>(source: string, ask: () => Promise<Value>): Promise<Reading<Value>> =>
    toReading(source, readAt, ask)
  const told = await read('property-lists', () => readAccounts(system))
  const [osVersion, context, client, policies, knownFolders, syncLogs, disks, places] = await Promise.all([
    read('system', () => system.osVersion()),
    read('process', async () => ({ runsAs: system.runsAs(), isRemote: null })),
    read('system', () => readClient(system)),
    read('property-lists', () => readPolicies(system)),
    read('known-folders', () => readKnownFolders(system, toValue(told))),
    system.hasClientFiles ? read('client-log', () => readSyncLogs(system, toValue(told))) : null,
    read('system', () => readDisks(system, told.kind === 'read' ? told.value : [])),
    read('profile', () => readProfileFolders(system)),
  ])
  return {
    platform: 'macos',
    osVersion: osVersion.kind === 'read' ? osVersion.value : 'unknown',
    recorded: system.recorded,
    context,
    accounts: told.kind === 'read' ? { ...told, value: told.value.map(({ account }) => account) } : told,
    client,
    policies,
    knownFolders,
    // In which list macOS would keep them, no one has said.
    shortcuts: null,
    syncLogs,
    disks,
    profileFolders: places.kind === 'read' ? { ...places, value: places.value.folders } : places,
    unlistedPlaces: places.kind === 'read' ? places.value.unlisted : [],
    // What Office and the browsers keep lies where macOS asks the person before it lets anybody look.
    workplace: null,
    people: null,
  }
}

async function toReading<Value>(
  source: string,
  readAt: string,
  ask: () => Promise<Value>,
): Promise<Reading<Value>> {
  try {
    return { kind: 'read', value: await ask(), source, readAt }
  } catch (error) {
    return {
      kind: 'unreadable',
      reason: error instanceof Error ? error.message : String(error),
      source,
      readAt,
    }
  }
}

/** What rests on an unreadable fact is unreadable for the same reason. */
function toValue<Value>(reading: Reading<Value>): Value {
  if (reading.kind === 'unreadable') throw new Error(reading.reason)
  return reading.value
}
