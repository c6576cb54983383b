import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { request, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queryRows, sql } from '../../../admin/server/database/statement.ts'
import { withOwnPool } from '../../../admin/server/database/connection-watch.ts'
import { createDemoConfig, demoCast } from '../../../admin/server/demo/demo-config.ts'
import { createDemoSignIn } from '../../../admin/server/demo/demo-sign-in.ts'
import { createTokenVerifier } from '../../../admin/server/auth/verify-token.ts'
import { createAdminApp } from '../../../admin/server/start/create-admin-app.ts'
import { endpointProgram } from '../../../build/run/build-if-old.ts'
import { eventually } from '../../eventually.ts'
import { audience, scope, startIssuer, type Issuer } from '../../unit/admin/issuer.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { createDataFolder, type DataFolder } from './data-folder.ts'
import { endHard, hearLines } from './endpoint-process.ts'
import { startStore, type TestStore } from './with-store.ts'

type Demo = {
  readonly child: ChildProcess
  readonly said: string[]
  readonly url: string
  readonly code: string
}

let own: DataFolder
let usual: TestStore
let issuer: Issuer
let demo: Demo
beforeAll(async () => {
  own = await createDataFolder()
  usual = await startStore()
  issuer = await startIssuer()
  demo = await startDemo('--data', place('data'))
})
afterAll(async () => {
  await endHard(demo.child)
  await usual.stop()
  await issuer.stop()
  await own.remove()
})

const place = (name: string): string => path.join(own.folder, name)

