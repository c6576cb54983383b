import { describe, expect, it } from 'vitest'
import { codeOf, toSignInFailure } from '../../../../electron/session/sign-in-failure.ts'

describe('toSignInFailure', () => {
  it.each([
    [
      'the person pressed Cancel',
      { errorCode: 'access_denied', message: 'AADSTS65004: declined' },
      'cancelled',
    ],
    ['the app has no consent', { errorCode: 'invalid_grant', errorNo: '65001' }, 'consent-required'],
    ['MFA is due', { errorCode: 'invalid_grant', errorNo: '50076' }, 'interaction-required'],
    [
      'the password was reset',
      { errorCode: 'invalid_grant', message: 'AADSTS50173' },
      'interaction-required',
    ],
    ['Conditional Access says no', { errorCode: 'invalid_grant', errorNo: '53003' }, 'access-blocked'],
    ['the account is disabled', { errorCode: 'invalid_grant', errorNo: '50057' }, 'access-blocked'],
    ['the person is not in the tenant', { errorCode: 'access_denied', errorNo: '50020' }, 'wrong-tenant'],
    [
      'the saved sign-in has expired',
      { errorCode: 'invalid_grant', errorNo: '700082' },
      'interaction-required',
    ],
    ['an invalid grant without a number', { errorCode: 'invalid_grant' }, 'interaction-required'],
    ['there is no network', { errorCode: 'network_error', message: 'fetch failed' }, 'unreachable'],
    ['discovery found nobody', { errorCode: 'endpoints_resolution_error' }, 'unreachable'],
    ['the service is down', { errorCode: 'server_error', message: 'status 503' }, 'unreachable'],
    ['something nobody thought of', { errorCode: 'surprise' }, 'unexpected'],
  ])('when %s', (_sentence, error, reason) => {
    expect(toSignInFailure(error)).toBe(reason)
  })

  it('takes anything that can be thrown', () => {
    for (const thrown of [null, undefined, 'text', 7, {}, new Error('plain')]) {
      expect(toSignInFailure(thrown)).toBe('unexpected')
    }
  })
})

describe('codeOf', () => {
  it('is a code, never the message, which may quote an address', () => {
    const error = Object.assign(new Error('amy.lee@fabrikam.com is unknown'), { errorCode: 'invalid_grant' })
    expect(codeOf(error)).toBe('invalid_grant')
    expect(codeOf(new TypeError('amy.lee@fabrikam.com'))).toBe('TypeError')
  })
})
