import { createLocalJWKSet, errors, type JWTVerifyGetKey } from 'jose'
import { z } from 'zod'

/** The signing keys of one tenant. */
export type SigningKeys = {
  readonly keyFor: JWTVerifyGetKey
  /** Fetches them now, so that the first who asks need not wait. Never rejects. */
  readonly warm: () => Promise<void>
}

export type SigningKeysOptions = {
  /** Gives the keys as they are published. */
  readonly fetchKeys: () => Promise<unknown>
  /**
   * The keys cannot be fetched; those of `fetchedAt` are believed until `validUntil`. Told once, and once more when these hold
   * no longer, until a fetch succeeds.
   */
  readonly onStale?: (fetchedAt: Date | null, validUntil: Date | null) => void
}

/** The keys cannot be fetched: a token may be good, and is to be sent again. */
export class KeysUnavailable extends Error {}

const freshMilliseconds = 10 * 60_000
/** Entra says to look for new keys every 24 hours (learn.microsoft.com, signing key rollover). */
const keptMilliseconds = 24 * 3_600_000
/** Tokens with unknown keys must not cause a request to the issuer each time. */
const pauseMilliseconds = 30_000
/** The same while there are no keys at all; shorter, as people wait then. */
const pauseWithoutMilliseconds = 5_000

const keysSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) })

/**
 * Known keys are accepted for a day, and fetched again in the background after ten minutes: people can sign in while the sign-in
 * service cannot be reached. A revoked key is accepted until the next fetch that succeeds.
 */
export function createSigningKeys({ fetchKeys, onStale }: SigningKeysOptions): SigningKeys {
  let known: { readonly keyFor: JWTVerifyGetKey; readonly fetchedAt: number } | null = null
  let triedAt = -Infinity
  let hasFailed = false
  let announced: 'nothing' | 'kept' | 'none' = 'nothing'
  let underWay: Promise<void> | null = null

  function refresh(): Promise<void> {
    underWay ??= fetchOnce().finally(() => (underWay = null))
    return underWay
  }

  async function fetchOnce(): Promise<void> {
    triedAt = Date.now()
    try {
      const keys = keysSchema.parse(await fetchKeys())
      known = { keyFor: createLocalJWKSet(keys), fetchedAt: Date.now() }
      hasFailed = false
      announced = 'nothing'
    } catch {
      hasFailed = true
      announceOnce(kept() === null ? 'none' : 'kept')
    }
  }

  function announceOnce(what: 'kept' | 'none'): void {
    if (announced === what) return
    announced = what
    if (known === null) onStale?.(null, null)
    else onStale?.(new Date(known.fetchedAt), new Date(known.fetchedAt + keptMilliseconds))
  }

  function mayTry(): boolean {
    const pause = kept() === null ? pauseWithoutMilliseconds : pauseMilliseconds
    return underWay !== null || Math.abs(Date.now() - triedAt) >= pause
  }

  /** Those that may still be believed. */
  function kept(): typeof known {
    return known !== null && Date.now() - known.fetchedAt < keptMilliseconds ? known : null
  }

  return {
    warm: refresh,
    async keyFor(header, token) {
      // There are none: each request waits for the fetch that is under way, or begins one.
      if (kept() === null && mayTry()) await refresh()
      const now = kept()
      if (now === null) throw new KeysUnavailable()
      if (Date.now() - now.fetchedAt >= freshMilliseconds && mayTry()) void refresh()
      try {
        return await now.keyFor(header, token)
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
        if (mayTry()) await refresh()
        // The key may be new, and could not be fetched: the token may be good.
        if (hasFailed) throw new KeysUnavailable()
        return (kept() ?? now).keyFor(header, token)
      }
    },
  }
}
