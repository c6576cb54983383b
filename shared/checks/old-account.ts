import { createFinding, type Finding } from '../findings/finding.ts'
import type { Phase } from '../findings/vocabulary.ts'
import { linkedOf, type OwnedMachine } from './whose-account.ts'

/**
 * Judges whether the source tenant is still linked. Husks, partner tenants and personal accounts are not
 * its business (pitfalls 6, 27). Where nothing tells whose one is, it may be the source’s.
 */
export function judgeOldAccount(machine: Pick<OwnedMachine, 'accounts'>, phase: Phase): Finding[] {
  const { accounts } = machine
  if (accounts.kind === 'unreadable') {
    return [createFinding('old-account.unknown', accounts, { reason: accounts.reason })]
  }
  const code = phase === 'watch' ? 'old-account.added-again' : 'old-account.linked'
  const linked = linkedOf(machine, 'old').map(({ email, organisation, folder }) =>
    createFinding(code, accounts, { email, organisation, folder }),
  )
  const untold = linkedOf(machine, 'unknown').filter(({ mayBeOld }) => mayBeOld)
  return [
    ...linked,
    ...untold.map(({ slot, tenantUntold }) =>
      createFinding('old-account.unknown', accounts, { reason: tenantUntold ?? slot }),
    ),
  ]
}
