import { personStates, type PersonState } from '../../api/answers.ts'
import { toOrderQuery, type PeopleOrder } from './people-order.ts'

/** Which people are shown: all of it together. It lives in the address, so that it can be sent to somebody. */
export type PeopleFilter = {
  readonly wave?: string
  readonly withoutWave?: true
  readonly state?: PersonState
  readonly blocker?: string
  readonly unverified?: true
  /** What one of their computers told beside what holds them up. */
  readonly finding?: string
  readonly search?: string
}

const longest = { wave: 80, blocker: 80, finding: 80, search: 100 }

/** Reads a filter from an address; what cannot be meant is left out. */
export function readFilter(query: string): PeopleFilter {
  const given = new URLSearchParams(query)
  const text = (name: keyof typeof longest): string | null => {
    const value = given.get(name)?.trim() ?? ''
    return value === '' || value.length > longest[name] ? null : value
  }
  const wave = text('wave')
  const blocker = text('blocker')
  const finding = text('finding')
  const search = text('search')
  const state = personStates.find((one) => one === given.get('state'))
  const isWithoutWave = wave === null && given.get('withoutWave') === 'true'
  return {
    ...(wave !== null && { wave }),
    ...(isWithoutWave && { withoutWave: true }),
    ...(state !== undefined && { state }),
    ...(blocker !== null && { blocker }),
    ...(given.get('unverified') === 'true' && { unverified: true }),
    ...(finding !== null && { finding }),
    ...(search !== null && { search }),
  }
}

/** The address of the people of a filter, in an order. */
export function toPeopleAddress(filter: PeopleFilter, order?: PeopleOrder): string {
  const query = new URLSearchParams(
    Object.entries({ ...filter, ...(order && toOrderQuery(order)) }).map(
      ([name, value]) => [name, String(value)] as [string, string],
    ),
  ).toString()
  return query === '' ? '/people' : `/people?${query}`
}

/** The filter without these parts. */
export function filterWithout(filter: PeopleFilter, ...names: readonly (keyof PeopleFilter)[]): PeopleFilter {
  return Object.fromEntries(Object.entries(filter).filter(([name]) => !names.some((one) => one === name)))
}

export function isEmptyFilter(filter: PeopleFilter): boolean {
  return Object.keys(filter).length === 0
}
