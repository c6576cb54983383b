import { describe, expect, it } from 'vitest'
import { beforeMove, toFormerRequest, toScanRequest } from '../../../../shared/checks/scan-request.ts'
import type { SyncAccount, SyncLibrary } from '../../../../shared/facts/machine.ts'
import {
  adatum,
  configOf,
  contoso,
  newAccount,
  noPolicies,
  oldAccount,
  orphan,
  ownedMachineOf,
  read,
  unreadable,
} from '../cast.ts'

const home = 'C:\\Users\\amy'
const library = (change: Partial<SyncLibrary>): SyncLibrary => ({
  folder: `${home}\\Contoso\\Plans - Documents`,
  organisation: 'Contoso',
  siteUrl: null,
  tenantId: null,
  ...change,
})
const foldersOf = (...libraries: SyncLibrary[]): string[] | undefined =>
  toScanRequest(
    ownedMachineOf({ accounts: read([{ ...oldAccount, libraries }, newAccount]) }),
    configOf(),
  )?.roots.map(({ folder }) => folder)

describe('toScanRequest', () => {
  it('asks for the old account’s own folder, and never for the new one’s', () => {
    expect(foldersOf()).toEqual([oldAccount.folder])
  })

  it.each<[string, Partial<SyncLibrary>, boolean]>([
    ['a team library of the source, by its tenant', { tenantId: contoso }, true],
    ['one by its address', { siteUrl: 'https://contoso.sharepoint.com/sites/plans' }, true],
    ['one by the name that it is listed under', {}, true],
    [
      'no library of a partner, by its tenant',
      { tenantId: adatum, siteUrl: 'https://contoso.sharepoint.com/' },
      false,
    ],
    [
      'none by its address',
      { siteUrl: 'https://adatum.sharepoint.com/sites/x', organisation: 'Adatum' },
      false,
    ],
    [
      'none that only its address tells',
      { siteUrl: 'https://adatum.sharepoint.com/', organisation: null },
      false,
    ],
    [
      'one at an address that no one knows, listed as the source’s own',
      { siteUrl: 'https://renamed.sharepoint.com/sites/plans' },
      true,
    ],
    [
      'one of another geography',
      { siteUrl: 'https://contosoeur.sharepoint.com/sites/x', organisation: null },
      true,
    ],
    ['one about which nothing is known', { organisation: null }, true],
    ['none by its name', { organisation: 'Adatum' }, false],
    ['none whose name only begins like the source’s', { organisation: 'Contoso Partners Ltd' }, false],
  ])('takes %s', (_sentence, change, isTaken) => {
    const { folder } = library({})
    expect(foldersOf(library(change))).toEqual(isTaken ? [oldAccount.folder, folder] : [oldAccount.folder])
  })

  it('lists nothing twice, neither the same folder nor one within another', () => {
    const own = oldAccount.folder ?? ''
    expect(
      foldersOf(
        library({ folder: own.toUpperCase() }),
        library({ folder: `${own}\\x` }),
        library({ folder: `${own} GmbH` }),
      ),
    ).toEqual([own, `${own} GmbH`])
  })

  it('asks for nothing where the old account is not linked, or no one can tell', () => {
    expect(toScanRequest(ownedMachineOf({ accounts: read([newAccount, orphan]) }), configOf())).toBeNull()
    expect(toScanRequest(ownedMachineOf({ accounts: unreadable() }), configOf())).toBeNull()
  })

  it('passes on what the organisation keeps from being uploaded, and how long the target’s address is', () => {
    const machine = ownedMachineOf({
      accounts: read([oldAccount]),
      policies: read({ ...noPolicies, ignoredNames: ['*.pst'], ignoredFolders: ['cache'] }),
    })
    const request = toScanRequest(machine, configOf({ targetUpn: 'amy@fabrikam.com' }))
    expect(request?.ignoredNames).toEqual(['*.pst'])
    expect(request?.ignoredFolders).toEqual(['cache'])
    expect(request?.roots[0]?.urlLength).toBe('personal/amy_fabrikam_com/Documents/'.length)
  })
})

describe('the endings that a tenant blocks', () => {
  const config = {
    ...configOf(),
    source: { ...configOf().source, blockedEndings: ['exe'] },
    target: { ...configOf().target, blockedEndings: ['pst'] },
  }
  const machine = ownedMachineOf({ accounts: read([oldAccount]) })

  it('are the new one’s after the move and the old one’s before it', () => {
    expect(toScanRequest(machine, config)?.blockedEndings).toEqual(['pst'])
    expect(toScanRequest(machine, beforeMove(config))?.blockedEndings).toEqual(['exe'])
    expect(toScanRequest(machine, configOf())).not.toHaveProperty('blockedEndings')
  })

  it('count also where no policy could be read', () => {
    const unread = ownedMachineOf({ accounts: read([oldAccount]), policies: unreadable() })
    expect(toScanRequest(unread, config)).toMatchObject({ ignoredNames: [], blockedEndings: ['pst'] })
  })
})

describe('toFormerRequest', () => {
  const askedOf = (account: Partial<SyncAccount>): string[] | undefined =>
    toFormerRequest(
      ownedMachineOf({ accounts: read([newAccount, { ...orphan, ...account }]) }),
      configOf(),
    )?.roots.map(({ folder }) => folder)

  it('asks for the folder that an orphan of the old account names', () => {
    expect(askedOf({})).toEqual([orphan.folder])
  })

  it('asks for one whose organisation is unknown, and for a team library that is left', () => {
    expect(askedOf({ siteUrl: null })).toEqual([orphan.folder])
    expect(askedOf({ siteUrl: 'https://contosoeur-my.sharepoint.com/personal/amy' })).toEqual([orphan.folder])
    const plans = library({ organisation: null, siteUrl: 'https://contoso.sharepoint.com/sites/plans' })
    expect(askedOf({ folder: null, siteUrl: null, libraries: [plans] })).toEqual([plans.folder])
  })

  it.each<[string, Partial<SyncLibrary>, boolean]>([
    ['the source’s, by its host', { siteUrl: 'https://contoso.sharepoint.com/sites/plans' }, true],
    ['one known by the folder’s name alone', { siteUrl: null }, true],
    ['the target’s, by its host', { siteUrl: 'https://fabrikam.sharepoint.com/sites/plans' }, false],
    [
      'a partner’s, at a host that no one knows',
      { siteUrl: 'https://adatum.sharepoint.com/sites/x', folder: `${home}\\Adatum\\X - Documents` },
      false,
    ],
  ])('of a team library whose account’s key is gone asks for %s: %s', (_whose, change, isAsked) => {
    const left = library({ organisation: null, ...change })
    const asked = askedOf({ tenantId: null, folder: null, siteUrl: null, libraries: [left] })
    expect(asked).toEqual(isAsked ? [left.folder] : undefined)
  })

  it.each<[string, Partial<SyncAccount>]>([
    ['an orphan of another organisation', { siteUrl: 'https://adatum-my.sharepoint.com/personal/amy' }],
    ['a husk of a partner', { tenantId: adatum }],
    ['an account that is still linked', { ...oldAccount }],
    ['one without a folder', { folder: null }],
  ])('asks nothing of %s', (_which, account) => {
    expect(askedOf(account)).toBeUndefined()
  })
})
