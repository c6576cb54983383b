import { describe, expect, it } from 'vitest'
import { judgeEarlyLink, judgeMovePolicies } from '../../../../shared/checks/move-policies.ts'
import type { PolicyFacts } from '../../../../shared/facts/machine.ts'
import { configOf, newAccount, noPolicies, oldAccount, ownedMachineOf, read, unreadable } from '../cast.ts'

const shortcuts = ['C:\\Users\\amy\\OneDrive - Contoso\\Shared']
const machineWith = (change: Partial<PolicyFacts>, accounts = [oldAccount]) =>
  ownedMachineOf({
    accounts: read(accounts),
    policies: read({ ...noPolicies, ...change }),
    shortcuts: read(shortcuts.map((folder) => ({ folder, siteUrl: null }))),
  })

describe('judgeMovePolicies', () => {
  it('lists the shortcuts that a lost permission, or a removal, would delete', () => {
    for (const [policy, onLoss, onRemoval] of [
      [{ deletesShortcutsOnLoss: true }, true, false],
      [{ deletesShortcutsOnRemoval: true }, false, true],
    ] as const) {
      expect(judgeMovePolicies(machineWith(policy), 'ready')).toMatchObject([
        {
          code: 'policy.shortcuts-deleted-on-loss',
          step: 'files',
          owner: 'admin',
          evidence: { onLoss, onRemoval, folders: 1, paths: shortcuts },
        },
      ])
    }
  })

  it('lists no shortcuts where they could not be read, and says it all the same', () => {
    const machine = machineWith({ deletesShortcutsOnLoss: true })
    for (const unread of [
      { ...machine, shortcuts: unreadable() },
      { ...machine, shortcuts: null },
    ]) {
      const [finding] = judgeMovePolicies(unread, 'ready')
      expect(finding).toMatchObject({ code: 'policy.shortcuts-deleted-on-loss' })
      expect(finding?.evidence).not.toHaveProperty('folders')
    }
  })

  it('needs no account to be linked before the move, and no word of it after it', () => {
    const odd = [{ name: 'BlockExternalSync', reason: 'is no number' }]
    expect(judgeMovePolicies(machineWith({ unread: odd }, []), 'ready')).toHaveLength(1)
    expect(judgeMovePolicies(machineWith({ unread: odd }), 'switch')).toEqual([])
    const machine = { ...machineWith({}), policies: unreadable() }
    expect(judgeMovePolicies(machine, 'switch')).toEqual([])
  })

  it('says so as long as the old account is linked, and not after it', () => {
    const policy = { deletesShortcutsOnLoss: true }
    expect(judgeMovePolicies(machineWith(policy), 'switch')).toHaveLength(1)
    expect(judgeMovePolicies(machineWith(policy, [newAccount]), 'switch')).toEqual([])
  })

  it('is not silent before the move about policies that could not be read', () => {
    const machine = ownedMachineOf({ policies: unreadable() })
    expect(judgeMovePolicies(machine, 'ready')).toMatchObject([{ code: 'policy.unknown' }])
    const odd = [{ name: 'AddedFolderUnmountOnPermissionsLoss', reason: 'is no number' }]
    expect(judgeMovePolicies(machineWith({ unread: odd }), 'ready')).toMatchObject([
      { code: 'policy.unknown', evidence: { names: [odd[0]?.name] } },
    ])
    const other = [{ name: 'AllowTenantList', reason: 'is no dictionary' }]
    expect(judgeMovePolicies(machineWith({ unread: other }), 'ready')).toEqual([])
  })
})

describe('judgeEarlyLink', () => {
  const codes = (accounts: (typeof oldAccount)[], upn: string | null) =>
    judgeEarlyLink(
      ownedMachineOf({ accounts: read(accounts) }, { addresses: upn === null ? [] : [upn] }),
      configOf(),
    ).map(({ code }) => code)

  it('sees the new account before the move: it makes the move fail', () => {
    expect(codes([oldAccount, newAccount], newAccount.email)).toEqual(['account.linked-too-early'])
    expect(codes([oldAccount, newAccount], null)).toEqual(['account.linked-too-early'])
  })

  it('does not mind another person of the target, a husk, or the old account alone', () => {
    expect(codes([{ ...newAccount, email: 'bob@fabrikam.com' }], newAccount.email)).toEqual([])
    expect(codes([{ ...newAccount, configured: false }], newAccount.email)).toEqual([])
    expect(codes([oldAccount], newAccount.email)).toEqual([])
  })

  it('says so of an account of the target that names no one, and not of one that may be anybody’s', () => {
    const nobodys = { ...newAccount, email: null, siteUrl: null }
    expect(codes([nobodys], newAccount.email)).toEqual(['account.linked-too-early'])
    expect(codes([{ ...nobodys, tenantId: null }], newAccount.email)).toEqual([])
    expect(judgeEarlyLink(ownedMachineOf({ accounts: unreadable() }), configOf())).toEqual([])
  })
})
