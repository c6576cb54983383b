import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startEmbeddedPostgres } from '../../../../admin/server/postgres/embedded.ts'
import { buildConsoleIfOld } from '../../../../build/run/build-if-old.ts'
import { packEndpoint } from '../../../../build/package/pack-endpoint.ts'
import { contoso, fabrikam } from '../../../unit/shared/cast.ts'
import { audience } from '../../../unit/admin/issuer.ts'
import { createDataFolder, type DataFolder } from '../../admin/data-folder.ts'
import { addressIn, endHard, hearLines } from '../../admin/endpoint-process.ts'

const run = promisify(execFile)
const unit = path.resolve(import.meta.dirname, '../../../../admin/deploy/landfall-admin.service')

let folder: string
let archive: string
/** The archive as it is unpacked on a server, far from any `node_modules`. */
let program: string
beforeAll(async () => {
  expect(await buildConsoleIfOld()).toBe(0)
  folder = await mkdtemp(path.join(tmpdir(), 'landfall-archive-'))
  archive = await packEndpoint(folder)
  await run('tar', ['--extract', '--file', archive, '--directory', folder])
  program = path.join(folder, path.basename(archive, '.tar.gz'), 'dist/endpoint/main.mjs')
})
afterAll(() => rm(folder, { recursive: true, force: true }))

async function configure(more: Readonly<Record<string, unknown>>): Promise<string> {
  const file = path.join(folder, 'admin.json')
  const config = { sourceTenantId: contoso, targetTenantId: fabrikam, audience, port: 0, ...more }
  await writeFile(file, JSON.stringify(config))
  return file
}

describe('the archive of npm run package:admin', () => {
  it('is the same bytes from the same sources, and leaves nothing beside it', async () => {
    const digest = async () =>
      createHash('sha256')
        .update(await readFile(archive))
        .digest('hex')
    const first = await digest()
    await packEndpoint(folder)
    expect(await digest()).toBe(first)
    expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([])
  })

  it('names the licence of every package in it, and no Electron', async () => {
    const read = (name: string) => readFile(path.join(program, '../../..', name), 'utf8')
    const bill = JSON.parse(await read('sbom.cdx.json')) as { components: { name: string }[] }
    const names = bill.components.map(({ name }) => name)
    expect(names).toEqual(expect.arrayContaining(['fastify', 'kysely', 'pg', 'react', 'zod']))
    expect(names).not.toContain('electron')
    const licences = await read('licences.txt')
    for (const name of names) expect(licences).toContain(`${name} `)
  })

  it('says in one sentence that it needs a database, where none is named', async () => {
    const config = await configure({})
    const ended = await run(process.execPath, [
      program,
      '--config',
      config,
      '--data',
      path.join(folder, 'data'),
    ]).then(
      () => null,
      (error: unknown) => error as { code: number; stderr: string },
    )
    expect(ended?.code).toBe(1)
    expect(ended?.stderr.trim().split('\n')).toHaveLength(1)
    expect(ended?.stderr).toContain('database.not-available')
    await expect(access(path.join(folder, 'data'))).rejects.toThrow('ENOENT')
  })
})

describe('the endpoint of the archive, with a database elsewhere', () => {
  let data: DataFolder
  let child: ChildProcess
  let address: string
  let stopDatabase: () => Promise<void>
  beforeAll(async () => {
    data = await createDataFolder()
    const { url, stop } = await startEmbeddedPostgres(path.join(data.folder, 'data'))
    stopDatabase = stop
    const config = await configure({ databaseUrl: url, console: { clientId: audience } })
    child = spawn(process.execPath, [program, '--config', config], { stdio: ['ignore', 'pipe', 'pipe'] })
    const said = hearLines(child)
    address = await vi.waitFor(() => addressIn(said) ?? expect.unreachable(said.join('\n')), 100_000)
  })
  afterAll(async () => {
    await endHard(child)
    await stopDatabase()
    await data.remove()
  })

  it('is ready, and serves the console with each of its parts', async () => {
    expect((await fetch(`${address}/readyz`)).status).toBe(200)
    const page = await (await fetch(`${address}/people`)).text()
    const parts = [...page.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, part]) => part ?? '')
    expect(parts.length).toBeGreaterThan(1)
    for (const part of parts) expect([part, (await fetch(`${address}${part}`)).status]).toEqual([part, 200])
  })
})

const canVerify = await run('systemd-analyze', ['--version']).then(
  () => true,
  () => false,
)

describe('admin/deploy/landfall-admin.service', () => {
  it.skipIf(!canVerify)('is a unit that systemd takes without a word', async () => {
    // The program and the account are the server's, so this computer's stand in for them.
    const text = (await readFile(unit, 'utf8'))
      .replace('/usr/bin/node', process.execPath)
      .replace(/^(?:User|Group)=.*\n/gm, '')
    const file = path.join(folder, 'landfall-admin.service')
    await writeFile(file, text)
    const { stdout, stderr } = await run('systemd-analyze', ['verify', '--man=no', file])
    expect(stdout + stderr).toBe('')
    await writeFile(file, text.replace('TimeoutStopSec=30', 'TimeoutStopSec=soon'))
    const broken = await run('systemd-analyze', ['verify', '--man=no', file]).catch(
      (error: unknown) => error as { stderr: string },
    )
    expect(broken.stderr).toContain('Failed to parse time value')
  })

  it('lets the endpoint end by itself, and does not start one again that cannot start', async () => {
    const text = await readFile(unit, 'utf8')
    expect(text).toContain('TimeoutStopSec=30')
    expect(text).toContain('RestartPreventExitStatus=2 20 21')
  })
})
