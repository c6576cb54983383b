import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSharePointHost, toSiteKey, toSiteKeys } from '../../../../shared/text/site-key.ts'

describe('toSiteKey', () => {
  it.each([
    'https://contoso.sharepoint.com/sites/Team Finance',
    'https://contoso.sharepoint.com/sites/Team%20Finance/',
    'HTTPS://CONTOSO.sharepoint.com:443/Sites/team%20finance//?web=1#top',
    '  https://contoso.sharepoint.com/sites/TEAM FINANCE  ',
  ])('knows one site however it is written: %s', (address) => {
    expect(toSiteKey(address)).toBe('contoso.sharepoint.com/sites/team finance')
  })

  it.each([
    ['a page without TLS', 'http://contoso.sharepoint.com/sites/finance'],
    ['another host', 'https://contoso.sharepoint.com.evil.example/sites/finance'],
    ['a host before the real one', 'https://contoso.sharepoint.com@evil.example/sites/finance'],
    ['another port', 'https://contoso.sharepoint.com:8443/sites/finance'],
    ['the domain alone', 'https://sharepoint.com/sites/finance'],
    ['a way up', 'https://contoso.sharepoint.com/sites/finance/../hr'],
    ['a way up that is encoded', 'https://contoso.sharepoint.com/sites/finance/%2e%2e/hr'],
    ['a slash that is encoded', 'https://contoso.sharepoint.com/sites/finance%2f..%2fhr'],
    ['half a character', 'https://contoso.sharepoint.com/sites/\ud800'],
    ['a script', 'javascript:alert(1)'],
    ['a folder', 'C:\\Users\\amy\\Contoso'],
    ['too much', `https://contoso.sharepoint.com/sites/${'a'.repeat(1_100)}`],
    ['nothing', ''],
  ])('takes %s for no site', (_name, address) => {
    expect(toSiteKey(address)).toBeNull()
    expect(toSiteKeys(address)).toEqual([])
  })

  it('never fails, and its key is that of the address it makes', () => {
    const pieces = fc.constantFrom(
      'https://',
      'contoso',
      '.sharepoint.com',
      '/',
      'sites',
      '%',
      '%20',
      '..',
      '\\',
      ':443',
      '@',
      '?',
      'ß',
      'İ',
      '\u0000',
    )
    const address = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(address, (text) => {
        const key = toSiteKey(text)
        if (key === null) return
        expect(isSharePointHost(key.split('/')[0] ?? '')).toBe(true)
        const encoded = key.split('/').map(encodeURIComponent).join('/')
        expect(toSiteKey(`https://${encoded}`)).toBe(key)
      }),
      { numRuns: 2_000 },
    )
  })
})

describe('toSiteKeys', () => {
  it('goes from a folder up to its site, and no further', () => {
    expect(toSiteKeys('https://contoso.sharepoint.com/sites/Finance/Shared Documents/2026')).toEqual([
      'contoso.sharepoint.com/sites/finance/shared documents/2026',
      'contoso.sharepoint.com/sites/finance/shared documents',
      'contoso.sharepoint.com/sites/finance',
    ])
  })

  it('knows a library of the root site by that site', () => {
    expect(toSiteKeys('https://contoso.sharepoint.com/Shared Documents')).toEqual([
      'contoso.sharepoint.com/shared documents',
      'contoso.sharepoint.com',
    ])
  })

  it('takes no site for a part of the root site', () => {
    expect(toSiteKeys('https://contoso.sharepoint.com/sites/')).toEqual([])
    expect(toSiteKeys('https://contoso.sharepoint.com/teams/hr')).toEqual(['contoso.sharepoint.com/teams/hr'])
  })
})
