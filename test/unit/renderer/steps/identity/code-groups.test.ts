import { describe, expect, it } from 'vitest'
import { toCodeGroups } from '../../../../../renderer/steps/identity/code-groups.ts'

describe('toCodeGroups', () => {
  it.each([
    ['threes where they come out even', 'HKLT29PRX', ['HKL', 'T29', 'PRX']],
    ['halves where they do not', 'ABCDEFGH', ['ABCD', 'EFGH']],
    ['a longer half and a shorter one where the length is odd', 'ABCDEFG', ['ABCD', 'EFG']],
    ['its own, where it brings a hyphen', 'ABCD-EFGH', ['ABCD-EFGH']],
    ['one, where there is one letter', 'A', ['A']],
  ])('makes %s', (_sentence, code, groups) => {
    expect(toCodeGroups(code)).toEqual(groups)
  })
})
