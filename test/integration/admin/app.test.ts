import { randomUUID } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAdminApp } from '../../../admin/server/start/create-admin-app.ts'
import { createTokenVerifier } from '../../../admin/server/auth/verify-token.ts'
import type { Store } from '../../../admin/server/store.ts'
import { planSchema } from '../../../shared/move/plan.ts'
import { receiptSchema, refusalSchema } from '../../../shared/outputs/report.ts'
import { adatum, contoso, fabrikam } from '../../unit/shared/cast.ts'
import { startStore, type TestStore } from './with-store.ts'
import { audience, callAs, scope, startIssuer, type Issuer } from '../../unit/admin/issuer.ts'
import { reportOf } from '../../unit/admin/report.ts'

let world: TestStore
let store: Store
let issuer: Issuer
let app: FastifyInstance
const tokens = { amy: '', bob: '', eve: '', amyAtContoso: '' }
type Person = keyof typeof tokens

beforeAll(async () => {
  world = await startStore()
  store = world.store
  await store.importMap(
    ['amy.lee', 'bob.meyer'].map((name) => ({
      sourceTenantId: contoso,
      sourceUpn: `${name}@contoso.com`,
      targetUpn: `${name}@fabrikam.com`,
    })),
  )
  await store.importStates([{ sourceUpn: 'Amy.Lee@contoso.com', moveState: 'Success' }])
  issuer = await startIssuer()
  const { authority } = issuer
  const verifyToken = createTokenVerifier({ authority, tenantIds: [fabrikam, contoso], audience, scope })
  app = await createAdminApp({ store, verifyToken, version: '0.0.0', sourceTenantId: contoso })

  const signAs = (upn: string, oid: string, tenantId = fabrikam): Promise<string> =>
    issuer.sign({ tenantId, claims: { preferred_username: upn, oid } })
  tokens.amy = await signAs('Amy.Lee@fabrikam.com', 'aaaaaaaa-0000-4000-8000-000000000001')
  tokens.bob = await signAs('bob.meyer@fabrikam.com', 'bbbbbbbb-0000-4000-8000-000000000002')
  tokens.eve = await signAs('eve.stone@fabrikam.com', 'eeeeeeee-0000-4000-8000-000000000003')
  tokens.amyAtContoso = await signAs('amy.lee@contoso.com', 'aaaaaaaa-0000-4000-8000-000000000009', contoso)
})
afterAll(async () => {
  await app.close()
  await world.stop()
  await issuer.stop()
})

type Asking = {
  readonly method?: 'GET' | 'PUT' | 'DELETE'
  readonly token?: string
  readonly headers?: Record<string, string>
  readonly payload?: string
}

/** Asks the endpoint. No answer may say how it is built. */
async function ask(url: string, { method = 'GET', token, headers, payload }: Asking = {}) {
  const answer = await app.inject({
    method,
    url,
    headers: { ...(token !== undefined && { authorization: `Bearer ${token}` }), ...headers },
    ...(payload !== undefined && { payload }),
  })
  expect(answer.body).not.toMatch(/node_modules|\.ts:\d|\n[ \t]+at |postgres:\/\/|select |insert /i)
  if (answer.statusCode >= 400) refusalSchema.parse(answer.json())
  return answer
}

async function expectRefusal(answering: ReturnType<typeof ask>, status: number, code: string) {
  const answer = await answering
  const { error } = refusalSchema.parse(answer.json())
  expect([answer.statusCode, error.code]).toEqual([status, code])
  return error.message
}

const put = (person: Person, report: object, id = (report as { id: string }).id) =>
  ask(`/v1/reports/${id}`, {
    method: 'PUT',
    token: tokens[person],
    headers: { 'content-type': 'application/json' },
    payload: JSON.stringify(report),
  })

async function countRows(id: string): Promise<number> {
  const client = new pg.Client({ connectionString: world.postgres.url })
  await client.connect()
  try {
    return (await client.query('select 1 from reports where id = $1', [id])).rowCount ?? 0
  } finally {
    await client.end()
  }
}