function spawnDemo(...args: string[]): { readonly child: ChildProcess; readonly said: string[] } {
  const child = spawn(process.execPath, [endpointProgram, '--demo', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  return { child, said: hearLines(child) }
}

async function startDemo(...args: string[]): Promise<Demo> {
  const { child, said } = spawnDemo(...args)
  return eventually(() => {
    const [, url, code] = /Open +(\S+)\/#code=(\S+)/.exec(said.join('\n')) ?? []
    if (url === undefined || code === undefined) throw new Error(said.join('\n'))
    return { child, said, url, code }
  })
}

async function endOf(child: ChildProcess): Promise<number | null> {
  const [code] = (await once(child, 'close')) as [number | null]
  return code
}

type Asked = { readonly method?: string; readonly headers?: OutgoingHttpHeaders; readonly body?: unknown }

/** With Node's own client: `fetch` does not let anybody set these headers. */
async function ask(
  { url }: Pick<Demo, 'url'>,
  at: string,
  { method = 'GET', headers = {}, body }: Asked = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const type = body === undefined ? {} : { 'content-type': 'application/json' }
  const sent = request(new URL(at, url), { method, headers: { ...type, ...headers } })
  sent.end(body === undefined ? undefined : JSON.stringify(body))
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  return { status: response.statusCode ?? 0, text: await text(response) }
}

async function signIn(where: Demo, code = where.code): Promise<string> {
  const { status, text } = await ask(where, '/v1/demo/sign-in', { method: 'POST', body: { code } })
  expect([status, text]).toEqual([200, expect.any(String)])
  return `Bearer ${(JSON.parse(text) as { token: string }).token}`
}

describe('a demonstration', () => {
  it('says loudly what it is', () => {
    const said = demo.said.join('\n')
    expect(said).toContain('DEMONSTRATION: not an endpoint for a real migration')
    expect(demo.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  })

  it('signs its admin in with the code of the terminal, however that is typed', async () => {
    const authorization = await signIn(demo, ` ${demo.code.toLowerCase().replace('-', '')} `)
    const me = await ask(demo, '/v1/me', { headers: { authorization } })
    expect(JSON.parse(me.text)).toMatchObject({ role: 'admin' })
    const progress = await ask(demo, '/v1/progress', { headers: { authorization } })
    expect(JSON.parse(progress.text)).toMatchObject({ overall: { people: 200 } })
  })

  it.each(['', 'AAAAA-AAAAA', '0'])('refuses the code "%s"', async (code) => {
    const { status, text } = await ask(demo, '/v1/demo/sign-in', { method: 'POST', body: { code } })
    expect([status, text]).toEqual([401, expect.stringContaining('demo.wrong-code')])
  })

  it.each<[string, OutgoingHttpHeaders]>([
    ['a name that was turned to this computer', { host: 'landfall.evil.example' }],
    ['a name that begins like this computer', { host: '127.0.0.1.evil.example' }],
    ['a name of the network', { host: 'workstation-7:8443' }],
    ['a proxy in front', { 'x-forwarded-for': '203.0.113.7' }],
    ['a proxy that says it in the standard’s words', { forwarded: 'for=203.0.113.7' }],
    ['a tunnel', { 'cf-connecting-ip': '203.0.113.7' }],
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a page in a frame without an origin', { origin: 'null' }],
    ['a page at another port', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'cors' }],
    ['a script of another page', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ])('answers nothing to %s', async (_name, headers) => {
    const authorization = await signIn(demo)
    for (const at of ['/', '/v1/console', '/v1/progress', '/livez']) {
      const { status, text } = await ask(demo, at, { headers: { authorization, ...headers } })
      expect([at, status, text]).toEqual([at, 403, expect.stringContaining('demo.elsewhere')])
    }
    const body = { code: demo.code }
    const wrong = await ask(demo, '/v1/demo/sign-in', { method: 'POST', headers, body })
    expect([wrong.status, wrong.text.includes('"token"')]).toEqual([403, false])
  })

  it('lets the page be opened by a link', async () => {
    const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }
    expect((await ask(demo, '/v1/console', { headers })).status).toBe(200)
    expect((await ask(demo, '/v1/console', { method: 'POST', headers })).status).toBe(403)
  })

  it('takes no token that a sign-in service or another demonstration has issued', async () => {
    const config = createDemoConfig(0)
    const other = await createDemoSignIn(config, demoCast.target.domain)
    const tokens = [
      (await other.signIn(other.code))?.token ?? '',
      await issuer.sign(),
      await issuer.sign({
        tenantId: config.targetTenantId,
        claims: { iss: `${config.authority}/${config.targetTenantId}/v2.0`, aud: config.audience },
      }),
    ]
    for (const token of tokens) {
      const { status } = await ask(demo, '/v1/me', { headers: { authorization: `Bearer ${token}` } })
      expect([401, 403]).toContain(status)
    }
  })
})

describe('an endpoint that is no demonstration', () => {
  /** `tenants` and `authority` as it would have to be configured to take what a demonstration signs. */
  const openUsual = (tenantIds: readonly string[], authority: string, aud: string) =>
    createAdminApp({
      store: usual.store,
      version: '0.0.0',
      sourceTenantId: contoso,
      verifyToken: createTokenVerifier({
        authority,
        tenantIds,
        keysOf: () => () => issuer.publicKeyOf(fabrikam) as CryptoKey,
        audience: aud,
        scope,
        console: {
          tenantId: tenantIds[0] ?? '',
          scope: 'Console.Use',
          roleClaims: { admin: 'Landfall.Admin', helpdesk: 'Landfall.Helpdesk' },
        },
      }),
    })

  it('takes no token of a demonstration, even one with the same tenants, issuer and audience', async () => {
    const authorization = await signIn(demo)
    const { authority, sourceTenantId, targetTenantId, audience: demoAudience } = createDemoConfig(0)
    const alike = await openUsual([targetTenantId, sourceTenantId], authority, demoAudience)
    const other = await openUsual([fabrikam, contoso], issuer.authority, audience)
    for (const app of [alike, other]) {
      const { statusCode } = await app.inject({ url: '/v1/me', headers: { authorization } })
      expect([401, 403]).toContain(statusCode)
      await app.close()
    }
  })

  it('has no such sign-in, and does not say that it is a demonstration', async () => {
    const app = await openUsual([fabrikam, contoso], issuer.authority, audience)
    const payload = { code: demo.code }
    const answer = await app.inject({ method: 'POST', url: '/v1/demo/sign-in', payload })
    expect([answer.statusCode, answer.json<{ error: { code: string } }>().error.code]).toEqual([
      404,
      'request.not-found',
    ])
    expect((await app.inject({ url: '/v1/console' })).body).not.toContain('demo"')
    await app.close()
  })
})

describe('the data of a demonstration', () => {
  it('is deleted when it ends', async () => {
    const { child, said } = await startDemo('--data', place('short'))
    child.kill('SIGINT')
    expect(await endOf(child)).toBe(0)
    expect(existsSync(place('short'))).toBe(false)
    expect(said.at(-1)).toBe('The demonstration has ended. Its data is deleted.')
  })

  it('is made anew where one was killed', async () => {
    const killed = await startDemo('--data', place('killed'))
    const authorization = await signIn(killed)
    await endHard(killed.child)
    const next = await startDemo('--data', place('killed'))
    const { status } = await ask(next, '/v1/me', { headers: { authorization } })
    expect(status).toBe(401)
    next.child.kill('SIGTERM')
    expect(await endOf(next.child)).toBe(0)
    expect(existsSync(place('killed'))).toBe(false)
  })

  it('is not put where something else is, and not where another demonstration has its own', async () => {
    await mkdir(place('real'))
    await writeFile(path.join(place('real'), 'secret-keys'), 'kept')
    const beside = spawnDemo('--data', place('real'))
    expect(await endOf(beside.child)).toBe(21)
    expect(beside.said.join('\n')).toContain('data.not-a-database')
    expect(await readFile(path.join(place('real'), 'secret-keys'), 'utf8')).toBe('kept')
    const second = spawnDemo('--data', place('data'))
    expect(await endOf(second.child)).toBe(21)
    expect(second.said.join('\n')).toContain('data.in-use')
    expect((await ask(demo, '/readyz')).status).toBe(200)
  })

  it('lies in a database of its own on a server of this computer, never in an endpoint’s', async () => {
    const { url } = usual.postgres
    const taken = spawnDemo('--database', url)
    expect(await endOf(taken.child)).toBe(1)
    expect(taken.said.join('\n')).toContain('that is the database of an endpoint')
    const names = (): Promise<string[]> =>
      withOwnPool(url, async (pool) => {
        const rows = await queryRows(
          pool,
          sql<{ name: string }>`select datname as name from pg_database where datname like 'landfall_demo_%'`,
        )
        return rows.map(({ name }) => name)
      })
    const empty = new URL(url)
    empty.pathname = '/template1'
    const { child } = await startDemo('--database', empty.href)
    expect(await names()).toHaveLength(1)
    child.kill('SIGINT')
    expect(await endOf(child)).toBe(0)
    expect(await names()).toEqual([])
  })
})
