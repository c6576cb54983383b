import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGraph, type Graph } from '../../world/graph/graph.ts'
import { quickXorHashOf } from '../../world/graph/quick-xor-hash.ts'
import { adminScope, amy, carla } from '../../world/people.ts'
import { tokenFor } from './graph-session.ts'
import { startSignInService, type SignInService } from './sign-in-service.ts'

let service: SignInService
let graph: Graph
let fetch: typeof globalThis.fetch
beforeAll(async () => {
  service = await startSignInService()
  ;({ fetch } = service)
  graph = await startGraph(service.certificates, service.identity)
})
afterAll(async () => {
  await graph.stop()
  await service.stop()
})

const graphScopes = ['User.Read', 'Files.Read']

async function askDrive(token: string): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${graph.url}/v1.0/me/drive?$select=id,webUrl`, {
    headers: { authorization: `Bearer ${token}` },
  })
  return { status: response.status, body: await response.json() }
}

describe('startGraph', () => {
  it('tells where the drive of the person behind the token is', async () => {
    const { status, body } = await askDrive(await tokenFor(service, amy.target, graphScopes))
    expect(status).toBe(200)
    expect(body).toMatchObject({
      webUrl: 'https://fabrikam-my.sharepoint.com/personal/amy_lee_fabrikam_com/Documents',
    })
  })

  it('refuses a token that was tampered with', async () => {
    const token = await tokenFor(service, amy.target, graphScopes)
    const [header, payload = '', signature] = token.split('.')
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as object
    const forged = Buffer.from(JSON.stringify({ ...claims, oid: carla.target.oid })).toString('base64url')
    const { status, body } = await askDrive([header, forged, signature].join('.'))
    expect(status).toBe(401)
    expect(body).toMatchObject({ error: { code: 'InvalidAuthenticationToken' } })
  })

  it("refuses the admin API's token", async () => {
    expect((await askDrive(await tokenFor(service, amy.target, [adminScope]))).status).toBe(401)
  })

  it('tells of a notebook as a package, neither folder nor file, and lists its sections all the same', async () => {
    const headers = { authorization: `Bearer ${await tokenFor(service, amy.target, graphScopes)}` }
    const ask = async (path: string): Promise<unknown> =>
      (await fetch(`${graph.url}/v1.0/me/drive/root${path}`, { headers })).json()
    graph.files(amy.target).putNotebook('Team/Plans', ['Quick Notes.one'])
    const notebook = await ask(':/Team/Plans')
    expect(notebook).toMatchObject({ name: 'Plans', package: { type: 'oneNote' } })
    expect(notebook).toHaveProperty('webUrl')
    for (const facet of ['folder', 'file']) expect(notebook).not.toHaveProperty(facet)
    expect(await ask(':/Team:/children')).toMatchObject({ value: [{ package: { type: 'oneNote' } }] })
    expect(await ask(':/Team/Plans:/children')).toMatchObject({ value: [{ name: 'Quick Notes.one' }] })
  })

  it('makes a drive for who has none, and remembers that it did', async () => {
    expect(graph.record().provisioned).toEqual([])
    expect((await askDrive(await tokenFor(service, carla.target, graphScopes))).status).toBe(200)
    expect(graph.record().provisioned).toEqual([carla.target.oid])
  })
})

describe('quickXorHashOf', () => {
  it.each([
    ['nothing', '', 'AAAAAAAAAAAAAAAAAAAAAAAAAAA='],
    ['one byte', 'Sg==', 'SgAAAAAAAAAAAAAAAQAAAAAAAAA='],
  ])('makes of %s what others make of it', (_what, content, hash) => {
    expect(quickXorHashOf(Buffer.from(content, 'base64'))).toBe(hash)
  })
})
