import type { SyncLog } from '../../facts/machine.ts'
import { longestSyncLog, parseSyncLog, toUnreadableLog } from '../client/sync-log.ts'
import { toReason } from '../to-reason.ts'
import type { MacAccount } from './accounts.ts'
import type { MacSystem } from './mac-system.ts'

/**
 * The logs of the linked work accounts. Their folder is known, the place of this file in it is as on Windows and not
 * confirmed: where there is none the sync stays unknown.
 */
export async function readSyncLogs(system: MacSystem, accounts: readonly MacAccount[]): Promise<SyncLog[]> {
  const logs = await Promise.all(
    accounts.map(async ({ account: { slot, kind, configured }, places }) => {
      if (kind !== 'business' || !configured || places === null) return null
      const path = `${places.library}/Logs/OneDrive/${slot}/SyncDiagnostics.log`
      try {
        const file = await system.readSmallFile(path, longestSyncLog)
        return file === null ? null : parseSyncLog(file.bytes, slot, file.readWrittenAt)
      } catch (error) {
        return toUnreadableLog(slot, toReason(error))
      }
    }),
  )
  return logs.filter((log) => log !== null)
}
