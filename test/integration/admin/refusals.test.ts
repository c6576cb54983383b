import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAdminApp } from '../../../admin/server/start/create-admin-app.ts'
import { encodeSupportCode } from '../../../shared/findings/support-code.ts'
import { contoso } from '../../unit/shared/cast.ts'
import { startConsoleWorld, type Asking, type ConsoleWorld } from './console-world.ts'

let world: ConsoleWorld
const consoleSignIn = {
  authority: 'https://login.example',
  tenantId: contoso,
  clientId: 'client',
  scopes: ['api://landfall-admin/Console.Use'],
}

beforeAll(async () => {
  world = await startConsoleWorld(['amy', 'bob'], { consoleSignIn })
  // An import would leave a Success as it is.
  await world.query(`update people set move_state = 'InProgress' where target_key = 'bob@fabrikam.com'`)
})
afterAll(() => world.stop())

const asAdmin = (url: string, asking: Asking = {}) => world.ask(url, { token: world.tokens.admin, ...asking })
const post = (url: string, body?: unknown) =>
  asAdmin(url, { method: 'POST', ...(body !== undefined && { body }) })
const remove = (url: string) => asAdmin(url, { method: 'DELETE' })
const addWebhook = async (): Promise<string> => {
  const url = 'https://hooks.example/a'
  return (
    await world.post<{ id: string }>('/v1/webhooks', { url, format: 'generic', events: ['person-stuck'] })
  ).id
}
const addDelivery = async (webhookId: string): Promise<string> => {
  const [row] = await world.query(
    `insert into webhook_deliveries (target_tenant_id, webhook_id, event, payload)
      select target_tenant_id, id, 'person-stuck', '{}' from webhooks where id = $1 returning id`,
    [webhookId],
  )
  return String(row?.['id'])
}
const uploadStates = async (): Promise<string> => {
  const { json } = await asAdmin('/v1/imports?kind=move-states&fileName=states.csv', {
    method: 'POST',
    file: 'UserPrincipalName,MoveState\namy@contoso.com,Failed',
  })
  return (json as { id: string }).id
}

async function sendSignal(id: string, place: string) {
  const { key } = await world.post<{ key: string }>('/v1/enrolment-keys', {
    wave: 'Wave 1',
    expiresAt: '2099-01-01T00:00:00Z',
  })
  const [keyId = '', secret = ''] = key.split('.')
  const body = JSON.stringify({
    formatVersion: 1,
    id,
    sequence: 1,
    deviceId: randomUUID(),
    takenAt: '2026-11-20T09:14:03Z',
    wave: 'Wave 1',
    upnHash: null,
    app: { name: 'Landfall', version: '0.1.0' },
    platform: 'windows',
    codes: [],
  })
  const url = `/v1/signals/${place}`
  return world.ask(url, {
    method: 'PUT',
    file: body,
    headers: {
      'content-type': 'application/json',
      'x-landfall-key': keyId,
      'x-landfall-signature': createHmac('sha256', secret).update(`PUT ${url}\n${body}`).digest('hex'),
    },
  })
}

