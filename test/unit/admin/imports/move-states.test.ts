import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readMoveStates } from '../../../../admin/server/imports/move-states.ts'
import type { RowReason } from '../../../../admin/server/imports/reason.ts'
import { moveStates } from '../../../../shared/move/plan.ts'

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
      'a state no one knows',
      'x@contoso.com,Moved',
      { code: 'row.move-state-unknown', values: { value: 'Moved' } },
    ],
    [
      'the state that only we write',
      'x@contoso.com,Unknown',
      { code: 'row.move-state-unknown', values: { value: 'Unknown' } },
    ],
    ['a missing cell', 'x@contoso.com', { code: 'row.move-state-missing', values: {} }],
  ])('names line and reason for %s', (_name, line, reason) => {
    const { entries, problems } = read(`${header}\namy@contoso.com,Success\n${line}\n`)
    expect({ entries, problems }).toEqual({ entries: [amy], problems: [{ line: 3, ...reason }] })
  })

  const rows = (...lines: string[]) =>
    read(['SourceUserPrincipalName,MoveState,TimeStamp', ...lines].join('\n'))
  const differs = { line: 3, code: 'row.move-state-differs', values: { otherLine: 2 } }

  it.each([
    ['there is no time', 'amy@contoso.com,Success,', 'AMY@contoso.com,Failed,'],
    ['one has no time', 'amy@contoso.com,Success,2026-11-20T06:00:00Z', 'amy@contoso.com,InProgress,'],
    [
      'they are of one time',
      'amy@contoso.com,Success,2026-11-20T06:00:00Z',
      'amy@contoso.com,Failed,2026-11-20T06:00:00Z',
    ],
    [
      'the time has two readings',
      'amy@contoso.com,Success,03/04/2026 6:00:00 AM',
      'amy@contoso.com,InProgress,02/05/2026 6:00:00 AM',
    ],
    ['one is in words', 'amy@contoso.com,Success,yesterday', 'amy@contoso.com,Failed,today'],
  ])('takes neither of two jobs that differ when %s', (_name, one, other) => {
    expect(rows(one, other)).toEqual({ entries: [], problems: [differs] })
  })

  it.each([
    ['in ISO', '2026-11-19T21:00:00Z', '2026-11-20T06:00:00Z'],
    ['with a zone', '2026-11-20T08:00:00+09:00', '2026-11-20T00:00:00Z'],
    ['as JSON of PowerShell 5', '/Date(1763629200000)/', '/Date(1763632800000)/'],
    ['of the United States', '11/20/2026 9:14:03 AM', '11/20/2026 1:14:03 PM'],
    ['of midnight', '11/20/2026 12:14:03 AM', '11/20/2026 1:14:03 AM'],
    ['of Germany', '20.11.2026 21:00:00', '21.11.2026 06:00:00'],
    ['of Britain', '20/11/2026 21:00:00', '02/12/2026 06:00:00'],
    ['with two readings that agree', '03/04/2026 21:00:00', '04/05/2026 06:00:00'],
  ])('takes the newer of two jobs by times %s', (_name, older, newer) => {
    const taken = { sourceUpn: 'amy@contoso.com', moveState: 'InProgress' }
    const [one, two] = [`amy@contoso.com,Success,${older}`, `amy@contoso.com,InProgress,${newer}`]
    expect(rows(one, two)).toEqual({ entries: [taken], problems: [] })
    expect(rows(two, one)).toEqual({ entries: [taken], problems: [] })
  })

  it('does not fall back to an older Success when the newest job cannot be read', () => {
    const older = 'amy@contoso.com,Success,2026-11-19T21:00:00Z'
    const unread = 'amy@contoso.com,Completed,2026-11-20T06:00:00Z'
    expect(rows(older, unread)).toEqual({
      entries: [],
      problems: [{ line: 3, code: 'row.move-state-unknown', values: { value: 'Completed' } }],
    })
    expect(rows(older, 'amy@contoso.com,3,').entries).toEqual([])
  })

  it('does not order a time without a zone and one with it', () => {
    const rows = ['a@c.com,Success,2026-11-05T12:00:00', 'a@c.com,InProgress,2026-11-05T11:59:00Z']
    const text = ['SourceUserPrincipalName,MoveState,TimeStamp', ...rows].join('\n')
    const { entries, problems } = readMoveStates(Buffer.from(text))
    expect([entries, problems.map(({ code }) => code)]).toEqual([[], ['row.move-state-differs']])
  })

  it.each([
    ['a table', 'UserPrincipalName,SourceUserPrincipalName,MoveState\nt@f.com,a@c.com,Failed'],
    ['JSON', '[{"UserPrincipalName":"t@f.com","SourceUserPrincipalName":"a@c.com","MoveState":"Failed"}]'],
  ])('takes who moved from the name that says so, wherever it is in %s', (_, text) => {
    expect(readMoveStates(Buffer.from(text)).entries).toEqual([{ sourceUpn: 'a@c.com', moveState: 'Failed' }])
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
