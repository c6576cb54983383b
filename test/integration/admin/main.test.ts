import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endpointProgram } from '../../../build/run/build-if-old.ts'
import { contoso, fabrikam } from '../../unit/shared/cast.ts'
import { audience } from '../../unit/admin/issuer.ts'
import { createDataFolder, type DataFolder } from './data-folder.ts'
import { withStore } from './with-store.ts'

let dataFolder: DataFolder
const good = { sourceTenantId: contoso, targetTenantId: fabrikam, audience, port: 0 }

beforeAll(async () => {
  dataFolder = await createDataFolder()
  await write('admin.json', JSON.stringify(good))
})
afterAll(() => dataFolder.remove())

async function write(name: string, text: string): Promise<string> {
  const file = path.join(dataFolder.folder, name)
  await writeFile(file, text)
  return file
}

function start(args: readonly string[]) {
  return spawn(process.execPath, [endpointProgram, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
}

async function run(...args: string[]) {
  const child = start(args)
  const said = { out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.err += text))
  const [code] = (await once(child, 'close')) as [number | null]
  expect(said.err).not.toMatch(/\n[ \t]+at /)
  return { code, ...said }
}

/** A data folder that is made by the first command that needs it. */
const data = () => path.join(dataFolder.folder, 'data')
const runHere = (...args: string[]) =>
  run(...args, '--config', path.join(dataFolder.folder, 'admin.json'), '--data', data())

const rowOf = (name: string): string =>
  `User,${contoso},${name}@contoso.com,${name}@fabrikam.com,,RegularUser`

const planOf = (name: string) =>
  withStore(data(), (store) =>
    store.findPlan({ tenantId: fabrikam, oid: 'unused', upn: `${name}@fabrikam.com` }),
  )

async function addOldEvent(): Promise<void> {
  await withStore(data(), async ({ database: { pool } }) => {
    await pool.query(
      `insert into events (target_tenant_id, at, data) values ($1, now() - interval '2 days', '{}')`,
      [fabrikam],
    )
  })
}

/** The first line of the log for which `pick` gives something. */
function fromLog<Found>(
  child: ChildProcess,
  pick: (line: { msg?: string }) => Found | undefined,
): Promise<Found> {
  return new Promise((resolve, reject) => {
    if (child.stdout === null) throw new Error('no output')
    child.once('close', () => reject(new Error('it ended before it said so')))
    createInterface(child.stdout).on('line', (line) => {
      const found = pick(JSON.parse(line) as { msg?: string })
      if (found !== undefined) resolve(found)
    })
  })
}

describe('the command line', () => {
  it('explains itself with --help', async () => {
    const { code, out, err } = await run('--help')
    expect({ code, err }).toEqual({ code: 0, err: '' })
    for (const word of ['import-map', 'import-states', '--config', '--data', '--skip-invalid']) {
      expect(out).toContain(word)
    }
  })

  it.each<[string, string[], string]>([
    ['an option it does not know', ['--sideways'], "'--sideways'"],
    ['a command it does not know', ['dance', '--config', 'x'], '"dance" is not a command'],
    ['a folder without a name', ['serve', '--data', '', '--config', 'x'], '--data needs a value'],
    ['no configuration', ['serve'], '--config FILE is needed'],
    ['a word too many', ['import-map', 'a', 'b', '--config', 'x'], '"b" is one word too many'],
  ])('ends with 2 and says why for %s', async (_name, args, reason) => {
    const { code, out, err } = await run(...args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(reason)
    expect(err).toContain('--help')
  })

  it.each<[string, string[], string]>([
    ['a port that is none', ['serve', '--port', '70000'], '--port 70000 is not a port'],
    ['an import without a file', ['import-map'], 'import-map needs a file.'],
    ['forgetting no one', ['forget'], 'forget needs a user name.'],
    ['cleaning up something', ['clean-up', 'reports'], '"reports" is one word too many'],
    ['a file that is not there', ['import-map', 'nowhere.csv'], 'nowhere.csv cannot be read: ENOENT'],
  ])('ends with 2 and says why for %s', async (_name, args, reason) => {
    const { code, err } = await runHere(...args)
    expect(code).toBe(2)
    expect(err).toContain(reason)
  })

  it('ends with 1 and a sentence where its port is in use, before a database is made', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const folder = path.join(dataFolder.folder, 'no-port')
    const config = ['--config', path.join(dataFolder.folder, 'admin.json')]
    const { code, err } = await run('serve', ...config, '--data', folder, '--port', String(port))
    expect([code, err]).toEqual([
      1,
      `Port ${port} of 127.0.0.1 is in use by another program. Stop that one, or choose another port with --port.\n`,
    ])
    await expect(stat(folder)).rejects.toThrow('ENOENT')
    other.close()
  })

  it.each<[string, RegExp]>([
    ['203.0.113.7', /^host: 203\.0\.113\.7 is not an address of this computer\.$/m],
    ['no-such-host.invalid', /^host: no address is known for no-such-host\.invalid\.$/m],
  ])('ends with 1 and a sentence where it cannot listen at %s', async (host, sentence) => {
    const file = await write('elsewhere.json', JSON.stringify({ ...good, host }))
    const folder = path.join(dataFolder.folder, 'no-host')
    const { code, err } = await run('serve', '--config', file, '--data', folder)
    expect(code).toBe(1)
    expect(err).toMatch(sentence)
  })

  it.each<[string, string, RegExp]>([
    ['is not JSON', '{', /is not JSON/],
    ['has no target tenant', JSON.stringify({ sourceTenantId: contoso }), /targetTenantId: is missing/],
    [
      'has a tenant that is no id',
      JSON.stringify({ ...good, targetTenantId: 'fabrikam' }),
      /targetTenantId: /,
    ],
    ['has a misspelt key', JSON.stringify({ ...good, prot: 1 }), /not a setting: prot/],
    ['has a port out of range', JSON.stringify({ ...good, port: 70_000 }), /port: /],
    [
      'names plain HTTP for sign-in',
      JSON.stringify({ ...good, authority: 'http://login.invalid' }),
      /authority: /,
    ],
    [
      'names a certificate that is not there',
      JSON.stringify({ ...good, tls: { certFile: 'cert.pem', keyFile: 'key.pem' } }),
      /tls\.certFile: .*cert\.pem cannot be read: ENOENT/,
    ],
  ])('ends with 20 and names key and reason when the configuration %s', async (_name, text, reason) => {
    const file = await write('broken.json', text)
    const { code, err } = await run('serve', '--config', file, '--data', data())
    expect(code).toBe(20)
    expect(err).toMatch(reason)
  })

  it('ends with 20 when there is no configuration where it was said', async () => {
    const { code, err } = await run('--config', path.join(dataFolder.folder, 'nowhere.json'))
    expect(code).toBe(20)
    expect(err).toMatch(/nowhere\.json cannot be read: ENOENT/)
  })

  it('says that a database is away, in one sentence', async () => {
    const { code, err } = await runHere(
      'import-states',
      await write('s.csv', 'SourceUserPrincipalName,MoveState\na@contoso.com,Success'),
      '--database',
      'postgres://nobody:secret-word@127.0.0.1:1/nothing',
    )
    expect(code).toBe(1)
    expect(err).toContain('ECONNREFUSED')
    expect(err).not.toContain('secret-word')
  })
})

describe('import-map and import-states', () => {
  it('take nothing when one line is wrong, and start no database for it', async () => {
    const file = await write('wrong.csv', [rowOf('amy'), 'User,nonsense', rowOf('bob')].join('\n'))
    const { code, err } = await runHere('import-map', file)
    expect(code).toBe(1)
    expect(err).toContain('line 2, row.column-count: 6 columns are needed, not 2.')
    expect(err).toContain('nothing was taken')
    expect(await readdir(dataFolder.folder)).not.toContain('data')
  })

  it('say why they do not take a file that is no such table', async () => {
    const { code, err } = await runHere('import-states', await write('no.csv', 'Name,State\nx,y'))
    expect(code).toBe(1)
    expect(err).toMatch(/no\.csv was not taken, file\.columns-missing: The columns .* are missing\.\n$/)
  })

  it('only look at the file with --dry-run', async () => {
    const { code, out } = await runHere('import-map', await write('map.csv', rowOf('amy')), '--dry-run')
    expect({ code, out }).toEqual({
      code: 0,
      out: '1 rows would be taken, 0 left out. Nothing was changed.\n',
    })
    expect(await readdir(dataFolder.folder)).not.toContain('data')
  })

  it('take the right lines with --skip-invalid, then the states, and leave no process behind', async () => {
    const map = await write('map.csv', [rowOf('amy'), 'User,nonsense', rowOf('bob')].join('\n'))
    const taken = await runHere('import-map', map, '--skip-invalid')
    expect(taken).toMatchObject({
      code: 0,
      out: '2 added, 0 changed, 0 as they were, 0 removed\n',
    })
    expect(taken.err).toContain('line 2, row.column-count')

    const states = await write(
      'states.csv',
      'SourceUserPrincipalName,MoveState\namy@contoso.com,Success\nx@contoso.com,Failed',
    )
    const set = await runHere('import-states', states)
    expect(set).toMatchObject({
      code: 0,
      out: '1 set, 1 not in the identity map, or contradicted by another row\n',
    })
    expect(await readdir(path.join(data(), 'postgres'))).not.toContain('postmaster.pid')
    expect(await planOf('amy')).toMatchObject({ moveState: 'Success' })
    expect(await planOf('bob')).toMatchObject({ moveState: 'Unknown' })
  })
})

describe('serve', () => {
  let child: ChildProcess
  let log = ''
  let url: string
  let database: number

  // One for all: each command comes and goes beside it.
  beforeAll(async () => {
    child = start(['serve', '--config', path.join(dataFolder.folder, 'admin.json'), '--data', data()])
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (log += text))
    url = await fromLog(child, ({ msg = '' }) => /listening at (http:\S+)/.exec(msg)?.[1])
    const pidFile = await readFile(path.join(data(), 'postgres', 'postmaster.pid'), 'utf8')
    database = Number(pidFile.split('\n')[0])
  })
  afterAll(() => child.kill())

  it('answers, goes on while an import comes and goes, and says where it has no console', async () => {
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' })
    const { code } = await runHere('import-map', await write('map.csv', rowOf('carla')))
    expect(code).toBe(0)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    const headers = { authorization: 'Bearer a-token', 'x-a-wish': 'a-wish' }
    const asked = await fetch(`${url}/v1/people?search=amy%40contoso.com`, { headers })
    expect(asked.status).toBe(401)
    expect(await (await fetch(url)).text()).toContain('console.clientId is not in its configuration')
  })

  it('works with an account that owns nothing, and keeps its keys for itself', async () => {
    const used = await withStore(data(), async ({ database: { pool } }) => {
      const { rows } = await pool.query<object>(
        `select distinct rolname, rolsuper, has_table_privilege(rolname, 'audit', 'update') as may
          from pg_stat_activity a join pg_roles r on r.oid = a.usesysid
          where application_name = 'landfall-admin' and usename <> 'landfall'`,
      )
      return rows
    })
    expect(used).toEqual([{ rolname: 'landfall_runtime', rolsuper: false, may: false }])
    for (const name of ['secret-keys', 'postgres-runtime-password'])
      expect((await stat(path.join(data(), name))).mode & 0o077).toBe(0)
    expect(log).toContain('auth.any-client')
    expect(log).not.toContain('http.not-encrypted')
  })

  it('lets `forget` take a person away, once', async () => {
    const forget = () => runHere('forget', 'Carla@Contoso.com')
    expect(await forget()).toEqual({ code: 0, out: 'Everything about this person is deleted.\n', err: '' })
    expect(await forget()).toEqual({ code: 1, out: 'This person is not in the identity map.\n', err: '' })
  })

  it('lets `clean-up` delete what is old', async () => {
    await addOldEvent()
    expect(await runHere('clean-up')).toEqual({ code: 0, out: 'Rows deleted: 1\n', err: '' })
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
  })

  it(
    'lets `undo-import` put imports back, the last one first, until there is none',
    { timeout: 300_000 },
    async () => {
      const undo = () => runHere('undo-import')
      expect(await undo()).toEqual({ code: 0, out: 'Put back: what map.csv had changed.\n', err: '' })
      expect(await undo()).toEqual({ code: 0, out: 'Put back: what states.csv had changed.\n', err: '' })
      expect(await planOf('amy')).toMatchObject({ moveState: 'Unknown' })
      expect(await undo()).toMatchObject({ code: 0 })
      expect(await planOf('amy')).toBeNull()
      expect(await undo()).toEqual({ code: 1, out: '', err: 'There is no import to put back.\n' })
    },
  )

  it('stops when it is asked to, also as Ctrl+C asks that npm passes on as well, and leaves no process', async () => {
    const gone = once(child, 'exit')
    child.kill('SIGINT')
    child.kill('SIGTERM')
    expect(await gone).toEqual([0, null])
    expect(() => process.kill(database, 0)).toThrow(/ESRCH/)
  })

  it('ends with 1 and says so when a database ends that it found running', { timeout: 300_000 }, async () => {
    const args = ['serve', '--config', path.join(dataFolder.folder, 'admin.json'), '--data', data()]
    const killed = start(args)
    await fromLog(killed, ({ msg = '' }) => (/listening at/.test(msg) ? true : undefined))
    killed.kill('SIGKILL')
    await once(killed, 'exit')
    const next = start(args)
    const said = fromLog(next, (line) => (line.msg === 'database-ended' ? line : undefined))
    await fromLog(next, ({ msg = '' }) => (/listening at/.test(msg) ? true : undefined))
    const pidFile = await readFile(path.join(data(), 'postgres', 'postmaster.pid'), 'utf8')
    const gone = once(next, 'exit')
    process.kill(Number(pidFile.split('\n')[0]), 'SIGKILL')
    expect(await said).toMatchObject({ level: 60, code: 'database.ended' })
    expect(await gone).toEqual([1, null])
  })

  it('has logged each request, and no one’s address, token or wish', () => {
    expect(log).toContain('/v1/people')
    expect(log).toContain('auth.invalid-token')
    expect(log).not.toMatch(/@|%40|amy|carla|a-wish|a-token/i)
  })
})
