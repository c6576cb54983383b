import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  findOldLibraries,
  judgeLibraries,
  keepLibraries,
  toAskedKeys,
  toLibraryViews,
} from '../../../../shared/checks/old-libraries.ts'
import type { KeptLibraries, OldLibrary } from '../../../../shared/facts/old-library.ts'
import type { MachineFacts, SyncAccount, SyncLibrary } from '../../../../shared/facts/machine.ts'
import {
  adatum,
  configOf,
  contoso,
  husk,
  newAccount,
  oldAccount,
  ownedMachineOf,
  read,
  readAt,
  unreadable,
} from '../cast.ts'

const config = configOf()
const profile = 'C:\\Users\\amy'
const finance = 'https://contoso.sharepoint.com/sites/Finance'
const libraryOf = (folder: string, change: Partial<SyncLibrary> = {}): SyncLibrary => ({
  folder: `${profile}\\${folder}`,
  organisation: null,
  siteUrl: finance,
  tenantId: contoso,
  ...change,
})
const withLibraries = (account: SyncAccount, ...libraries: SyncLibrary[]): Partial<MachineFacts> => ({
  accounts: read([newAccount, { ...account, libraries }]),
})
const findIn = (facts: Partial<MachineFacts>) => findOldLibraries(ownedMachineOf(facts), config)
const kindsIn = (facts: Partial<MachineFacts>) => {
  const found = findIn(facts)
  return found.kind === 'unreadable'
    ? found.reason
    : found.value.map(({ folder, kind, owner }) => `${folder.split('\\').at(-1)} ${kind} ${owner}`)
}

describe('findOldLibraries', () => {
  it('finds team libraries and shortcuts of the old organisation, and never a OneDrive itself', () => {
    const facts = withLibraries(
      oldAccount,
      libraryOf('OneDrive - Contoso'),
      libraryOf('Contoso\\Finance - Documents'),
      libraryOf('OneDrive - Contoso\\Plans', { siteUrl: 'https://contoso.sharepoint.com/sites/plans' }),
    )
    expect(kindsIn(facts)).toEqual(['Finance - Documents library old', 'Plans shortcut old'])
  })

  it('leaves those of the new organisation and of partners alone', () => {
    const facts = withLibraries(
      oldAccount,
      libraryOf('Adatum\\Sales', { siteUrl: 'https://adatum.sharepoint.com/sites/s', tenantId: adatum }),
      libraryOf('Fabrikam\\Money', { siteUrl: 'https://fabrikam.sharepoint.com/sites/m', tenantId: null }),
    )
    expect(kindsIn(facts)).toEqual([])
  })

  it('finds a shortcut that only a provider’s key names, with its own site', () => {
    const inOld = `${oldAccount.folder}\\Plans`
    const shortcuts = (siteUrl: string | null) => read([{ folder: inOld, siteUrl }])
    const facts = withLibraries(oldAccount)
    expect(kindsIn({ ...facts, shortcuts: shortcuts(`${finance}/Docs`) })).toEqual(['Plans shortcut old'])
    expect(kindsIn({ ...facts, shortcuts: shortcuts(null) })).toEqual(['Plans shortcut unknown'])
    expect(kindsIn({ ...facts, shortcuts: shortcuts('https://fabrikam.sharepoint.com/sites/x') })).toEqual([])
    expect(
      kindsIn({ ...facts, shortcuts: read([{ folder: `${newAccount.folder}\\Plans`, siteUrl: finance }]) }),
    ).toEqual([])
  })

  it('says of a library that names another address of no one that it is unknown', () => {
    const left = libraryOf('Contoso\\Plans', {
      siteUrl: 'https://renamed.sharepoint.com/sites/x',
      tenantId: null,
    })
    expect(kindsIn(withLibraries({ ...husk, tenantId: null }, left))).toEqual(['Plans library unknown'])
  })

  it('is unreadable where the accounts are', () => {
    expect(kindsIn({ accounts: unreadable('refused') })).toBe('refused')
  })
})

const plans: OldLibrary = {
  folder: `${profile}\\Contoso\\Plans`,
  kind: 'library',
  siteUrl: 'https://contoso.sharepoint.com/sites/plans/Docs',
  owner: 'old',
}
const hr: OldLibrary = { ...plans, folder: `${profile}\\Contoso\\HR`, siteUrl: null }
const keptOf = (...libraries: (OldLibrary & { readonly isSettled?: boolean })[]): KeptLibraries => ({
  tenantId: contoso,
  keptAt: readAt,
  libraries: libraries.map((library) => ({ isSettled: false, ...library })),
})
const before = { tenantId: contoso, isWhole: true }
const after = { tenantId: contoso, isWhole: false }

