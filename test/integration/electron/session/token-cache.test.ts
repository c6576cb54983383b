import type { TokenCacheContext } from '@azure/msal-node'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Encryption } from '../../../../electron/session/encryption.ts'
import { createTokenCache, type TokenCache } from '../../../../electron/session/token-cache.ts'
import { createQuietLog } from '../../../unit/electron/quiet-log.ts'
import { flip, lock, reversible } from './reversible.ts'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'landfall-cache-'))
  file = path.join(folder, 'cache.bin')
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function contextOf(initial: string): { context: TokenCacheContext; content: () => string } {
  let content = initial
  const tokenCache = {
    serialize: () => content,
    deserialize: (text: string) => {
      content = text
    },
  }
  return { context: { cacheHasChanged: true, tokenCache } as TokenCacheContext, content: () => content }
}

const busy: Extract<Encryption, { kind: 'system' }> = {
  ...reversible,
  decrypt: async () => ({ kind: 'busy' }),
}

/** Over a key store that is busy until, and whenever, it is not ready. */
function cacheThatOpens(isReady: () => boolean): TokenCache {
  const slow: Encryption = {
    ...reversible,
    decrypt: (bytes) => (isReady() ? reversible : busy).decrypt(bytes),
  }
  return createTokenCache(file, slow, createQuietLog())
}

async function readThrough(encryption: Encryption, log = createQuietLog()): Promise<string> {
  const { context, content } = contextOf('untouched')
  await createTokenCache(file, encryption, log).beforeCacheAccess(context)
  return content()
}

describe('createTokenCache', () => {
  it('keeps the tokens over a restart, and never in the clear', async () => {
    const first = createTokenCache(file, reversible, createQuietLog())
    await first.afterCacheAccess(contextOf('{"secret":"marker-7"}').context)
    expect((await readFile(file)).includes('marker-7')).toBe(false)
    expect(first.place()).toBe('encrypted-file')

    expect(await readThrough(reversible)).toBe('{"secret":"marker-7"}')
  })

  it.each([
    ['is not ours', Buffer.from('another user wrote this')],
    ['is empty', Buffer.alloc(0)],
    ['decrypts to something that is not JSON', lock('{"half":')],
  ])('heals to signed out when the file %s', async (_sentence, bytes) => {
    await writeFile(file, bytes)
    const log = createQuietLog()
    expect(await readThrough(reversible, log)).toBe('untouched')
    expect(log.events).toEqual(['token-cache-healed'])
    expect(await readdir(folder)).toEqual([])
  })

  it('stays in memory where the system offers no encryption', async () => {
    const cache = createTokenCache(file, { kind: 'none' }, createQuietLog())
    await cache.afterCacheAccess(contextOf('{"secret":1}').context)
    expect(cache.place()).toBe('memory')
    expect(await readdir(folder)).toEqual([])
    const { context, content } = contextOf('')
    await cache.beforeCacheAccess(context)
    expect(content()).toBe('{"secret":1}')
  })

  it.each<[string, Encryption]>([
    [
      'only pretends to encrypt',
      {
        kind: 'system',
        encrypt: async (t) => Buffer.from(t),
        decrypt: async (b) => ({ kind: 'text', text: b.toString(), isOutdated: false }),
      },
    ],
    [
      'cannot read back what it wrote',
      { ...reversible, decrypt: async () => ({ kind: 'text', text: '{}', isOutdated: false }) },
    ],
    ['refuses what it wrote', { ...reversible, decrypt: async () => ({ kind: 'refused' }) }],
    ['locks nothing', { ...reversible, encrypt: async () => null }],
  ])('does not trust a store that %s', async (_sentence, encryption) => {
    const cache = createTokenCache(file, encryption, createQuietLog())
    await cache.afterCacheAccess(contextOf('{"secret":1}').context)
    expect(cache.place()).toBe('memory')
    expect(await readdir(folder)).toEqual([])
  })

  it('forgets the file of an earlier day too, where the system offers no encryption today', async () => {
    await writeFile(file, lock('{"secret":1}'))
    await createTokenCache(file, { kind: 'none' }, createQuietLog()).clear()
    expect(await readdir(folder)).toEqual([])
  })
})

describe('a key store that is busy', () => {
  beforeEach(() => writeFile(file, lock('{"saved":1}')))

  it.each<[string, Encryption]>([
    ['says "later" to everything', busy],
    [
      'says "later" to the saved bytes only, as with a key of its own for today',
      {
        ...reversible,
        decrypt: (bytes) =>
          bytes.equals(lock('{"saved":1}')) ? Promise.resolve({ kind: 'busy' }) : reversible.decrypt(bytes),
      },
    ],
    [
      'locks nothing',
      { ...reversible, encrypt: async () => null, decrypt: async () => ({ kind: 'refused' }) },
    ],
  ])('costs no one the saved sign-in where it %s', async (_sentence, encryption) => {
    const cache = createTokenCache(file, encryption, createQuietLog())
    expect(await cache.look()).toBe('busy')
    expect(await readThrough(encryption)).toBe('untouched')
    expect(await readFile(file)).toEqual(lock('{"saved":1}'))
  })

  it('opens the saved sign-in when it is ready, in the same run', async () => {
    let isReady = false
    const cache = cacheThatOpens(() => isReady)
    expect(await cache.look()).toBe('busy')
    isReady = true
    expect(await cache.look()).toBe('ready')
    const { context, content } = contextOf('')
    await cache.beforeCacheAccess(context)
    expect(content()).toBe('{"saved":1}')
    expect(cache.place()).toBe('encrypted-file')
  })

  it('keeps a new sign-in in memory, prefers it to the saved one, and writes it when it opens', async () => {
    let isReady = false
    const cache = cacheThatOpens(() => isReady)
    await cache.afterCacheAccess(contextOf('{"new":1}').context)
    expect(cache.place()).toBe('memory')
    isReady = true
    const { context, content } = contextOf('')
    await cache.beforeCacheAccess(context)
    expect(content()).toBe('{"new":1}')
    expect(await readThrough(reversible)).toBe('{"new":1}')
  })

  it('answers a look in the middle of a run from memory', async () => {
    let isReady = true
    const cache = cacheThatOpens(() => isReady)
    await cache.beforeCacheAccess(contextOf('').context)
    isReady = false
    const { context, content } = contextOf('')
    await cache.beforeCacheAccess(context)
    expect(content()).toBe('{"saved":1}')
  })
})

it('tells two who ask at once the same, and trusts a good store for good', async () => {
  const cache = createTokenCache(file, reversible, createQuietLog())
  await Promise.all(['{"one":1}', '{"two":2}'].map((text) => cache.afterCacheAccess(contextOf(text).context)))
  expect(cache.place()).toBe('encrypted-file')
  const { context, content } = contextOf('')
  await cache.beforeCacheAccess(context)
  expect(content()).toBe('{"two":2}')
})

it('locks the saved sign-in anew where the system has another key by now', async () => {
  const older = Buffer.concat([Buffer.from('older:'), flip(Buffer.from('{"saved":1}'))])
  await writeFile(file, older)
  const renewed: Encryption = {
    ...reversible,
    decrypt: async (bytes) =>
      bytes.equals(older)
        ? { kind: 'text', text: '{"saved":1}', isOutdated: true }
        : reversible.decrypt(bytes),
  }
  expect(await readThrough(renewed)).toBe('{"saved":1}')
  expect(await readFile(file)).toEqual(lock('{"saved":1}'))
})