describe('GET /v1/me/plan', () => {
  const planOf = (person: Person) => ask('/v1/me/plan', { token: tokens[person] })

  it('tells a person their own plan, however their address is spelt', async () => {
    const answer = await planOf('amy')
    expect(answer.statusCode).toBe(200)
    expect(planSchema.parse(answer.json())).toEqual({
      formatVersion: 1,
      direction: 'forward',
      moveState: 'Success',
      sourceUpn: 'amy.lee@contoso.com',
      targetUpn: 'amy.lee@fabrikam.com',
      wave: null,
    })
    expect(answer.headers['cache-control']).toBe('no-store')
  })

  it('says Unknown where no one has said how far the move is', async () => {
    expect((await planOf('bob')).json()).toMatchObject({ moveState: 'Unknown' })
  })

  it('lets those look at their computer whose move is not done, where it is set up so', async () => {
    const { authority } = issuer
    const verifyToken = createTokenVerifier({ authority, tenantIds: [fabrikam, contoso], audience, scope })
    const looking = await createAdminApp({
      store,
      verifyToken,
      version: '0.0.0',
      sourceTenantId: contoso,
      looksBeforeMove: true,
    })
    const planOfLooking = async (person: Person): Promise<unknown> => {
      const headers = { authorization: `Bearer ${tokens[person]}` }
      return (await looking.inject({ url: '/v1/me/plan', headers })).json()
    }
    expect(await planOfLooking('bob')).toMatchObject({ moveState: 'Unknown', phase: 'ready' })
    expect(await planOfLooking('amy')).not.toHaveProperty('phase')
    await looking.close()
  })

  it('watches from the first report that says done, and only who sent it', async () => {
    await put('bob', reportOf({ verdict: 'action-needed' }))
    expect((await planOf('bob')).json()).not.toHaveProperty('phase')
    await put('bob', reportOf({ sequence: 2 }))
    await put('bob', reportOf({ sequence: 3, verdict: 'action-needed' }))
    expect((await planOf('bob')).json()).toMatchObject({ phase: 'watch' })
    expect((await planOf('amy')).json()).not.toHaveProperty('phase')
  })

  it('has no plan for somebody who is not in the map', () =>
    expectRefusal(planOf('eve'), 404, 'plan.not-in-map'))

  it('has no plan for the old identity while the move goes forward', () =>
    expectRefusal(planOf('amyAtContoso'), 404, 'plan.not-in-map'))

  it('tells no one anything without a token', async () => {
    const answer = await ask('/v1/me/plan')
    expect(answer.statusCode).toBe(401)
    expect(answer.headers['www-authenticate']).toContain('auth.missing-token')
  })

  it('tells a person of another tenant nothing', async () => {
    await expectRefusal(
      ask('/v1/me/plan', { token: await issuer.sign({ tenantId: adatum }) }),
      403,
      'auth.wrong-tenant',
    )
  })
})

