import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSession, type Session } from '../../../../electron/session/session.ts'
import type { Encryption } from '../../../../electron/session/encryption.ts'
import { createTokenCache } from '../../../../electron/session/token-cache.ts'
import { createBrowserWay } from '../../../../electron/session/ways/browser-way.ts'
import { readBrowserPages } from '../../../../electron/session/ways/browser-pages.ts'
import { signInWithCode } from '../../../../electron/session/ways/device-code-way.ts'
import type { Config } from '../../../../shared/config/config.ts'
import type { SessionState } from '../../../../shared/window/state.ts'
import { createFormBrowser } from '../../../world/form-browser.ts'
import type { IdentityProvider } from '../../../world/identity/identity-provider.ts'
import { adminScope, amy, clientId, fabrikam, graphAudience } from '../../../world/people.ts'
import { faults, type EntraError } from '../../../world/identity/faults.ts'
import { startSignInService, type SignInService } from '../../world/sign-in-service.ts'
import { configOf } from '../../../unit/shared/cast.ts'
import { nobodyKnown } from '../../../unit/electron/plan/nobody-known.ts'
import { createQuietLog } from '../../../unit/electron/quiet-log.ts'
import { reversible } from './reversible.ts'

let service: SignInService
let identity: IdentityProvider
let fetch: typeof globalThis.fetch
beforeAll(async () => {
  service = await startSignInService()
  ;({ identity, fetch } = service)
})
afterAll(() => service.stop())

/** What each sign-in in the browser asked for. */
const opened: URLSearchParams[] = []
const shown: SessionState[] = []

function openSession(encryption: Encryption): Session {
  const plain = configOf({ targetUpn: amy.target.upn })
  const config: Config = {
    ...plain,
    target: { ...plain.target, tenantId: fabrikam.tenantId },
    signIn: { ...plain.signIn, clientId, authority: identity.origin, knownAuthorities: [identity.host] },
    admin: { endpoint: identity.origin, scope: adminScope },
    graph: { ...plain.graph, endpoint: identity.origin },
  }
  const browser = createFormBrowser(fetch)
  const log = createQuietLog()
  return createSession({
    config,
    knownPerson: nobodyKnown,
    cache: async () => createTokenCache(path.join(service.folder, 'token-cache.bin'), encryption, log),
    ways: async () => ({
      here: createBrowserWay(await readBrowserPages('en'), () => undefined),
      'device-code': signInWithCode,
    }),
    openPage: async (url) => {
      opened.push(new URL(url).searchParams)
      // A sign-in that is refused closes the port before the browser is back there.
      browser.signIn(url, amy.target).catch(() => undefined)
    },
    fetch,
    show: (state) => shown.push(state),
    log,
    now: () => new Date(),
    unknownSince: async (_about, now) => now,
  })
}

