import type { TokenCacheContext } from '@azure/msal-node'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTokenCache, type Encryption } from '../../../../electron/session/token-cache.ts'
import { createQuietLog } from '../quiet-log.ts'
import { flip, reversible } from './reversible.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'landfall-cache-'))
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

describe('createTokenCache', () => {
  it('keeps the tokens over a restart, and never in the clear', async () => {
    const file = path.join(folder, 'cache.bin')
    const first = await createTokenCache(file, reversible, createQuietLog())
    await first.afterCacheAccess(contextOf('{"secret":"marker-7"}').context)
    expect((await readFile(file)).includes('marker-7')).toBe(false)

    const second = await createTokenCache(file, reversible, createQuietLog())
    const { context, content } = contextOf('')
    await second.beforeCacheAccess(context)
    expect(content()).toBe('{"secret":"marker-7"}')
  })

  it.each([
    ['is not ours', Buffer.from('another user wrote this')],
    ['is empty', Buffer.alloc(0)],
    ['decrypts to something that is not JSON', flip(Buffer.from('{"half":'))],
  ])('heals to signed out when the file %s', async (_sentence, bytes) => {
    const file = path.join(folder, 'cache.bin')
    await writeFile(file, bytes)
    const log = createQuietLog()
    const cache = await createTokenCache(file, reversible, log)
    const { context, content } = contextOf('untouched')
    await cache.beforeCacheAccess(context)
    expect(content()).toBe('untouched')
    expect(log.events).toEqual(['token-cache-healed'])
    expect(await readdir(folder)).toEqual([])
  })

  it('stays in memory where the system offers no encryption', async () => {
    const cache = await createTokenCache(path.join(folder, 'cache.bin'), { kind: 'none' }, createQuietLog())
    await cache.afterCacheAccess(contextOf('{"secret":1}').context)
    expect(cache.kind).toBe('memory')
    expect(await readdir(folder)).toEqual([])
  })

  it.each<[string, Encryption]>([
    [
      'only pretends to encrypt',
      { kind: 'system', encrypt: async (t) => Buffer.from(t), decrypt: async (b) => b.toString() },
    ],
    ['cannot read back what it wrote', { ...reversible, decrypt: async () => 'something else' }],
    ['throws', { ...reversible, encrypt: () => Promise.reject(new Error('locked')) }],
  ])('does not trust a store that %s', async (_sentence, encryption) => {
    const cache = await createTokenCache(path.join(folder, 'cache.bin'), encryption, createQuietLog())
    expect(cache.kind).toBe('memory')
    expect(await readdir(folder)).toEqual([])
  })
})
