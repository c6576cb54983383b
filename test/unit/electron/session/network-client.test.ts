import { describe, expect, it } from 'vitest'
import { createNetworkClient, transportCodeOf } from '../../../../electron/session/network-client.ts'

const url = 'https://login.example/token'

function clientFor(...answers: (Response | Error)[]) {
  return createNetworkClient(async () => {
    const answer = answers.shift()
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no answer left')
    return answer
  })
}

describe('createNetworkClient', () => {
  it.each([
    ['a page of a guest network', new Response('<html>Welcome', { status: 200 }), 'PAGE_INSTEAD_OF_ANSWER'],
    [
      'a redirect of a guest network',
      new Response('', { status: 302, headers: { location: 'https://hotel.example' } }),
      'PAGE_INSTEAD_OF_ANSWER',
    ],
    ['network authentication required', new Response('<html>', { status: 511 }), 'PAGE_INSTEAD_OF_ANSWER'],
    ['a proxy that wants a sign-in', new Response('', { status: 407 }), 'PROXY_AUTHENTICATION_REQUIRED'],
    [
      'a server that asks to wait',
      new Response('<html>', { status: 503, headers: { 'retry-after': '5' } }),
      'STATUS_503',
    ],
  ])('names %s, and keeps it from MSAL', async (_what, answer, code) => {
    const client = clientFor(answer)
    await expect(client.sendPostRequestAsync(url)).rejects.toThrow()
    expect(client.lastFailure()).toBe(code)
  })

  it('keeps a server in trouble from MSAL, which would refuse the next try by itself', async () => {
    const client = clientFor(Response.json({ error: 'server_error' }, { status: 503 }))
    await expect(client.sendPostRequestAsync(url)).rejects.toThrow()
    expect(client.lastFailure()).toBe('STATUS_503')
  })

  it('keeps the reason of a transport that failed until something answers again', async () => {
    const cause = Object.assign(new Error('self-signed'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' })
    const client = clientFor(new TypeError('fetch failed', { cause }), Response.json({ issuer: 'x' }))
    await expect(client.sendGetRequestAsync(url)).rejects.toThrow('fetch failed')
    expect(client.lastFailure()).toBe('SELF_SIGNED_CERT_IN_CHAIN')
    await client.sendGetRequestAsync(url)
    expect(client.lastFailure()).toBeNull()
  })

  it('keeps what the sign-in service said no with, but not its sentence, which quotes addresses', async () => {
    const refusal = {
      error: 'invalid_grant',
      error_codes: [50076],
      error_description: 'AADSTS50076: amy.lee@fabrikam.com must use MFA',
      claims: '{"access_token":{}}',
    }
    const client = clientFor(Response.json(refusal, { status: 400 }), Response.json({ access_token: 'x' }))
    await client.sendPostRequestAsync(url)
    expect(client.lastRefusal()).toEqual({ numbers: ['50076'], claims: '{"access_token":{}}' })
    await client.sendPostRequestAsync(url)
    expect(client.lastRefusal()).toBeNull()
  })
})

describe('transportCodeOf', () => {
  it('reads Node’s code, Chromium’s message, and otherwise the name', () => {
    expect(transportCodeOf(Object.assign(new Error('x'), { code: 'ENOTFOUND' }))).toBe('ENOTFOUND')
    expect(transportCodeOf(new Error('net::ERR_CERT_DATE_INVALID'))).toBe('ERR_CERT_DATE_INVALID')
    expect(transportCodeOf(new TypeError('amy.lee@fabrikam.com'))).toBe('TypeError')
    expect(transportCodeOf('text')).toBe('unknown')
  })
})
