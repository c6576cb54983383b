import { describe, expect, it } from 'vitest'
import { judgeAccount } from '../../../../shared/checks/account.ts'
import type { PolicyFacts, SyncAccount } from '../../../../shared/facts/machine.ts'
import {
  adatum,
  amy,
  configOf,
  contoso,
  fabrikam,
  husk,
  newAccount,
  noPolicies,
  oldAccount,
  orphan,
  ownedMachineOf,
  partnerAccount,
  personalAccount,
  read,
  unreadable,
} from '../cast.ts'

type Case = [says: string, accounts: SyncAccount[], policies: Partial<PolicyFacts>, codes: string[]]

const sameAddress: SyncAccount = { ...oldAccount, email: 'amy.lee@fabrikam.com' }
const otherPerson: SyncAccount = { ...newAccount, email: 'bob.meyer@fabrikam.com' }
const silent: Partial<PolicyFacts> = {
  silentAccountConfig: true,
  silentConfigTraces: ['SilentBusinessConfigCompleted'],
  deviceJoinedTo: [contoso],
}

const cases: Case[] = [
  ['is content when the target is linked as this person', [newAccount], {}, []],
  [
    'is content with old, partner and personal accounts beside it',
    [oldAccount, newAccount, partnerAccount, personalAccount],
    {},
    [],
  ],
  ['does not mind case in addresses', [{ ...newAccount, email: 'Amy.Lee@FABRIKAM.com' }], {}, []],
  ['misses the target when only the old account is linked', [oldAccount], {}, ['account.target-not-linked']],
  ['misses the target when nothing is linked', [], {}, ['account.target-not-linked']],
  [
    'goes by the tenant, not by the address that moved along',
    [sameAddress],
    {},
    ['account.target-not-linked'],
  ],
  [
    'does not take a husk for an account',
    [{ ...newAccount, configured: false }],
    {},
    ['account.target-not-linked'],
  ],
  ['does not take an orphan for an account', [orphan], {}, ['account.target-not-linked']],
  ['sees another person of the target', [otherPerson], {}, ['account.linked-as-other-person']],
  [
    'sees another person of the target beside one of whom nothing is told',
    [{ ...newAccount, email: null, slot: 'Business8' }, otherPerson],
    {},
    ['account.linked-as-other-person'],
  ],
  [
    'cannot tell of an account of the target that names no one',
    [{ ...newAccount, email: null }],
    {},
    ['account.unknown'],
  ],
  [
    'sees another tenant in the client’s own settings',
    [{ ...newAccount, settings: { tenantId: adatum, siteUrl: '', folder: null } }],
    {},
    ['account.settings-disagree'],
  ],
  [
    'sees one of ours in the settings of a partner’s account',
    [newAccount, { ...partnerAccount, settings: { tenantId: contoso, siteUrl: '', folder: null } }],
    {},
    ['account.settings-disagree'],
  ],
  [
    'does not mind a partner’s account whose settings name another partner',
    [
      newAccount,
      {
        ...partnerAccount,
        settings: { tenantId: '99999999-9999-4999-8999-999999999999', siteUrl: '', folder: null },
      },
    ],
    {},
    [],
  ],
  [
    'does not mind a device that is joined to neither',
    [],
    { silentAccountConfig: true, deviceJoinedTo: [adatum] },
    ['account.target-not-linked'],
  ],
  ['is content when this person is linked beside another', [otherPerson, newAccount], {}, []],
  [
    'sees that the last sign-in failed',
    [{ ...newAccount, lastSignInResult: 7 }],
    {},
    ['account.sign-in-failed'],
  ],
  ['does not guess from a sign-in that left no result', [{ ...newAccount, lastSignInResult: null }], {}, []],
  [
    'does not mind that the old account cannot sign in any more',
    [{ ...oldAccount, lastSignInResult: 7 }, newAccount],
    {},
    [],
  ],
  [
    'sees an allow list without the target',
    [newAccount],
    { allowedTenants: [contoso] },
    ['policy.allow-list-excludes-target'],
  ],
  [
    'is content with an allow list that holds the target',
    [newAccount],
    { allowedTenants: [contoso, fabrikam] },
    [],
  ],
  [
    'sees a block list with the target',
    [newAccount],
    { blockedTenants: [fabrikam] },
    ['policy.block-list-names-target'],
  ],
  ['is content with a block list for the old tenant', [newAccount], { blockedTenants: [contoso] }, []],
  [
    'ignores the block list beside an allow list, as the client does',
    [newAccount],
    { allowedTenants: [fabrikam], blockedTenants: [fabrikam] },
    ['policy.both-lists-set'],
  ],
  [
    'says both when both lists are set and the allowed ones lack the target',
    [newAccount],
    { allowedTenants: [adatum], blockedTenants: [fabrikam] },
    ['policy.allow-list-excludes-target', 'policy.both-lists-set'],
  ],
  [
    'sees why silent sign-in will not come',
    [husk],
    silent,
    ['account.target-not-linked', 'policy.silent-config-spent', 'policy.device-joined-to-source'],
  ],
  ['does not mind silent sign-in once the target is linked', [newAccount], silent, []],
  [
    'does not mind a spent silent sign-in that no one configured',
    [],
    { ...silent, silentAccountConfig: false },
    ['account.target-not-linked'],
  ],
  [
    'is content with a device joined to both',
    [],
    { silentAccountConfig: true, deviceJoinedTo: [contoso, fabrikam] },
    ['account.target-not-linked'],
  ],
]

