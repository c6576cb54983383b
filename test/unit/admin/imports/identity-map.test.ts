import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readIdentityMap } from '../../../../admin/server/imports/identity-map.ts'
import { TableRefused } from '../../../../admin/server/imports/read-table.ts'
import type { RowReason } from '../../../../admin/server/imports/reason.ts'
import { adatum, contoso } from '../../shared/cast.ts'

const encode = (text: string): Uint8Array => new TextEncoder().encode(text)
const read = (...lines: string[]) => readIdentityMap(encode(lines.join('\r\n')), contoso)
const rowOf = (name: string, separator = ','): string =>
  ['User', contoso, `${name}@contoso.com`, `${name}@fabrikam.com`, '', 'RegularUser'].join(separator)
const entryOf = (name: string) => ({
  sourceTenantId: contoso,
  sourceUpn: `${name}@contoso.com`,
  targetUpn: `${name}@fabrikam.com`,
})

describe('readIdentityMap', () => {
  it.each([
    ['commas', ','],
    ['semicolons, as a German Excel writes it', ';'],
    ['tabs', '\t'],
  ])('reads a file with %s', (_name, separator) => {
    const { entries, problems } = read(rowOf('amy', separator), rowOf('bob', separator))
    expect({ entries, problems }).toEqual({ entries: [entryOf('amy'), entryOf('bob')], problems: [] })
  })

  it.each([
    ['UTF-8 with a mark', encode(`\ufeff${rowOf('jörg')}`)],
    ['UTF-16 with a mark, as Export-Csv -Encoding Unicode writes it', utf16(`\ufeff${rowOf('jörg')}`)],
    ['Windows-1252', Buffer.from(rowOf('jörg'), 'latin1')],
  ])('reads %s', (_name, bytes) => {
    expect(readIdentityMap(bytes, contoso).entries).toEqual([entryOf('jörg')])
  })

  it('counts guests and leaves them out', () => {
    const byType = `User,${contoso},a@contoso.com,a@fabrikam.com,,GuestUser`
    const byName = `User,${contoso},b_adatum.com#EXT#@contoso.com,b@fabrikam.com,,RegularUser`
    const byNewName = `User,${contoso},c@contoso.com,c_adatum.com#EXT#@fabrikam.com,,RegularUser`
    expect(read(byType, rowOf('amy'), byName, byNewName)).toMatchObject({
      entries: [entryOf('amy')],
      problems: [],
      guests: 3,
    })
  })

  const oid = '22222222-AAAA-4AAA-8AAA-000000000001'
  it.each([
    ['commas', ','],
    ['semicolons', ';'],
  ])('takes the new account’s object id from a seventh column, with %s', (_name, separator) => {
    const { entries, problems } = read(
      [rowOf('amy', separator), oid].join(separator),
      // Nothing is known of this one, whether its column is there or not.
      [rowOf('bob', separator), ''].join(separator),
      rowOf('eve', separator),
    )
    expect(problems).toEqual([])
    expect(entries).toEqual([
      { ...entryOf('amy'), targetOid: oid.toLowerCase() },
      entryOf('bob'),
      entryOf('eve'),
    ])
  })

  it.each<[string, string, RowReason]>([
    ['no object id', 'amy', { code: 'row.object-id-invalid', values: {} }],
    [
      'one of another row, in other letters',
      oid.toLowerCase(),
      { code: 'row.object-id-twice', values: { otherLine: 1 } },
    ],
  ])('refuses a seventh column that holds %s', (_name, cell, reason) => {
    const { entries, problems } = read(`${rowOf('bob')},${oid}`, `${rowOf('amy')},${cell}`)
    expect(entries).toHaveLength(1)
    expect(problems).toEqual([{ line: 2, ...reason }])
  })

  it('takes a name from an eighth column, with an object id before it or none', () => {
    const lines = [`${rowOf('amy')},${oid},"Lee, Amy"`, `${rowOf('bob')},,Jörg Müller`, `${rowOf('eve')},,`]
    expect(read(...lines)).toMatchObject({
      entries: [
        { ...entryOf('amy'), targetOid: oid.toLowerCase(), displayName: 'Lee, Amy' },
        { ...entryOf('bob'), displayName: 'Jörg Müller' },
        entryOf('eve'),
      ],
      problems: [],
    })
  })

  it('refuses a name that is too long, or that a page could not show in one line', () => {
    const tooLong = `${rowOf('amy')},,${'x'.repeat(257)}`
    const twoLines = `${rowOf('bob')},,"Bob\nBaker"`
    expect(read(tooLong, twoLines).problems.map(({ code }) => code)).toEqual([
      'row.name-invalid',
      'row.name-invalid',
    ])
  })

  it('refuses a ninth column', () => {
    expect(read(`${rowOf('amy')},${oid},Amy,x`).problems).toEqual([
      { line: 1, code: 'row.column-count', values: { columns: 9 } },
    ])
  })

  it('counts groups and leaves them out', () => {
    const { entries, groups } = read(`Group,${contoso},a,b,c,Security`, rowOf('amy'))
    expect({ entries, groups }).toEqual({ entries: [entryOf('amy')], groups: 1 })
  })

  it('reads an empty file as an empty map', () => {
    expect(read('')).toEqual({ entries: [], problems: [], groups: 0, guests: 0 })
  })

  const user = `User,${contoso}`
  it.each<[string, string, RowReason]>([
    [
      'a missing column',
      `${user},a@contoso.com,a@fabrikam.com,RegularUser`,
      { code: 'row.column-count', values: { columns: 5 } },
    ],
    [
      'a header',
      'Type,Tenant,Source,Target,Mail,UserType',
      { code: 'row.kind-unknown', values: { value: 'Type' } },
    ],
    [
      'no tenant id',
      'User,contoso,a@contoso.com,a@fabrikam.com,,RegularUser',
      { code: 'row.tenant-invalid', values: {} },
    ],
    [
      'another tenant',
      `User,${adatum},a@contoso.com,a@fabrikam.com,,RegularUser`,
      { code: 'row.tenant-not-source', values: {} },
    ],
    [
      'an old name without @',
      `${user},amy,a@fabrikam.com,,RegularUser`,
      { code: 'row.old-address-invalid', values: {} },
    ],
    [
      'a new name with a blank',
      `${user},a@contoso.com,a b@fabrikam.com,,RegularUser`,
      { code: 'row.new-address-invalid', values: {} },
    ],
    [
      'another kind of user',
      `${user},a@contoso.com,a@fabrikam.com,,Contractor`,
      { code: 'row.user-type-unknown', values: {} },
    ],
    ['a person twice', rowOf('AMY'), { code: 'row.old-address-twice', values: { otherLine: 1 } }],
    [
      'a new name twice',
      `${user},other@contoso.com,amy@fabrikam.com,,RegularUser`,
      { code: 'row.new-address-twice', values: { otherLine: 1 } },
    ],
  ])('names line and reason for %s', (_name, line, reason) => {
    const { entries, problems } = read(rowOf('amy'), '', line, rowOf('bob'))
    expect(problems).toEqual([{ line: 3, ...reason }])
    expect(entries).toEqual([entryOf('amy'), entryOf('bob')])
  })

  it('reads back any map that was written as CSV', () => {
    const part = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((text) => !/[\s@\p{Cc}\p{Cs}]/u.test(text))
    const address = fc.tuple(part, part).map(([name, host]) => `${name}@${host}`)
    const key = (upn: string): string => upn.normalize('NFC').toLowerCase()
    const maps = fc.uniqueArray(fc.record({ sourceUpn: address, targetUpn: address }), {
      comparator: (a, b) => key(a.sourceUpn) === key(b.sourceUpn) || key(a.targetUpn) === key(b.targetUpn),
      maxLength: 20,
    })
    const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`
    fc.assert(
      fc.property(
        maps,
        fc.constantFrom(',', ';', '\t'),
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom('', '\ufeff'),
        (map, separator, lineEnd, mark) => {
          const lines = map.map(({ sourceUpn, targetUpn }) =>
            ['User', contoso, sourceUpn, targetUpn, '', 'RegularUser'].map(cell).join(separator),
          )
          const result = readIdentityMap(encode(mark + lines.join(lineEnd)), contoso)
          const entries = map.map((entry) => ({ sourceTenantId: contoso, ...entry }))
          expect(result).toEqual({ entries, problems: [], groups: 0, guests: 0 })
        },
      ),
    )
  })

  it('never throws anything but a refusal, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          readIdentityMap(bytes, contoso)
        } catch (error) {
          expect(error).toBeInstanceOf(TableRefused)
        }
      }),
    )
  })
})

function utf16(text: string): Uint8Array {
  return Buffer.from(text, 'utf16le')
}
