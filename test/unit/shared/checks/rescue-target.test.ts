import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ExpectedPerson } from '../../../../shared/checks/expected-person.ts'
import { toRescueTarget, type RescueTarget } from '../../../../shared/checks/rescue-target.ts'
import type { SyncAccount } from '../../../../shared/facts/machine.ts'
import {
  adatum,
  amy,
  configOf,
  contoso,
  fabrikam,
  newAccount,
  noPolicies,
  oldAccount,
  ownedMachineOf,
  read,
} from '../cast.ts'

const machine = ownedMachineOf({ accounts: read([oldAccount, newAccount]) })

describe('toRescueTarget', () => {
  it('is a folder in the new OneDrive, named after the old organisation', () => {
    expect(toRescueTarget(machine, configOf(), 'switch', amy)).toMatchObject({
      kind: 'ready',
      root: newAccount.folder,
      folder: 'From Contoso',
    })
  })

  it('takes a name that OneDrive takes, and along what would not be uploaded from it', () => {
    const config = { ...configOf(), source: { ...configOf().source, name: 'Contoso INC./EU' } }
    const kept = ownedMachineOf({
      accounts: read([newAccount]),
      policies: read({ ...noPolicies, ignoredNames: ['*.pst'], ignoredFolders: ['node_modules'] }),
    })
    expect(toRescueTarget(kept, config, 'switch', amy)).toMatchObject({
      folder: 'From Contoso INC._EU',
      exclusions: { ignoredNames: ['*.pst'], ignoredFolders: ['node_modules'] },
    })
  })

  it('takes along which endings the new tenant blocks, not those of the old one', () => {
    const { source, target, ...rest } = configOf()
    const blocking = {
      ...rest,
      source: { ...source, blockedEndings: ['exe'] },
      target: { ...target, blockedEndings: ['pst'] },
    }
    expect(toRescueTarget(machine, blocking, 'switch', amy)).toMatchObject({
      exclusions: { blockedEndings: ['pst'] },
    })
    const unset = toRescueTarget(machine, configOf(), 'switch', amy)
    expect(unset.kind === 'ready' && unset.exclusions).not.toHaveProperty('blockedEndings')
  })

  it('is none before the move, whatever the organisation wants', () => {
    const reason = { kind: 'unavailable', reason: 'before-move' }
    expect(toRescueTarget(machine, configOf(), 'ready', amy)).toEqual(reason)
    expect(toRescueTarget(machine, { ...configOf(), features: noCopies }, 'ready', amy)).toEqual(reason)
  })

  it('is none where the organisation wants no copies', () => {
    const config = { ...configOf(), features: noCopies }
    expect(toRescueTarget(machine, config, 'switch', amy)).toEqual({
      kind: 'unavailable',
      reason: 'switched-off',
    })
  })
})

const noCopies = { ...configOf().features, rescue: false }

const driveUrl = 'https://fabrikam-my.sharepoint.com/personal/amy_lee_fabrikam_com/Documents'
const mySite = 'https://fabrikam-my.sharepoint.com/personal/amy_lee_fabrikam_com'
const targetOf = (accounts: readonly SyncAccount[], person: Partial<ExpectedPerson> = {}): RescueTarget =>
  toRescueTarget(ownedMachineOf({ accounts: read(accounts) }, person), configOf(), 'switch', {
    ...amy,
    ...person,
  })

