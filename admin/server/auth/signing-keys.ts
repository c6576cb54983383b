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
/** Tokens with keys that nobody knows must not make us ask the issuer each time. */
const pauseMilliseconds = 30_000
/** Nor each token while we have no keys at all; somebody waits then. */
const pauseWithoutMilliseconds = 5_000

const keysSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) })

/**
 * Known keys are believed for a day, and fetched anew in the background after ten minutes: a sign-in service that cannot be
 * reached locks nobody out. A key that was taken back holds until the next fetch that succeeds.
 */
export function createSigningKeys({ fetchKeys, onStale }: SigningKeysOptions): SigningKeys {
  let known: { readonly keyFor: JWTVerifyGetKey; readonly fetchedAt: number } | null = null
  let triedAt = -Infinity
  let hasFailed = false
  let told: 'nothing' | 'kept' | 'none' = 'nothing'
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
      told = 'nothing'
    } catch {
      hasFailed = true
      tellOnce(kept() === null ? 'none' : 'kept')
    }
  }

  function tellOnce(what: 'kept' | 'none'): void {
    if (told === what) return
    told = what
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
      // There are none: everybody waits for the fetch that is under way, or begins one.
      if (kept() === null && mayTry()) await refresh()
      const now = kept()
      if (now === null) throw new KeysUnavailable()
      if (Date.now() - now.fetchedAt >= freshMilliseconds && mayTry()) void refresh()
      try {
        return await now.keyFor(header, token)
      } catch (error) {
        if (!(error instanceof errors.JWKSNoMatchingKey)) throw error
        if (mayTry()) await refresh()
        // A new key that nobody could tell us of is no fault of the token.
        if (hasFailed) throw new KeysUnavailable()
        return (kept() ?? now).keyFor(header, token)
      }
    },
  }
}
