import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { commandLine } from '../../../../admin/server/database/audit.ts'
import { lockSecrets } from '../../../../admin/server/database/lock-secrets.ts'
import { createSecretBox, makeKey, readKeys } from '../../../../admin/server/database/secret-box.ts'
import { addKey, addWebhook } from '../../../../admin/server/settings/settings.ts'
import { findValidKey } from '../../../../admin/server/reports/signals.ts'
import { openStore, type Store } from '../../../../admin/server/store.ts'
import { fabrikam } from '../../../unit/shared/cast.ts'
import { startStore, type TestStore } from '../with-store.ts'

const [first, second] = [makeKey(), makeKey()].map((text) => Buffer.from(text, 'base64')) as [Buffer, Buffer]

describe('createSecretBox', () => {
  const box = createSecretBox([first])
  it('opens what it has locked at its own place, and nothing else', () => {
    const sealed = box.seal('a', 'secret')
    expect(sealed).not.toContain('secret')
    expect(box.seal('a', 'secret')).not.toBe(sealed)
    expect(box.open('a', sealed)).toBe('secret')
    expect(box.open('b', sealed)).toBeNull()
    expect(createSecretBox([second]).open('a', sealed)).toBeNull()
    expect(createSecretBox().open('a', sealed)).toBeNull()
    // Not the last letter: the text has bits there that stand for nothing.
    const turned = sealed.replace(/.(?=.$)/, (letter) => (letter === 'A' ? 'B' : 'A'))
    expect(box.open('a', turned)).toBeNull()
    expect(box.open('a', sealed.slice(0, 20))).toBeNull()
  })

  it('opens with each key and locks with the first', () => {
    const exchanged = createSecretBox([second, first])
    const old = box.seal('a', 'secret')
    expect([exchanged.open('a', old), exchanged.isStale(old)]).toEqual(['secret', true])
    expect(exchanged.isStale(exchanged.seal('a', 'secret'))).toBe(false)
    expect(box.open('a', exchanged.seal('a', 'secret'))).toBeNull()
  })

  it('leaves what was kept before there was a key', () => {
    expect([box.open('a', 'plain'), box.isStale('plain')]).toEqual(['plain', true])
    expect(createSecretBox().seal('a', 'plain')).toBe('plain')
  })
})

describe('readKeys', () => {
  it.each([
    ['', null],
    ['c2hvcnQ=', null],
    [`${first.toString('base64')}\nc2hvcnQ=`, null],
    [`${first.toString('base64')}\n\n${second.toString('base64')}\n`, [first, second]],
  ])('%j', (text, keys) => {
    expect(readKeys(text)).toEqual(keys)
  })
})

describe('lockSecrets', () => {
  let world: TestStore
  const opened: Store[] = []
  beforeAll(async () => {
    world = await startStore()
  })
  afterAll(async () => {
    for (const store of opened) await store.close()
    await world.stop()
  })
  const openWith = async (...keys: Buffer[]) => {
    const store = await openStore(world.postgres.url, fabrikam, { secrets: createSecretBox(keys) })
    opened.push(store)
    return store.database
  }
  const kept = async (): Promise<string> => {
    const { rows } = await world.store.database.pool.query<{ secret: string }>(
      'select secret from enrolment_keys union all select secret from webhooks',
    )
    return rows.map(({ secret }) => secret).join(' ')
  }

  it('locks what was open, exchanges the key, and says how much no key opens', async () => {
    const plain = world.store.database
    const key = await addKey(plain, commandLine, 'Wave 1', '2099-01-01T00:00:00Z')
    const hook = await addWebhook(plain, commandLine, {
      url: 'https://hooks.example/',
      format: 'generic',
      events: [],
    })
    expect(await kept()).toContain(key.secret)

    const locked = await openWith(first)
    expect(await lockSecrets(locked)).toBe(0)
    expect(await kept()).not.toContain(key.secret)
    expect(await kept()).not.toContain(hook.secret)
    expect((await findValidKey(locked, key.id))?.secret).toBe(key.secret)
    // Without the key nothing that it signs is believed.
    expect(await findValidKey(plain, key.id)).toBeNull()

    const exchanging = await openWith(second, first)
    expect(await lockSecrets(exchanging)).toBe(0)
    const exchanged = await openWith(second)
    expect((await findValidKey(exchanged, key.id))?.secret).toBe(key.secret)
    expect(await findValidKey(locked, key.id)).toBeNull()
    expect(await lockSecrets(locked)).toBe(2)
    expect((await findValidKey(exchanged, key.id))?.secret).toBe(key.secret)

    const next = await addKey(exchanged, commandLine, 'Wave 2', '2099-01-01T00:00:00Z')
    expect(await kept()).not.toContain(next.secret)
    expect((await findValidKey(exchanged, next.id))?.secret).toBe(next.secret)
    const nextHook = await addWebhook(exchanged, commandLine, {
      url: 'https://hooks.example/next',
      format: 'generic',
      events: [],
    })
    expect(await kept()).not.toContain(nextHook.secret)
  })
})