const nobody = { addresses: [] }
const owned = (accounts: SyncAccount[], addresses = amy.addresses) =>
  ownedMachineOf({ accounts: read(accounts) }, { addresses }).accounts

describe('judgeAccount', () => {
  it.each(cases)('%s', (_says, accounts, policies, codes) => {
    const facts = read({ ...noPolicies, ...policies })
    const findings = judgeAccount(owned(accounts), facts, configOf(), amy)
    expect(findings.map(({ code }) => code)).toEqual(codes)
  })

  it('names the tenants that are linked instead', () => {
    const accounts = owned([oldAccount, partnerAccount], [])
    const [finding] = judgeAccount(accounts, read(noPolicies), configOf(), nobody)
    expect(finding?.evidence).toEqual({ linkedTenants: [contoso, adatum] })
  })

  it('takes anybody of the target where no one has said who it must be', () => {
    expect(judgeAccount(owned([otherPerson], []), read(noPolicies), configOf(), nobody)).toEqual([])
  })

  it('cannot tell which of two is meant where no one has said', () => {
    const accounts = owned([otherPerson, newAccount], [])
    const findings = judgeAccount(accounts, read(noPolicies), configOf(), nobody)
    expect(findings.map(({ code }) => code)).toEqual(['account.unknown'])
  })

  it('cannot tell from unreadable accounts, and still reads the policies', () => {
    const policies = read({ ...noPolicies, ...silent, allowedTenants: [contoso] })
    const findings = judgeAccount(unreadable(), policies, configOf(), nobody)
    expect(findings.map(({ code }) => code)).toEqual(['account.unknown', 'policy.allow-list-excludes-target'])
  })

  it('names a policy that no one understands, and judges the others', () => {
    const unread = [{ name: 'BlockTenantList', reason: 'holds an entry that is no text' }]
    const policies = read({ ...noPolicies, unread, allowedTenants: [contoso] })
    expect(judgeAccount(owned([newAccount]), policies, configOf(), nobody)).toMatchObject([
      { code: 'policy.unknown', evidence: { names: ['BlockTenantList'] } },
      { code: 'policy.allow-list-excludes-target' },
    ])
  })

  it('cannot tell from unreadable policies, and still reads the accounts', () => {
    const findings = judgeAccount(owned([oldAccount]), unreadable(), configOf(), nobody)
    expect(findings.map(({ code }) => code)).toEqual(['account.target-not-linked', 'policy.unknown'])
  })

  it('cannot tell where a linked account names no tenant, unless the new one is there', () => {
    const untold = { ...oldAccount, tenantId: null, email: null, siteUrl: null, organisation: null }
    const says = { tenantUntold: 'Business1: tenant not told' }
    const judge = (...accounts: SyncAccount[]) =>
      judgeAccount(owned(accounts), read(noPolicies), configOf(), amy)
    expect(judge({ ...untold, ...says })).toMatchObject([
      { code: 'account.unknown', evidence: { reason: says.tenantUntold } },
    ])
    expect(judge({ ...untold, ...says }, newAccount)).toEqual([])
    expect(judge({ ...untold, ...says, configured: false })).toMatchObject([
      { code: 'account.target-not-linked' },
    ])
  })
})
