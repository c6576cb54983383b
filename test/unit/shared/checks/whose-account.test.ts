import { describe, expect, it } from 'vitest'
import type { ExpectedPerson } from '../../../../shared/checks/expected-person.ts'
import type { AccountOwner, LibraryOwner } from '../../../../shared/checks/whose-account.ts'
import type { SyncAccount, SyncLibrary } from '../../../../shared/facts/machine.ts'
import {
  adatum,
  contoso,
  fabrikam,
  husk,
  newAccount,
  oldAccount,
  orphan,
  ownedMachineOf,
  partnerAccount,
  personalAccount,
  read,
} from '../cast.ts'

const site = (host: string, name: string): string => `https://${host}.sharepoint.com/personal/${name}`
const myDrive = `${site('fabrikam-my', 'amy_lee_fabrikam_com')}/Documents`
const mine: SyncAccount = { ...newAccount, siteUrl: site('fabrikam-my', 'amy_lee_fabrikam_com') }
const renamed: SyncAccount = { ...mine, email: 'amy.lee@contoso.com' }
const colleague: SyncAccount = {
  ...newAccount,
  slot: 'Business1',
  email: 'bob@fabrikam.com',
  folder: 'C:\\Users\\amy\\OneDrive - Fabrikam (Bob)',
  siteUrl: site('fabrikam-my', 'bob_fabrikam_com'),
}
const seen = { driveUrl: myDrive }
const plans: SyncLibrary = {
  folder: 'C:\\Users\\amy\\Contoso\\Plans - Documents',
  organisation: null,
  siteUrl: null,
  tenantId: null,
}

function ownersOf(person: Partial<ExpectedPerson>, ...accounts: readonly SyncAccount[]): AccountOwner[] {
  const owned = ownedMachineOf({ accounts: read(accounts) }, person).accounts
  return owned.kind === 'read' ? owned.value.map(({ owner }) => owner) : []
}

