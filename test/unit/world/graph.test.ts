import { PublicClientApplication } from '@azure/msal-node'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createNetworkClient } from '../../../electron/session/network-client.ts'
import { createCertificates } from '../../world/certificates.ts'
import { createFormBrowser } from '../../world/form-browser.ts'
import { startGraph, type Graph } from '../../world/graph/graph.ts'
import { startIdentityProvider, type IdentityProvider } from '../../world/identity/identity-provider.ts'
import { adminScope, amy, carla, clientId, fabrikam, type Account } from '../../world/people.ts'
import { createTrustingFetch } from '../../world/trusting-fetch.ts'

let folder: string
let identity: IdentityProvider
let graph: Graph
let fetch: typeof globalThis.fetch
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'landfall-graph-'))
  const certificates = await createCertificates(folder)
  fetch = createTrustingFetch(certificates.ca)
  identity = await startIdentityProvider(certificates)
  graph = await startGraph(certificates, identity)
})
afterAll(async () => {
  await Promise.all([identity.stop(), graph.stop()])
  await rm(folder, { recursive: true, force: true })
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
