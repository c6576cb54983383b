import { PublicClientApplication } from '@azure/msal-node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNetworkClient } from '../../../electron/session/network-client.ts'
import { createFormBrowser } from '../../world/form-browser.ts'
import { startGraph, type Graph } from '../../world/graph/graph.ts'
import type { IdentityProvider } from '../../world/identity/identity-provider.ts'
import { adminScope, amy, carla, clientId, fabrikam, type Account } from '../../world/people.ts'
import { startSignInService, type SignInService } from './sign-in-service.ts'

let service: SignInService
let identity: IdentityProvider
let graph: Graph
let fetch: typeof globalThis.fetch
beforeAll(async () => {
  service = await startSignInService()
  ;({ identity, fetch } = service)
  graph = await startGraph(service.certificates, identity)
})
afterAll(async () => {
  await graph.stop()
  await service.stop()
})

async function tokenFor(account: Account, scopes: string[]): Promise<string> {
  const msal = new PublicClientApplication({
    auth: {
      clientId,
      authority: `${identity.origin}/${fabrikam.tenantId}`,
      knownAuthorities: [identity.host],
    },
    system: { networkClient: createNetworkClient(fetch) },
  })
  const browser = createFormBrowser(fetch)
  const { accessToken } = await msal.acquireTokenInteractive({
    scopes,
    openBrowser: async (url) => void browser.signIn(url, account),
  })
  return accessToken
}

const graphScopes = ['User.Read', 'Files.Read']

async function askDrive(token: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${graph.url}/v1.0/me/drive?$select=id,webUrl`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return { status: response.status, body: await response.json() }
}

describe('startGraph', () => {
  it('tells where the drive of the person behind the token is', async () => {
    const { status, body } = await askDrive(await tokenFor(amy.target, graphScopes))
    expect(status).toBe(200)
    expect(body).toMatchObject({
      webUrl: 'https://fabrikam-my.sharepoint.com/personal/amy_lee_fabrikam_com/Documents',
    })
  })

  it('refuses a token that was tampered with', async () => {
    const token = await tokenFor(amy.target, graphScopes)
    const [header, payload = '', signature] = token.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
    const forged = Buffer.from(JSON.stringify({ ...claims, oid: carla.target.oid })).toString('base64url')
    const { status, body } = await askDrive([header, forged, signature].join('.'))
    expect(status).toBe(401)
    expect(body).toMatchObject({ error: { code: 'InvalidAuthenticationToken' } })
  })

  it("refuses the admin API's token", async () => {
    expect((await askDrive(await tokenFor(amy.target, [adminScope]))).status).toBe(401)
  })

  it('makes a drive for who has none, and remembers that it did', async () => {
    expect(graph.record().provisioned).toEqual([])
    expect((await askDrive(await tokenFor(carla.target, graphScopes))).status).toBe(200)
    expect(graph.record().provisioned).toEqual([carla.target.oid])
  })
})
