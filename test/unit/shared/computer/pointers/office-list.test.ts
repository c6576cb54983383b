import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseOfficeListEntry } from '../../../../../shared/computer/pointers/office-list.ts'

const plan = 'https://contoso-my.sharepoint.com/personal/amy_lee_contoso_com/Documents/Plan.docx'

describe('an entry of an Office list', () => {
  it('tells its address, its time and that it is pinned', () => {
    expect(parseOfficeListEntry(`[F00000001][T01DC5A1B7C4D7F80][O00000000]*${plan}`)).toEqual({
      leadsTo: { kind: 'address', url: plan },
      isPinned: true,
      usedAt: Number(0x01dc5a1b7c4d7f80n / 10_000n) - 11_644_473_600_000,
    })
  })

  it('is read in its older form, without the last mark', () => {
    expect(parseOfficeListEntry('[F00000000][T0]*C:\\Users\\amy\\Plan.docx')).toEqual({
      leadsTo: { kind: 'path', path: 'C:\\Users\\amy\\Plan.docx' },
      isPinned: false,
      usedAt: null,
    })
  })

  it('keeps a star that belongs to the path', () => {
    expect(parseOfficeListEntry(`[F0]*${plan}?a=]*`)?.leadsTo).toEqual({
      kind: 'address',
      url: `${plan}?a=]*`,
    })
  })

  it.each(['', '25', 'C:\\Plan.docx', '[F0]C:\\Plan.docx', `[FXYZ]*${plan}`, '[]*a'])(
    'is none where the value is %j',
    (value) => {
      expect(parseOfficeListEntry(value)).toBeNull()
    },
  )

  it('never throws, whatever the value is', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (marks, rest) => {
        parseOfficeListEntry(marks)
        parseOfficeListEntry(`[F00000000][T${marks}]*${rest}`)
      }),
    )
  })
})
