import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decodeClientText,
  parseLibraryScopes,
} from '../../../../../shared/computer/client/client-settings.ts'
import { contoso, fabrikam } from '../../cast.ts'

const scope = (index: number, rest: string): string => `libraryScope = ${index} ${'0a'.repeat(16)} 5 ${rest}`
const ids = `${'1'.repeat(32)} ${'2'.repeat(32)} ${'3'.repeat(32)} 1760590648`
const own = scope(
  0,
  `"MySite" "ODB" 2 "https://contoso-my.sharepoint.com/personal/amy" "${contoso.toUpperCase()}" ${ids} "C:\\Users\\Amy\\OneDrive - Contoso" 1 -`,
)
const team = scope(
  1,
  `"Big plans" "Documents" 4 "https://fabrikam.sharepoint.com/sites/plans" "${fabrikam}" ${ids} "" 1 -`,
)
const text = `cid = x\r\n${own}\r\n${team}\r\nlibraryScope = 2 broken\r\nIsCleanShutdown = 1\r\n`

describe('parseLibraryScopes', () => {
  it.each([
    ['UTF-16 without a mark, as Windows writes it', Buffer.from(text, 'utf16le')],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-8, as macOS writes it', Buffer.from(text)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`)],
  ])('reads tenant, site and folder from %s', (_encoding, bytes) => {
    expect(parseLibraryScopes(bytes)).toEqual([
      {
        kind: 'own',
        tenantId: contoso,
        siteUrl: 'https://contoso-my.sharepoint.com/personal/amy',
        folder: 'C:\\Users\\Amy\\OneDrive - Contoso',
      },
      {
        kind: 'site',
        tenantId: fabrikam,
        siteUrl: 'https://fabrikam.sharepoint.com/sites/plans',
        folder: null,
      },
    ])
  })

  it('reads what is whole from a file that was cut off', () => {
    const cut = Buffer.from(text, 'utf16le').subarray(0, (text.indexOf('"Big plans"') + 5) * 2 + 1)
    expect(parseLibraryScopes(cut)).toMatchObject([{ tenantId: contoso }])
  })

  it('knows a folder that is synced without its library by that library, named by number or by id', () => {
    const place = 'C:\\Users\\Amy\\Fabrikam\\Plans'
    const folderOf = (library: string): string =>
      `libraryFolder = 0 ${library} ${'7'.repeat(32)} 1567000000 "${place}" 1 "Plans" x - 0 0`
    const known = { kind: 'site', tenantId: fabrikam, siteUrl: 'https://fabrikam.sharepoint.com/sites/plans' }
    const placesOf = (...lines: string[]) =>
      parseLibraryScopes(Buffer.from(lines.join('\r\n'))).filter(({ folder }) => folder === place)
    const other = team.replace('0a'.repeat(16), `${'0b'.repeat(16)}+1`)
    expect(placesOf(own, team, folderOf('1'))).toEqual([{ ...known, folder: place }])
    expect(placesOf(folderOf(`${'0b'.repeat(16)}+1`), own, other)).toEqual([{ ...known, folder: place }])
    // Neither a library that is not there nor one of two of the same number has it.
    expect(placesOf(own, team, folderOf('2'))).toEqual([])
    expect(placesOf(team, other, folderOf('1'))).toEqual([])
  })

  it('never throws, whatever the bytes are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => Array.isArray(parseLibraryScopes(bytes))),
    )
    const pieces = fc.array(
      fc.constantFrom('libraryScope', 'libraryFolder', ' ', '=', '"', '2', contoso, '\r\n', '\0', 'ODB'),
    )
    fc.assert(
      fc.property(pieces, (parts) =>
        Array.isArray(parseLibraryScopes(Buffer.from(parts.join(''), 'utf16le'))),
      ),
    )
  })
})

describe('decodeClientText', () => {
  it('gives back any text that begins with two plain letters, in either encoding', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (rest) => {
        const whole = `ab${rest}`
        expect(decodeClientText(Buffer.from(whole, 'utf16le'))).toBe(whole)
      }),
    )
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (rest) => {
        const whole = `ab${rest}`
        expect(decodeClientText(Buffer.from(whole))).toBe(whole)
      }),
    )
  })
})
