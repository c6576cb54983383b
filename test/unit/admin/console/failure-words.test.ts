import { describe, expect, it, vi } from 'vitest'
import { answerOf, ApiRefused, createApi } from '../../../../admin/console/api/api.ts'
import { toFailureWords } from '../../../../admin/console/parts/failure-words.ts'

const wordsOf = (status: number, code: string) => toFailureWords(new ApiRefused(status, code, null, null))

describe('toFailureWords', () => {
  it.each([
    [401, 'auth.wrong-audience', 'failure/token-audience'],
    [401, 'auth.version-1-token', 'failure/token-version'],
    [403, 'auth.wrong-tenant', 'failure/token-tenant'],
    [403, 'auth.missing-scope', 'failure/token-scope'],
    [403, 'auth.guest', 'failure/token-guest'],
    [403, 'auth.unknown-client', 'failure/token-client'],
  ])('asks no one to sign in again for %d %s, which signing in does not mend', (status, code, text) => {
    expect(wordsOf(status, code)).toEqual({ title: 'failure/token', text })
  })

  it('asks for another sign-in where the token has expired, and for a role where there is none', () => {
    expect(wordsOf(401, 'auth.expired-token').text).toBe('failure/sign-in-meaning')
    expect(wordsOf(403, 'auth.missing-role').text).toBe('failure/forbidden-meaning')
  })

  it('says of a file that no one has looked through what is missing', () => {
    expect(wordsOf(409, 'import.not-foreseen').title).toBe('imports/not-looked')
    expect(wordsOf(409, 'import.under-way').title).toBe('failure/conflict')
  })

  it('tells the answer of a proxy from the endpoint’s own', () => {
    expect(wordsOf(413, 'request.too-large').text).toBe('failure/too-large-meaning')
    expect(wordsOf(413, 'proxy').text).toBe('failure/proxy-too-large-meaning')
    expect(wordsOf(504, 'proxy').text).toBe('failure/proxy-meaning')
    expect(wordsOf(500, 'unexpected').text).toBe('failure/unexpected-meaning')
  })

  it('tells a page that a proxy gives instead of an answer from silence', async () => {
    const fetched = async () => new Response('<html>Sign in to the network</html>')
    vi.stubGlobal('location', { origin: 'https://landfall.fabrikam.com' })
    const asked = answerOf(createApi(fetched).GET('/v1/console'))
    const error = await asked.catch((thrown: Error) => thrown)
    expect(error instanceof Error && toFailureWords(error).title).toBe('failure/proxy')
  })

  it.each([
    ['database.unavailable', 'failure/database'],
    ['database.read-only', 'failure/unwritable'],
    ['database.full', 'failure/unwritable'],
    ['auth.keys-unavailable', 'failure/keys'],
    ['endpoint.closing', 'failure/closing'],
    ['of-tomorrow', 'failure/unexpected'],
  ])('says of 503 %s what the endpoint waits for: %s', (code, title) => {
    expect(wordsOf(503, code).title).toBe(title)
  })

  it('says that no one answered only where no one did', () => {
    expect(toFailureWords(new TypeError('Failed to fetch')).title).toBe('failure/away')
  })
})
