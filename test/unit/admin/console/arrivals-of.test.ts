import { expect, it } from 'vitest'
import { arrivalsOf } from '../../../../admin/console/parts/arrivals-of.ts'

it('tells what arrived byte for byte from what has Microsoft’s additions', () => {
  expect(arrivalsOf({ rescued: 7, present: 3, waiting: 2, withAdditions: 4 })).toEqual({
    unchanged: 6,
    withAdditions: 4,
  })
  expect(arrivalsOf({ rescued: 1, withAdditions: 4 })).toEqual({ unchanged: 0, withAdditions: 4 })
})

it('says nothing of it where there are none, as of reports of an older desktop', () => {
  expect(arrivalsOf({ rescued: 7, present: 3 })).toBeNull()
  expect(arrivalsOf({ rescued: 7, withAdditions: 0 })).toBeNull()
})
