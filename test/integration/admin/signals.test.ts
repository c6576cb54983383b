import { createHmac, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PersonRow } from '../../../admin/server/contract/people-routes.ts'
import type { Progress } from '../../../admin/server/contract/progress-routes.ts'
import { toUpnHash } from '../../../admin/server/imports/stage-import.ts'
import { fabrikam } from '../../unit/shared/cast.ts'
import { countsAreTrue, startConsoleWorld, type ConsoleWorld } from './console-world.ts'
import { reportOf } from '../../unit/admin/report.ts'
import { signalOf } from './signal.ts'

let world: ConsoleWorld
let key: string

beforeAll(async () => {
  world = await startConsoleWorld(['amy', 'bob'])
  key = await makeKey()
})
afterAll(() => world.stop())

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString()

async function makeKey(wave = 'Wave 1', expiresAt = inAnHour()): Promise<string> {
  return (await world.post<{ key: string }>('/v1/enrolment-keys', { wave, expiresAt })).key
}

type Sending = { readonly key?: string; readonly signature?: string; readonly body?: string }

function send(signal: ReturnType<typeof signalOf>, sending: Sending = {}) {
  const [keyId = '', secret = ''] = (sending.key ?? key).split('.')
  const body = sending.body ?? JSON.stringify(signal)
  const url = `/v1/signals/${signal.id}`
  const signature =
    sending.signature ??
    createHmac('sha256', secret).update(`PUT ${url}\n`).update(JSON.stringify(signal)).digest('hex')
  return world.app.inject({
    method: 'PUT',
    url,
    headers: {
      'content-type': 'application/json',
      'x-landfall-key': keyId,
      'x-landfall-signature': signature,
    },
    payload: body,
  })
}

const amy = async (): Promise<PersonRow | undefined> =>
  (await world.get<{ people: PersonRow[] }>('/v1/people?search=amy')).people[0]

