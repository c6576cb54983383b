import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { RowReason } from '../../../../admin/server/imports/reason.ts'
import { readSiteAddresses } from '../../../../admin/server/imports/site-addresses.ts'
import { TableRefused } from '../../../../admin/server/imports/read-table.ts'
import { toSiteKey } from '../../../../shared/text/site-key.ts'

const read = (text: string) => readSiteAddresses(new TextEncoder().encode(text))
const urlsOf = (text: string) => read(text).entries.map(({ sourceUrl, targetUrl }) => [sourceUrl, targetUrl])
const finance = [
  'https://contoso.sharepoint.com/sites/Finance',
  'https://fabrikam.sharepoint.com/sites/Money',
]
const header = 'SourceSiteUrl,TargetSiteUrl'

describe('readSiteAddresses', () => {
  it.each([
    ['two columns without a header', finance.join(',')],
    [
      'the columns of the move, with others between',
      `SourceSiteUrl;Title;TargetSiteUrl\r\n${finance[0]};Finance;${finance[1]}`,
    ],
    ['columns the other way round', `TargetSiteUrl,SourceSiteUrl\n${finance[1]},${finance[0]}`],
    [
      'what PowerShell exports',
      `#TYPE Selected\r\n"SourceSiteUrl","TargetSiteUrl"\r\n"${finance[0]}/","${finance[1]}?web=1"`,
    ],
  ])('reads %s', (_name, text) => {
    expect(urlsOf(text)).toEqual([finance])
    expect(read(text).problems).toEqual([])
  })

  it.each<[string, string, RowReason]>([
    [
      'an old address without TLS',
      `http://contoso.sharepoint.com/sites/a,${finance[1]}`,
      { code: 'row.old-site-invalid', values: {} },
    ],
    ['an old address that is missing', `,${finance[1]}`, { code: 'row.old-site-invalid', values: {} }],
    [
      'a new address elsewhere',
      `${finance[0]},https://fabrikam.example/sites/Money`,
      { code: 'row.new-site-invalid', values: {} },
    ],
    [
      'a new address with a name before the host',
      `${finance[0]},https://fabrikam.sharepoint.com@evil.example/`,
      { code: 'row.new-site-invalid', values: {} },
    ],
    [
      'a script as new address',
      `${finance[0]},javascript:alert(1)//fabrikam.sharepoint.com`,
      { code: 'row.new-site-invalid', values: {} },
    ],
    ['a site that stays', `${finance[0]},${finance[0]}/`, { code: 'row.site-same', values: {} }],
  ])('names the row with %s', (_name, row, reason) => {
    const { entries, problems } = read(`${header}\n${row}`)
    expect(entries).toEqual([])
    expect(problems).toEqual([{ line: 2, ...reason }])
  })

  it('names the line in which an old address is already, however it is written', () => {
    const { entries, problems } = read(
      `${finance.join(',')}\n${finance[0]?.toUpperCase().replace('HTTPS', 'https')}/,${finance[1]}2`,
    )
    expect(entries).toHaveLength(1)
    expect(problems).toEqual([{ line: 2, code: 'row.old-site-twice', values: { otherLine: 1 } }])
  })

  it('takes two old sites that became one', () => {
    expect(urlsOf(`${finance.join(',')}\n${finance[0]}2,${finance[1]}`)).toHaveLength(2)
  })

  it('refuses a header with one of both columns', () => {
    expect(() => read(`SourceSiteUrl,Title\n${finance[0]},x`)).toThrow(TableRefused)
  })

  it('gives addresses of SharePoint only, whose keys are those of the file', () => {
    const piece = fc.constantFrom(
      'https://',
      'contoso.sharepoint.com',
      '@',
      ':443',
      '/sites/',
      'a b',
      '%2e',
      '\\',
      '..',
      '?x',
      ',',
      '\n',
      '"',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (parts) => {
        try {
          for (const { sourceUrl, targetUrl } of read(parts.join('')).entries)
            for (const url of [sourceUrl, targetUrl]) {
              expect(new URL(url).hostname).toBe('contoso.sharepoint.com')
              expect(toSiteKey(url)).not.toBeNull()
            }
        } catch (error) {
          if (!(error instanceof TableRefused)) throw error
        }
      }),
      { numRuns: 3_000 },
    )
  })
})