describe('keepLibraries', () => {
  it('keeps before the move what is there, and what is not there any more', () => {
    expect(keepLibraries(null, read([plans]), before)).toEqual(keptOf(plans))
    expect(keepLibraries(keptOf(plans, hr), read([plans]), before)?.libraries).toMatchObject([plans, hr])
  })

  it('takes a newer address before the move, and keeps the older one where none can be read', () => {
    const moved = { ...plans, siteUrl: 'https://contoso.sharepoint.com/sites/plans-2' }
    expect(keepLibraries(keptOf(plans), read([moved]), before)).toEqual(keptOf(moved))
    const kept = keptOf({ ...plans, isSettled: true })
    expect(keepLibraries(kept, read([{ ...plans, siteUrl: null }]), before)).toEqual(kept)
  })

  it('forgets nothing once the old account may be unlinked, and learns what is new', () => {
    expect(keepLibraries(keptOf(plans), read([]), after)).toEqual(keptOf(plans))
    expect(keepLibraries(keptOf(plans), read([hr]), after)?.libraries).toMatchObject([hr, plans])
    const untold = keptOf({ ...plans, siteUrl: null })
    expect(keepLibraries(untold, read([plans]), after)).toEqual(keptOf(plans))
  })

  it('changes nothing where nothing could be read, and keeps no empty list', () => {
    const kept = keptOf(plans)
    expect(keepLibraries(kept, unreadable(), before)).toBe(kept)
    expect(keepLibraries(kept, read([plans]), after)).toBe(kept)
    expect(keepLibraries(null, read([]), before)).toBeNull()
  })

  it('keeps nothing of another organisation, and the person’s word through every look', () => {
    expect(keepLibraries({ ...keptOf(hr), tenantId: adatum }, read([plans]), after)).toEqual(keptOf(plans))
    expect(keepLibraries(keptOf({ ...plans, isSettled: true }), read([plans]), before)).toMatchObject({
      libraries: [{ isSettled: true }],
    })
  })

  it('holds each folder once, and after the move all that it held', () => {
    const library = fc.record({
      folder: fc.constantFrom('C:\\a', 'c:\\A', 'C:\\b', 'C:\\c'),
      kind: fc.constantFrom('library' as const, 'shortcut' as const),
      siteUrl: fc.constantFrom(null, finance, plans.siteUrl),
      owner: fc.constantFrom('old' as const, 'unknown' as const),
    })
    const unique = fc.uniqueArray(library, { selector: ({ folder }) => folder.toLowerCase() })
    fc.assert(
      fc.property(unique, unique, fc.boolean(), (known, seen, isWhole) => {
        const kept = known.length === 0 ? null : keptOf(...known)
        const next = keepLibraries(kept, read(seen), { tenantId: contoso, isWhole })
        const folders = (next?.libraries ?? []).map(({ folder }) => folder.toLowerCase())
        expect(new Set(folders).size).toBe(folders.length)
        const wanted = [...seen, ...known].map(({ folder }) => folder.toLowerCase())
        expect(new Set(folders)).toEqual(new Set(wanted))
        // The second look of the same computer changes nothing.
        if (next !== null) expect(keepLibraries(next, read(seen), { tenantId: contoso, isWhole })).toBe(next)
      }),
    )
  })
})

describe('toLibraryViews', () => {
  const keys = new Map([['contoso.sharepoint.com/sites/plans', 'https://fabrikam.sharepoint.com/sites/p']])
  const viewOf = (kept: KeptLibraries | null, seen: OldLibrary[], addresses: typeof keys | null = keys) =>
    toLibraryViews(read(seen), { kept, addresses })[0]

  it('gives the new address of the site, and of the library where an admin has named it', () => {
    expect(viewOf(keptOf(plans), [plans])).toMatchObject({
      name: 'Plans',
      now: 'known',
      address: 'https://fabrikam.sharepoint.com/sites/p',
      isHere: true,
    })
    const own = new Map([
      ...keys,
      ['contoso.sharepoint.com/sites/plans/docs', 'https://fabrikam.sharepoint.com/d'],
    ])
    expect(viewOf(null, [plans], own)).toMatchObject({ address: 'https://fabrikam.sharepoint.com/d' })
  })

  it('guesses no address', () => {
    expect(viewOf(keptOf(plans), [], new Map())).toMatchObject({
      now: 'unmapped',
      address: null,
      isHere: false,
    })
    expect(viewOf(keptOf(plans), [], null)).toMatchObject({ now: 'unasked', address: null })
    expect(viewOf(keptOf(hr), [])).toMatchObject({ now: 'no-site', address: null })
    const moved = { ...plans, siteUrl: 'https://contoso.sharepoint.com/sites/other' }
    expect(viewOf(keptOf(plans), [moved])).toMatchObject({ now: 'contradicted', address: null })
  })

  it('takes a site and a library in it for one place', () => {
    const bySite = { ...plans, siteUrl: 'https://contoso.sharepoint.com/sites/plans' }
    expect(viewOf(keptOf(bySite), [plans])).toMatchObject({ now: 'known' })
  })

  it('does not know what is here where it cannot be read', () => {
    expect(toLibraryViews(unreadable(), { kept: keptOf(plans), addresses: null })).toMatchObject([
      { isHere: null },
    ])
  })
})

describe('judgeLibraries', () => {
  const codes = (
    kept: KeptLibraries | null,
    seen: OldLibrary[],
    addresses: Map<string, string> | null = null,
  ) =>
    judgeLibraries(read(seen), { kept, addresses }).map(
      ({ code, evidence }) => `${code} ${Number(evidence['found'])}`,
    )

  it('counts what the person has not ticked off, also what only the kept list knows', () => {
    expect(codes(keptOf(plans, hr), [])).toEqual(['workplace.libraries-in-source 2'])
    expect(codes(keptOf({ ...plans, isSettled: true }, hr), [plans])).toEqual([
      'workplace.libraries-in-source 1',
    ])
    expect(codes(null, [])).toEqual([])
  })

  it('names to an admin only what the endpoint has no address for', () => {
    expect(codes(null, [plans, hr], new Map())).toEqual([
      'workplace.libraries-in-source 2',
      'workplace.library-address-missing 1',
    ])
    expect(toAskedKeys([plans, hr, plans])).toEqual([
      'contoso.sharepoint.com/sites/plans/docs',
      'contoso.sharepoint.com/sites/plans',
    ])
  })
})