describe('a session with MSAL and a real sign-in service', () => {
  it.each<[string, Encryption]>([
    ['in a file', reversible],
    ['in memory, where the system keeps no secrets', { kind: 'none' }],
  ])('asks for one new token when ten requests find the old one too old, kept %s', async (_where, kept) => {
    identity.setTokenLife(200)
    const session = openSession(kept)
    expect(await session.signIn('here')).toBe(true)
    const before = identity.requests().length
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => session.ask('admin', `/${fabrikam.tenantId}/discovery/v2.0/keys`)),
    )
    expect(answers.map(({ kind }) => kind)).toEqual(Array(10).fill('answered'))
    const refreshed = identity
      .requests()
      .slice(before)
      .filter(({ grant }) => grant === 'refresh_token')
    expect(refreshed).toHaveLength(1)
  })

  const keys = `/${fabrikam.tenantId}/discovery/v2.0/keys`
  it.each<[string, EntraError, string, boolean]>([
    ['a second factor', faults.multiFactorDue(), 'interaction-required', true],
    ['consent that the person can give', faults.consentMissing(), 'consent-required', false],
  ])(
    'asks once for Graph’s own token, with %s, and no one is signed out',
    async (_what, error, reason, isChallenged) => {
      const session = openSession({ kind: 'none' })
      expect(await session.signIn('here')).toBe(true)
      identity.refuse(graphAudience, error, 'once-asked')
      expect(await session.ask('graph', keys)).toMatchObject({ kind: 'sign-in-needed', reason })
      expect(session.facts().kind).toBe('signed-in')
      opened.length = 0
      expect(await session.signIn('here')).toBe(true)
      expect(opened).toHaveLength(1)
      expect(opened[0]?.get('scope')).toContain('Files.Read')
      expect(opened[0]?.get('login_hint')).toBe(amy.target.upn)
      expect(opened[0]?.get('claims')?.includes('acrs') ?? false).toBe(isChallenged)
      expect(await session.ask('graph', keys)).toMatchObject({ kind: 'answered' })
    },
  )

  it('tells a sign-in service in trouble from the service that was to be asked', async () => {
    identity.setTokenLife(200)
    const session = openSession({ kind: 'none' })
    expect(await session.signIn('here')).toBe(true)
    identity.fault('token', faults.unavailable())
    expect(await session.ask('admin', keys)).toMatchObject({ kind: 'unreachable', isSignIn: true })
    expect(await session.ask('admin', keys)).toMatchObject({ kind: 'answered' })
  })

  it('keeps the person signed in, and the reason, where Graph’s token is refused for good', async () => {
    identity.setTokenLife(3600)
    const session = openSession({ kind: 'none' })
    expect(await session.signIn('here')).toBe(true)
    identity.refuse(graphAudience, faults.deviceNotManaged())
    const refused = { kind: 'sign-in-needed', reason: 'access-blocked', number: 530003 }
    expect(await session.ask('graph', keys)).toMatchObject(refused)
    expect(await session.signIn('here')).toBe(false)
    expect(session.facts()).toMatchObject({ kind: 'signed-in' })
    expect(await session.ask('graph', keys)).toMatchObject(refused)
    expect(await session.ask('admin', keys)).toMatchObject({ kind: 'answered' })
    identity.refuse(graphAudience, null)
  })

  it.each(['application', 'api'] as const)(
    'lets the person in without a page once every server knows the %s, also where servers disagree at first',
    async (what) => {
      identity.setTokenLife(200)
      const session = openSession({ kind: 'none' })
      expect(await session.signIn('here')).toBe(true)
      identity.registerLate(fabrikam.tenantId, what, 2)
      expect(await session.ask('admin', keys)).toMatchObject({
        kind: 'sign-in-needed',
        reason: 'not-known-yet',
      })
      expect(session.facts()).toMatchObject({ kind: 'failed', reason: 'not-known-yet' })
      opened.length = 0
      await session.retrySaved()
      expect(session.facts()).toMatchObject({ kind: 'failed', reason: 'not-known-yet' })
      await session.retrySaved()
      expect(session.facts()).toMatchObject({ kind: 'signed-in' })
      expect(opened).toEqual([])
    },
  )

  it('gets a code at the second try, once the application is known', async () => {
    const session = openSession({ kind: 'none' })
    identity.registerLate(fabrikam.tenantId, 'application', 1)
    expect(await session.signIn('device-code')).toBe(false)
    expect(session.facts()).toMatchObject({ kind: 'failed', reason: 'not-known-yet', number: 700016 })
    const signedIn = session.signIn('device-code')
    await expect
      .poll(() => {
        const last = shown.at(-1)
        return last?.kind === 'signing-in' && last.page.kind === 'device-code' && last.page.code !== null
      })
      .toBe(true)
    session.cancel()
    expect(await signedIn).toBe(false)
  })

  it.each<[string, () => EntraError, string]>([
    ['a rule against it', faults.blockedByPolicy, 'access-blocked'],
    ['a rule that wants a managed device', faults.deviceNotManaged, 'access-blocked'],
    ['a public client that is not allowed', faults.secretWanted, 'registration-wrong'],
    ['a refusal that is new', faults.newRefusal, 'refused'],
    ['an unknown application', faults.appUnknown, 'not-known-yet'],
    ['a guest network', faults.guestNetwork, 'captive-portal'],
    ['a service that is down', faults.unavailable, 'unreachable'],
  ])('says why there is no code, because of %s', async (_what, fault, reason) => {
    const session = openSession({ kind: 'none' })
    identity.fault('devicecode', fault())
    expect(await session.signIn('device-code')).toBe(false)
    expect(session.facts()).toMatchObject({ kind: 'failed', reason, isWithCode: true })
  })
})
