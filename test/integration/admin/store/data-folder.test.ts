import { execFile, spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest'
import { endpointProgram } from '../../../../build/run/build-if-old.ts'
import { startEmbeddedPostgres } from '../../../../admin/server/postgres/embedded.ts'
import { PostgresRefused } from '../../../../admin/server/database/postgres-refused.ts'
import { defaultDailyLimits } from '../../../../admin/server/reports/daily-limits.ts'
import { openStore } from '../../../../admin/server/store.ts'
import { isDatabaseAway } from '../../../../admin/server/database/tenant-database.ts'
import { contoso, fabrikam } from '../../../unit/shared/cast.ts'
import { audience } from '../../../unit/admin/issuer.ts'
import { createDataFolder, type DataFolder } from '../data-folder.ts'
import { reportOf } from '../../../unit/admin/report.ts'

const run = promisify(execFile)
const amy = { tenantId: fabrikam, oid: 'aaaaaaaa-0000-4000-8000-000000000001', upn: 'amy@fabrikam.com' }

/** Data at rest with Amy and one report of hers, made once and copied. */
let made: DataFolder
let dataFolder: DataFolder
const data = () => path.join(dataFolder.folder, 'data')
const kept = reportOf()

beforeAll(async () => {
  made = await createDataFolder()
  const postgres = await startEmbeddedPostgres(path.join(made.folder, 'data'))
  const store = await openStore(postgres.url, fabrikam)
  await store.importMap([{ sourceTenantId: contoso, sourceUpn: 'amy@contoso.com', targetUpn: amy.upn }])
  await store.acceptReport(amy, kept)
  await store.close()
  await postgres.stop()
})
afterAll(() => made.remove())
beforeEach(async () => {
  dataFolder = await createDataFolder()
  const config = { sourceTenantId: contoso, targetTenantId: fabrikam, audience, port: 0 }
  await writeFile(path.join(dataFolder.folder, 'admin.json'), JSON.stringify(config))
})
afterEach(() => dataFolder.remove())

/** Why the database does not start on the folder. */
const refusalOf = (folder = data()) =>
  startEmbeddedPostgres(folder).then(
    () => 'it started',
    (error: unknown) => (error instanceof PostgresRefused ? error.code : error),
  )

const copyData = () => run('cp', ['-a', path.join(made.folder, 'data'), dataFolder.folder])

/** Starts the endpoint on the folder, and it has to end by itself. */
async function serve() {
  const config = path.join(dataFolder.folder, 'admin.json')
  const child = spawn(process.execPath, [endpointProgram, '--config', config, '--data', data()], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [code] = (await once(child, 'close')) as [number | null]
  expect(said).not.toMatch(/\n[ \t]+at |\.ts:\d|node_modules/)
  return { code, said }
}

/** Name and content of everything in the folder. */
async function contentOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile() && !entry.name.endsWith('.lock'))
  return Promise.all(
    files.map(async ({ parentPath, name }) => {
      const file = path.join(parentPath, name)
      return `${file} ${createHash('sha256')
        .update(await readFile(file))
        .digest('hex')}`
    }),
  ).then((lines) => lines.sort())
}

async function countReports(): Promise<number> {
  const postgres = await startEmbeddedPostgres(data())
  const store = await openStore(postgres.url, fabrikam)
  try {
    return await store.countReports()
  } finally {
    await store.close()
    await postgres.stop()
  }
}

