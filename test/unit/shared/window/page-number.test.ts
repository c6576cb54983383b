import { describe, expect, it } from 'vitest'
import { toPageNumber } from '../../../../shared/window/page-number.ts'

describe('toPageNumber', () => {
  it.each([
    ['50105', 50105],
    [' AADSTS50105 ', 50105],
    ['aadsts 5000211', 5000211],
    ['Error Code: 530084', 530084],
    ['AADSTS10000', 10000],
    ["AADSTS650052: The app needs access to a service ('33333333-3333-4333-8333-333333333333')", 650052],
    ['Correlation ID 2ab1c3d4-0000-4000-8000-123456789012, AADSTS90094', 90094],
  ])('finds the number in %j', (text, number) => {
    expect(toPageNumber(text)).toBe(number)
  })

  it.each(['', 'no', '1234', '01234', '123456789', 'AADSTS00012', '50105 or 50126', '2ab1c3d4-00000-4000'])(
    'finds none, or none that is sure, in %j',
    (text) => {
      expect(toPageNumber(text)).toBeNull()
    },
  )
})