describe('PUT /v1/reports/{id}', () => {
  it('keeps a report and gives a receipt that can be read aloud', async () => {
    const report = reportOf()
    const answer = await put('amy', report)
    expect(answer.statusCode).toBe(200)
    const receipt = receiptSchema.parse(answer.json())
    expect(receipt.reportId).toBe(report.id)
    expect(receipt.receipt).toMatch(/^R-[0-9A-HJKMNP-TV-Z]{8}$/)
    expect(await countRows(report.id)).toBe(1)
  })

  it('gives the same receipt for the same report, and keeps it once', async () => {
    const report = reportOf()
    const first = await put('amy', report)
    const second = await put('amy', report)
    expect(second.json()).toEqual(first.json())
    expect(await countRows(report.id)).toBe(1)
  })

  it('knows a report again when its keys come in another order', async () => {
    const report = { ...reportOf(), later: { b: 1, a: [2] } }
    const first = await put('amy', report)
    const reversed = Object.fromEntries(Object.entries({ ...report, later: { a: [2], b: 1 } }).reverse())
    expect((await put('amy', reversed)).json()).toEqual(first.json())
  })

  it('gives one receipt to twenty requests at once, and keeps the report once', async () => {
    const report = reportOf()
    const answers = await Promise.all(Array.from({ length: 20 }, () => put('amy', report)))
    expect(answers.map(({ statusCode }) => statusCode)).toEqual(Array.from({ length: 20 }, () => 200))
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
    expect(await countRows(report.id)).toBe(1)
  })

  it('keeps nothing, and gives no receipt, where what follows from it cannot be kept', async () => {
    const owner = new pg.Client({ connectionString: world.postgres.url })
    await owner.connect()
    const report = reportOf({ deviceId: randomUUID() })
    await owner.query('alter table events add constraint no_room check (false) not valid')
    try {
      expect((await put('amy', report)).statusCode).toBe(500)
      expect(await countRows(report.id)).toBe(0)
    } finally {
      await owner.query('alter table events drop constraint no_room')
      await owner.end()
    }
    expect((await put('amy', report)).statusCode).toBe(200)
    expect(await countRows(report.id)).toBe(1)
  })

  it('keeps what a newer client adds', async () => {
    const answer = await put('amy', { ...reportOf(), newer: { thing: true } })
    expect(answer.statusCode).toBe(200)
  })

  it('does not give a report to somebody else who knows its id', async () => {
    const report = reportOf()
    await put('amy', report)
    await expectRefusal(put('bob', report), 403, 'report.not-yours')
    expect(await countRows(report.id)).toBe(1)
  })

  it('does not let a report take the place of another', async () => {
    const report = reportOf()
    await put('amy', report)
    await expectRefusal(put('amy', { ...report, verdict: 'blocked' }), 409, 'report.id-reused')
  })

  it('takes nothing from somebody who is not in the map', async () => {
    const report = reportOf()
    await expectRefusal(put('eve', report), 403, 'report.not-in-map')
    expect(await countRows(report.id)).toBe(0)
  })

  it('takes nothing from the old identity while the move goes forward', () =>
    expectRefusal(put('amyAtContoso', reportOf()), 403, 'report.not-in-map'))

  it('takes nothing whose id is not the one in the address', () =>
    expectRefusal(put('amy', reportOf(), randomUUID()), 422, 'report.id-mismatch'))

  it.each<[string, string, object]>([
    ['sequence', 'sequence: ', { sequence: 0 }],
    [
      'platform',
      'machine.platform: Invalid option',
      { machine: { ...reportOf().machine, platform: 'beos' } },
    ],
    ['verdict', 'verdict: ', { verdict: undefined }],
    ['code of a finding', 'findings.0.code: ', { findings: [{ ...reportOf().findings[0], code: '<b>' }] }],
    ['time', 'takenAt: ', { takenAt: 'yesterday' }],
    ['format', 'formatVersion: ', { formatVersion: 2 }],
  ])('names key and reason when the %s is wrong', async (_name, place, part) => {
    const message = await expectRefusal(put('amy', { ...reportOf(), ...part }), 422, 'request.invalid')
    expect(message).toContain(`(${place}`)
    expect(message.length).toBeGreaterThan(place.length + 75)
  })

  it.each([
    ['is not JSON', '{"formatVersion":', 422, 'request.invalid'],
    ['is empty', '', 422, 'request.invalid'],
    ['is a list', '[]', 422, 'request.invalid'],
    ['tries to change a prototype', '{"__proto__":{"a":1}}', 422, 'request.invalid'],
    ['is larger than 32 kB', `{"a":"${'x'.repeat(32 * 1024)}"}`, 413, 'request.too-large'],
  ])('refuses a body that %s', async (_name, payload, status, code) => {
    await expectRefusal(
      ask(`/v1/reports/${randomUUID()}`, {
        method: 'PUT',
        token: tokens.amy,
        headers: { 'content-type': 'application/json' },
        payload,
      }),
      status,
      code,
    )
  })

  it.each([
    ['the character U+0000', { note: 'a\u0000b' }],
    ['half a character', { note: '\ud800' }],
    ['a number beyond what a row holds', { sequence: 2 ** 40 }],
  ])('refuses a report with %s, which the database cannot keep', async (_name, part) => {
    await expectRefusal(put('amy', { ...reportOf(), ...part }), 422, 'request.invalid')
  })

  it('refuses what is not JSON by its type', () =>
    expectRefusal(
      ask(`/v1/reports/${randomUUID()}`, {
        method: 'PUT',
        token: tokens.amy,
        headers: { 'content-type': 'text/plain' },
        payload: 'hello',
      }),
      415,
      'request.unsupported-type',
    ))

  it('refuses an id that is none', async () => {
    const message = await expectRefusal(put('amy', reportOf(), 'R-1'), 422, 'request.invalid')
    expect(message).toContain('(id: ')
  })

  it('asks who it is before it looks at the body', () =>
    expectRefusal(
      ask('/v1/reports/nonsense', {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        payload: '{',
      }),
      401,
      'auth.missing-token',
    ))
})

