import type { SyncAccount, SyncLog } from '../../facts/machine.ts'
import { toReason } from '../to-reason.ts'
import { clientDataFolder } from './client-places.ts'
import { longestSyncLog, parseSyncLog, toUnreadableLog } from '../client/sync-log.ts'
import type { WindowsSystem } from './windows-system.ts'

/** The logs of the configured work accounts, as far as the client has written any, each read for itself. */
export function readSyncLogs(system: WindowsSystem, accounts: readonly SyncAccount[]): SyncLog[] {
  const folder = `${clientDataFolder(system)}\\logs`
  return accounts
    .filter(({ kind, configured }) => kind === 'business' && configured)
    .flatMap(({ slot }) => {
      try {
        const file = system.readSmallFile(`${folder}\\${slot}\\SyncDiagnostics.log`, longestSyncLog)
        return file === null ? [] : parseSyncLog(file.bytes, slot, file.readWrittenAt)
      } catch (error) {
        return toUnreadableLog(slot, toReason(error))
      }
    })
}
