import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPlanWatch, type PlanWatch } from '../../../../electron/plan/plan-watch.ts'
import { sendWithToken } from '../../../../electron/session/send-with-token.ts'
import type { Session } from '../../../../electron/session/session.ts'
import type { IdentityFacts } from '../../../../shared/checks/identity.ts'
import type { PlanKnowledge } from '../../../../shared/move/plan.ts'
import { createQuietLog } from '../../../unit/electron/quiet-log.ts'
import { fabrikam, readAt } from '../../../unit/shared/cast.ts'

const upn = 'amy.lee@fabrikam.com'
const signedIn: Extract<IdentityFacts, { kind: 'signed-in' }> = {
  kind: 'signed-in',
  person: { tenantId: fabrikam, username: upn, name: 'Amy Lee', homeTenantId: fabrikam },
}
const plan = { formatVersion: 1, direction: 'forward', sourceUpn: upn, targetUpn: upn, wave: null } as const
const planOf = (moveState: 'InProgress' | 'Success'): PlanKnowledge => ({
  kind: 'known',
  source: 'endpoint',
  readAt,
  plan: { ...plan, moveState },
})
const configured: PlanKnowledge = {
  kind: 'known',
  source: 'configuration',
  readAt,
  plan: { ...plan, moveState: 'InProgress' },
}

let listeners: ServerResponse[]
let begin: (response: ServerResponse) => void
let asked: number
let facts: IdentityFacts
let knowledge: PlanKnowledge
let watch: PlanWatch
const server = createServer((_request, response) => begin(response))
const session: Pick<Session, 'facts' | 'ask'> = {
  facts: () => facts,
  ask: (_service, path, init = {}) => {
    const { port } = server.address() as AddressInfo
    return sendWithToken(fetch, `http://127.0.0.1:${port}${path}`, 'token', init)
  },
}
const stream = (response: ServerResponse): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' }).write('retry: 2000\n\n')
  listeners.push(response)
}
const tell = (data: string): void => listeners.forEach((one) => one.write(`event: plan\ndata: ${data}\n\n`))

beforeEach(async () => {
  listeners = []
  begin = stream
  asked = 0
  facts = signedIn
  knowledge = planOf('InProgress')
  watch = createPlanWatch({
    session,
    knowledge: () => knowledge,
    onChange: () => (asked += 1),
    log: createQuietLog(),
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(async () => {
  watch.stop()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

describe('who waits for a move', () => {
  it('asks once when it begins to listen, and once for each word of the endpoint', async () => {
    watch.update()
    await expect.poll(() => asked).toBe(1)
    tell('{"within":0}')
    await expect.poll(() => asked).toBe(2)
    // What a newer endpoint says in other words is a reason to ask all the same.
    tell('soon')
    await expect.poll(() => asked).toBe(3)
  })

  it('listens once, however often it looks', async () => {
    for (let look = 0; look < 5; look += 1) watch.update()
    await expect.poll(() => asked).toBe(1)
    watch.update()
    tell('{"within":0}')
    await expect.poll(() => asked).toBe(2)
    expect(listeners).toHaveLength(1)
  })

  it('listens anew for somebody else who signs in', async () => {
    watch.update()
    await expect.poll(() => listeners.length).toBe(1)
    const [first] = listeners
    facts = { ...signedIn, person: { ...signedIn.person, username: 'bo@fabrikam.com' } }
    watch.update()
    await expect.poll(() => listeners.length).toBe(2)
    await expect.poll(() => first?.destroyed).toBe(true)
  })

  it('lets go when the move has arrived', async () => {
    watch.update()
    await expect.poll(() => listeners.length).toBe(1)
    const [own] = listeners
    knowledge = planOf('Success')
    watch.update()
    if (own?.destroyed === false) await once(own, 'close')
    expect(own?.destroyed).toBe(true)
  })

  it.each<[string, () => void]>([
    ['no one is signed in', () => (facts = { kind: 'signed-out' })],
    ['the move is done', () => (knowledge = planOf('Success'))],
    ['a configuration says what is known', () => (knowledge = configured)],
    ['the endpoint is away', () => (knowledge = { kind: 'unreachable', reason: 'x', readAt })],
  ])('does not listen where %s', async (_where, make) => {
    make()
    const asked: (string | undefined)[] = []
    server.on('request', ({ url }) => asked.push(url))
    begin = (response) => response.end('')
    watch.update()
    // Sent after whatever it would have sent.
    const { port } = server.address() as AddressInfo
    await (await fetch(`http://127.0.0.1:${port}/after`)).text()
    expect(asked).toEqual(['/after'])
  })

  it('does not knock again soon at an endpoint that has no such stream', async () => {
    let knocks = 0
    begin = (response) => {
      knocks += 1
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}')
    }
    watch.update()
    await expect.poll(() => knocks).toBe(1)
    watch.update()
    expect(asked).toBe(0)
  })
})