describe('a data folder', () => {
  it('of another PostgreSQL is left as it is, and both versions are named', async () => {
    await copyData()
    await writeFile(path.join(data(), 'postgres/PG_VERSION'), '17\n')
    const before = await contentOf(data())
    const { code, said } = await serve()
    expect(said).toMatch(/^data\.other-version: .*PostgreSQL 17.*brings 18/)
    expect(code).toBe(21)
    expect(await contentOf(data())).toEqual(before)
  })

  it('that is something else is left as it is', async () => {
    await mkdir(path.join(data(), 'postgres'), { recursive: true })
    await writeFile(path.join(data(), 'postgres/holiday.txt'), 'not a database')
    if (process.getuid?.() === 0) await run('chown', ['-R', 'postgres', path.join(data(), 'postgres')])
    await chmod(path.join(data(), 'postgres'), 0o700)
    expect(await refusalOf()).toBe('data.not-a-database')
    expect(await readdir(path.join(data(), 'postgres'))).toEqual(['holiday.txt'])
  })

  it('that somebody else’s PostgreSQL works in is left to it', async () => {
    await copyData()
    const theirs = await startEmbeddedPostgres(data())
    const store = await openStore(theirs.url, fabrikam)
    await writeFile(path.join(data(), 'postgres-password'), 'another one')
    expect(await refusalOf()).toBe('data.in-use')
    expect(await store.countReports()).toBe(1)
    await store.close()
    await theirs.stop()
  })

  it.skipIf(process.getuid?.() !== 0)('that a copy gave to another account is not used', async () => {
    await copyData()
    await run('chown', ['-R', 'root', data()])
    expect(await refusalOf()).toBe('data.wrong-owner')
  })

  it.skipIf(process.platform !== 'linux')(
    'in a file system that takes no files is refused at once',
    async () => {
      for (const folder of ['/proc', '/proc/self/data', '/proc/self/deep/data'])
        expect([folder, await refusalOf(folder)]).toEqual([folder, 'data.unreachable'])
    },
  )

  it('below a file is refused', async () => {
    expect(await refusalOf(path.join(dataFolder.folder, 'admin.json/data'))).toBe('data.unreachable')
  })
})

const mayMount = process.platform === 'linux' && process.getuid?.() === 0

describe.skipIf(!mayMount)('a data folder on a volume of its own (needs root)', () => {
  const mount = (options: string) =>
    run('mount', ['-t', 'tmpfs', '-o', `mode=711,${options}`, 'tmpfs', data()])
  const fill = () => run('sh', ['-c', `cat /dev/zero > ${data()}/filling 2>&- || true`])
  beforeEach(() => mkdir(data()))
  afterEach(() => run('umount', [data()]))

  it('that is too small is refused while the database is made, which leaves nothing half-made', async () => {
    await mount('size=8m')
    const { code, said } = await serve()
    expect(said).toMatch(/^data\.full: /)
    expect(code).toBe(21)
    expect((await readdir(data())).filter((name) => !name.endsWith('.lock'))).toEqual(['postgres-password'])
  })

  it('that is read-only or full is refused at once, and works again afterwards with all that was in it', async () => {
    await mount('size=96m')
    await copyData()
    await run('mount', ['-o', 'remount,ro', data()])
    expect(await refusalOf()).toBe('data.read-only')
    expect(await refusalOf(path.join(data(), 'new'))).toBe('data.read-only')
    await run('mount', ['-o', 'remount,rw', data()])
    await fill()
    const before = await contentOf(path.join(data(), 'postgres'))
    expect(await refusalOf()).toBe('data.full')
    expect(await contentOf(path.join(data(), 'postgres'))).toEqual(before)
    await rm(path.join(data(), 'filling'))
    expect(await countReports()).toBe(1)
  })

  it('that fills up while reports come in takes none of them, and takes them when there is room', async () => {
    await mount('size=96m')
    await copyData()
    const postgres = await startEmbeddedPostgres(data())
    // More of one person than a day has room for.
    const dailyLimits = { ...defaultDailyLimits, reportsPerPerson: 1_000_000 }
    const store = await openStore(postgres.url, fabrikam, { dailyLimits })
    await fill()
    let accepted = 1
    let refused: unknown
    while (refused === undefined) {
      const report = reportOf({ sequence: accepted + 1 })
      await store.acceptReport(amy, report).then(
        ({ kind }) => {
          expect(kind).toBe('accepted')
          accepted += 1
        },
        (error: unknown) => (refused = error),
      )
    }
    expect(isDatabaseAway(refused)).toBe(true)
    // Plans are answered meanwhile.
    expect(await store.findPlan(amy)).not.toBeNull()
    expect(await store.countReports()).toBe(accepted)
    await rm(path.join(data(), 'filling'))
    expect(await store.acceptReport(amy, reportOf({ sequence: 9999 }))).toMatchObject({ kind: 'accepted' })
    await store.close()
    await postgres.stop()
    expect(await countReports()).toBe(accepted + 1)
  })
})
