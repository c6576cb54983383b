import type { Config } from '../config/config.ts'
import { createFinding, type Finding } from '../findings/finding.ts'
import type { MachineFacts, PolicyFacts } from '../facts/machine.ts'
import type { IdentityFacts } from './identity.ts'
import type { OwnedAccount, OwnedMachine } from './whose-account.ts'

type Side = 'source' | 'target' | 'neither'

/**
 * One sentence for four places: the person is at the target, the client at the source, and Windows or a policy
 * will take it back there. Only while the target is not linked, because afterwards each has its own finding.
 */
export function judgeIdentities(
  identity: IdentityFacts,
  { accounts, policies }: Pick<OwnedMachine, 'accounts'> & Pick<MachineFacts, 'policies'>,
  config: Pick<Config, 'source' | 'target'>,
): Finding[] {
  if (identity.kind !== 'signed-in' || accounts.kind === 'unreadable' || policies.kind === 'unreadable')
    return []
  const token = sideOf([identity.person.tenantId], config)
  const client = sideOfClient(accounts.value, config)
  const windows = sideOf(policies.value.deviceJoinedTo, config)
  const policy = sideOfPolicies(policies.value, config)
  const isHeldBack = windows === 'source' || policy === 'source'
  if (token !== 'target' || client !== 'source' || !isHeldBack) return []
  return [createFinding('account.identities-disagree', accounts, { token, client, windows, policy })]
}

function sideOfClient(accounts: readonly OwnedAccount[], config: Pick<Config, 'source' | 'target'>): Side {
  return sideOf(
    accounts.filter(({ configured }) => configured).flatMap(({ tenantId }) => tenantId ?? []),
    config,
  )
}

function sideOfPolicies(policies: PolicyFacts, config: Pick<Config, 'source' | 'target'>): Side {
  const { allowedTenants, knownFolderSilentOptIn, knownFolderWizard } = policies
  return sideOf([...(allowedTenants ?? []), knownFolderSilentOptIn ?? '', knownFolderWizard ?? ''], config)
}

/** Where both are named, the target counts. */
function sideOf(tenants: readonly string[], { source, target }: Pick<Config, 'source' | 'target'>): Side {
  if (tenants.includes(target.tenantId)) return 'target'
  return tenants.includes(source.tenantId) ? 'source' : 'neither'
}
