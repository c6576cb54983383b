import { describe, expect, it } from 'vitest'
import type { FailedSignIn } from '../../../../shared/checks/failed-sign-in.ts'
import { toRefusalCause } from '../../../../shared/checks/refusal-cause.ts'

describe('toRefusalCause', () => {
  it.each<[sentence: string, failed: Omit<FailedSignIn, 'kind' | 'detail'>, cause: string | null]>([
    [
      'a code that is forbidden sends to the browser',
      { reason: 'access-blocked', number: 53003, isWithCode: true },
      'code',
    ],
    [
      'a rule on devices meets a code',
      { reason: 'access-blocked', number: 530003, isWithCode: true },
      'code',
    ],
    ['a code is refused without a number', { reason: 'refused', isWithCode: true }, 'code'],
    ['a rule on devices meets the browser', { reason: 'access-blocked', number: 530003 }, 'device'],
    ['a rule on devices of its old number', { reason: 'access-blocked', number: 53000 }, 'device'],
    [
      'the network of the old company lets no one in',
      { reason: 'access-blocked', number: 5000211 },
      'network',
    ],
    [
      'the same with a code: the browser would be refused too',
      { reason: 'access-blocked', number: 500021, isWithCode: true },
      'network',
    ],
    ['a saved sign-in began with a code', { reason: 'access-blocked', number: 530036 }, 'code'],
    ['another rule', { reason: 'access-blocked', number: 53003 }, null],
    [
      'an application that is not known for long',
      { reason: 'consent-required', number: 700016 },
      'unknown-application',
    ],
    [
      'a service that is not known for long',
      { reason: 'registration-wrong', number: 650052 },
      'unknown-application',
    ],
    ['an application that is new perhaps', { reason: 'not-known-yet', number: 700016 }, null],
    ['a registration that is wrong elsewhere', { reason: 'registration-wrong', number: 50011 }, null],
    ['no rule at all', { reason: 'consent-required', number: 65001, isWithCode: true }, null],
  ])('%s', (_sentence, failed, cause) => {
    expect(toRefusalCause({ kind: 'failed', detail: null, ...failed })).toBe(cause)
  })
})