describe('createAdminApp', () => {
  it('says that it is well', async () => {
    expect((await ask('/healthz')).json()).toEqual({ status: 'ok' })
  })

  it('serves its contract with both routes, their refusals and the shape of a report', async () => {
    type Contract = {
      openapi: string
      paths: Record<string, Record<string, { responses: object; requestBody?: object; security: object[] }>>
    }
    const contract = (await ask('/v1/openapi.json')).json<Contract>()
    expect(contract.openapi).toBe('3.1.0')
    const putReport = contract.paths['/v1/reports/{id}']?.['put']
    const answers = ['200', '401', '403', '409', '413', '415', '422', '429', '500', '503']
    expect(Object.keys(putReport?.responses ?? {})).toEqual(answers)
    expect(JSON.stringify(putReport?.requestBody)).toContain('supportCode')
    expect(putReport?.security).toEqual([{ bearer: [] }])
    expect(contract.paths['/v1/me/plan']?.['get']?.responses).toHaveProperty('404')
  })

  it.each<[string, string, Asking, number, string]>([
    ['an address that there is not', '/nowhere', {}, 404, 'request.not-found'],
    ['a list of reports', '/v1/reports', {}, 404, 'request.not-found'],
    ['a method that there is not', '/healthz', { method: 'DELETE' }, 404, 'request.not-found'],
    ['an address that cannot be decoded', '/%zz', {}, 422, 'request.invalid'],
    ['a very long id', `/v1/reports/${'a'.repeat(500)}`, { method: 'PUT' }, 422, 'request.invalid'],
  ])('refuses %s with a code', async (_name, url, asking, status, code) => {
    await expectRefusal(ask(url, asking), status, code)
  })

  it('says nothing of what went wrong inside', async () => {
    const breaking: Store = { ...store, findPlan: () => Promise.reject(new Error('secret-place.ts:1')) }
    const verifyToken = callAs({ tenantId: fabrikam, oid: randomUUID(), upn: 'x@y' })
    const broken = await createAdminApp({
      store: breaking,
      verifyToken,
      version: '0.0.0',
      sourceTenantId: contoso,
    })
    const answer = await broken.inject('/v1/me/plan')
    await broken.close()
    expect(answer.statusCode).toBe(500)
    expect(answer.json()).toMatchObject({ error: { code: 'unexpected' } })
    expect(answer.body).not.toContain('secret-place')
  })
})

describe('behind a proxy', () => {
  /** What somebody at `from`, with what they or proxies say of themselves, is answered by `/metrics`: for here only. */
  async function askFrom(trustedHops: number, from: string, forwarded: string): Promise<number> {
    const ports = { store, verifyToken: callAs({ tenantId: fabrikam, oid: randomUUID(), upn: 'x@y' }) }
    const proxied = await createAdminApp({
      ...ports,
      version: '0.0.0',
      sourceTenantId: contoso,
      trustedHops,
    })
    const headers = { 'x-forwarded-for': forwarded }
    const answer = await proxied.inject({ url: '/metrics', remoteAddress: from, headers })
    await proxied.close()
    return answer.statusCode
  }

  it.each([
    ['no one is believed where no proxy is said to be', 0, '203.0.113.5', '127.0.0.1', 401],
    ['the proxy is believed', 1, '127.0.0.1', '203.0.113.5', 401],
    ['what the caller says before the proxy does is not', 1, '127.0.0.1', '127.0.0.1, 203.0.113.5', 401],
    [
      'two proxies are believed, and no one before them',
      2,
      '10.0.0.1',
      '127.0.0.1, 203.0.113.5, 10.0.0.2',
      401,
    ],
    ['the caller behind two is found', 2, '10.0.0.1', '203.0.113.5, 127.0.0.1, 10.0.0.2', 200],
  ])('%s', async (_name, trustedHops, from, forwarded, status) => {
    expect(await askFrom(trustedHops, from, forwarded)).toBe(status)
  })
})
