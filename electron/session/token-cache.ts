import type { ICachePlugin, TokenCacheContext } from '@azure/msal-node'
import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { parseJson } from '../../shared/text/parse-json.ts'
import { readIfPresent, writeDurably } from '../platform/durable-file.ts'
import type { Log } from '../context/log.ts'
import type { Encryption } from './encryption.ts'

export type TokenCache = ICachePlugin & {
  /** Where the tokens are kept now. What a busy store did not take stays in memory until it does. */
  readonly place: () => 'encrypted-file' | 'memory'
  /** Looks whether the saved sign-in can be read: `busy` where there is one and the system does not open it yet. */
  readonly look: () => Promise<'ready' | 'busy'>
  /** Forgets everything, on disk too. */
  readonly clear: () => Promise<void>
}

type Saved = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'nothing' | 'busy' }

const probeText = 'Landfall can keep a secret here: ü😀'

/**
 * MSAL's cache in one encrypted file. The store is proven by write, read, compare before it is trusted with tokens.
 * A file is taken away only where its bytes are proven bad: the store opens what it has just locked, and does not
 * open these, or what it opens is no cache. A store that is busy costs no one the saved sign-in.
 */
export function createTokenCache(file: string, encryption: Encryption, log: Log): TokenCache {
  /** What MSAL gave last: it empties itself before every look-up and takes what it is given. */
  let kept: string | null = null
  let isWritten = false
  /** Null until the store has been tried, or where it said "later". */
  let isTrusted: boolean | null = null
  let proving: Promise<boolean | null> | null = null
  let writing: Promise<unknown> = Promise.resolve()

  async function proveStore(): Promise<boolean | null> {
    if (encryption.kind === 'none') return false
    if (isTrusted !== null) return isTrusted
    // Two callers at once get the same answer.
    proving ??= probe(file, encryption, log).finally(() => {
      proving = null
    })
    isTrusted = await proving
    return isTrusted
  }

  async function readSaved(): Promise<Saved> {
    if (encryption.kind === 'none' || (await proveStore()) === false) return { kind: 'nothing' }
    const bytes = await readIfPresent(file).catch(() => 'held' as const)
    if (bytes === null) return { kind: 'nothing' }
    if (bytes === 'held') return { kind: 'busy' }
    const opened = await encryption.decrypt(bytes)
    if (opened.kind === 'busy') return opened
    if (opened.kind === 'text' && parseJson(opened.text) !== undefined) {
      if (opened.isOutdated) await write(opened.text)
      return opened
    }
    if (opened.kind === 'refused' && (await probe(file, encryption, log)) !== true) return { kind: 'busy' }
    log.warn('token-cache-healed', { opened: opened.kind })
    await rm(file, { force: true })
    return { kind: 'nothing' }
  }

  /** One after the other: what was given last is what stays. True where the text is in the file. */
  function write(text: string): Promise<boolean> {
    const written = writing.then(
      async () => (await proveStore()) === true && (await writeNow(file, encryption, text, log)),
    )
    writing = written
    return written
  }

  return {
    place: () => (isWritten ? 'encrypted-file' : 'memory'),
    look: async () => ((await readSaved()).kind === 'busy' ? 'busy' : 'ready'),
    async clear(): Promise<void> {
      kept = null
      isWritten = false
      await rm(file, { force: true })
    },
    async beforeCacheAccess({ tokenCache }: TokenCacheContext): Promise<void> {
      // What could not be written is newer than what is in the file.
      if (kept !== null && !isWritten) isWritten = await write(kept)
      const saved: Saved = kept === null || isWritten ? await readSaved() : { kind: 'busy' }
      if (saved.kind === 'text') {
        kept = saved.text
        isWritten = true
      } else if (saved.kind === 'nothing') kept = null
      if (kept !== null) tokenCache.deserialize(kept)
    },
    async afterCacheAccess({ cacheHasChanged, tokenCache }: TokenCacheContext): Promise<void> {
      if (!cacheHasChanged) return
      kept = tokenCache.serialize()
      isWritten = await write(kept)
    },
  }
}

/** True where the text is in the file, encrypted. */
async function writeNow(file: string, encryption: Encryption, text: string, log: Log): Promise<boolean> {
  if (encryption.kind === 'none') return false
  try {
    const bytes = await encryption.encrypt(text)
    if (bytes === null) return false
    await writeDurably(file, bytes)
    return true
  } catch (error) {
    log.warn('token-cache-not-written', { error })
    return false
  }
}

/** True where the store opens what it has just locked, and locked it; null where it says "later". */
async function probe(
  file: string,
  { encrypt, decrypt }: Extract<Encryption, { kind: 'system' }>,
  log: Log,
): Promise<boolean | null> {
  const probeFile = `${file}.${randomUUID()}.probe`
  try {
    const locked = await encrypt(probeText)
    if (locked === null) return null
    await writeDurably(probeFile, locked)
    const bytes = await readIfPresent(probeFile)
    if (bytes === null) return null
    if (bytes.includes(probeText)) return false
    const opened = await decrypt(bytes)
    if (opened.kind === 'busy') return null
    return opened.kind === 'text' && opened.text === probeText
  } catch (error) {
    log.warn('token-cache-untrusted', { error })
    return null
  } finally {
    await rm(probeFile, { force: true }).catch(() => undefined)
  }
}
