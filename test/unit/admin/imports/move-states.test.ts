import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readMoveStates } from '../../../../admin/server/imports/move-states.ts'
import type { RowReason } from '../../../../admin/server/imports/reason.ts'
import { moveStates } from '../../../../shared/plan.ts'

const read = (text: string) => readMoveStates(new TextEncoder().encode(text))
const header = 'SourceUserPrincipalName,MoveState'
const amy = { sourceUpn: 'amy@contoso.com', moveState: 'Success' }
const bob = { sourceUpn: 'bob@contoso.com', moveState: 'ReadyToTrigger' }

describe('readMoveStates', () => {
  it.each([
    ['a table', `${header}\r\namy@contoso.com,Success\r\nbob@contoso.com,ReadytoTrigger\r\n`],
    ['a mark at the beginning', `\ufeff${header}\namy@contoso.com,Success\nbob@contoso.com,ReadyToTrigger`],
    [
      'what Windows PowerShell exports with the separator of the region',
      '#TYPE Deserialized.State\r\n"MoveState";"SourceUserPrincipalName";"TargetSiteURL"\r\n' +
        '"Success";"amy@contoso.com";"https://x"\r\n"readytotrigger";"bob@contoso.com";""\r\n',
    ],
    [
      'what ConvertTo-Json writes',
      '[{"SourceUserPrincipalName":"amy@contoso.com","MoveState":"Success","PercentComplete":100},' +
        '{"SourceUserPrincipalName":"bob@contoso.com","MoveState":"ReadyToTrigger"}]',
    ],
  ])('reads %s', (_name, text) => {
    expect(read(text)).toEqual({ entries: [amy, bob], problems: [] })
  })

  it('reads what ConvertTo-Json writes for one person', () => {
    const one = '{"SourceUserPrincipalName":"amy@contoso.com","MoveState":"Success"}'
    expect(read(one)).toEqual({ entries: [amy], problems: [] })
  })

  it.each<[string, string, RowReason]>([
    ['no user name', 'amy,Success', { code: 'row.address-invalid', values: {} }],
    [
      'a state nobody knows',
      'x@contoso.com,Moved',
      { code: 'row.move-state-unknown', values: { value: 'Moved' } },
    ],
    [
      'the state that only we write',
      'x@contoso.com,Unknown',
      { code: 'row.move-state-unknown', values: { value: 'Unknown' } },
    ],
    ['a missing cell', 'x@contoso.com', { code: 'row.move-state-missing', values: {} }],
    [
      'two states of one person',
      'AMY@contoso.com,Failed',
      { code: 'row.move-state-differs', values: { otherLine: 2 } },
    ],
  ])('names line and reason for %s', (_name, line, reason) => {
    const { entries, problems } = read(`${header}\namy@contoso.com,Success\n${line}\n`)
    expect({ entries, problems }).toEqual({ entries: [amy], problems: [{ line: 3, ...reason }] })
  })

  it('takes a row once that is there twice', () => {
    const text = `${header}\namy@contoso.com,Success\nAmy@contoso.com,Success`
    expect(read(text)).toEqual({ entries: [amy], problems: [] })
  })

  it.each([
    ['a column is missing', 'SourceUserPrincipalName,State\namy@contoso.com,Success', 'file.columns-missing'],
    ['there is nothing in it', '', 'file.columns-missing'],
    ['the JSON is broken', '[{"MoveState":', 'file.not-json'],
  ])('refuses the file when %s', (_name, text, code) => {
    expect(() => read(text)).toThrow(code)
  })

  it('reads back any states that were written as CSV or as JSON', () => {
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
      .filter((text) => !/[\s@\p{Cc}\p{Cs}]/u.test(text))
    const known = moveStates.filter((state) => state !== 'Unknown')
    const states = fc.uniqueArray(
      fc.record({
        sourceUpn: name.map((part) => `${part}@contoso.com`),
        moveState: fc.constantFrom(...known),
      }),
      { selector: ({ sourceUpn }) => sourceUpn.normalize('NFC').toLowerCase() },
    )
    fc.assert(
      fc.property(states, (entries) => {
        const rows = entries.map((entry) => `"${entry.sourceUpn.replaceAll('"', '""')}",${entry.moveState}`)
        const objects = entries.map(({ sourceUpn, moveState }) => ({ SourceUserUpn: sourceUpn, moveState }))
        expect(read([header, ...rows].join('\n'))).toEqual({ entries, problems: [] })
        expect(read(JSON.stringify(objects))).toEqual({ entries, problems: [] })
      }),
    )
  })
})
