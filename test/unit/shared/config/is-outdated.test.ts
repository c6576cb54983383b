import { describe, expect, it } from 'vitest'
import { isOutdated } from '../../../../shared/config/is-outdated.ts'

describe('isOutdated', () => {
  it.each([
    ['0.9.12', '0.10', true],
    ['0.10.0', '0.10', false],
    ['1.0.0', '0.10', false],
    ['0.1.0', undefined, false],
    // No one can tell, and no one is sent away for that.
    ['0.1.0-beta.1', '0.10', false],
  ])('says of %s, where %s is the lowest wanted: %s', (version, minimumVersion, expected) => {
    expect(isOutdated({ updates: { minimumVersion } }, version)).toBe(expected)
  })
})
