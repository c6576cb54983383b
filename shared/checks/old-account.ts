import type { Config } from '../config.ts'
import { createFinding, type Finding } from '../finding.ts'
import type { SyncAccount } from '../machine.ts'
import type { Reading } from '../reading.ts'
import type { Phase } from '../vocabulary.ts'

/**
 * Judges whether the source tenant is still linked. Husks, partner tenants and personal accounts are not
 * its business (pitfalls 6, 27).
 */
export function judgeOldAccount(
  accounts: Reading<readonly SyncAccount[]>,
  config: Config,
  phase: Phase,
): Finding[] {
  if (accounts.kind === 'unreadable') {
    return [createFinding('old-account.unknown', accounts, { reason: accounts.reason })]
  }
  const code = phase === 'watch' ? 'old-account.added-again' : 'old-account.linked'
  return accounts.value
    .filter(({ configured, tenantId }) => configured && tenantId === config.source.tenantId)
    .map(({ email, organisation, folder }) => createFinding(code, accounts, { email, organisation, folder }))
}
