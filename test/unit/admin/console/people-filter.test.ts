import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { personStates } from '../../../../admin/console/api/answers.ts'
import {
  filterWithout,
  isEmptyFilter,
  readFilter,
  toPeopleAddress,
  type PeopleFilter,
} from '../../../../admin/console/pages/people/people-filter.ts'

const text = (longest: number) =>
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: longest })
    .filter((value) => value.trim() === value && value.length <= longest)
const anyFilter: fc.Arbitrary<PeopleFilter> = fc
  .record(
    {
      wave: text(80),
      state: fc.constantFrom(...personStates),
      blocker: text(80),
      unverified: fc.constant(true as const),
      search: text(100),
    },
    { requiredKeys: [] },
  )
  .filter((filter) => filter.search !== '')

const queryOf = (address: string): string => address.split(/\?(.*)/s)[1] ?? ''

describe('a filter of people', () => {
  it('comes out of its address as it went in', () => {
    fc.assert(
      fc.property(anyFilter, (filter) => {
        expect(readFilter(queryOf(toPeopleAddress(filter)))).toEqual(filter)
      }),
    )
  })

  it('is never more than the endpoint takes, whatever somebody writes into an address', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 400 }), (query) => {
        const { wave = '', blocker = '', search = '', state } = readFilter(query)
        expect([wave.length <= 80, blocker.length <= 80, search.length <= 100]).toEqual([true, true, true])
        expect(state === undefined || personStates.includes(state)).toBe(true)
      }),
    )
  })

  it('leaves out a state that there is not, and one of two waves that contradict each other', () => {
    expect(readFilter('state=lost&wave=North&withoutWave=true')).toEqual({ wave: 'North' })
    expect(readFilter('withoutWave=true')).toEqual({ withoutWave: true })
  })

  it('loses the parts that are taken away, and is empty when none is left', () => {
    const filter = readFilter('wave=North&search=amy')
    expect(filterWithout(filter, 'search')).toEqual({ wave: 'North' })
    expect(isEmptyFilter(filterWithout(filter, 'search', 'wave'))).toBe(true)
    expect(toPeopleAddress({})).toBe('/people')
  })
})
