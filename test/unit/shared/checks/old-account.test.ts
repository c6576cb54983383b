import { describe, expect, it } from 'vitest'
import { judgeOldAccount } from '../../../../shared/checks/old-account.ts'
import type { SyncAccount } from '../../../../shared/facts/machine.ts'
import type { Phase } from '../../../../shared/findings/vocabulary.ts'
import {
  husk,
  newAccount,
  oldAccount,
  orphan,
  ownedMachineOf,
  partnerAccount,
  personalAccount,
  read,
  unreadable,
} from '../cast.ts'

const cases: [says: string, accounts: SyncAccount[], phase: Phase, codes: string[]][] = [
  ['sees the old account', [oldAccount, newAccount], 'switch', ['old-account.linked']],
  [
    'sees it in whatever slot it is',
    [newAccount, { ...oldAccount, slot: 'Business9' }],
    'switch',
    ['old-account.linked'],
  ],
  ['sees later that it was added again', [oldAccount, newAccount], 'watch', ['old-account.added-again']],
  ['is content when it is gone', [newAccount], 'switch', []],
  ['is content with its husk', [husk, newAccount], 'switch', []],
  ['is content with what else it left', [newAccount, orphan], 'switch', []],
  [
    'accuses no account that no one can place',
    [
      newAccount,
      { ...oldAccount, tenantId: null, email: null, siteUrl: 'https://elsewhere-my.sharepoint.com/' },
    ],
    'switch',
    [],
  ],
  ['leaves partner and personal accounts alone', [newAccount, partnerAccount, personalAccount], 'watch', []],
]

describe('judgeOldAccount', () => {
  it.each(cases)('%s', (_says, accounts, phase, codes) => {
    expect(
      judgeOldAccount(ownedMachineOf({ accounts: read(accounts) }), phase).map(({ code }) => code),
    ).toEqual(codes)
  })

  it('cannot tell from unreadable accounts', () => {
    expect(judgeOldAccount({ accounts: unreadable() }, 'switch')).toMatchObject([
      { code: 'old-account.unknown', outcome: 'unknown' },
    ])
  })
})
