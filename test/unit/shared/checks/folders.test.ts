import { describe, expect, it } from 'vitest'
import { isBelow, judgeFolders } from '../../../../shared/checks/folders.ts'
import type { PolicyFacts, SyncAccount } from '../../../../shared/facts/machine.ts'
import {
  adatum,
  configOf,
  contoso,
  fabrikam,
  foldersBelow,
  husk,
  newAccount,
  noPolicies,
  oldAccount,
  orphan,
  ownedMachineOf,
  personalAccount,
  read,
  unreadable,
} from '../cast.ts'

type Case = [
  says: string,
  below: string,
  accounts: SyncAccount[],
  policies: Partial<PolicyFacts>,
  codes: string[],
]

const home = 'C:\\Users\\amy'
const inOld = `${home}\\OneDrive - Contoso`
const inNew = `${home}\\OneDrive - Fabrikam`
const both = [oldAccount, newAccount]
const namesSource = 'policy.known-folders-name-source'

const cases: Case[] = [
  ['is content with folders that are local', home, both, {}, []],
  ['is content with folders in the new OneDrive', inNew, both, {}, []],
  [
    'is content with folders in the personal OneDrive',
    `${home}\\OneDrive`,
    [...both, personalAccount],
    {},
    [],
  ],
  ['sees folders in the old OneDrive', inOld, both, {}, ['folders.in-source']],
  [
    'cannot tell of folders in a colleague’s OneDrive',
    `${home}\\OneDrive - Fabrikam (Bob)`,
    [
      newAccount,
      {
        ...newAccount,
        slot: 'Business7',
        email: 'bob@fabrikam.com',
        folder: `${home}\\OneDrive - Fabrikam (Bob)`,
      },
    ],
    {},
    ['folders.unknown'],
  ],
  [
    'is content where the new OneDrive lies where the old one was',
    inNew,
    [{ ...orphan, folder: inNew }, newAccount],
    {},
    [],
  ],
  ['does not mind case', inOld.toUpperCase(), both, {}, ['folders.in-source']],
  ['sees through a long-path prefix', `\\\\?\\${inOld}`, both, {}, ['folders.in-source']],
  [
    'sees folders in the old OneDrive whose account is a husk',
    inOld,
    [{ ...husk, folder: inOld }, newAccount],
    {},
    ['folders.in-source'],
  ],
  [
    'sees folders in the old OneDrive whose account is gone',
    inOld,
    [newAccount, orphan],
    {},
    ['folders.in-source'],
  ],
  ['cannot tell whose a OneDrive is that no account knows', inOld, [newAccount], {}, ['folders.unknown']],
  [
    'does not take Contoso GmbH for Contoso',
    `${inOld} GmbH`,
    [oldAccount, { ...newAccount, folder: `${inOld} GmbH` }],
    {},
    [],
  ],
  [
    'sees that stopping the backup is forbidden',
    inOld,
    both,
    { knownFolderBlockOptOut: true },
    ['folders.in-source', 'policy.known-folders-locked'],
  ],
  [
    'sees that Windows keeps the folders where they are',
    inOld,
    both,
    { forbidsFolderChange: true },
    ['folders.in-source', 'policy.known-folders-fixed'],
  ],
  [
    'sees that no backup can be started',
    inOld,
    both,
    { knownFolderBlockOptIn: 1 },
    ['folders.in-source', 'policy.known-folders-blocked'],
  ],
  [
    'sees that the ban on backups has no effect beside an order for one',
    inOld,
    both,
    { knownFolderBlockOptIn: 1, knownFolderWizard: fabrikam },
    ['folders.in-source', 'policy.known-folders-contradict'],
  ],
  ['does not mind a ban on backups of folders that are local', home, both, { knownFolderBlockOptIn: 2 }, []],
  [
    'does not mind the lock when nothing lies in the old OneDrive',
    inNew,
    both,
    { knownFolderBlockOptOut: true },
    [],
  ],
  ['sees a backup policy for the old tenant', home, both, { knownFolderSilentOptIn: contoso }, [namesSource]],
  ['sees a wizard for the old tenant', home, both, { knownFolderWizard: contoso }, [namesSource]],
  [
    'does not mind that policy once the folders are in the new OneDrive',
    inNew,
    both,
    { knownFolderSilentOptIn: contoso },
    [],
  ],
  [
    'is content with a backup policy for the new tenant',
    home,
    both,
    { knownFolderSilentOptIn: fabrikam },
    [],
  ],
]

const owned = (accounts: SyncAccount[]) => ownedMachineOf({ accounts: read(accounts) }).accounts

