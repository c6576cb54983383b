import { randomUUID } from 'node:crypto'
import { chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import pg from 'pg'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAdminApp } from '../../../../admin/server/start/create-admin-app.ts'
import { startEmbeddedPostgres } from '../../../../admin/server/postgres/embedded.ts'
import { tryLock } from '../../../../admin/server/postgres/folder-lock.ts'
import { openStore } from '../../../../admin/server/store.ts'
import { contoso, fabrikam } from '../../../unit/shared/cast.ts'
import { callAs } from '../../../unit/admin/issuer.ts'
import { createDataFolder, type DataFolder } from '../data-folder.ts'
import { reportOf } from '../../../unit/admin/report.ts'

let dataFolder: DataFolder
let pids: Set<number>
beforeEach(async () => {
  dataFolder = await createDataFolder()
  pids = new Set()
})
afterEach(async () => {
  // Only after a failed test is one of them still there.
  for (const pid of pids) if (isAlive(pid)) process.kill(pid, 'SIGKILL')
  await dataFolder.remove()
})

async function start() {
  const postgres = await startEmbeddedPostgres(dataFolder.folder)
  const pid = await readPid()
  pids.add(pid)
  return { ...postgres, pid }
}

async function readPid(): Promise<number> {
  const file = path.join(dataFolder.folder, 'postgres', 'postmaster.pid')
  return Number((await readFile(file, 'utf8')).split('\n')[0])
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    return false
  }
}

const amy = { tenantId: fabrikam, oid: randomUUID(), upn: 'amy@fabrikam.com' }
const amysEntry = {
  sourceTenantId: contoso,
  sourceUpn: 'amy@contoso.com',
  targetUpn: 'amy@fabrikam.com',
}

describe('startEmbeddedPostgres', () => {
  it('still has an acknowledged report after kill -9, and the endpoint says meanwhile that it is away', async () => {
    const report = reportOf()
    const interrupted = reportOf({ sequence: 2 })
    const first = await start()
    const store = await openStore(first.url, fabrikam)
    await store.importMap([amysEntry])
    const app = await createAdminApp({
      store,
      verifyToken: callAs(amy),
      version: '0.0.0',
      sourceTenantId: contoso,
    })
    const putReport = () =>
      app.inject({ method: 'PUT', url: `/v1/reports/${report.id}`, body: report as object })
    const answer = await putReport()

    // A second report is in the middle of being written when the server dies.
    const other = new pg.Client({ connectionString: first.url })
    other.on('error', () => {})
    await other.connect()
    await other.query('begin')
    await other.query('lock table reports in exclusive mode')
    const underWay = app.inject({
      method: 'PUT',
      url: `/v1/reports/${interrupted.id}`,
      body: interrupted as object,
    })
    await expect
      .poll(async () => (await other.query('select 1 from pg_locks where not granted')).rowCount)
      .toBe(1)
    process.kill(first.pid, 'SIGKILL')
    await first.gone
    expect((await underWay).statusCode).toBe(503)

    for (const away of [await app.inject('/healthz'), await putReport(), await app.inject('/v1/me/plan')]) {
      expect(away.statusCode).toBe(503)
      expect(away.json()).toMatchObject({ error: { code: 'database.unavailable' } })
      expect(away.headers['retry-after']).toBe('5')
    }
    await app.close()
    await store.close()
    await first.stop()

    const second = await start()
    const again = await openStore(second.url, fabrikam)
    expect(await again.countReports()).toBe(1)
    const acceptance = await again.acceptReport(amy, report)
    expect(answer.statusCode).toBe(200)
    expect(acceptance).toMatchObject({
      kind: 'accepted',
      receipt: answer.json<{ receipt: string }>().receipt,
    })
    await again.close()
    await second.stop()
    expect(isAlive(second.pid)).toBe(false)
  })

  it('joins a running server, and the last who leaves stops it', async () => {
    const first = await start()
    const firstStore = await openStore(first.url, fabrikam)
    const second = await start()
    const secondStore = await openStore(second.url, fabrikam)
    expect(second.url).toBe(first.url)

    // The one that started it goes first.
    await firstStore.close()
    await first.stop()
    expect(isAlive(first.pid)).toBe(true)
    expect(await secondStore.canWrite()).toBe('ready')

    await secondStore.close()
    await second.stop()
    expect(isAlive(first.pid)).toBe(false)
  })

  it('tells of the end of a server that it found running', async () => {
    const first = await start()
    const second = await start()
    process.kill(first.pid, 'SIGKILL')
    expect(await Promise.all([first.gone, second.gone])).toEqual([null, null])
    await first.stop()
    await second.stop()
  })

  it('makes one server when two start at once in an empty folder', async () => {
    const [first, second] = await Promise.all([start(), start()])
    expect(second.url).toBe(first.url)
    expect((await readdir(dataFolder.folder)).sort()).toEqual([
      'postgres',
      'postgres-password',
      'postgres.lock',
    ])
    await first.stop()
    await second.stop()
    expect(isAlive(first.pid)).toBe(false)
  })

  it('clears away what killed starts left half-made, also where their number lives again, and nothing that is being made', async () => {
    const half = (number: number) => `postgres.new-${number}-0123456789ab`
    // In each container the endpoint is the same number.
    const left = [half(process.pid), half(2)]
    const beingMade = half(3)
    for (const name of [...left, beingMade]) {
      await mkdir(path.join(dataFolder.folder, name))
      await writeFile(path.join(dataFolder.folder, `${name}.password`), '')
    }
    const attempt = tryLock(path.join(dataFolder.folder, `${beingMade}.password`))
    const postgres = await start()
    const names = await readdir(dataFolder.folder)
    expect(names.filter((name) => name.startsWith('postgres.new-'))).toEqual(
      attempt.kind === 'taken' ? [beingMade, `${beingMade}.password`] : [],
    )
    if (attempt.kind === 'taken') attempt.lock.release()
    await postgres.stop()
  })

  it('starts on a volume that was made group-writable at its mount', async () => {
    const first = await start()
    await first.stop()
    await chmod(path.join(dataFolder.folder, 'postgres'), 0o2770)
    const again = await start()
    await again.stop()
  })

  it('takes reports after a restore from a server that had counted its transactions further', async () => {
    const postgres = await start()
    const first = await openStore(postgres.url, fabrikam)
    await first.importMap([amysEntry])
    await first.database.pool.query(
      `insert into events (target_tenant_id, xid, data)
        select $1, (pg_current_xact_id()::text::bigint + n)::text::xid8, '{}' from generate_series(1, 60) n`,
      [fabrikam],
    )
    await first.close()
    const store = await openStore(postgres.url, fabrikam)
    for (let sequence = 1; sequence <= 40; sequence += 1)
      expect(await store.acceptReport(amy, reportOf({ sequence }))).toMatchObject({ kind: 'accepted' })
    await store.close()
    await postgres.stop()
  })

  it('keeps its password to itself and listens on loopback only', async () => {
    const postgres = await start()
    const url = new URL(postgres.url)
    expect(url.hostname).toBe('127.0.0.1')
    expect(url.password).toMatch(/^[0-9a-f]{48}$/)
    if (process.platform !== 'win32') {
      const { mode } = await stat(path.join(dataFolder.folder, 'postgres-password'))
      expect(mode & 0o077).toBe(0)
    }
    url.password = 'wrong'
    await expect(openStore(url.href, fabrikam)).rejects.toThrow(/password authentication failed/)
    await postgres.stop()
  })
})
