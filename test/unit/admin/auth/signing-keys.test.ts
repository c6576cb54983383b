import { exportJWK, generateKeyPair, SignJWT, jwtVerify, type CryptoKey } from 'jose'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSigningKeys } from '../../../../admin/server/auth/signing-keys.ts'

const minute = 60_000
const hour = 60 * minute
let pairs: Record<'old' | 'new', { publicKey: CryptoKey; privateKey: CryptoKey }>

beforeAll(async () => {
  pairs = { old: await generateKeyPair('RS256'), new: await generateKeyPair('RS256') }
})
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-20T08:00:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

/** A sign-in service that publishes the keys of the test, or cannot be reached. */
function openIssuer() {
  const state = { published: ['old'] as ('old' | 'new')[], isAway: false, fetches: 0 }
  const stale: (readonly [string | null, string | null])[] = []
  const keys = createSigningKeys({
    fetchKeys: async () => {
      state.fetches += 1
      if (state.isAway) throw new TypeError('fetch failed')
      const published = state.published.map(async (kid) => ({
        ...(await exportJWK(pairs[kid].publicKey)),
        kid,
        alg: 'RS256',
      }))
      return { keys: await Promise.all(published) }
    },
    onStale: (fetchedAt, validUntil) =>
      stale.push([fetchedAt?.toISOString() ?? null, validUntil?.toISOString() ?? null]),
  })
  const isProven = async (kid: 'old' | 'new'): Promise<string> => {
    const token = await new SignJWT({}).setProtectedHeader({ alg: 'RS256', kid }).sign(pairs[kid].privateKey)
    return jwtVerify(token, keys.keyFor).then(
      () => 'ok',
      (error: unknown) => (error instanceof Error ? error.constructor.name : 'unknown'),
    )
  }
  return { state, stale, keys, isProven }
}

const pass = (milliseconds: number): void => void vi.setSystemTime(Date.now() + milliseconds)

describe('createSigningKeys', () => {
  it('believes a known key while the issuer is away, for a day and no longer, and names the time', async () => {
    const { state, stale, isProven } = openIssuer()
    expect(await isProven('old')).toBe('ok')
    state.isAway = true
    pass(11 * minute)
    expect(await isProven('old')).toBe('ok')
    await vi.waitFor(() => expect(stale).toEqual([['2026-11-20T08:00:00.000Z', '2026-11-21T08:00:00.000Z']]))
    pass(23 * hour + 48 * minute)
    expect(await isProven('old')).toBe('ok')
    pass(minute)
    expect(await isProven('old')).toBe('KeysUnavailable')
    state.isAway = false
    pass(minute)
    expect(await isProven('old')).toBe('ok')
  })

  it('fetches anew in the background after ten minutes, and then knows no key that was taken back', async () => {
    const { state, isProven } = openIssuer()
    expect(await isProven('old')).toBe('ok')
    state.published = ['new']
    pass(9 * minute)
    expect([await isProven('old'), state.fetches]).toEqual(['ok', 1])
    pass(minute)
    expect(await isProven('old')).toBe('ok')
    await vi.waitFor(() => expect(state.fetches).toBe(2))
    await vi.waitFor(async () => expect(await isProven('old')).toBe('JWKSNoMatchingKey'))
  })

  it('asks for a key that it does not know at once, and not again for half a minute', async () => {
    const { state, keys, isProven } = openIssuer()
    expect(await isProven('old')).toBe('ok')
    pass(minute)
    state.published = ['old', 'new']
    expect([await isProven('new'), state.fetches]).toEqual(['ok', 2])
    pass(29_000)
    const stranger = async () =>
      jwtVerify(
        await new SignJWT({})
          .setProtectedHeader({ alg: 'RS256', kid: 'stranger' })
          .sign(pairs.new.privateKey),
        (header, token) => keys.keyFor(header, token),
      ).catch((error: unknown) => (error as Error).constructor.name)
    for (let times = 0; times < 5; times += 1) expect(await stranger()).toBe('JWKSNoMatchingKey')
    expect(state.fetches).toBe(2)
    pass(1_000)
    for (let times = 0; times < 5; times += 1) expect(await stranger()).toBe('JWKSNoMatchingKey')
    expect(state.fetches).toBe(3)
  })

  it('asks an issuer that has never answered every five seconds at most, and tells of it once', async () => {
    const { state, stale, keys, isProven } = openIssuer()
    state.isAway = true
    await keys.warm()
    for (let times = 0; times < 100; times += 1) expect(await isProven('old')).toBe('KeysUnavailable')
    expect([state.fetches, stale]).toEqual([1, [[null, null]]])
    pass(5_000)
    for (let times = 0; times < 100; times += 1) expect(await isProven('old')).toBe('KeysUnavailable')
    expect([state.fetches, stale]).toEqual([2, [[null, null]]])
    state.isAway = false
    pass(5_000)
    expect([await isProven('old'), state.fetches]).toEqual(['ok', 3])
  })

  it('tells once that known keys cannot be fetched anew, once that they hold no more, and anew after a fetch', async () => {
    const { state, stale, isProven } = openIssuer()
    await isProven('old')
    state.isAway = true
    const fetched = '2026-11-20T08:00:00.000Z'
    const valid = '2026-11-21T08:00:00.000Z'
    for (let times = 0; times < 4; times += 1) {
      pass(hour)
      await isProven('old')
      await vi.waitFor(() => expect(state.fetches).toBe(times + 2))
    }
    expect(stale).toEqual([[fetched, valid]])
    pass(20 * hour)
    for (let times = 0; times < 3; times += 1) {
      expect(await isProven('old')).toBe('KeysUnavailable')
      pass(minute)
    }
    expect(stale).toEqual([
      [fetched, valid],
      [fetched, valid],
    ])
    state.isAway = false
    expect(await isProven('old')).toBe('ok')
    state.isAway = true
    pass(hour)
    await isProven('old')
    await vi.waitFor(() => expect(stale).toHaveLength(3))
  })

  it('blames the issuer, not the token, where a new key cannot be fetched', async () => {
    const { state, isProven } = openIssuer()
    expect(await isProven('old')).toBe('ok')
    state.isAway = true
    pass(minute)
    expect(await isProven('new')).toBe('KeysUnavailable')
    expect(await isProven('old')).toBe('ok')
  })

  it('makes one fetch of many questions, and needs none where it was warm', async () => {
    const { state, keys, isProven } = openIssuer()
    await keys.warm()
    expect(await Promise.all(Array.from({ length: 20 }, () => isProven('old')))).toEqual(
      Array<string>(20).fill('ok'),
    )
    expect(state.fetches).toBe(1)
  })
})
