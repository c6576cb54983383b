import { describe, expect, it } from 'vitest'
import { toFormerRequest, toScanRequest } from '../../../../shared/checks/scan-request.ts'
import type { SyncAccount, SyncLibrary } from '../../../../shared/machine.ts'
import {
  adatum,
  configOf,
  contoso,
  machineOf,
  newAccount,
  noPolicies,
  oldAccount,
  orphan,
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
    machineOf({ accounts: read([{ ...oldAccount, libraries }, newAccount]) }),
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
    ['none by its address', { siteUrl: 'https://adatum.sharepoint.com/sites/x' }, false],
    ['none by its name', { organisation: 'Adatum' }, false],
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

  it('asks for nothing where the old account is not linked, or nobody can tell', () => {
    expect(toScanRequest(machineOf({ accounts: read([newAccount, orphan]) }), configOf())).toBeNull()
    expect(toScanRequest(machineOf({ accounts: unreadable() }), configOf())).toBeNull()
  })

  it('passes on what the organisation keeps from being uploaded, and how long the target’s address is', () => {
    const machine = machineOf({
      accounts: read([oldAccount]),
      policies: read({ ...noPolicies, ignoredNames: ['*.pst'] }),
    })
    const request = toScanRequest(machine, configOf({ targetUpn: 'amy@fabrikam.com' }))
    expect(request?.ignoredNames).toEqual(['*.pst'])
    expect(request?.roots[0]?.urlLength).toBe('personal/amy_fabrikam_com/Documents/'.length)
  })
})

describe('toFormerRequest', () => {
  const askedOf = (account: Partial<SyncAccount>): string[] | undefined =>
    toFormerRequest(
      machineOf({ accounts: read([newAccount, { ...orphan, ...account }]) }),
      configOf(),
    )?.roots.map(({ folder }) => folder)

  it('asks for the folder that an orphan of the old account names', () => {
    expect(askedOf({})).toEqual([orphan.folder])
  })

  it.each<[string, Partial<SyncAccount>]>([
    ['an orphan of another organisation', { siteUrl: 'https://adatum-my.sharepoint.com/personal/amy' }],
    ['one of which nobody knows whose it is', { siteUrl: null }],
    ['a husk of a partner', { tenantId: adatum }],
    ['an account that is still linked', { ...oldAccount }],
    ['one without a folder', { folder: null }],
  ])('asks nothing of %s', (_which, account) => {
    expect(askedOf(account)).toBeUndefined()
  })
})
