import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { ImportView } from '../../../admin/server/contract/import-routes.ts'
import { readImport } from '../../../admin/server/imports/read-import.ts'
import { commandLine } from '../../../admin/server/database/audit.ts'
import { beginWork, writeBeat } from '../../../admin/server/imports/import-work.ts'
import { applyImport, previewImport, undoImport } from '../../../admin/server/imports/imports.ts'
import { sharedAtOnce } from '../../../admin/server/database/tenant-database.ts'
import { transact } from '../../../admin/server/database/transact.ts'
import { findNginx, startNginx } from '../../world/nginx.ts'
import { eventually } from '../../eventually.ts'
import { contoso } from '../../unit/shared/cast.ts'
import { oidOf, startConsoleWorld, type ConsoleWorld } from './console-world.ts'

let world: ConsoleWorld
/** Waits for the end of an import as long as a test may take, so that only a refusal or the end is its answer. */
let patient: string
/** Answers almost at once that it goes on. */
let hasty: string
let replica: FastifyInstance
const logged: Record<string, unknown>[] = []
const nginx = await findNginx()

beforeAll(async () => {
  world = await startConsoleWorld(['amy', 'bob'], { importAnswerMilliseconds: 60_000 })
  patient = await world.app.listen({ host: '127.0.0.1', port: 0 })
  const stream = { write: (line: string) => logged.push(JSON.parse(line) as Record<string, unknown>) }
  replica = await world.addReplica({ importAnswerMilliseconds: 100, logger: pino({}, stream) })
  hasty = await replica.listen({ host: '127.0.0.1', port: 0 })
}, 60_000)
afterAll(async () => {
  await replica.close()
  await world.stop()
})

