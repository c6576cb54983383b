import type { FastifyInstance } from 'fastify'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAdminApp, type AdminPorts } from '../../../admin/server/start/create-admin-app.ts'
import { contoso } from '../../unit/shared/cast.ts'
import { startConsoleWorld, type ConsoleWorld } from './console-world.ts'
import { reportOf } from '../../unit/admin/report.ts'

let world: ConsoleWorld
let pageFolder: string
const apps: FastifyInstance[] = []

beforeAll(async () => {
  pageFolder = await mkdtemp(path.join(tmpdir(), 'landfall-page-'))
  await mkdir(path.join(pageFolder, 'assets'))
  await writeFile(path.join(pageFolder, 'index.html'), '<!doctype html>')
  await writeFile(path.join(pageFolder, 'assets/main-abc.js'), 'void 0')
  world = await startConsoleWorld(['amy', 'bob'], {
    consolePage: { folder: pageFolder, authority: 'https://login.example' },
    metricsToken: 'a-long-secret',
  })
})
afterAll(async () => {
  for (const app of apps) await app.close()
  await world.stop()
  await rm(pageFolder, { recursive: true, force: true })
})

/** Another replica on the same database. */
async function replicaWith(ports: Partial<AdminPorts>): Promise<FastifyInstance> {
  const nobody: AdminPorts['verifyToken'] = async () => ({ kind: 'refused', code: 'auth.missing-token' })
  const app = await createAdminApp({
    store: world.store,
    verifyToken: nobody,
    version: '0.0.0',
    sourceTenantId: contoso,
    ...ports,
  })
  apps.push(app)
  return app
}

describe('GET /metrics', () => {
  const metricsWith = (authorization?: string) =>
    world.ask('/metrics', { headers: authorization === undefined ? {} : { authorization } })

  it.each([
    ['without the token', undefined],
    ['with another token', 'Bearer another-secret'],
    ['with the beginning of it', 'Bearer a-long-secre'],
    ['with more than it', 'Bearer a-long-secret-'],
    ['with it in another way', 'Basic a-long-secret'],
    ['with an admin’s token', 'admin'],
  ])('tells nothing %s, on this computer either', async (_name, given) => {
    const authorization = given === 'admin' ? `Bearer ${world.tokens.admin}` : given
    expect(await metricsWith(authorization)).toMatchObject({
      status: 401,
      json: { error: { code: 'metrics.forbidden' } },
    })
  })

  it('has numbers and no one’s name with the token', async () => {
    await world.report('amy', reportOf())
    const { status, body, headers } = await metricsWith('Bearer a-long-secret')
    expect([status, headers['content-type']]).toEqual([200, expect.stringContaining('text/plain')])
    expect(body).toContain('landfall_people{state="done"} 1')
    expect(body).not.toMatch(/amy|bob|contoso|fabrikam/)
  })

  it('is for this computer alone where there is no token', async () => {
    const app = await replicaWith({})
    const from = async (remoteAddress: string) =>
      (await app.inject({ url: '/metrics', remoteAddress })).statusCode
    expect(await from('127.0.0.1')).toBe(200)
    expect(await from('192.0.2.7')).toBe(401)
  })
})

describe('every answer', () => {
  it.each([
    ['an answer', '/v1/progress', 200, 'admin'],
    ['the contract', '/v1/openapi.json', 200, null],
    ['the console’s page', '/people', 200, null],
    ['a part of it', '/assets/main-abc.js', 200, null],
    ['an export', '/v1/export/people.csv', 200, 'admin'],
    ['a refusal for want of a token', '/v1/progress', 401, null],
    ['a refusal for want of a role', '/v1/settings', 403, 'helpdesk'],
    ['a refusal of what is asked', '/v1/people?limit=none', 422, 'admin'],
    ['an address that there is not', '/nothing', 404, null],
  ] as const)('says how a browser has to treat it: %s', async (_name, url, expected, who) => {
    const { status, headers } = await world.ask(url, who === null ? {} : { token: world.tokens[who] })
    expect(status).toBe(expected)
    const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'SAMEORIGIN',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': matching(/^max-age=\d{7,}/),
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': matching(/default-src 'none'.*frame-ancestors 'none'/),
      'cache-control': url.startsWith('/assets/') ? matching(/immutable/) : 'no-store',
    })
    expect(headers['x-powered-by']).toBeUndefined()
    expect(headers['access-control-allow-origin']).toBeUndefined()
  })

  it('is nothing that a browser could run where the address cannot be decoded', async () => {
    const { status, headers } = await world.ask('/v1/people/%zz')
    expect(status).toBe(422)
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'cache-control': 'no-store',
    })
  })
})

