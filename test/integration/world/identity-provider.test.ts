import { PublicClientApplication, type DeviceCodeRequest } from '@azure/msal-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNetworkClient } from '../../../electron/session/network-client.ts'
import { createFormBrowser } from '../../world/form-browser.ts'
import { faults } from '../../world/identity/faults.ts'
import type { IdentityProvider } from '../../world/identity/identity-provider.ts'
import { adminScope, amy, clientId, contoso, fabrikam, gusAsGuest, type Account } from '../../world/people.ts'
import { startSignInService, type SignInService } from './sign-in-service.ts'

let service: SignInService
let identity: IdentityProvider
let fetch: typeof globalThis.fetch
beforeAll(async () => {
  service = await startSignInService()
  ;({ identity, fetch } = service)
})
afterAll(() => service.stop())

function createMsal(tenantId: string = fabrikam.tenantId): PublicClientApplication {
  return new PublicClientApplication({
    auth: { clientId, authority: `${identity.origin}/${tenantId}`, knownAuthorities: [identity.host] },
    system: { networkClient: createNetworkClient(fetch) },
  })
}

function signIn(msal: PublicClientApplication, account: Account) {
  const browser = createFormBrowser(fetch)
  return msal.acquireTokenInteractive({
    scopes: [adminScope],
    prompt: 'select_account',
    nonce: 'a-nonce',
    openBrowser: async (url) => {
      void browser.signIn(url, account)
    },
  })
}

const claimsIn = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as Record<string, unknown>

describe('startIdentityProvider, asked by MSAL in its normal mode', () => {
  it('signs a person in, and the token is for the service that was asked for', async () => {
    const result = await signIn(createMsal(), amy.target)
    expect(result.tenantId).toBe(fabrikam.tenantId)
    expect(result.account?.homeAccountId).toBe(`${amy.target.oid}.${fabrikam.tenantId}`)
    expect(result.account?.username).toBe('amy.stone@fabrikam.com')
    expect(claimsIn(result.accessToken)).toMatchObject({
      aud: '55555555-5555-4555-8555-555555555555',
      scp: 'Reports.Submit Console.Use',
      tid: fabrikam.tenantId,
      oid: amy.target.oid,
      preferred_username: 'amy.stone@fabrikam.com',
    })
  })

  it('gives a token for Graph without asking the person again', async () => {
    const msal = createMsal()
    const { account } = await signIn(msal, amy.target)
    if (account === null) throw new Error('no one signed in')
    const result = await msal.acquireTokenSilent({ account, scopes: ['User.Read', 'Files.Read'] })
    expect(claimsIn(result.accessToken)).toMatchObject({
      aud: 'https://graph.microsoft.com',
      scp: 'User.Read Files.Read',
    })
  })

  it('signs in silently from a saved cache', async () => {
    const first = createMsal()
    await signIn(first, amy.target)
    const second = createMsal()
    second.getTokenCache().deserialize(first.getTokenCache().serialize())
    const [account] = await second.getAllAccounts()
    if (!account) throw new Error('the cache is empty')
    const result = await second.acquireTokenSilent({ account, scopes: [adminScope], forceRefresh: true })
    expect(result.fromCache).toBe(false)
    expect(result.account?.username).toBe('amy.stone@fabrikam.com')
  })

  it('says of a guest that the home is elsewhere', async () => {
    const { account, tenantId } = await signIn(createMsal(), gusAsGuest)
    expect(tenantId).toBe(fabrikam.tenantId)
    expect(account?.homeAccountId).toBe(`${gusAsGuest.home.oid}.${contoso.tenantId}`)
    expect(account?.idTokenClaims?.['idp']).toBe(`https://sts.windows.net/${contoso.tenantId}/`)
  })

  it('answers Cancel as Entra does', async () => {
    const browser = createFormBrowser(fetch)
    const attempt = createMsal().acquireTokenInteractive({
      scopes: [adminScope],
      openBrowser: async (url) => void browser.cancel(url),
    })
    await expect(attempt).rejects.toMatchObject({
      errorCode: 'access_denied',
      errorMessage: expect.stringMatching(/65004/) as string,
    })
  })

  it.each([
    ['consent is missing', faults.consentMissing(), 65001],
    ['Conditional Access blocks', faults.blockedByPolicy(), 53003],
    ['the account is disabled', faults.accountDisabled(), 50057],
  ])('plays the fault that %s', async (_sentence, fault, number) => {
    const msal = createMsal()
    const { account } = await signIn(msal, amy.target)
    if (account === null) throw new Error('no one signed in')
    identity.fault('token', fault)
    const silent = msal.acquireTokenSilent({ account, scopes: [adminScope], forceRefresh: true })
    await expect(silent).rejects.toMatchObject({ errorNo: number })
  })

  it('refuses a scope that no one consented to', async () => {
    const msal = createMsal()
    const { account } = await signIn(msal, amy.target)
    if (account === null) throw new Error('no one signed in')
    await expect(msal.acquireTokenSilent({ account, scopes: ['Mail.Read'] })).rejects.toMatchObject({
      errorNo: 65001,
    })
  })

  it('hands out device codes with an interval, so that MSAL does not poll without a pause', async () => {
    const msal = createMsal()
    const polls = () => identity.requests().filter(({ grant }) => grant?.includes('device_code')).length
    const before = polls()
    let message = ''
    const request: DeviceCodeRequest = {
      scopes: [adminScope],
      deviceCodeCallback: (response) => {
        message = response.message
        expect(response.interval).toBe(1)
      },
      timeout: 2,
    }
    await expect(msal.acquireTokenByDeviceCode(request)).rejects.toMatchObject({
      errorCode: 'user_timeout_reached',
    })
    expect(message).toMatch(/enter the code [A-Z-]+/)
    expect(polls() - before).toBeLessThan(5)
  })
})