const ask = async (url: string, file?: string | Buffer, front = patient, token = world.tokens.admin) => {
  const response = await fetch(front + url, {
    method: file === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${token}`,
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
const undo = (id: string, front?: string) => ask(`/v1/imports/${id}/undo`, '{}', front)
const viewOf = async (id: string) => (await ask(`/v1/imports/${id}`)).json

const holding = new Set<() => Promise<void>>()
// One test that fails would hold up all that follow.
afterEach(() => Promise.all([...holding].map((letGo) => letGo())))

/** Somebody else has the tenant's lock, so that an import takes as long as they like. */
async function holdEverythingUp(): Promise<() => Promise<void>> {
  const client = new pg.Client({ connectionString: world.postgres.url })
  await client.connect()
  await client.query('select pg_advisory_lock($1)', [world.store.database.lockKey])
  const letGo = async () => {
    if (holding.delete(letGo)) await client.end()
  }
  holding.add(letGo)
  return letGo
}

/** Ends the connection of the import that waits, as a failover does; not before it waits. */
async function endWhoWaits(): Promise<void> {
  const ended = `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and not granted`
  await eventually(async () => expect(await world.query(ended)).not.toEqual([]))
}

describe('an import that takes long', { timeout: 60_000 }, () => {
  it('is answered within seconds with what is being done, is followed, and is taken', async () => {
    const { json: kept } = await upload(row('carla'))
    expect(kept.work).toBeNull()
    const letGo = await holdEverythingUp()
    const began = performance.now()
    const taking = await apply(kept.id, hasty)
    expect(performance.now() - began).toBeLessThan(5_000)
    expect(taking).toMatchObject({
      status: 202,
      json: { state: 'previewed', work: { kind: 'take', failure: null } },
    })
    // No one takes it a second time meanwhile.
    expect(await apply(kept.id)).toMatchObject({ status: 409, json: { error: { code: 'import.under-way' } } })
    await letGo()
    await expect
      .poll(() => viewOf(kept.id), { timeout: 20_000 })
      .toMatchObject({ state: 'applied', work: null, changes: { added: 1 } })
    expect(await undo(kept.id)).toMatchObject({ status: 200, json: { state: 'undone', work: null } })
  })

  it('is looked at in the same way, and tells what it would change when that is known', async () => {
    const letGo = await holdEverythingUp()
    const looking = await upload(row('dora'), hasty)
    expect(looking).toMatchObject({ status: 202, json: { work: { kind: 'look', failure: null } } })
    await letGo()
    await expect
      .poll(() => viewOf(looking.json.id), { timeout: 20_000 })
      .toMatchObject({ state: 'previewed', work: null, changes: { added: 1 } })
  })

  it('says what went wrong when no one waits for the answer any more, and can be taken again', async () => {
    const { json: kept } = await upload(row('emil'))
    const letGo = await holdEverythingUp()
    expect((await apply(kept.id, hasty)).status).toBe(202)
    await endWhoWaits()
    await expect
      .poll(() => viewOf(kept.id), { timeout: 20_000 })
      .toMatchObject({ state: 'previewed', work: { kind: 'take', failure: 'database.unavailable' } })
    await letGo()
    expect(await apply(kept.id)).toMatchObject({ status: 200, json: { state: 'applied', work: null } })
  })

  it('is not taken before what it changes is known, and can be looked through again', async () => {
    const look = (id: string) => ask(`/v1/imports/${id}/look`, '{}')
    const letGo = await holdEverythingUp()
    const { json: kept } = await upload(row('lea'), hasty)
    expect(kept).toMatchObject({ work: { kind: 'look', failure: null }, isForeseen: false })
    await endWhoWaits()
    await expect
      .poll(() => viewOf(kept.id), { timeout: 20_000 })
      .toMatchObject({ work: { kind: 'look', failure: 'database.unavailable' }, isForeseen: false })
    await letGo()
    for (const rows of ['all', 'readable'])
      expect(await ask(`/v1/imports/${kept.id}/apply`, JSON.stringify({ rows }))).toMatchObject({
        status: 409,
        json: { error: { code: 'import.not-foreseen' } },
      })
    expect(await viewOf(kept.id)).toMatchObject({ state: 'previewed', isForeseen: false })
    expect(await look(kept.id)).toMatchObject({
      status: 200,
      json: { state: 'previewed', work: null, isForeseen: true, changes: { added: 1 } },
    })
    expect(await apply(kept.id)).toMatchObject({ status: 200, json: { state: 'applied', isForeseen: true } })
    expect(await look(kept.id)).toMatchObject({
      status: 409,
      json: { error: { code: 'import.not-previewed' } },
    })
  })

  it('of an older version, which kept only what it had looked through, is taken', async () => {
    const { json: kept } = await upload(row('max'))
    await world.query(`update imports set summary = summary - 'isForeseen' where id = $1`, [kept.id])
    expect(await viewOf(kept.id)).toMatchObject({ isForeseen: true })
    expect((await apply(kept.id)).status).toBe(200)
  })

  it('of a version that was stopped before its look is looked through first', async () => {
    const { json: kept } = await upload(row('mia'))
    const nothing = { added: 0, changed: 0, unchanged: 0, removed: 0, unknown: 0 }
    await world.query(`update imports set summary = (summary || $2) - 'isForeseen' where id = $1`, [
      kept.id,
      JSON.stringify({ changes: nothing }),
    ])
    expect(await viewOf(kept.id)).toMatchObject({ isForeseen: false })
    expect((await apply(kept.id)).status).toBe(409)
  })

  it('is seen to go on while a server that is to have each commit too is away', async () => {
    const { json: kept } = await upload(row('olga'))
    const { database } = world.store
    await beginWork(database, kept.id, 'take')
    await world.query(`update import_work set seen_at = now() - interval '20 seconds' where import_id = $1`, [
      kept.id,
    ])
    await world.query(`alter system set synchronous_standby_names = 'nobody'`)
    try {
      await world.query('select pg_reload_conf()')
      await writeBeat(database, kept.id)
      const heard = `select now() - seen_at < interval '15 seconds' as heard from import_work where import_id = $1`
      expect(await world.query(heard, [kept.id])).toEqual([{ heard: true }])
    } finally {
      await world.query('alter system reset synchronous_standby_names')
      await world.query('select pg_reload_conf()')
      await world.query('delete from import_work where import_id = $1', [kept.id])
    }
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
    // Where the endpoint ended right after the commit it is taken, and nothing says that nothing was changed.
    await seenBefore(31)
    expect(await viewOf(kept.id)).toMatchObject({ state: 'applied', work: null })
  })

  it('is followed, and people have their plan, while more first plans wait for it than there are connections', async () => {
    const names = Array.from({ length: 12 }, (_unused, place) => `first${place}`)
    expect((await apply((await upload(names.map(row).join('\n'))).json.id)).status).toBe(200)
    const planOf = async (token: string) => (await ask('/v1/me/plan', undefined, patient, token)).status
    expect(await planOf(world.tokens.amy)).toBe(200)
    const { json: kept } = await upload(row('ida'))
    const letGo = await holdEverythingUp()
    expect((await apply(kept.id, hasty)).status).toBe(202)
    const answered: number[] = []
    const asking = names.map(async (name, place) => {
      const claims = { preferred_username: `${name}@fabrikam.com`, oid: oidOf(100 + place) }
      answered.push(await planOf(await world.signAs({ claims })))
    })
    // By then all that may wait do, and the others are sent away.
    await eventually(() => expect(answered).toContain(503))
    expect(await ask(`/v1/imports/${kept.id}`)).toMatchObject({
      status: 200,
      json: { state: 'previewed', work: { kind: 'take', failure: null } },
    })
    expect((await ask('/v1/imports')).status).toBe(200)
    expect((await ask('/readyz')).status).toBe(200)
    expect(await planOf(world.tokens.amy)).toBe(200)
    await letGo()
    await Promise.all(asking)
    expect(answered).toContain(200)
    await expect.poll(async () => (await viewOf(kept.id)).state, { timeout: 20_000 }).toBe('applied')
  })

  it('is answered, and seen to go on, while all who may wait for it do and every other connection is in use', async () => {
    const { json: kept } = await upload(row('ilse'))
    const letGo = await holdEverythingUp()
    const { database } = world.store
    // First plans and reports, which have to wait for an import.
    const waiting = Array.from({ length: sharedAtOnce }, () => transact(database, 'shared', async () => {}))
    const own = new pg.Client({ connectionString: world.postgres.url })
    await own.connect()
    const numberOf = async (text: string) => Number((await own.query<{ n: string }>(text)).rows[0]?.n)
    const waiters = `select count(*) as n from pg_locks where locktype = 'advisory' and not granted`
    const taken: pg.PoolClient[] = []
    try {
      await eventually(async () => expect(await numberOf(waiters)).toBe(sharedAtOnce))
      expect(await apply(kept.id, hasty)).toMatchObject({
        status: 202,
        json: { state: 'previewed', work: { kind: 'take', failure: null } },
      })
      // Its answer may come before it has got so far as to wait.
      await eventually(async () => expect(await numberOf(waiters)).toBe(sharedAtOnce + 1))
      const { pool } = database
      const free = pool.options.max - sharedAtOnce - 1
      taken.push(...(await Promise.all(Array.from({ length: free }, () => pool.connect()))))
      expect([pool.totalCount, pool.idleCount]).toEqual([pool.options.max, 0])
      await own.query(`update import_work set seen_at = now() - interval '25 seconds'`)
      const silence = `select extract(epoch from now() - seen_at) as n from import_work where import_id = '${kept.id}'`
      await eventually(async () => expect(await numberOf(silence)).toBeLessThan(20))
    } finally {
      for (const client of taken) client.release()
      await letGo()
      await own.end()
    }
    await Promise.all(waiting)
    await expect.poll(async () => (await viewOf(kept.id)).state, { timeout: 20_000 }).toBe('applied')
  })

  it('waits for another import without a connection, as long as that takes', async () => {
    const { json: first } = await upload(row('ines'))
    const { json: second } = await upload(row('ingo'))
    const letGo = await holdEverythingUp()
    const { pool } = world.store.database
    const waiters = `select 1 from pg_locks where locktype = 'advisory' and not granted`
    expect((await apply(first.id, hasty)).status).toBe(202)
    await eventually(async () => expect((await pool.query(waiters)).rowCount).toBe(1))
    expect((await apply(second.id, hasty)).status).toBe(202)
    expect((await viewOf(second.id)).work).toEqual({ kind: 'take', failure: null })
    expect((await pool.query(waiters)).rowCount).toBe(1)
    await letGo()
    for (const { id } of [first, second])
      await expect.poll(async () => (await viewOf(id)).state, { timeout: 20_000 }).toBe('applied')
  })

  it('ends with what it writes, in one transaction', async () => {
    const { database } = world.store
    const { json: kept } = await upload(row('jo'))
    const atWork = () => world.query('select kind, failure from import_work where import_id = $1', [kept.id])
    const read = readImport('identity-map', Buffer.from(row('jo')), contoso)
    if (read.kind === 'refused') throw new Error('the row can be read')

    await beginWork(database, kept.id, 'look')
    await previewImport(database, kept.id, read)
    expect(await atWork()).toEqual([])

    await beginWork(database, kept.id, 'take')
    const lost = { ...database, beforeCommit: () => Promise.reject(new Error('not ours any more')) }
    await expect(applyImport(lost, commandLine, kept.id, 'all', async () => read)).rejects.toThrow('not ours')
    expect(await atWork()).toEqual([{ kind: 'take', failure: null }])
    await applyImport(database, commandLine, kept.id, 'all', async () => read)
    expect(await atWork()).toEqual([])

    await beginWork(database, kept.id, 'undo')
    await undoImport(database, commandLine, kept.id)
    expect(await atWork()).toEqual([])
  })

  it('has its fault in the log with a place in the program, where it fails after its answer', async () => {
    const { json: kept } = await upload(row('kim'))
    // No one’s fault but ours: what was read once cannot be read any more.
    await world.query(`update imports set content = '' where id = $1`, [kept.id])
    const letGo = await holdEverythingUp()
    expect((await apply(kept.id, hasty)).status).toBe(202)
    await letGo()
    await expect
      .poll(() => viewOf(kept.id), { timeout: 20_000 })
      .toMatchObject({ state: 'previewed', work: { kind: 'take', failure: 'unexpected' } })
    await expect
      .poll(() => logged.filter(({ msg, importId }) => msg === 'import-failed' && importId === kept.id))
      .toEqual([
        expect.objectContaining({ name: 'Error', stack: expect.stringContaining('imports.ts') as string }),
      ])
  })

  it('is answered before a large file is read, and tells later what is in it or why it cannot be read', async () => {
    const early = await world.addReplica({ importAnswerMilliseconds: 1 })
    const front = await early.listen({ host: '127.0.0.1', port: 0 })
    const large = Array.from({ length: 10_000 }, (_unused, place) => row(`large${place}`)).join('\n')
    const reading = await upload(large, front)
    expect(reading).toMatchObject({ status: 202, json: { work: { kind: 'look', failure: null } } })
    await expect
      .poll(() => viewOf(reading.json.id), { timeout: 50_000 })
      .toMatchObject({ work: null, isForeseen: true, rows: { readable: 10_000 }, changes: { added: 10_000 } })

    const broken = await upload(`"${large}`, front)
    expect(broken.status).toBe(202)
    const refused = { kind: 'look', failure: 'import.unreadable' }
    await expect.poll(async () => (await viewOf(broken.json.id)).work, { timeout: 50_000 }).toEqual(refused)
    expect(await viewOf(broken.json.id)).toMatchObject({
      isForeseen: false,
      rows: { readable: 0, unreadable: 1 },
      problems: [{ line: 1, code: 'file.quote-not-closed' }],
    })
    expect((await apply(broken.json.id)).status).toBe(409)
    expect(await ask(`/v1/imports/${broken.json.id}/look`, '{}')).toMatchObject({
      status: 422,
      json: { error: { code: 'import.unreadable' } },
    })
    await early.close()
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
    const front = await startNginx(nginx, hasty, ['client_max_body_size 200m;', 'proxy_read_timeout 5s;'])
    const { json: kept } = await upload(row('hugo'))
    const letGo = await holdEverythingUp()
    expect((await apply(kept.id, front.url)).status).toBe(202)
    await letGo()
    await expect.poll(async () => (await viewOf(kept.id)).state, { timeout: 20_000 }).toBe('applied')
    await front.stop()
  })

  it('a file that is too large for the proxy gets an answer that is not the endpoint’s', async () => {
    if (nginx === null) return
    const front = await startNginx(nginx, patient)
    const answer = await upload(Buffer.alloc(2 * 1024 * 1024, 'x'), front.url)
    expect(answer).toEqual({ status: 413, json: null })
    await front.stop()
  })
})
