import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createPatientFetch } from '../../../../electron/session/patient-fetch.ts'

const url = 'https://login.example/token'
const reset = new Error('net::ERR_CONNECTION_RESET')

/** Asks once through the patient fetch; how often it asked the service, and what came of it. */
async function ask(init: RequestInit, ...answers: (Response | Error)[]) {
  let asked = 0
  const fetch = createPatientFetch(async () => {
    const answer = answers[asked++]
    if (answer === undefined || answer instanceof Error) throw answer ?? new Error('no answer left')
    return answer
  })
  const asking = fetch(url, init).then(
    (response) => String(response.status),
    (error: Error) => error.message,
  )
  await vi.runAllTimersAsync()
  return { outcome: await asking, asked }
}

const busy = (): Response => new Response('', { status: 503 })
const refresh = { method: 'POST', body: 'grant_type=refresh_token&refresh_token=secret' }

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('createPatientFetch', () => {
  it.each<[string, RequestInit]>([
    ['reading', {}],
    ['a new token', refresh],
  ])('asks again for %s after a connection that broke and a service that was busy', async (_what, init) => {
    expect(await ask(init, reset, busy(), new Response('{}'))).toEqual({ outcome: '200', asked: 3 })
  })

  it('gives up after the third time, with what the service said last', async () => {
    expect(await ask({}, busy(), busy(), busy(), new Response('{}'))).toEqual({ outcome: '503', asked: 3 })
    expect(await ask({}, reset, reset, reset)).toEqual({ outcome: reset.message, asked: 3 })
  })

  it.each<[string, RequestInit]>([
    ['an authorization code', { method: 'POST', body: 'grant_type=authorization_code&code=once' }],
    ['a device code', { method: 'POST', body: 'client_id=x' }],
    ['a report', { method: 'PUT', body: '{}' }],
  ])('never asks twice with %s', async (_what, init) => {
    expect(await ask(init, reset)).toEqual({ outcome: reset.message, asked: 1 })
    expect(await ask(init, busy())).toEqual({ outcome: '503', asked: 1 })
  })

  it.each(['ERR_CERT_AUTHORITY_INVALID', 'ERR_INTERNET_DISCONNECTED', 'ERR_TUNNEL_CONNECTION_FAILED'])(
    'does not ask again after %s, which would say the same',
    async (code) => {
      const error = new Error(`net::${code}`)
      expect(await ask({}, error)).toEqual({ outcome: error.message, asked: 1 })
    },
  )

  it('leaves a service alone that says how long to wait', async () => {
    const wait = new Response('', { status: 503, headers: { 'retry-after': '30' } })
    expect(await ask({}, wait)).toEqual({ outcome: '503', asked: 1 })
  })

  it('stops when no one waits any more', async () => {
    const signal = AbortSignal.abort(new Error('given up'))
    expect(await ask({ signal }, reset)).toMatchObject({ outcome: 'given up' })
  })
})
