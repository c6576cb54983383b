import { describe, expect, it } from 'vitest'
import { orderAfter, peopleSorts, readOrder } from '../../../../admin/console/pages/people/people-order.ts'
import { readFilter, toPeopleAddress } from '../../../../admin/console/pages/people/people-filter.ts'

const usual = { sort: 'address', order: 'asc' } as const

describe('the order of people', () => {
  it.each(peopleSorts.flatMap((sort) => (['asc', 'desc'] as const).map((order) => ({ sort, order }))))(
    'comes out of its address as it went in, beside the filter: $sort $order',
    (order) => {
      const query = toPeopleAddress({ state: 'stuck' }, order).split('?')[1] ?? ''
      expect(readOrder(query)).toEqual(order)
      expect(readFilter(query)).toEqual({ state: 'stuck' })
    },
  )

  it('is the usual one where an address says nothing that can be meant', () => {
    expect(readOrder('sort=shoe-size&order=sideways')).toEqual(usual)
    expect(toPeopleAddress({}, usual)).toBe('/people')
  })

  it('turns round where its own column is pressed again', () => {
    expect(orderAfter(usual, 'seen')).toEqual({ sort: 'seen', order: 'asc' })
    expect(orderAfter({ sort: 'seen', order: 'asc' }, 'seen')).toEqual({ sort: 'seen', order: 'desc' })
    expect(orderAfter({ sort: 'seen', order: 'desc' }, 'name')).toEqual({ sort: 'name', order: 'asc' })
  })
})
