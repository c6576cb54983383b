import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { registrationNumbers, ruleNumbers } from '../../../../electron/session/refusal-numbers.ts'
import { toRefusal } from '../../../../electron/session/refusal.ts'
import {
  claimsOf,
  codeOf,
  isExpired,
  refusalNumberOf,
  toSignInFailure,
  type Trace,
} from '../../../../electron/session/sign-in-failure.ts'

type Left = { readonly lastFailure?: string; readonly lastRefusal?: object }
type Row = [sentence: string, error: object, reason: string, left?: Left]

/** What the network left behind for a failure whose reason MSAL threw away. */
function traceOf({ lastFailure, lastRefusal }: Left = {}): Trace {
  return { lastFailure: () => lastFailure ?? null, lastRefusal: () => toRefusal(lastRefusal) }
}

describe('toSignInFailure', () => {
  it.each<Row>([
    [
      'consent was declined, or a request for approval was sent',
      { errorCode: 'access_denied', message: 'AADSTS65004: declined' },
      'declined',
    ],
    ['the person pressed Cancel', { errorCode: 'access_denied' }, 'cancelled'],
    ['the code was declined on the other device', { errorCode: 'authorization_declined' }, 'declined'],
    ['the code was typed too late', { errorCode: 'expired_token' }, 'timed-out'],
    ['the app has no consent', { errorCode: 'invalid_grant', errorNo: '65001' }, 'consent-required'],
    ['MFA is due', { errorCode: 'invalid_grant', errorNo: '50076' }, 'interaction-required'],
    [
      'the password was reset',
      { errorCode: 'invalid_grant', message: 'AADSTS50173' },
      'interaction-required',
    ],
    ['Conditional Access says no', { errorCode: 'invalid_grant', errorNo: '53003' }, 'access-blocked'],
    ['the account is disabled', { errorCode: 'invalid_grant', errorNo: '50057' }, 'account-disabled'],
    ['the person is not in the tenant', { errorCode: 'access_denied', errorNo: '50020' }, 'wrong-tenant'],
    [
      'the saved sign-in has expired',
      { errorCode: 'invalid_grant', errorNo: '700082' },
      'interaction-required',
    ],
    ['an invalid grant without a number', { errorCode: 'invalid_grant' }, 'interaction-required'],
    ['there is no network', { errorCode: 'network_error', message: 'fetch failed' }, 'unreachable'],
    ['discovery found no one', { errorCode: 'endpoints_resolution_error' }, 'unreachable'],
    ['the service is down', { errorCode: 'server_error', message: 'status 503' }, 'unreachable'],
    ['something no one thought of', { errorCode: 'surprise' }, 'unexpected'],
    [
      'the service said no where MSAL keeps only the OAuth code',
      { errorCode: 'post_request_failed', message: 'invalid_grant' },
      'access-blocked',
      { lastRefusal: { error: 'invalid_grant', error_codes: [53003] } },
    ],
    [
      'discovery was refused for a tenant that does not exist',
      { errorCode: 'endpoints_resolution_error' },
      'tenant-unknown',
      { lastRefusal: { error: 'invalid_tenant', error_description: 'AADSTS90002: no such tenant' } },
    ],
    [
      'an older refusal has nothing to do with it',
      { errorCode: 'access_denied', message: 'AADSTS65004' },
      'declined',
      { lastRefusal: { error: 'invalid_grant', error_codes: [53003] } },
    ],
    ...(
      [
        ['no one answers', 'ECONNREFUSED', 'unreachable'],
        ['the cable is out', 'ENETUNREACH', 'no-network'],
        ['Chromium knows that there is no network', 'ERR_INTERNET_DISCONNECTED', 'no-network'],
        ['TLS is opened on the way', 'SELF_SIGNED_CERT_IN_CHAIN', 'tls-untrusted'],
        ['Chromium does not know the authority', 'ERR_CERT_AUTHORITY_INVALID', 'tls-untrusted'],
        ['the clock is wrong', 'CERT_NOT_YET_VALID', 'clock-wrong'],
        ['a guest network answers', 'PAGE_INSTEAD_OF_ANSWER', 'captive-portal'],
        ['the proxy wants a sign-in', 'PROXY_AUTHENTICATION_REQUIRED', 'proxy-refused'],
      ] as const
    ).map(([sentence, lastFailure, reason]): Row => [
      sentence,
      { errorCode: 'endpoints_resolution_error' },
      reason,
      { lastFailure },
    ]),
  ])('when %s', (_sentence, error, reason, trace) => {
    expect(toSignInFailure(error, traceOf(trace))).toBe(reason)
  })

  /** As MSAL throws it: the number in a field, and in the sentence. */
  const refusedWith = (errorCode: string, number: number, subError = ''): object => ({
    errorCode,
    errorNo: String(number),
    subError,
    errorMessage: `${number} - [2026-11-20 09:00:00Z]: AADSTS${number}: text`,
  })

  it.each<[failure: string, errorCode: string, numbers: readonly number[]]>([
    [
      'access-blocked',
      'invalid_grant',
      [53000, 53001, 530003, 53009, 53010, 53011, 530034, 530035, 530036, 500021, 5000211, 530084, 501051],
    ],
    ['access-blocked', 'interaction_required', [53000, 53009, 53011, 530035, 500212, 500213]],
    // Not in Microsoft's list, or not yet: its rules have these numbers.
    ['access-blocked', 'interaction_required', [53005, 53099, 530000, 530037, 530099]],
    ['refused', 'invalid_grant', [52999, 53100, 529999, 530100]],
    ['access-blocked', 'access_denied', [500021, 5000211, 50105]],
    ['not-known-yet', 'invalid_resource', [500011]],
    ['not-known-yet', 'invalid_client', [650052]],
    ['not-known-yet', 'unauthorized_client', [700011, 700016]],
    ['registration-wrong', 'invalid_resource', [500014, 650057]],
    ['registration-wrong', 'invalid_client', [7000215, 7000218]],
    ['registration-wrong', 'invalid_request', [50011, 50194, 900971]],
    ['consent-required', 'invalid_grant', [65001, 90094, 900941]],
    ['interaction-required', 'invalid_grant', [50078, 50125, 50126, 50199]],
    ['wrong-tenant', 'invalid_grant', [50034, 500208]],
  ])('says %s for %s with the numbers %j', (failure, errorCode, numbers) => {
    for (const number of numbers) {
      expect([number, toSignInFailure(refusedWith(errorCode, number), traceOf())]).toEqual([number, failure])
    }
  })

  it('says that a refusal with a number that no one knows is a refusal, and keeps the number', () => {
    const unknown = refusedWith('invalid_grant', 599999)
    expect(toSignInFailure(unknown, traceOf())).toBe('refused')
    expect(refusalNumberOf(unknown, traceOf())).toBe(599999)
    // Where the service itself says that a further step helps, its word counts more than our not knowing the number.
    const stepDue = refusedWith('invalid_grant', 599999, 'basic_action')
    expect(toSignInFailure(stepDue, traceOf())).toBe('interaction-required')
    expect(toSignInFailure(refusedWith('interaction_required', 599999), traceOf())).toBe(
      'interaction-required',
    )
  })

  it('finds the number where MSAL threw it away, and none where there is none', () => {
    const lastRefusal = { error: 'invalid_grant', error_codes: [530003] }
    expect(refusalNumberOf({ errorCode: 'post_request_failed' }, traceOf({ lastRefusal }))).toBe(530003)
    expect(refusalNumberOf({ errorCode: 'user_canceled' }, traceOf({ lastRefusal }))).toBeNull()
    expect(refusalNumberOf({ errorCode: 'invalid_grant', errorNo: '7' }, traceOf())).toBeNull()
  })

  it('takes anything that can be thrown', () => {
    for (const thrown of [null, undefined, 'text', 7, {}, new Error('plain')]) {
      expect(toSignInFailure(thrown, traceOf())).toBe('unexpected')
    }
  })
})