describe('PUT /v1/signals/{id}', () => {
  it.each([
    ['of 4 kB', 4 * 1024, 200],
    ['of one byte more', 4 * 1024 + 1, 413],
  ])('a signal %s is answered with its own status', async (_name, bytes, status) => {
    const signal = { ...signalOf({ upnHash: toUpnHash(fabrikam, 'nobody@contoso.com') }), newer: '' }
    signal.newer = 'x'.repeat(bytes - JSON.stringify(signal).length)
    expect(Buffer.byteLength(JSON.stringify(signal))).toBe(bytes)
    expect((await send(signal)).statusCode).toBe(status)
  })

  it('shows beside the person what no one proved, and never changes where they stand', async () => {
    const signal = signalOf()
    expect((await send(signal)).statusCode).toBe(200)
    expect(await amy()).toMatchObject({
      state: 'never-seen',
      unverified: { code: 'identity.access-blocked' },
    })
    const progress = await world.get<Progress>('/v1/progress')
    expect(progress.unverified).toEqual([{ code: 'identity.access-blocked', owner: 'admin', people: 1 }])
    expect(progress.overall).toMatchObject({ 'never-seen': 2, stuck: 0 })
    const { people } = await world.get<{ people: PersonRow[] }>('/v1/people?unverified=true')
    expect(people.map(({ sourceUpn }) => sourceUpn)).toEqual(['amy@contoso.com'])
    expect(await countsAreTrue(world)).toBe(true)
  })

  it('goes when the person reports', async () => {
    await world.report('amy', reportOf())
    expect(await amy()).toMatchObject({ state: 'done', unverified: null })
    expect((await world.get<Progress>('/v1/progress')).unverified).toEqual([])
  })

  it('keeps the newest of a computer, and answers an older or repeated one as if it had', async () => {
    const deviceId = randomUUID()
    const newer = signalOf({ deviceId, sequence: 2 })
    for (const signal of [newer, newer, signalOf({ deviceId })])
      expect((await send(signal)).statusCode).toBe(200)
    const rows = await world.query('select sequence from signals where device_id = $1', [deviceId])
    expect(rows).toEqual([{ sequence: 2 }])
    expect((await send({ ...newer, codes: [] })).json()).toMatchObject({
      error: { code: 'signal.id-reused' },
    })
  })

  it('keeps what a newer app adds, and a code that it does not know', async () => {
    const signal = signalOf({ codes: ['identity.not-thought-of-yet'], newer: { kind: 'field' } })
    expect((await send(signal)).statusCode).toBe(200)
    const [row] = await world.query('select content from signals where id = $1', [signal.id])
    expect(row).toEqual({ content: signal })
    expect(await amy()).toMatchObject({ unverified: { code: 'identity.not-thought-of-yet' } })
  })

  it('keeps one whose old address no one in the map has', async () => {
    expect((await send(signalOf({ upnHash: toUpnHash(fabrikam, 'eve@contoso.com') }))).statusCode).toBe(200)
    expect((await send(signalOf({ upnHash: null }))).statusCode).toBe(200)
  })

  it.each<[string, () => Promise<Sending>]>([
    ['without a key', async () => ({ key: '.' })],
    ['with a key that no one made', async () => ({ key: `${randomUUID()}.secret` })],
    [
      'with another key’s signature',
      async () => ({ key: `${key.split('.')[0]}.${(await makeKey()).split('.')[1]}` }),
    ],
    ['without a signature', async () => ({ signature: '' })],
    ['with a signature that is none', async () => ({ signature: 'x'.repeat(64) })],
    ['whose body was changed on the way', async () => ({ body: JSON.stringify(signalOf()) })],
    [
      'with a key that was taken back',
      async () => {
        const revoked = await makeKey()
        await world.ask(`/v1/enrolment-keys/${revoked.split('.')[0]}`, {
          method: 'DELETE',
          token: world.tokens.admin,
        })
        return { key: revoked }
      },
    ],
    [
      'with a key that has expired',
      async () => {
        const expired = await makeKey()
        await world.query(
          `update enrolment_keys set expires_at = now() - interval '1 second' where id = $1`,
          [expired.split('.')[0]],
        )
        return { key: expired }
      },
    ],
  ])('refuses one %s', async (_name, wrong) => {
    const signal = signalOf()
    const answer = await send(signal, await wrong())
    expect([answer.statusCode, answer.json()]).toMatchObject([401, { error: { code: 'signal.not-signed' } }])
    expect(await world.query('select 1 from signals where id = $1', [signal.id])).toEqual([])
  })

  it('refuses a key of another wave', async () => {
    const answer = await send(signalOf(), { key: await makeKey('Wave 2') })
    expect(answer.json()).toMatchObject({ error: { code: 'signal.wrong-wave' } })
  })

  it('takes the old key and the new one while a key is changed', async () => {
    const next = await makeKey()
    for (const each of [key, next]) expect((await send(signalOf(), { key: each })).statusCode).toBe(200)
  })

  it('makes no key that has expired already, and shows a key once only', async () => {
    const past = await world.ask('/v1/enrolment-keys', {
      method: 'POST',
      token: world.tokens.admin,
      body: { wave: 'Wave 1', expiresAt: '2020-01-01T00:00:00Z' },
    })
    expect(past.status).toBe(422)
    const { body } = await world.ask('/v1/settings', { token: world.tokens.admin })
    expect(body).not.toContain(key.split('.')[1])
    expect((await world.ask('/v1/audit', { token: world.tokens.admin })).body).not.toContain(
      key.split('.')[1],
    )
  })
})

describe('limits', () => {
  it('turn away who asks too often, and say when to come back', async () => {
    const limited = await startConsoleWorld(['amy'], {
      limits: { perAddress: 1_000, perCaller: 3, signalsPerAddress: 1 },
    })
    const answers = []
    for (let time = 0; time < 5; time += 1)
      answers.push((await limited.ask('/v1/me/plan', { token: limited.tokens.amy })).status)
    expect(answers).toEqual([200, 200, 200, 429, 429])
    // Somebody else is not turned away with them.
    const other = await limited.ask('/v1/progress', { token: limited.tokens.admin })
    expect(other.status).toBe(200)
    await limited.stop()
  })
})
