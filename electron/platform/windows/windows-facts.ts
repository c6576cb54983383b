import type { MachineFacts } from '../../../shared/machine.ts'
import type { Reading } from '../../../shared/reading.ts'
import { readClient } from './client.ts'
import { readKnownFolders } from './known-folders.ts'
import { readPolicies } from './policies.ts'
import { RegistryUnreadable } from './registry.ts'
import { readAccounts } from './sync-roots.ts'
import type { WindowsSystem } from './windows-system.ts'

/**
 * Every fact the judges need, from one Windows, real or recorded. Each is read for itself: where one is
 * refused the others stay. `readAt` is ISO 8601; for a recording, when it was taken.
 */
export function readWindowsFacts(system: WindowsSystem, readAt: string): MachineFacts {
  const read = <Value>(source: string, ask: () => Value): Reading<Value> => toReading(source, readAt, ask)
  const osVersion = read('system', () => system.osVersion())
  return {
    platform: 'windows',
    osVersion: osVersion.kind === 'read' ? osVersion.value : 'unknown',
    recorded: system.recorded,
    context: read('process', () => ({ runsAs: system.runsAs(), isRemote: null })),
    accounts: read('registry', () => readAccounts(system)),
    client: read('registry', () => readClient(system)),
    policies: read('registry', () => readPolicies(system)),
    knownFolders: read('known-folders', () => readKnownFolders(system)),
    syncLogs: null,
    disks: read('system', () => []),
  }
}

function toReading<Value>(source: string, readAt: string, ask: () => Value): Reading<Value> {
  try {
    return { kind: 'read', value: ask(), source, readAt }
  } catch (error) {
    return { kind: 'unreadable', reason: toReason(error), source, readAt }
  }
}

function toReason(error: unknown): string {
  if (error instanceof RegistryUnreadable && error.status !== null) {
    return `${error.path}: Win32 error ${error.status}`
  }
  return error instanceof Error ? error.message : String(error)
}
