import type { ICachePlugin, TokenCacheContext } from '@azure/msal-node'
import { rm } from 'node:fs/promises'
import { readIfPresent, writeDurably } from '../durable-file.ts'
import type { Log } from '../log.ts'

/** What the system offers to keep a secret with. `none` keeps the cache in memory only. */
export type Encryption =
  | {
      readonly kind: 'system'
      readonly encrypt: (text: string) => Promise<Buffer>
      readonly decrypt: (bytes: Buffer) => Promise<string>
    }
  | { readonly kind: 'none' }

export type TokenCache = ICachePlugin & {
  /** Where the tokens are kept. */
  readonly kind: 'encrypted-file' | 'memory'
  /** Forgets everything, on disk too. */
  readonly clear: () => Promise<void>
}

/**
 * MSAL's cache in one encrypted file. The store is proven by write, read, compare before it is trusted. A cache
 * that is corrupt or another user's heals to "signed out": MSAL would throw a bare SyntaxError (sign-in-facts 5c).
 */
export async function createTokenCache(file: string, encryption: Encryption, log: Log): Promise<TokenCache> {
  if (encryption.kind === 'none' || !(await isTrustworthy(file, encryption, log))) return createMemoryCache()
  const { encrypt, decrypt } = encryption
  const clear = async (): Promise<void> => {
    await rm(file, { force: true })
  }

  return {
    kind: 'encrypted-file',
    clear,
    async beforeCacheAccess(context: TokenCacheContext): Promise<void> {
      const bytes = await readIfPresent(file)
      if (bytes === null) return
      try {
        const text = await decrypt(bytes)
        JSON.parse(text)
        context.tokenCache.deserialize(text)
      } catch (error) {
        log.warn('token-cache-healed', { error })
        await clear()
      }
    },
    async afterCacheAccess(context: TokenCacheContext): Promise<void> {
      if (!context.cacheHasChanged) return
      await writeDurably(file, await encrypt(context.tokenCache.serialize()))
    },
  }
}

// MSAL empties itself before every look-up and takes what the plug-in gives it, so memory has to be given too.
function createMemoryCache(): TokenCache {
  let kept: string | null = null
  return {
    kind: 'memory',
    clear: async () => {
      kept = null
    },
    beforeCacheAccess: async ({ tokenCache }) => {
      if (kept !== null) tokenCache.deserialize(kept)
    },
    afterCacheAccess: async ({ cacheHasChanged, tokenCache }) => {
      if (cacheHasChanged) kept = tokenCache.serialize()
    },
  }
}

async function isTrustworthy(
  file: string,
  encryption: Extract<Encryption, { kind: 'system' }>,
  log: Log,
): Promise<boolean> {
  const probe = `${file}.probe`
  const text = 'Landfall can keep a secret here: ü😀'
  try {
    await writeDurably(probe, await encryption.encrypt(text))
    const bytes = await readIfPresent(probe)
    if (bytes === null || bytes.includes(text)) return false
    return (await encryption.decrypt(bytes)) === text
  } catch (error) {
    log.warn('token-cache-untrusted', { error })
    return false
  } finally {
    await rm(probe, { force: true })
  }
}
