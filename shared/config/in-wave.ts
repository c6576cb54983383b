import type { Config } from './config.ts'
import type { SyncAccount } from '../facts/machine.ts'
import type { Reading } from '../facts/reading.ts'

/**
 * False where neither organisation's OneDrive is linked on this computer for this person: then the move is not theirs.
 * What could not be read does not say so, nor does an account whose tenant could not be told.
 */
export function isInWave(accounts: Reading<readonly SyncAccount[]>, { source, target }: Config): boolean {
  if (accounts.kind === 'unreadable') return true
  const tenants = new Set([source.tenantId, target.tenantId])
  return accounts.value.some(
    ({ tenantId, tenantUntold, configured }) =>
      configured && (tenantUntold !== undefined || (tenantId !== null && tenants.has(tenantId))),
  )
}
