import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compareVersions } from '../../../../shared/text/compare-versions.ts'

describe('compareVersions', () => {
  const version = fc.array(fc.nat(99_999), { minLength: 1, maxLength: 4 })

  it('orders as numbers do, part by part', () => {
    fc.assert(
      fc.property(version, version, (left, right) => {
        const place = [0, 1, 2, 3].find((at) => (left[at] ?? 0) !== (right[at] ?? 0))
        const expected = place === undefined ? 0 : Math.sign((left[place] ?? 0) - (right[place] ?? 0))
        expect(Math.sign(compareVersions(left.join('.'), right.join('.')) ?? Number.NaN)).toBe(expected)
      }),
    )
  })
})