describe('decideOwners', () => {
  it.each<[says: string, person: Partial<ExpectedPerson>, account: SyncAccount, owner: AccountOwner]>([
    ['the person’s by the address, where Graph was not asked', {}, mine, 'mine'],
    ['not the person’s by another address, where Graph was not asked', {}, renamed, 'other-person'],
    ['the person’s by the drive that Graph shows, whatever the address', seen, renamed, 'mine'],
    [
      'not the person’s by the drive, though the address is theirs',
      seen,
      { ...colleague, email: mine.email },
      'other-person',
    ],
    ['a colleague’s', seen, colleague, 'other-person'],
    [
      'the person’s by the address where the account names no site',
      seen,
      { ...mine, siteUrl: 'https://fabrikam-my.sharepoint.com/' },
      'mine',
    ],
    [
      'the person’s by the site that only the settings name',
      seen,
      {
        ...renamed,
        siteUrl: null,
        settings: { tenantId: fabrikam, siteUrl: mine.siteUrl ?? '', folder: null },
      },
      'mine',
    ],
    [
      'the person’s after a move to another geography, where the address says so too',
      seen,
      { ...mine, siteUrl: site('fabrikameur-my', 'amy_lee_fabrikam_com') },
      'mine',
    ],
    [
      'not the person’s at another host under another address',
      seen,
      { ...renamed, siteUrl: site('fabrikameur-my', 'amy_lee_fabrikam_com') },
      'other-person',
    ],
    [
      'the old one in whatever geography',
      {},
      { ...oldAccount, siteUrl: site('contosoeur-my', 'amy') },
      'old',
    ],
    [
      'the old one by its tenant, on the host of the target',
      {},
      { ...oldAccount, siteUrl: site('fabrikam-my', 'amy') },
      'old',
    ],
    ['a partner’s', {}, partnerAccount, 'partner'],
    ['a personal one', {}, personalAccount, 'personal'],
    ['the old one’s husk', {}, husk, 'old'],
    ['the old one’s orphan, by its host', {}, orphan, 'old'],
    [
      'the old one’s orphan, by the person’s old address',
      {},
      { ...orphan, siteUrl: `${site('renamed-my', 'amy_lee_contoso_com')}/Documents/` },
      'old',
    ],
    [
      'no one’s, where the orphan’s host is only like the source’s',
      {},
      { ...orphan, siteUrl: site('contosoeur-my', 'amy2') },
      'unknown',
    ],
    ['no one’s, where nothing is told', {}, { ...orphan, siteUrl: null }, 'unknown'],
    [
      'no one’s, on a host that no one knows',
      {},
      { ...orphan, siteUrl: site('adatum-my', 'amy') },
      'unknown',
    ],
  ])('takes an account for %s', (_says, person, account, owner) => {
    expect(ownersOf(person, account)).toEqual([owner])
  })

  it('knows a person by each of several addresses', () => {
    const addresses = ['amy.stone@fabrikam.com', 'amy.lee@fabrikam.com']
    expect(ownersOf({ addresses }, mine)).toEqual(['mine'])
    const untold = { ...mine, tenantId: null, siteUrl: site('elsewhere-my', 'amy_lee_fabrikam_com') }
    expect(ownersOf({ addresses }, untold)).toEqual(['mine'])
    const without = { ...mine, tenantId: null, siteUrl: null, libraries: [{ ...plans, tenantId: fabrikam }] }
    expect(ownersOf({ addresses }, without)).toEqual(['mine'])
  })

  it('tells a person from a colleague of the target in whatever order they are linked', () => {
    expect(ownersOf({}, colleague, mine)).toEqual(['other-person', 'mine'])
    expect(ownersOf(seen, renamed, colleague)).toEqual(['mine', 'other-person'])
  })

  it('believes a single account where no one has said who the person is, and neither of two', () => {
    expect(ownersOf({ addresses: [] }, colleague)).toEqual(['mine'])
    expect(ownersOf({ addresses: [] }, colleague, mine)).toEqual(['unknown', 'unknown'])
  })

  it('counts for that only what is linked to the target', () => {
    expect(ownersOf({ addresses: [] }, colleague, oldAccount)).toEqual(['mine', 'old'])
    const unlinked = { ...mine, configured: false }
    expect(ownersOf({ addresses: [] }, colleague, unlinked)).toEqual(['mine', 'unknown'])
  })

  it('knows an orphan’s host from an account that names its tenant, before what is configured', () => {
    const partnerOnOurHost = { ...partnerAccount, siteUrl: site('contoso-my', 'bob') }
    expect(ownersOf({}, partnerOnOurHost, { ...orphan, siteUrl: site('contoso-my', 'x') })).toEqual([
      'partner',
      'partner',
    ])
    const otherGeography = { ...oldAccount, siteUrl: site('northwind-my', 'amy') }
    expect(ownersOf({}, otherGeography, { ...orphan, siteUrl: site('northwind-my', 'x') })).toEqual([
      'old',
      'old',
    ])
  })

  it('takes a host that two tenants claim for no one’s', () => {
    const partner = { ...partnerAccount, siteUrl: site('shared-my', 'bob') }
    const old = { ...oldAccount, siteUrl: site('shared-my', 'amy') }
    expect(ownersOf({}, partner, old, { ...orphan, siteUrl: site('shared-my', 'x') })[2]).toBe('unknown')
  })

  it('takes a site that is named after both addresses for no one’s', () => {
    const addresses = { oldAddress: 'amy@lee.com', addresses: ['amy.lee@com'] }
    const left = { ...orphan, siteUrl: site('elsewhere-my', 'amy_lee_com') }
    const owned = ownedMachineOf({ accounts: read([left]) }, addresses).accounts
    expect(owned).toMatchObject({ value: [{ owner: 'unknown', mayBeOld: true }] })
    expect(ownersOf({ ...addresses, addresses: ['bob@fabrikam.com'] }, left)).toEqual(['old'])
  })

  it('takes a host in another cloud for no geography of the source', () => {
    const left = { ...orphan, siteUrl: 'https://contosoeur-my.sharepoint.us/personal/x' }
    const owned = ownedMachineOf({ accounts: read([left]) }).accounts
    expect(owned).toMatchObject({ value: [{ owner: 'unknown', mayBeOld: false }] })
  })
})

