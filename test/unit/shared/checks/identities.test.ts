import { describe, expect, it } from 'vitest'
import { judgeIdentities } from '../../../../shared/checks/identities.ts'
import type { PolicyFacts, SyncAccount } from '../../../../shared/facts/machine.ts'
import {
  adatum,
  configOf,
  contoso,
  fabrikam,
  newAccount,
  noPolicies,
  oldAccount,
  ownedMachineOf,
  partnerAccount,
  read,
  signedInAs,
  unreadable,
} from '../cast.ts'

const signedIn = (tenantId: string) => signedInAs('amy.lee@fabrikam.com', tenantId)
const heldByWindows = { deviceJoinedTo: [contoso] }

function disagree(
  accounts: readonly SyncAccount[],
  policies: Partial<PolicyFacts>,
  tenantId = fabrikam,
): boolean {
  const machine = ownedMachineOf({ accounts: read(accounts), policies: read({ ...noPolicies, ...policies }) })
  return judgeIdentities(signedIn(tenantId), machine, configOf()).length > 0
}

describe('person, client and Windows', () => {
  it('disagree where the person is at the target, the client at the source, and Windows holds it there', () => {
    expect(disagree([oldAccount], heldByWindows)).toBe(true)
  })

  it.each<[says: string, policies: Partial<PolicyFacts>]>([
    ['the allow list', { allowedTenants: [contoso] }],
    ['the known folders’ silent move', { knownFolderSilentOptIn: contoso }],
    ['the known folders’ wizard', { knownFolderWizard: contoso }],
  ])('disagree where %s holds the client back', (_says, policies) => {
    expect(disagree([oldAccount], policies)).toBe(true)
  })

  it.each<
    [says: string, accounts: readonly SyncAccount[], policies: Partial<PolicyFacts>, tenantId?: string]
  >([
    ['nothing holds the client back', [oldAccount], {}],
    ['both organisations hold it', [oldAccount], { allowedTenants: [contoso, fabrikam] }],
    ['only a third holds it', [oldAccount], { deviceJoinedTo: [adatum] }],
    ['the person is at the source too', [oldAccount], heldByWindows, contoso],
    ['the client has the target as well', [oldAccount, newAccount], heldByWindows],
    ['the client has only a partner', [partnerAccount], heldByWindows],
    ['the old account is not linked any more', [{ ...oldAccount, configured: false }], heldByWindows],
  ])('do not where %s', (_says, accounts, policies, tenantId) => {
    expect(disagree(accounts, policies, tenantId)).toBe(false)
  })

  it('are not compared where accounts or policies cannot be read, or no one is signed in', () => {
    const policies = read({ ...noPolicies, ...heldByWindows })
    const machine = ownedMachineOf({ accounts: read([oldAccount]), policies })
    const judge = (...given: Parameters<typeof judgeIdentities>) => judgeIdentities(...given).length
    expect(judge({ kind: 'signed-out' }, machine, configOf())).toBe(0)
    expect(judge(signedIn(fabrikam), ownedMachineOf({ accounts: unreadable(), policies }), configOf())).toBe(
      0,
    )
    expect(judge(signedIn(fabrikam), { ...machine, policies: unreadable() }, configOf())).toBe(0)
  })
})
