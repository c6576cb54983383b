import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportView } from '../../../admin/server/contract/import-routes.ts'
import { findNginx, startNginx } from '../../world/nginx.ts'
import { contoso } from '../shared/cast.ts'
import { startConsoleWorld, type ConsoleWorld } from './console-world.ts'

let world: ConsoleWorld
let origin: string
const nginx = await findNginx()

beforeAll(async () => {
  world = await startConsoleWorld(['amy', 'bob'])
  origin = await world.app.listen({ host: '127.0.0.1', port: 0 })
}, 60_000)
afterAll(() => world.stop())

const ask = async (url: string, file?: string | Buffer, front = origin) => {
  const response = await fetch(front + url, {
    method: file === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${world.tokens.admin}`,
      ...(file !== undefined && {
        'content-type': url.includes('?') ? 'application/octet-stream' : 'application/json',
      }),
    },
    ...(file !== undefined && { body: new Uint8Array(Buffer.from(file)) }),
  })
  return { status: response.status, json: (await response.json().catch(() => null)) as ImportView }
}
const row = (name: string): string => `User,${contoso},${name}@contoso.com,${name}@fabrikam.com,,RegularUser`
const upload = (file: string | Buffer, front?: string) =>
  ask('/v1/imports?kind=identity-map&fileName=map.csv', file, front)
const apply = (id: string, front?: string) => ask(`/v1/imports/${id}/apply`, '{"rows":"all"}', front)
const undo = (id: string) => ask(`/v1/imports/${id}/undo`, '{}')
const viewOf = async (id: string) => (await ask(`/v1/imports/${id}`)).json

/** Somebody else has the tenant's lock, so that an import takes as long as they like. */
async function holdEverythingUp(): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: world.postgres.url })
  await client.connect()
  await client.query('select pg_advisory_lock($1)', [world.store.database.lockKey])
  return () => client.end()
}

describe('an import that takes long', { timeout: 60_000 }, () => {
  it('is answered within seconds with what is being done, is followed, and is taken', async () => {
    const { json: kept } = await upload(row('carla'))
    expect(kept.work).toBeNull()
    const letGo = await holdEverythingUp()
    const began = performance.now()
    const taking = await apply(kept.id)
    expect(performance.now() - began).toBeLessThan(5_000)
    expect(taking).toMatchObject({
      status: 202,
      json: { state: 'previewed', work: { kind: 'take', failure: null } },
    })
    // Nobody takes it a second time meanwhile.
    expect(await apply(kept.id)).toMatchObject({ status: 409, json: { error: { code: 'import.under-way' } } })
    await letGo()
    await expect
      .poll(() => viewOf(kept.id), { timeout: 20_000 })
      .toMatchObject({ state: 'applied', work: null, changes: { added: 1 } })
    expect(await undo(kept.id)).toMatchObject({ status: 200, json: { state: 'undone', work: null } })
  })

  it('is looked at in the same way, and tells what it would change when that is known', async () => {
    const letGo = await holdEverythingUp()
    const looking = await upload(row('dora'))
    expect(looking).toMatchObject({ status: 202, json: { work: { kind: 'look', failure: null } } })
    await letGo()
    await expect
      .poll(() => viewOf(looking.json.id), { timeout: 20_000 })
      .toMatchObject({ state: 'previewed', work: null, changes: { added: 1 } })
  })

  it('says what went wrong when nobody waits for the answer any more, and can be taken again', async () => {
    const { json: kept } = await upload(row('emil'))
    const letGo = await holdEverythingUp()
    expect((await apply(kept.id)).status).toBe(202)
    await world.query(
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and not granted`,
    )
    await expect
      .poll(() => viewOf(kept.id), { timeout: 20_000 })
      .toMatchObject({ state: 'previewed', work: { kind: 'take', failure: 'database.unavailable' } })
    await letGo()
    expect(await apply(kept.id)).toMatchObject({ status: 200, json: { state: 'applied', work: null } })
  })

  it('is broken off where the endpoint that was at it says nothing for half a minute, and not before', async () => {
    const { json: kept } = await upload(row('fred'))
    const seenBefore = (seconds: number) =>
      world.query(
        `insert into import_work (target_tenant_id, import_id, kind, seen_at)
          select target_tenant_id, id, 'take', now() - make_interval(secs => $2) from imports where id = $1
          on conflict (target_tenant_id, import_id) do update set seen_at = excluded.seen_at`,
        [kept.id, seconds],
      )
    await seenBefore(25)
    expect((await viewOf(kept.id)).work).toEqual({ kind: 'take', failure: null })
    expect((await apply(kept.id)).status).toBe(409)
    await seenBefore(31)
    expect((await viewOf(kept.id)).work).toEqual({ kind: 'take', failure: 'import.broken-off' })
    expect(await apply(kept.id)).toMatchObject({ status: 200, json: { state: 'applied' } })
  })

  it('leaves nothing behind where it is refused at once', async () => {
    const { json: kept } = await upload(`${row('gina')}\nnonsense`)
    expect((await apply(kept.id)).json).toMatchObject({ error: { code: 'import.has-problems' } })
    expect((await viewOf(kept.id)).work).toBeNull()
    expect((await apply('00000000-0000-4000-8000-000000000000')).status).toBe(404)
  })
})

describe.skipIf(nginx === null)('behind a real nginx', { timeout: 60_000 }, () => {
  it('an import is taken although the proxy waits for five seconds only', async () => {
    if (nginx === null) return
    const front = await startNginx(nginx, origin, ['client_max_body_size 200m;', 'proxy_read_timeout 5s;'])
    const { json: kept } = await upload(row('hugo'), front.url)
    const letGo = await holdEverythingUp()
    expect((await apply(kept.id, front.url)).status).toBe(202)
    await letGo()
    await expect.poll(async () => (await viewOf(kept.id)).state, { timeout: 20_000 }).toBe('applied')
    await front.stop()
  })

  it('a file that is too large for the proxy gets an answer that is not the endpoint’s', async () => {
    if (nginx === null) return
    const front = await startNginx(nginx, origin)
    const answer = await upload(Buffer.alloc(2 * 1024 * 1024, 'x'), front.url)
    expect(answer).toEqual({ status: 413, json: null })
    await front.stop()
  })
})
