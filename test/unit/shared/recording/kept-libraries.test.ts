import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseKeptLibraries, writeKeptLibraries } from '../../../../shared/recording/kept-libraries.ts'
import { contoso, readAt } from '../cast.ts'

const library = fc.record({
  folder: fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
  kind: fc.constantFrom('library' as const, 'shortcut' as const),
  siteUrl: fc.option(fc.string()),
  owner: fc.constantFrom('old' as const, 'unknown' as const),
  isSettled: fc.boolean(),
})
const list = fc.record({
  tenantId: fc.constant(contoso),
  keptAt: fc.constant(readAt),
  libraries: fc.array(library, { maxLength: 5 }),
})

describe('the kept libraries', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(list, { maxLength: 3 }), (lists) => {
        expect(parseKeptLibraries(writeKeptLibraries(lists))).toEqual(lists)
      }),
    )
  })

  it('are none in a text that is harmed, whatever is in it', () => {
    const whole = writeKeptLibraries([
      {
        tenantId: contoso,
        keptAt: readAt,
        libraries: [{ folder: 'C:\\a', kind: 'library', siteUrl: null, owner: 'old', isSettled: false }],
      },
    ])
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (length) => {
        expect(parseKeptLibraries(whole.slice(0, length))).toEqual([])
      }),
    )
    fc.assert(fc.property(fc.json(), (text) => Array.isArray(parseKeptLibraries(text))))
    expect(parseKeptLibraries(whole.replace('"library"', '"drive"'))).toEqual([])
  })
})