describe('docs/sign-in.md', () => {
  it.each([
    ['Numbers of a wrong registration', registrationNumbers],
    ['Numbers of a rule', ruleNumbers],
  ])('says what mends each of the %s', async (heading, numbers) => {
    const docs = await readFile(new URL('../../../../docs/sign-in.md', import.meta.url), 'utf8')
    const [, section = ''] = docs.split(`### ${heading}\n`)
    const [table = ''] = section.split('\n#')
    const rows = table.split('\n').map((row) => row.split('|')[1] ?? '')
    expect(numbers.filter((number) => !rows.some((row) => row.includes(`\`${number}\``)))).toEqual([])
  })
})

describe('isExpired', () => {
  it.each([
    ['the refresh token has expired', { errorCode: 'invalid_grant', errorNo: '700082' }, true],
    ['the password was reset', { errorCode: 'invalid_grant', message: 'AADSTS50173' }, true],
    ['nothing is saved for this service', { errorCode: 'no_tokens_found' }, true],
    ['MFA is due', { errorCode: 'interaction_required', errorNo: '50076' }, false],
    ['a security rule says no', { errorCode: 'invalid_grant', errorNo: '53003' }, false],
  ])('when %s: %j is %s', (_sentence, error, expired) => {
    expect(isExpired(error, traceOf())).toBe(expired)
  })
})

describe('claimsOf', () => {
  it('finds the challenge in the error, or in the answer that MSAL threw away', () => {
    const lastRefusal = { error: 'interaction_required', claims: '{"b":2}' }
    expect(claimsOf({ errorCode: 'interaction_required', claims: '{"a":1}' }, traceOf())).toBe('{"a":1}')
    expect(claimsOf({ errorCode: 'post_request_failed' }, traceOf({ lastRefusal }))).toBe('{"b":2}')
    expect(claimsOf({ errorCode: 'user_canceled' }, traceOf({ lastRefusal }))).toBeNull()
  })
})

describe('codeOf', () => {
  it('is a code, never the message, which may quote an address', () => {
    const error = Object.assign(new Error('amy.lee@fabrikam.com is unknown'), { errorCode: 'invalid_grant' })
    expect(codeOf(error)).toBe('invalid_grant')
    expect(codeOf(new TypeError('amy.lee@fabrikam.com'))).toBe('TypeError')
  })
})
