import { describe, expect, it } from 'vitest'
import { toNameKey } from '../../../../admin/server/imports/name-key.ts'

describe('toNameKey', () => {
  it('puts names with accents beside those without, in byte order', () => {
    const names = ['Zoe', 'Ångström', 'Anders', 'Émile', 'Emil', 'ola', 'Özil']
    expect(names.toSorted((one, other) => (toNameKey(one) < toNameKey(other) ? -1 : 1))).toEqual([
      'Anders',
      'Ångström',
      'Emil',
      'Émile',
      'ola',
      'Özil',
      'Zoe',
    ])
  })

  it('has the name with and without its accents, so that both are found', () => {
    expect(toNameKey(' Jörg Müller ')).toBe('jorg muller jörg müller')
    expect(toNameKey('Amy Lee')).toBe('amy lee')
  })
})
