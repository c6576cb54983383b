import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createSession, type Session } from '../../../../electron/session/session.ts'
import { createTokenCache, type Encryption } from '../../../../electron/session/token-cache.ts'
import { createBrowserWay } from '../../../../electron/session/ways/browser-way.ts'
import { readBrowserPages } from '../../../../electron/session/ways/browser-pages.ts'
import { signInWithCode } from '../../../../electron/session/ways/device-code-way.ts'
import type { Config } from '../../../../shared/config.ts'
import { createFormBrowser } from '../../../world/form-browser.ts'
import type { IdentityProvider } from '../../../world/identity/identity-provider.ts'
import { adminScope, amy, clientId, fabrikam } from '../../../world/people.ts'
import { faults, type EntraError } from '../../../world/identity/faults.ts'
import { startSignInService, type SignInService } from '../../world/sign-in-service.ts'
import { configOf } from '../../shared/cast.ts'
import { createQuietLog } from '../quiet-log.ts'
import { reversible } from './reversible.ts'

let service: SignInService
let identity: IdentityProvider
let fetch: typeof globalThis.fetch
beforeAll(async () => {
  service = await startSignInService()
  ;({ identity, fetch } = service)
})
afterAll(() => service.stop())

function openSession(encryption: Encryption): Session {
  const plain = configOf({ targetUpn: amy.target.upn })
  const config: Config = {
    ...plain,
    target: { ...plain.target, tenantId: fabrikam.tenantId },
    signIn: { ...plain.signIn, clientId, authority: identity.origin, knownAuthorities: [identity.host] },
    admin: { endpoint: identity.origin, scope: adminScope },
  }
  const browser = createFormBrowser(fetch)
  const log = createQuietLog()
  return createSession({
    config,
    cache: () => createTokenCache(path.join(service.folder, 'token-cache.bin'), encryption, log),
    ways: async () => ({
      here: createBrowserWay(await readBrowserPages('en'), () => undefined),
      'device-code': signInWithCode,
    }),
    openPage: async (url) => void browser.signIn(url, amy.target),
    fetch,
    show: () => {},
    log,
    now: () => new Date(),
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

  it.each<[string, () => EntraError, string]>([
    ['a rule against it', faults.blockedByPolicy, 'access-blocked'],
    ['a rule that wants a managed device', faults.deviceNotManaged, 'access-blocked'],
    ['a public client that is not allowed', faults.secretWanted, 'registration-wrong'],
    ['a refusal that is new', faults.newRefusal, 'refused'],
    ['an unknown application', faults.appUnknown, 'consent-required'],
    ['a guest network', faults.guestNetwork, 'captive-portal'],
    ['a service that is down', faults.unavailable, 'unreachable'],
  ])('says why there is no code, because of %s', async (_what, fault, reason) => {
    const session = openSession({ kind: 'none' })
    identity.fault('devicecode', fault())
    expect(await session.signIn('device-code')).toBe(false)
    expect(session.facts()).toMatchObject({ kind: 'failed', reason, isWithCode: true })
  })
})
