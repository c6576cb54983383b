import { describe, expect, it } from 'vitest'
import { judgePlan } from '../../../../shared/checks/plan.ts'
import { readAt, signedInAs } from '../cast.ts'

const judge = (phase: 'not-due' | 'switch', identity: Parameters<typeof judgePlan>[1]['identity']) =>
  judgePlan({ kind: 'unasked' }, { identity, takenAt: readAt }, phase).map(({ code }) => code)

describe('a plan that no one has asked for', () => {
  it('is not due where no one can sign in to ask, and waits for a sign-in where somebody can', () => {
    expect(judge('not-due', { kind: 'not-asked' })).toEqual(['plan.not-due'])
    expect(judge('not-due', signedInAs('amy.lee@fabrikam.com'))).toEqual([])
    expect(judge('switch', { kind: 'not-asked' })).toEqual([])
  })
})