describe('what is too much', () => {
  const tooMuch = { status: 413, json: { error: { code: 'request.too-large' } } }

  it('is refused by its size, without a look at it', async () => {
    const large = 'x'.repeat(257 * 1024)
    const put = (url: string, method: 'PUT' | 'POST', token: string) =>
      world.ask(url, { method, token, headers: { 'content-type': 'application/json' }, file: large })
    expect(await put(`/v1/reports/${reportOf().id}`, 'PUT', world.tokens.amy)).toMatchObject(tooMuch)
    expect(await put('/v1/webhooks', 'POST', world.tokens.admin)).toMatchObject(tooMuch)
    expect(await put(`/v1/signals/${reportOf().id}`, 'PUT', '')).toMatchObject(tooMuch)
  })

  it('is counted by address, signals apart and fewer of them, and says when to come back', async () => {
    const app = await replicaWith({ limits: { perAddress: 6, perCaller: 100, signalsPerAddress: 2 } })
    const signal = async () => {
      const { statusCode, headers } = await app.inject({
        method: 'PUT',
        url: `/v1/signals/${reportOf().id}`,
        headers: {
          'content-type': 'application/json',
          'x-landfall-key': reportOf().id,
          'x-landfall-signature': '0'.repeat(64),
        },
        payload: '{}',
      })
      return [statusCode, headers['retry-after']] as const
    }
    expect([await signal(), await signal()].map(([status]) => status)).toEqual([401, 401])
    expect(await signal()).toEqual([429, '60'])
    const ask = (url: string, remoteAddress = '127.0.0.1') => app.inject({ url, remoteAddress })
    for (let time = 0; time < 3; time += 1) expect((await ask('/v1/me')).statusCode).toBe(401)
    const limited = await ask('/v1/me')
    expect([limited.statusCode, limited.json()]).toMatchObject([429, { error: { code: 'request.too-many' } }])
    expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0)
    // Another person is served, and so is the monitoring.
    expect((await ask('/v1/me', '192.0.2.7')).statusCode).toBe(401)
    for (const url of ['/livez', '/readyz', '/healthz', '/metrics'])
      expect((await ask(url)).statusCode).toBe(200)
  })
})

// The last ones: they take the database away.
describe('the monitoring of the endpoint', () => {
  const healthOf = async (app: FastifyInstance) =>
    Promise.all(['/livez', '/readyz', '/healthz'].map(async (url) => (await app.inject({ url })).statusCode))

  it('hears that it lives and is ready', async () => {
    expect(await healthOf(world.app)).toEqual([200, 200, 200])
  })

  it('hears without the database that it lives and is not ready, and still gets its numbers', async () => {
    const [row] = await world.query(`select setting from pg_settings where name = 'data_directory'`)
    const pidFile = path.join(String(row?.['setting']), 'postmaster.pid')
    process.kill(Number((await readFile(pidFile, 'utf8')).split('\n')[0]), 'SIGKILL')
    await world.postgres.gone
    expect(await healthOf(world.app)).toEqual([200, 503, 503])
    const refused = await world.ask('/readyz')
    expect(refused).toMatchObject({
      json: { error: { code: 'database.unavailable' } },
      headers: { 'retry-after': '5' },
    })
    const { status, body } = await world.ask('/metrics', {
      headers: { authorization: 'Bearer a-long-secret' },
    })
    expect(status).toBe(200)
    expect(body).toContain('# TYPE landfall_reports_total counter')
    expect(body).toMatch(/^landfall_database_connections_waiting \d+$/m)
    expect(body).not.toContain('landfall_people{')
    expect((await world.ask('/v1/me/plan', { token: world.tokens.amy })).status).toBe(503)
  })
})

describe('an endpoint that closes', () => {
  it('refuses in its own form what comes on a connection that is open, and answers what is under way', async () => {
    let answer = (): void => {}
    const isAsked = new Promise<void>((asked) => {
      answer = asked
    })
    let asks = 0
    const app = await replicaWith({
      store: {
        ...world.store,
        canWrite: async () => {
          asks += 1
          await isAsked
          return 'ready'
        },
      },
    })
    await app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.server.address() as AddressInfo
    const connection = connect(port, '127.0.0.1')
    let said = ''
    connection.setEncoding('utf8').on('data', (text: string) => (said += text))
    const ask = (where: string): boolean =>
      connection.write(`GET ${where} HTTP/1.1\r\nHost: localhost\r\n\r\n`)
    ask('/readyz')
    await expect.poll(() => asks).toBe(1)
    const closing = app.close()
    await expect.poll(() => app.server.listening).toBe(false)
    ask('/v1/me')
    answer()
    await once(connection, 'close')
    await closing
    expect(said).toMatch(/^HTTP\/1.1 200 OK[^]*HTTP\/1.1 503 /)
    expect(said).toContain('retry-after: 5')
    expect(said).toContain('"code":"endpoint.closing"')
  })
})
