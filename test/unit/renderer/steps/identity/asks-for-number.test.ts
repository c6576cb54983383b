import { describe, expect, it } from 'vitest'
import { asksForNumber } from '../../../../../renderer/steps/identity/asks-for-number.ts'

describe('asksForNumber', () => {
  it.each(['timed-out', 'cancelled', 'declined'] as const)('is true after %s without a number', (reason) => {
    expect(asksForNumber({ kind: 'failed', reason })).toBe(true)
    expect(asksForNumber({ kind: 'failed', reason, number: 65004 })).toBe(false)
  })

  it('is false before the first try, and where the service itself said why', () => {
    expect(asksForNumber({ kind: 'signed-out' })).toBe(false)
    expect(asksForNumber({ kind: 'failed', reason: 'no-network' })).toBe(false)
  })
})
