import type { AccountInfo, AuthenticationResult, INativeBrokerPlugin } from '@azure/msal-node'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadBroker } from '../../../../electron/session/broker.ts'
import { loadMsal } from '../../../../electron/session/msal.ts'
import { createSession, type Session } from '../../../../electron/session/session.ts'
import { createTokenCache } from '../../../../electron/session/token-cache.ts'
import { createBrowserWay } from '../../../../electron/session/ways/browser-way.ts'
import { signInWithCode } from '../../../../electron/session/ways/device-code-way.ts'
import type { Remembered } from '../../../../shared/checks/identity.ts'
import type { SessionState } from '../../../../shared/window/state.ts'
import { createFormBrowser } from '../../../world/form-browser.ts'
import { adminScope, amy, clientId, fabrikam, type Account } from '../../../world/people.ts'
import { startSignInService, type SignInService } from '../../world/sign-in-service.ts'
import { configOf } from '../../../unit/shared/cast.ts'
import { createQuietLog } from '../../../unit/electron/quiet-log.ts'

const handle = Buffer.from([7])

/** Windows' account dialog, which cannot exist here: it knows one account and notes what it was asked. */
class Windows {
  readonly asked: string[] = []
  readonly windows: (Buffer | undefined)[] = []
  readonly #known: Account
  constructor(known: Account) {
    this.#known = known
  }

  plugin(): INativeBrokerPlugin {
    return {
      isBrokerAvailable: true,
      setLogger: () => {},
      getAccountById: async () => this.#account(),
      getAllAccounts: async () => [this.#account()],
      acquireTokenSilent: async () => this.#give('silent'),
      acquireTokenInteractive: async ({ prompt }, window) => {
        this.windows.push(window)
        return this.#give(`prompt ${prompt}`)
      },
      signOut: async () => void this.asked.push('sign-out'),
    }
  }

  #give(what: string): AuthenticationResult {
    this.asked.push(what)
    const { tenantId } = this.#known
    return { account: this.#account(), tenantId, accessToken: 'token' } as AuthenticationResult
  }

  #account(): AccountInfo {
    const { tenantId, upn, oid, name } = this.#known
    return {
      homeAccountId: `${oid}.${tenantId}`,
      environment: 'login.example',
      tenantId,
      username: upn,
      localAccountId: oid,
      nativeAccountId: oid,
      name,
    }
  }
}

let service: SignInService
beforeAll(async () => {
  service = await startSignInService()
})
afterAll(() => service.stop())

function openSession(
  findBroker: typeof loadBroker,
  waitedFor = amy.target.upn,
  remembered: Remembered | null = null,
): { session: Session; shown: SessionState[] } {
  const { identity, fetch } = service
  const plain = configOf({ targetUpn: waitedFor })
  const shown: SessionState[] = []
  const log = createQuietLog()
  const browser = createFormBrowser(fetch)
  const session = createSession(
    {
      config: {
        ...plain,
        target: { ...plain.target, tenantId: fabrikam.tenantId },
        signIn: {
          ...plain.signIn,
          clientId,
          authority: identity.origin,
          knownAuthorities: [identity.host],
          broker: true,
        },
        admin: { endpoint: identity.origin, scope: adminScope },
      },
      knownPerson: { compare: async () => remembered },
      cache: async () => createTokenCache(path.join(service.folder, 'cache.bin'), { kind: 'none' }, log),
      ways: async () => ({
        here: createBrowserWay({ done: '', failed: '' }, () => handle),
        'device-code': signInWithCode,
      }),
      openPage: async (url) => void browser.signIn(url, amy.target),
      fetch,
      show: (state) => shown.push(state),
      log,
      now: () => new Date(),
      unknownSince: async (_about, now) => now,
    },
    (config, cache, network, ownLog) => loadMsal(config, cache, network, ownLog, findBroker),
  )
  return { session, shown }
}

describe('a session with the broker', () => {
  it('takes in whom Windows knows already, without asking anybody', async () => {
    const windows = new Windows(amy.target)
    const { session, shown } = openSession(async () => windows.plugin())
    await session.restore()
    expect(shown.at(-1)).toMatchObject({ kind: 'signed-in', username: amy.target.upn, isKept: true })
    expect(windows.asked).toEqual(['prompt none'])
    const answer = await session.ask('admin', `/${fabrikam.tenantId}/discovery/v2.0/keys`)
    expect(answer.kind).toBe('answered')
    expect(windows.asked).toEqual(['prompt none', 'silent'])
  })

  it('says nothing of somebody of the old organisation whom Windows knows', async () => {
    const { session, shown } = openSession(async () => new Windows(amy.source).plugin())
    await session.restore()
    expect(shown.map(({ kind }) => kind)).toEqual(['restoring', 'signed-out'])
  })

  it.each([
    ['the account that was accepted here under another address', amy.target.mapped, 'same', true],
    ['another account that has the address now', amy.target.upn, 'other', false],
    ['another address without a memory of it', amy.target.mapped, null, false],
  ] as const)('asks Windows unseen and finds %s', async (_, waitedFor, remembered, isTaken) => {
    const windows = new Windows(amy.target)
    const { session } = openSession(async () => windows.plugin(), waitedFor, remembered)
    await session.restore()
    expect(session.facts().kind).toBe(isTaken ? 'signed-in' : 'signed-out')
  })

  it('lets Windows ask in front of our window, and forgets the person there too', async () => {
    const windows = new Windows(amy.target)
    const { session, shown } = openSession(async () => windows.plugin())
    expect(await session.signIn('here')).toBe(true)
    expect(shown.at(-2)).toMatchObject({ kind: 'signing-in', page: { kind: 'system' } })
    expect(windows.windows).toEqual([handle])
    await session.signOut()
    expect(windows.asked).toEqual(['prompt select_account', 'sign-out'])
  })

  it('refuses a person who was picked in the dialog of Windows and is not the right one', async () => {
    const { session } = openSession(async () => new Windows(amy.source).plugin())
    expect(await session.signIn('here')).toBe(false)
    expect(session.facts()).toMatchObject({ kind: 'failed', reason: 'wrong-tenant' })
  })

  it('leaves Windows out of a sign-in with a code', async () => {
    const windows = new Windows(amy.target)
    const { session } = openSession(async () => windows.plugin())
    const signedIn = session.signIn('device-code')
    await expect
      .poll(() => service.identity.requests().some(({ path }) => path.endsWith('/devicecode')))
      .toBe(true)
    session.cancel()
    expect(await signedIn).toBe(false)
    expect(windows.asked).toEqual([])
  })

  // The library is the real one; on Windows it would open a dialog that no one answers.
  it.skipIf(process.platform !== 'linux')('opens the browser where this system has no broker', async () => {
    const log = createQuietLog()
    expect(await loadBroker(log)).toBeNull()
    expect(log.events).toContain('broker-unavailable')
    const { session, shown } = openSession(loadBroker)
    expect(await session.signIn('here')).toBe(true)
    expect(shown.map((state) => (state.kind === 'signing-in' ? state.page.kind : state.kind))).toEqual([
      'browser',
      'signed-in',
    ])
  })
})