describe('the folder that files are copied into', () => {
  const colleague = {
    ...newAccount,
    email: 'bob@fabrikam.com',
    folder: 'C:\\Users\\amy\\Bob',
    slot: 'Business1',
  }

  it('is the person’s own with a colleague linked first', () => {
    expect(targetOf([colleague, oldAccount, newAccount])).toMatchObject({ root: newAccount.folder })
  })

  it.each<[says: string, accounts: readonly SyncAccount[], person: Partial<ExpectedPerson>, reason: string]>([
    ['only a colleague is linked', [colleague], {}, 'target-of-other'],
    ['the account is not the drive that Graph shows', [newAccount], { driveUrl }, 'target-of-other'],
    ['no one has said who the person is', [newAccount], { addresses: [] }, 'target-unproven'],
    ['two are linked and no one has said', [newAccount, colleague], { addresses: [] }, 'target-unproven'],
    ['somebody else is signed in', [newAccount], { isContested: true }, 'target-unproven'],
    [
      'the client’s settings name another tenant',
      [{ ...newAccount, settings: { tenantId: contoso, siteUrl: '', folder: null } }],
      {},
      'target-unproven',
    ],
    [
      'a colleague’s account has the same folder',
      [newAccount, { ...colleague, folder: newAccount.folder }],
      {},
      'target-unproven',
    ],
    [
      'a colleague’s folder lies in it',
      [newAccount, { ...colleague, folder: `${newAccount.folder}\\Bob` }],
      {},
      'target-unproven',
    ],
    [
      'it lies in a colleague’s folder',
      [{ ...newAccount, folder: `${colleague.folder}\\Amy` }, colleague],
      {},
      'target-unproven',
    ],
    [
      'two accounts are the person’s',
      [newAccount, { ...newAccount, slot: 'Business5', folder: 'C:\\Users\\amy\\Second' }],
      {},
      'target-unproven',
    ],
    [
      'only its host tells the tenant of the account',
      [{ ...newAccount, tenantId: null, siteUrl: mySite }],
      {},
      'target-unproven',
    ],
    [
      'only a host tells that the other account of the folder is old',
      [
        newAccount,
        { ...oldAccount, configured: false, siteUrl: 'https://elsewhere-my.sharepoint.com/personal/amy' },
        {
          ...oldAccount,
          slot: 'Business7',
          tenantId: null,
          siteUrl: 'https://elsewhere-my.sharepoint.com/personal/bob',
          folder: newAccount.folder,
        },
      ],
      {},
      'target-unproven',
    ],
    ['the target is not linked', [oldAccount], {}, 'target-not-linked'],
  ])('is none where %s', (_says, accounts, person, reason) => {
    expect(targetOf(accounts, person)).toEqual({ kind: 'unavailable', reason })
  })

  it('is never another’s, and does not depend on the order of links, in any mixture of accounts', () => {
    const emails = [
      'amy.lee@fabrikam.com',
      'AMY.LEE@fabrikam.com',
      'amy.lee@contoso.com',
      'bob@fabrikam.com',
      null,
    ]
    const sites = [
      mySite,
      `${mySite}/`,
      mySite.replace('fabrikam-', 'fabrikameur-'),
      'https://fabrikam-my.sharepoint.com/personal/bob',
      'https://fabrikam-my.sharepoint.com/',
      null,
    ]
    const account = fc.record({
      kind: fc.constantFrom('business' as const, 'personal' as const),
      configured: fc.boolean(),
      tenantId: fc.constantFrom(fabrikam, fabrikam, contoso, adatum, null),
      email: fc.constantFrom(...emails),
      siteUrl: fc.constantFrom(...sites),
      folder: fc.constantFrom('C:\\a', 'C:\\b', 'C:\\b\\c', 'C:\\d', null),
    })
    const people = fc.record({
      addresses: fc.constantFrom(
        [],
        ['amy.lee@fabrikam.com'],
        ['amy.lee@fabrikam.com', 'amy.lee@contoso.com'],
      ),
      driveUrl: fc.constantFrom(null, driveUrl),
      isContested: fc.boolean(),
    })
    const worlds = fc
      .array(account, { maxLength: 5 })
      .chain((made) =>
        fc.tuple(fc.constant(made), fc.shuffledSubarray(made, { minLength: made.length }), people),
      )
    fc.assert(
      fc.property(worlds, ([made, shuffled, person]) => {
        const accounts = made.map((change, at) => ({ ...newAccount, ...change, slot: `Business${at}` }))
        const target = targetOf(accounts, person)
        const other = shuffled.map((change) => ({ ...newAccount, ...change }))
        expect(targetOf(other, person)).toEqual(target)
        if (target.kind === 'unavailable') return
        const { root } = target
        expect(person.isContested).toBe(false)
        const owners = accounts.filter(({ configured, folder }) => configured && folder === root)
        expect(owners.filter(({ tenantId }) => tenantId === fabrikam)).toHaveLength(1)
        for (const { kind, tenantId, email, siteUrl } of owners) {
          if (kind === 'business' && tenantId === contoso) continue
          expect([kind, tenantId]).toEqual(['business', fabrikam])
          const isNamed = person.addresses.some((one) => one === email?.toLowerCase())
          const isOnDrive = siteUrl?.includes('/personal/amy_lee_fabrikam_com') === true
          const hasSite = siteUrl?.includes('/personal/') === true
          const isProven = person.driveUrl !== null && hasSite ? isOnDrive : isNamed
          expect(isProven && (isNamed || siteUrl?.includes('//fabrikam-my.') === true)).toBe(true)
        }
      }),
      { numRuns: 2_000 },
    )
  })
})
