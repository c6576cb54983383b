import { describe, expect, it } from 'vitest'
import { offersCode } from '../../../../../renderer/steps/identity/offers-code.ts'

describe('offersCode', () => {
  it('is true before the first try, and after one that ended in the browser', () => {
    expect(offersCode({ kind: 'signed-out' })).toBe(true)
    expect(offersCode({ kind: 'failed', reason: 'cancelled' })).toBe(true)
    expect(offersCode({ kind: 'failed', reason: 'wrong-account' })).toBe(true)
  })

  it('is false where this computer does not reach the service, which no other device mends', () => {
    expect(offersCode({ kind: 'failed', reason: 'no-network' })).toBe(false)
    expect(offersCode({ kind: 'failed', reason: 'tls-untrusted' })).toBe(false)
  })
})
