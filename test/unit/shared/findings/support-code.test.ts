import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeSupportCode, encodeSupportCode } from '../../../../shared/findings/support-code.ts'
import { findingCodes, phases, stepIds, verdicts } from '../../../../shared/findings/vocabulary.ts'

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const content = fc.record({
  platform: fc.constantFrom('windows', 'macos', 'linux'),
  phase: fc.constantFrom(...phases),
  verdict: fc.constantFrom(...verdicts),
  openSteps: fc.subarray([...stepIds]),
  findings: fc.array(fc.constantFrom(...findingCodes), { maxLength: 2 }),
  appVersion: fc.record({ major: fc.nat(7), minor: fc.nat(127) }),
})

describe('decodeSupportCode', () => {
  it('reads back what was encoded', () => {
    fc.assert(
      fc.property(content, (said) => {
        expect(decodeSupportCode(encodeSupportCode(said))).toEqual({ kind: 'decoded', content: said })
      }),
    )
  })

  it('reads a code as people type it', () => {
    fc.assert(
      fc.property(content, (said) => {
        const code = encodeSupportCode(said)
        const typed = ` ${code.slice(0, 5).toLowerCase()} - ${code.slice(5)} `
          .replaceAll('0', 'o')
          .replaceAll('1', 'l')
        expect(decodeSupportCode(typed)).toEqual({ kind: 'decoded', content: said })
      }),
    )
  })

  it('notices one wrong character, wherever it is', () => {
    fc.assert(
      fc.property(content, fc.nat(9), fc.integer({ min: 1, max: 31 }), (said, place, shift) => {
        const code = encodeSupportCode(said)
        const wrong = alphabet[(alphabet.indexOf(code[place] ?? '') + shift) % 32] ?? ''
        const misheard = code.slice(0, place) + wrong + code.slice(place + 1)
        expect(decodeSupportCode(misheard)).toEqual({ kind: 'refused', reason: 'check-character' })
      }),
    )
  })

  it('never throws, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string(), (typed) => {
        expect(decodeSupportCode(typed).kind).toBeTypeOf('string')
      }),
    )
  })

  it.each([
    ['123', 'length'],
    ['UUUUUUUUUU', 'character'],
    ['ZZZZZZZZZZ', 'check-character'],
  ])('refuses %s for its %s', (typed, reason) => {
    expect(decodeSupportCode(typed)).toEqual({ kind: 'refused', reason })
  })
})
