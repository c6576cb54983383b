import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportView } from '../../../admin/server/contract/import-routes.ts'
import { toHashedSite, toSiteKey } from '../../../shared/text/site-key.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { oidOf, startConsoleWorld, type ConsoleWorld } from './console-world.ts'

let world: ConsoleWorld
beforeAll(async () => {
  world = await startConsoleWorld(['amy', 'bob'])
}, 240_000)
afterAll(() => world.stop())

const finance = 'https://contoso.sharepoint.com/sites/finance'
const money = 'https://fabrikam.sharepoint.com/sites/money'
const hashOf = (address: string) =>
  createHash('sha256')
    .update(toHashedSite(toSiteKey(address) ?? ''))
    .digest('hex')

async function upload(rows: readonly (readonly [string, string])[]): Promise<ImportView> {
  const { status, json, body } = await world.ask('/v1/imports?kind=site-addresses&fileName=sites.csv', {
    method: 'POST',
    token: world.tokens.admin,
    file: ['SourceSiteUrl,TargetSiteUrl', ...rows.map((row) => row.join(','))].join('\r\n'),
  })
  expect(status, body).toBe(200)
  return json as ImportView
}

async function take(...rows: readonly (readonly [string, string])[]): Promise<ImportView> {
  const { id } = await upload(rows)
  return world.post<ImportView>(`/v1/imports/${id}/apply`, { rows: 'all' })
}

async function askFor(addresses: readonly string[], token = world.tokens.amy) {
  const { status, json } = await world.ask('/v1/me/site-addresses', {
    method: 'POST',
    token,
    body: { sites: addresses.map(hashOf) },
  })
  return { status, json }
}

describe('an import of site addresses', () => {
  it('shows what it would change, changes it, and puts it back', async () => {
    const preview = await upload([[finance, money]])
    expect(preview.changes).toMatchObject({ added: 1, changed: 0 })
    expect(preview.examples).toEqual([{ upn: finance, before: null, after: money }])
    expect((await askFor([finance])).json).toEqual({ sites: [] })

    await world.post(`/v1/imports/${preview.id}/apply`, { rows: 'all' })
    expect((await askFor([finance])).json).toEqual({ sites: [{ site: hashOf(finance), address: money }] })

    const corrected = await take([`${finance}/`, `${money}-2`], [`${finance}-2`, money])
    expect(corrected.changes).toMatchObject({ added: 1, changed: 1, unchanged: 0 })
    expect((await askFor([finance])).json).toMatchObject({ sites: [{ address: `${money}-2` }] })

    await world.post(`/v1/imports/${corrected.id}/undo`)
    expect((await askFor([finance, `${finance}-2`])).json).toEqual({
      sites: [{ site: hashOf(finance), address: money }],
    })
    await world.post(`/v1/imports/${preview.id}/undo`)
    expect((await askFor([finance])).json).toEqual({ sites: [] })
    expect(await world.query('select * from import_sites')).toEqual([])
  })

  it('takes the rows that can be read, and names the others', async () => {
    const preview = await upload([
      [finance, money],
      [finance, 'https://fabrikam.example/'],
    ])
    expect(preview.problems).toMatchObject([{ line: 3, code: 'row.new-site-invalid' }])
    const refused = await world.ask(`/v1/imports/${preview.id}/apply`, {
      method: 'POST',
      token: world.tokens.admin,
      body: { rows: 'all' },
    })
    expect(refused.json).toMatchObject({ error: { code: 'import.has-problems' } })
    const taken = await world.post<ImportView>(`/v1/imports/${preview.id}/apply`, { rows: 'readable' })
    await world.post(`/v1/imports/${taken.id}/undo`)
  })

  it('leaves nothing of a file that is discarded', async () => {
    const { id } = await upload([[finance, money]])
    const answer = await world.ask(`/v1/imports/${id}`, { method: 'DELETE', token: world.tokens.admin })
    expect(answer.status).toBe(200)
    expect(await world.query('select * from site_addresses')).toEqual([])
  })
})

describe('POST /v1/me/site-addresses', () => {
  it('tells no site whose old address the person does not have', async () => {
    const { id } = await take([finance, money], [`${finance}-board`, `${money}-board`])
    expect((await askFor([finance])).json).toEqual({ sites: [{ site: hashOf(finance), address: money }] })
    expect((await askFor([])).json).toEqual({ sites: [] })
    await world.post(`/v1/imports/${id}/undo`)
  })

  it('tells nothing to somebody who is not in the map, or has another’s address', async () => {
    const stranger = await world.signAs({
      tenantId: fabrikam,
      claims: { preferred_username: 'eve@fabrikam.com', oid: oidOf(90) },
    })
    expect(await askFor([finance], stranger)).toMatchObject({
      status: 404,
      json: { error: { code: 'plan.not-in-map' } },
    })
    await askFor([finance])
    const other = await world.signAs({
      tenantId: fabrikam,
      claims: { preferred_username: 'amy@fabrikam.com', oid: oidOf(91) },
    })
    expect(await askFor([finance], other)).toMatchObject({
      status: 403,
      json: { error: { code: 'plan.other-account' } },
    })
  })

  it('refuses addresses instead of hashes, and more of them than a computer has', async () => {
    for (const sites of [
      [finance],
      Array.from({ length: 501 }, (_each, place) => hashOf(`${finance}${place}`)),
    ]) {
      const { status } = await world.ask('/v1/me/site-addresses', {
        method: 'POST',
        token: world.tokens.amy,
        body: { sites },
      })
      expect([413, 422]).toContain(status)
    }
    const most = Array.from({ length: 500 }, (_each, place) => `${finance}${place}`)
    expect(await askFor(most)).toEqual({ status: 200, json: { sites: [] } })
  })

  it('answers on the way back with the old site, where one old site became the new one', async () => {
    const { id } = await take(
      [finance, money],
      [`${finance}-a`, `${money}-both`],
      [`${finance}-b`, `${money}-both`],
    )
    await world.query(`update people set direction = 'return' where target_key = 'bob@fabrikam.com'`)
    const bob = await world.signAs({
      tenantId: contoso,
      claims: { preferred_username: 'bob@contoso.com', oid: oidOf(77) },
    })
    expect((await askFor([money, `${money}-both`, finance], bob)).json).toEqual({
      sites: [{ site: hashOf(money), address: finance }],
    })
    await world.post(`/v1/imports/${id}/undo`)
  })
})