// What the other tests of the endpoint do not meet on their way.
describe('a request is refused by its code where', () => {
  const nobody = randomUUID()
  type Answering = () => ReturnType<typeof asAdmin>
  it.each<[what: string, status: number, code: string, Answering]>([
    ['there is no such person to read', 404, 'person.not-found', () => asAdmin(`/v1/people/${nobody}`)],
    [
      'there is no such person to note something about',
      404,
      'person.not-found',
      () => post(`/v1/people/${nobody}/notes`, { text: 'x' }),
    ],
    ['there is no one to begin again', 404, 'person.not-found', () => post(`/v1/people/${nobody}/reset`)],
    [
      'a text holds what the database cannot keep',
      422,
      'request.invalid',
      async () => post(`/v1/people/${await world.idOf('amy')}/notes`, { text: 'a\0b' }),
    ],
    [
      'there is no such note',
      404,
      'note.not-found',
      async () => remove(`/v1/people/${await world.idOf('amy')}/notes/${nobody}`),
    ],
    ['there is no such change', 404, 'change.not-found', () => post(`/v1/changes/${nobody}/undo`)],
    ['there is no such import to look at', 404, 'import.not-found', () => asAdmin(`/v1/imports/${nobody}`)],
    [
      'there is no such import to take',
      404,
      'import.not-found',
      () => post(`/v1/imports/${nobody}/apply`, { rows: 'all' }),
    ],
    [
      'there is no such import to look through',
      404,
      'import.not-found',
      () => post(`/v1/imports/${nobody}/look`),
    ],
    ['there is no such import to undo', 404, 'import.not-found', () => post(`/v1/imports/${nobody}/undo`)],
    [
      'an import was taken already',
      409,
      'import.not-previewed',
      async () => {
        const id = await uploadStates()
        await world.post(`/v1/imports/${id}/apply`, { rows: 'all' })
        return post(`/v1/imports/${id}/apply`, { rows: 'all' })
      },
    ],
    [
      'somebody would go back whose move is not finished',
      409,
      'regression.not-possible',
      async () => post('/v1/regression', { personIds: [await world.idOf('bob')] }),
    ],
    [
      'a key would have expired',
      422,
      'settings.key-expired',
      () => post('/v1/enrolment-keys', { wave: 'Wave 1', expiresAt: '2020-01-01T00:00:00Z' }),
    ],
    ['there is no such key', 404, 'settings.key-not-found', () => remove(`/v1/enrolment-keys/${nobody}`)],
    ['there is no such webhook to remove', 404, 'webhook.not-found', () => remove(`/v1/webhooks/${nobody}`)],
    [
      'there is no such webhook to look at',
      404,
      'webhook.not-found',
      () => asAdmin(`/v1/webhooks/${nobody}/deliveries`),
    ],
    [
      'a webhook would go over plain HTTP',
      422,
      'request.invalid',
      () =>
        post('/v1/webhooks', { url: 'http://hooks.example', format: 'generic', events: ['person-stuck'] }),
    ],
    [
      'there is no such delivery',
      404,
      'webhook.delivery-not-found',
      async () => post(`/v1/webhooks/${await addWebhook()}/deliveries/${nobody}/retry`),
    ],
    [
      'a delivery was not given up',
      409,
      'webhook.delivery-not-dead',
      async () => {
        const webhookId = await addWebhook()
        return post(`/v1/webhooks/${webhookId}/deliveries/${await addDelivery(webhookId)}/retry`)
      },
    ],
    [
      'the trail is asked to go on from nowhere',
      422,
      'request.invalid',
      () => asAdmin(`/v1/audit?after=1%20or%201=1`),
    ],
    [
      'a signal is not the one in the address',
      422,
      'signal.id-mismatch',
      () => sendSignal(randomUUID(), randomUUID()),
    ],
  ])('%s', async (_what, status, code, answering) => {
    const answer = await answering()
    expect([answer.status, answer.json]).toMatchObject([status, { error: { code } }])
  })
})

describe('GET /v1/console', () => {
  it('says to everybody how to sign in, and nothing that is secret', async () => {
    expect(await world.ask('/v1/console')).toMatchObject({ status: 200, json: consoleSignIn })
  })

  it('is refused where there is no console, as the page is', async () => {
    const { store } = world
    const verifyToken = async () => ({ kind: 'refused', code: 'auth.missing-token' }) as const
    const app = await createAdminApp({ store, verifyToken, version: '0.0.0', sourceTenantId: contoso })
    for (const url of ['/v1/console', '/']) {
      const answer = await app.inject({ url })
      expect([answer.statusCode, answer.json()]).toMatchObject([
        404,
        { error: { code: 'console.not-configured' } },
      ])
    }
    await app.close()
  })
})

describe('POST /v1/support-code', () => {
  const decode = async (code: string) =>
    (await world.ask('/v1/support-code', { method: 'POST', token: world.tokens.helpdesk, body: { code } }))
      .json

  it('says to the helpdesk what a code says, and what is wrong with one', async () => {
    const code = encodeSupportCode({
      platform: 'windows',
      phase: 'switch',
      verdict: 'blocked',
      openSteps: ['account'],
      findings: ['policy.allow-list-excludes-target'],
      appVersion: { major: 0, minor: 1 },
    })
    expect(await decode(code.toLowerCase())).toMatchObject({
      kind: 'decoded',
      verdict: 'blocked',
      openSteps: ['account'],
      findings: [{ code: 'policy.allow-list-excludes-target', owner: 'admin' }],
      appVersion: '0.1',
    })
    expect(await decode('short')).toEqual({ kind: 'refused', reason: 'length' })
  })
})
