import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { importKinds } from '../../../../admin/server/contract/import-routes.ts'
import { readImport } from '../../../../admin/server/imports/read-import.ts'
import { sayReason, type FileReason, type RowReason } from '../../../../admin/server/imports/reason.ts'
import { readWaves } from '../../../../admin/server/imports/waves.ts'
import { contoso } from '../../shared/cast.ts'

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text)

/** It has a sentence, nothing in it is left open, and PostgreSQL can keep it. */
const isSaid = (reason: RowReason | FileReason): boolean => {
  const sentence = sayReason(reason)
  // What the file itself says may look like a place that was left unfilled.
  const own = Object.values(reason.values)
    .map(String)
    .filter((value) => value !== '')
    .reduce((text, value) => text.replaceAll(value, ''), sentence)
  return sentence.length > 10 && !/\{\{|undefined|NaN/.test(own) && !/\p{Cc}|\p{Cs}/u.test(sentence)
}

describe('readImport', () => {
  it('reads any bytes, or refuses them with a reason, and never fails', () => {
    const pieces = fc.constantFrom(
      'User',
      'Group',
      contoso,
      'amy@contoso.com',
      'RegularUser',
      'MoveState',
      'SourceUserPrincipalName',
      'Success',
      'Wave 1',
      '2026-11-20',
      ',',
      ';',
      '\t',
      '"',
      '\n',
      '\r\n',
      '\0',
      '\ufeff',
      '[',
      '{',
      '}',
      ']',
      ':',
      'é',
      '😀',
      '=1+1',
    )
    const nearly = fc.array(pieces, { maxLength: 40 }).map((parts) => utf8(parts.join('')))
    const anything = fc.oneof(fc.uint8Array({ maxLength: 300 }), nearly)
    fc.assert(
      fc.property(fc.constantFrom(...importKinds), anything, (kind, bytes) => {
        const read = readImport(kind, bytes, contoso)
        if (read.kind === 'refused') return isSaid(read.reason)
        return read.problems.every((problem) => problem.line >= 1 && isSaid(problem))
      }),
      { numRuns: 2_000 },
    )
  })

  const row = `User,${contoso},amy@contoso.com,amy@fabrikam.com,,RegularUser`
  it.each<[string, string, FileReason]>([
    ['there is nothing in it', '', { code: 'file.empty', values: {} }],
    [
      'a quote in a row in the middle is not closed, which shows only at the end',
      `${row}\r\n\r\n"${row}\r\n${row}\r\n${row}`,
      { code: 'file.quote-not-closed', values: { otherLine: 3 } },
    ],
    [
      'a cell goes on after its quote',
      `${row}\n"a"b,c`,
      { code: 'file.quote-misplaced', values: { otherLine: 2 } },
    ],
  ])('refuses a file with a reason where %s', (_name, text, reason) => {
    expect(readImport('identity-map', utf8(text), contoso)).toEqual({ kind: 'refused', reason })
  })

  it('takes every person of a map that was written well, in each encoding and with each separator', () => {
    const name = fc.stringMatching(/^[a-zäöüé][a-z0-9.äöüé'-]{0,20}$/)
    fc.assert(
      fc.property(
        fc.uniqueArray(name, {
          maxLength: 20,
          minLength: 1,
          selector: (text) => text.normalize('NFC').toLowerCase(),
        }),
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('utf8', 'utf8-mark', 'utf16le', 'utf16be', 'windows-1252'),
        fc.boolean(),
        (names, separator, encoding, isQuoted) => {
          const cell = (text: string): string => (isQuoted ? `"${text}"` : text)
          const rows = names.map((each) =>
            ['User', contoso, `${each}@contoso.com`, `${each}@fabrikam.com`, '', 'RegularUser']
              .map(cell)
              .join(separator),
          )
          const read = readImport('identity-map', encode(rows.join('\r\n'), encoding), contoso)
          return (
            read.kind === 'read' &&
            read.problems.length === 0 &&
            JSON.stringify(
              read.content.entries.map((entry) => ('sourceUpn' in entry ? entry.sourceUpn : '')),
            ) === JSON.stringify(names.map((each) => `${each}@contoso.com`))
          )
        },
      ),
      { numRuns: 300 },
    )
  })
})

function encode(text: string, encoding: string): Uint8Array {
  if (encoding === 'utf8-mark') return utf8(`\ufeff${text}`)
  if (encoding === 'windows-1252') return Buffer.from(text, 'latin1')
  if (encoding === 'utf8') return utf8(text)
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le')
  return encoding === 'utf16be' ? bytes.swap16() : bytes
}

describe('readWaves', () => {
  it.each([
    ['a header in another order', 'Wave,Cutover date,User principal name\nA,2026-11-20,amy@contoso.com'],
    ['no header', 'amy@contoso.com;A;20.11.2026'],
    [
      'the type that PowerShell writes',
      '#TYPE x\n"UPN","Wave","CutoverDate"\n"amy@contoso.com","A","2026-11-20T00:00:00"',
    ],
  ])('reads %s', (_name, text) => {
    expect(readWaves(utf8(text))).toEqual({
      entries: [{ upn: 'amy@contoso.com', wave: 'A', cutoverOn: '2026-11-20' }],
      problems: [],
    })
  })

  it('reads a date whose column is called day', () => {
    expect(readWaves(utf8('upn,wave,day\namy@contoso.com,A,2026-11-20')).entries).toEqual([
      { upn: 'amy@contoso.com', wave: 'A', cutoverOn: '2026-11-20' },
    ])
  })

  it.each([
    [
      'a column that it does not know, which may be the date',
      'upn,wave,go live\namy@contoso.com,A,2026-11-20',
      { code: 'file.column-unknown', values: { value: 'go live' } },
    ],
    [
      'a header without the waves',
      'upn,cutover\namy@contoso.com,2026-11-20',
      { code: 'file.columns-missing-waves', values: {} },
    ],
  ])('refuses a file with %s', (_name, text, reason) => {
    expect(readImport('waves', utf8(text), contoso)).toEqual({ kind: 'refused', reason })
  })

  it.each<[string, string, RowReason]>([
    [
      'a date that can be read in two ways',
      'amy@contoso.com,A,11/12/2026',
      { code: 'row.day-invalid', values: {} },
    ],
    ['a day that there is not', 'amy@contoso.com,A,2026-02-30', { code: 'row.day-invalid', values: {} }],
    ['no wave', 'amy@contoso.com,,2026-02-20', { code: 'row.wave-invalid', values: {} }],
    [
      'a person twice',
      'amy@contoso.com,A,\nAMY@contoso.com,B,',
      { code: 'row.address-twice', values: { otherLine: 1 } },
    ],
    [
      'two days for one wave',
      'amy@contoso.com,A,2026-02-20\nbob@contoso.com,A,2026-02-21',
      { code: 'row.wave-day-differs', values: { otherLine: 1 } },
    ],
  ])('refuses %s', (_name, text, reason) => {
    expect(readWaves(utf8(text)).problems).toMatchObject([reason])
  })
})
