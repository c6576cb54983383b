import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTokenVerifier } from '../../../admin/server/auth/verify-token.ts'
import { audience, scope } from '../../unit/admin/issuer.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { oidOf, startConsoleWorld, type ConsoleWorld } from './console-world.ts'
import { reportOf } from '../../unit/admin/report.ts'
import { readEvents } from './read-events.ts'

let world: ConsoleWorld
let replica: FastifyInstance
let here: string
let there: string

beforeAll(async () => {
  world = await startConsoleWorld(['amy', 'bob'])
  replica = await world.addReplica({})
  here = await world.app.listen({ host: '127.0.0.1', port: 0 })
  there = await replica.listen({ host: '127.0.0.1', port: 0 })
  for (const token of [world.tokens.amy, world.tokens.bob])
    expect((await world.ask('/v1/me/plan', { token })).status).toBe(200)
})
afterAll(async () => {
  await replica.close()
  await world.stop()
})

async function waitAs(token: string, origin = here) {
  const stream = await readEvents(`${origin}/v1/me/plan/changes`, { authorization: `Bearer ${token}` })
  expect(stream.response.headers.get('content-type')).toContain('text/event-stream')
  await stream.until('retry:')
  return stream
}

const countConnections = (app: FastifyInstance): Promise<number> =>
  new Promise((resolve) => app.server.getConnections((_error, count) => resolve(count)))

const states = (moveState: 'InProgress' | 'Success') =>
  world.store.importStates([{ sourceUpn: 'amy@contoso.com', moveState }])

describe('GET /v1/me/plan/changes', () => {
  it('tells who waits that states were imported, at each replica, and says nothing about anybody', async () => {
    const streams = [await waitAs(world.tokens.amy), await waitAs(world.tokens.bob, there)]
    await states('InProgress')
    for (const stream of streams) {
      await stream.until('event: plan\ndata: {"within":0}\n\n')
      expect(stream.text()).not.toMatch(/amy|bob|contoso|fabrikam|InProgress/)
      await stream.stop()
    }
  })

  it('tells a change of one person to that person alone, and no report', async () => {
    const amy = await waitAs(world.tokens.amy)
    const bob = await waitAs(world.tokens.bob)
    await world.report('bob', reportOf())
    await world.post(`/v1/people/${await world.idOf('amy')}/reset`)
    await amy.until('event: plan')
    await amy.stop()
    // A word to everybody is sent after all words before it.
    await states('InProgress')
    await states('Success')
    await bob.until('event: plan')
    expect(bob.text().match(/event: plan/g)).toHaveLength(1)
    await bob.stop()
  })

  it('ends the stream of a person who was not in the map when the map changes, so that the next is theirs', async () => {
    const token = await world.signAs({
      claims: { preferred_username: 'new@fabrikam.com', oid: oidOf(77) },
    })
    const stream = await waitAs(token)
    await world.store.importMap([
      { sourceTenantId: contoso, sourceUpn: 'new@contoso.com', targetUpn: 'new@fabrikam.com' },
    ])
    await stream.until('event: plan')
    expect((await stream.reader?.read())?.done).toBe(true)
  })

  it('is refused to a person with a fifth computer, and open again when one leaves', async () => {
    const streams = await Promise.all(Array.from({ length: 4 }, () => waitAs(world.tokens.amy)))
    const refused = await fetch(`${here}/v1/me/plan/changes`, {
      headers: { authorization: `Bearer ${world.tokens.amy}` },
    })
    expect(refused.status).toBe(429)
    await refused.arrayBuffer()
    await streams[0]?.stop()
    await expect
      .poll(async () => {
        const again = await readEvents(`${here}/v1/me/plan/changes`, {
          authorization: `Bearer ${world.tokens.amy}`,
        })
        await again.stop()
        return again.response.status
      })
      .toBe(200)
    for (const stream of streams.slice(1)) await stream.stop()
  })

  it('forgets who has left while it was asked who they are', async () => {
    const { authority } = world.issuer
    const verify = createTokenVerifier({ authority, tenantIds: [fabrikam, contoso], audience, scope })
    let isSeen = false
    let letGo = (): void => undefined
    const held = new Promise<void>((resolve) => (letGo = resolve))
    const app = await world.addReplica({
      verifyToken: async (authorization) => {
        isSeen = true
        await held
        return verify(authorization)
      },
    })
    const origin = await app.listen({ host: '127.0.0.1', port: 0 })
    const leaving = new AbortController()
    const headers = { authorization: `Bearer ${world.tokens.amy}` }
    const asking = fetch(`${origin}/v1/me/plan/changes`, { headers, signal: leaving.signal })
    await expect.poll(() => isSeen).toBe(true)
    leaving.abort()
    await expect(asking).rejects.toThrow()
    await expect.poll(() => countConnections(app)).toBe(0)
    letGo()
    // Bob comes after her, and is the only one who waits.
    const bob = await waitAs(world.tokens.bob, origin)
    await expect
      .poll(async () => (await fetch(`${origin}/metrics`)).text())
      .toMatch(/^landfall_waiting_apps 1$/m)
    await bob.stop()
    await app.close()
  })

  it('is for people alone, and not for who has no token', async () => {
    expect((await world.ask('/v1/me/plan/changes')).status).toBe(401)
    expect((await world.ask('/v1/me/plan/changes', { token: world.tokens.helpdesk })).status).toBe(403)
  })
})