describe('an account that names neither tenant nor site', () => {
  const below = (...tenants: readonly (string | null)[]): SyncAccount => ({
    ...newAccount,
    tenantId: null,
    siteUrl: null,
    libraries: tenants.map((tenantId) => ({ ...plans, tenantId })),
  })
  const old = 'amy.lee@contoso.com'

  it.each<[says: string, account: SyncAccount, owner: AccountOwner]>([
    ['the person’s, where all that is synced under it is the target’s', below(fabrikam, fabrikam), 'mine'],
    ['no one’s, where a part of that is another’s', below(fabrikam, adatum), 'unknown'],
    ['no one’s, where a part of that is not told', below(fabrikam, null), 'unknown'],
    ['no one’s, where nothing is synced under it', below(), 'unknown'],
    ['no one’s under another address', { ...below(fabrikam), email: 'bob@fabrikam.com' }, 'unknown'],
    ['no one’s without an address', { ...below(fabrikam), email: null }, 'unknown'],
    ['no one’s, where it is not linked any more', { ...below(fabrikam), configured: false }, 'unknown'],
    ['the old one, where all of that is the source’s', { ...below(contoso), email: old }, 'old'],
    ['no one’s with the new address above what is the source’s', below(contoso), 'unknown'],
    [
      'no one’s with the old address above what is the target’s',
      { ...below(fabrikam), email: old },
      'unknown',
    ],
    [
      'no one’s, where its site is of another',
      { ...below(fabrikam), siteUrl: site('x-my', 'amy') },
      'unknown',
    ],
  ])('is %s', (_says, account, owner) => {
    expect(ownersOf({}, account)).toEqual([owner])
  })

  it('is no one’s where no one has said which old address the person had', () => {
    expect(ownersOf({ oldAddress: null }, { ...below(contoso), email: old })).toEqual(['unknown'])
  })
})

const libraryOf = (
  account: SyncAccount,
  library: Partial<SyncLibrary>,
): { owner: LibraryOwner; mayBeOld: boolean } | undefined => {
  const accounts = read([{ ...account, libraries: [{ ...plans, ...library }] }])
  const owned = ownedMachineOf({ accounts }).accounts
  const [found] = owned.kind === 'read' ? (owned.value[0]?.libraries ?? []) : []
  return found && { owner: found.owner, mayBeOld: found.mayBeOld }
}