describe('judgeFolders', () => {
  it.each(cases)('%s', (_says, below, accounts, policies, codes) => {
    const facts = read({ ...noPolicies, ...policies })
    const findings = judgeFolders(read(foldersBelow(below)), owned(accounts), facts, configOf())
    expect(findings.map(({ code }) => code)).toEqual(codes)
  })

  it.each<[Partial<PolicyFacts>, string | undefined]>([
    [{}, undefined],
    [{ knownFolderBlockOptOut: true, forbidsFolderChange: true }, 'locked'],
    [{ forbidsFolderChange: true, knownFolderBlockOptIn: 1 }, 'fixed'],
    [{ knownFolderBlockOptIn: 2 }, 'moved-back'],
    [{ knownFolderBlockOptIn: 1 }, 'blocked'],
    [{ knownFolderBlockOptIn: 1, knownFolderSilentOptIn: fabrikam }, undefined],
  ])('advises nothing that %j makes impossible', (policies, hold) => {
    const facts = read({ ...noPolicies, ...policies })
    const [finding] = judgeFolders(read(foldersBelow(inOld)), owned(both), facts, configOf())
    expect(finding?.evidence['hold']).toBe(hold)
  })

  it('says which folders lie in the old OneDrive, and how many', () => {
    const folders = [
      ...foldersBelow(home).slice(0, 2),
      { id: 'pictures', path: `${inOld}\\Pictures` } as const,
    ]
    const [finding] = judgeFolders(read(folders), owned(both), read(noPolicies), configOf())
    expect(finding?.evidence).toEqual({ folders: 1, names: ['pictures'], paths: [`${inOld}\\Pictures`] })
  })

  it.each([
    ['folders', unreadable(), owned(both)],
    ['accounts', read(foldersBelow(inOld)), unreadable()],
  ])('cannot tell from unreadable %s', (_what, folders, accounts) => {
    const findings = judgeFolders(folders, accounts, read(noPolicies), configOf())
    expect(findings.map(({ code }) => code)).toEqual(['folders.unknown'])
  })

  it('sees the folder in the old OneDrive beside one that no one can tell, and names that one', () => {
    const [desktop] = foldersBelow(inOld)
    if (desktop === undefined) throw new Error('no desktop')
    const folders = [desktop, { id: 'documents', path: null, reason: 'refused' } as const]
    const findings = judgeFolders(read(folders), owned(both), read(noPolicies), configOf())
    expect(findings).toMatchObject([
      { code: 'folders.in-source', evidence: { names: ['desktop'] } },
      { code: 'folders.unknown', evidence: { names: ['documents'], reason: 'refused' } },
    ])
  })

  it('cannot tell of folders in the folder of an account that names no one', () => {
    const nobodys = { ...newAccount, slot: 'Business8', email: null, siteUrl: null, folder: 'D:\\Work' }
    const findings = judgeFolders(
      read(foldersBelow('D:\\Work')),
      owned([newAccount, nobodys]),
      read(noPolicies),
      configOf(),
    )
    expect(findings).toMatchObject([
      { code: 'folders.unknown', evidence: { reason: 'owner-unknown', folders: 3 } },
    ])
  })

  it('sees folders in the old OneDrive where what is left of somebody claims the same folder', () => {
    const nobodys = { ...orphan, slot: 'Business8', siteUrl: null }
    for (const accounts of [
      [newAccount, nobodys, oldAccount],
      [oldAccount, nobodys, newAccount],
    ]) {
      const findings = judgeFolders(read(foldersBelow(inOld)), owned(accounts), read(noPolicies), configOf())
      expect(findings.map(({ code }) => code)).toEqual(['folders.in-source'])
    }
  })

  it('goes by the nearest: a folder in a partner’s library below the old OneDrive is the partner’s', () => {
    const folder = `${inOld}\\Plans`
    const plans = {
      siteUrl: 'https://adatum.sharepoint.com/sites/plans',
      tenantId: adatum,
      folder,
      organisation: 'Adatum',
    }
    const accounts = owned([{ ...oldAccount, libraries: [plans] }, newAccount])
    expect(judgeFolders(read(foldersBelow(folder)), accounts, read(noPolicies), configOf())).toEqual([])
  })

  it('cannot tell on a Mac that does not say who claims a folder, while an account that should not have it is linked', () => {
    const folders = read([
      { id: 'desktop', path: '/Users/amy/Desktop', providerUntold: 'no answer' },
    ] as const)
    const codesOf = (...accounts: SyncAccount[]) =>
      judgeFolders(folders, owned(accounts), read(noPolicies), configOf()).map(({ code, evidence }) => [
        code,
        evidence['reason'],
      ])
    const untold = [['folders.unknown', 'provider-not-told']]
    expect(codesOf(newAccount, oldAccount)).toEqual(untold)
    expect(codesOf(newAccount)).toEqual([])
    expect(codesOf(newAccount, { ...oldAccount, configured: false })).toEqual([])
  })

  it('still sees folders in the old OneDrive when the policies were unreadable', () => {
    const findings = judgeFolders(read(foldersBelow(inOld)), owned(both), unreadable(), configOf())
    expect(findings.map(({ code }) => code)).toEqual(['folders.in-source'])
  })
})

describe('isBelow', () => {
  it.each([
    ['C:\\a\\b', 'C:\\a', true],
    ['C:\\a', 'C:\\a\\', true],
    ['C:\\ab', 'C:\\a', false],
    ['C:\\a', 'C:\\a\\b', false],
    ['\\\\?\\UNC\\server\\home\\a', '\\\\server\\home', true],
    ['C:\\Users\\jörg\\x', 'C:\\Users\\JO\u0308RG', true],
    ['/Users/amy/OneDrive/Desktop', '/Users/amy/OneDrive', true],
    ['C:\\a', '', false],
  ])('%s in %s: %s', (path, folder, expected) => {
    expect(isBelow(path, folder)).toBe(expected)
  })
})