describe('a library of the old account', () => {
  const slash = {
    ...oldAccount,
    organisation: 'Contoso A/S',
    folder: 'C:\\Users\\amy\\OneDrive - Contoso A S',
  }
  it.each<
    [
      says: string,
      account: SyncAccount,
      library: Partial<SyncLibrary>,
      owner: LibraryOwner,
      mayBeOld?: boolean,
    ]
  >([
    [
      'old by its tenant, whatever its name',
      oldAccount,
      { tenantId: contoso, organisation: 'Adatum' },
      'old',
    ],
    [
      'a partner’s by its tenant, whatever its name',
      oldAccount,
      { tenantId: adatum, organisation: 'Contoso' },
      'partner',
    ],
    [
      'old by its host',
      oldAccount,
      { siteUrl: 'https://contoso.sharepoint.com/sites/plans', organisation: 'Adatum' },
      'old',
    ],
    [
      'the target’s by its host',
      oldAccount,
      { siteUrl: 'https://fabrikam.sharepoint.com/sites/plans' },
      'new',
    ],
    [
      'old by the host of the account’s own geography',
      { ...oldAccount, siteUrl: site('contosoeur-my', 'amy') },
      { siteUrl: 'https://contosoeur.sharepoint.com/sites/plans' },
      'old',
    ],
    [
      'unclear on a host like that',
      oldAccount,
      { siteUrl: 'https://contosoapc.sharepoint.com/sites/plans' },
      'unknown',
      true,
    ],
    ['old by its whole name', oldAccount, { organisation: 'CONTOSO' }, 'old'],
    ['old by its name as Windows can write it', slash, { organisation: 'Contoso A S' }, 'old'],
    [
      'old by the name of the day it was linked',
      { ...oldAccount, organisation: 'Northwind' },
      { organisation: 'Northwind' },
      'old',
    ],
    [
      'old by the configured name',
      { ...oldAccount, organisation: 'Northwind' },
      { organisation: 'Contoso' },
      'old',
    ],
    [
      'old by the configured name, where the account keeps another one everywhere',
      { ...oldAccount, organisation: 'Northwind', folder: 'C:\\Users\\amy\\OneDrive - Northwind' },
      { organisation: 'Contoso' },
      'old',
    ],
    [
      'old by the name of the account’s folder alone',
      { ...oldAccount, organisation: null, folder: 'C:\\Users\\amy\\OneDrive - Northwind' },
      { organisation: 'Northwind' },
      'old',
    ],
    [
      'unclear on a host like the source’s, whatever it is listed under',
      oldAccount,
      { siteUrl: 'https://contosoapc.sharepoint.com/sites/plans', organisation: 'Adatum' },
      'unknown',
      true,
    ],
    ['a partner’s by a name that begins alike', oldAccount, { organisation: 'Contoso Ltd' }, 'partner'],
    ['a partner’s by a name that ends alike', oldAccount, { organisation: 'New Contoso' }, 'partner'],
    ['unclear where nothing is told', oldAccount, {}, 'unknown', true],
    [
      'a partner’s on a host of its own',
      oldAccount,
      { siteUrl: 'https://adatum.sharepoint.com/', organisation: 'Adatum' },
      'partner',
    ],
  ])('is %s', (_says, account, library, owner, mayBeOld = false) => {
    expect(libraryOf(account, library)).toEqual({ owner, mayBeOld })
  })
})

describe('a library of the new account', () => {
  it('is the target’s own, and a partner’s where it is listed under another name', () => {
    expect(libraryOf(mine, { organisation: 'Fabrikam' })).toEqual({ owner: 'new', mayBeOld: false })
    expect(libraryOf(mine, { organisation: 'Adatum' })).toEqual({ owner: 'partner', mayBeOld: false })
    expect(libraryOf(mine, { tenantId: contoso })).toEqual({ owner: 'old', mayBeOld: false })
  })

  it('is no one’s on a host that no one knows, and never taken for an old one', () => {
    const library = { siteUrl: 'https://renamed.sharepoint.com/sites/x', organisation: 'Fabrikam' }
    expect(libraryOf(mine, library)).toEqual({ owner: 'unknown', mayBeOld: false })
  })
})

describe('a library of a partner’s account', () => {
  const siteUrl = 'https://renamed.sharepoint.com/sites/x'

  it('is a partner’s where it is listed under our name: that is the name of another tenant’s folder', () => {
    expect(libraryOf(partnerAccount, { siteUrl, organisation: 'Fabrikam' })).toEqual({
      owner: 'partner',
      mayBeOld: false,
    })
  })

  it('is a partner’s where only the partner’s name is told', () => {
    expect(libraryOf(partnerAccount, { organisation: 'Adatum' })).toEqual({
      owner: 'partner',
      mayBeOld: false,
    })
  })

  it('is unknown on a host that no one knows, where it is listed under the partner’s own', () => {
    expect(libraryOf(partnerAccount, { siteUrl, organisation: 'Adatum' })).toEqual({
      owner: 'unknown',
      mayBeOld: false,
    })
  })
})
