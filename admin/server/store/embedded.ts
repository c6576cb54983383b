import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chown, link, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { totalmem } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { judgeComplaint, openDataFolder, toInUse, toRefusal } from './data-folder.ts'
import {
  assertReachable,
  chooseIdentity,
  findBinaries,
  type Binaries,
  type Identity,
} from './postgres-binaries.ts'
import { PostgresRefused, type PostgresRefusal } from './postgres-refused.ts'

/** What our connections call themselves, so that the last who leaves can see that it is the last. */
export const applicationName = 'landfall-admin'

/** A PostgreSQL of our own. */
export type EmbeddedPostgres = {
  readonly url: string
  /** Stops the server, unless somebody else of us still uses it; the last one out stops it. */
  readonly stop: () => Promise<void>
  /** Settles when the server that we started is gone, with why where the folder is the reason; never for one that we joined. */
  readonly gone: Promise<PostgresRefusal | null>
}

type Cluster = {
  readonly folder: string
  readonly data: string
  readonly binaries: Binaries
  readonly identity: Identity
}
type Postmaster = { readonly pid: number; readonly port: number }

const user = 'landfall'
const startMilliseconds = 60_000
/** How long a running server may take to answer before we let PostgreSQL itself say whose folder it is. */
const answerMilliseconds = 10_000

/**
 * Starts real PostgreSQL (from npm) with its data below `folder`, on loopback, with a password of its own. A
 * server that already runs on the folder is joined. Throws `PostgresRefused`.
 */
export async function startEmbeddedPostgres(folder: string): Promise<EmbeddedPostgres> {
  const identity = await chooseIdentity()
  await openDataFolder(folder, identity.uid === undefined ? 0o700 : undefined)
  const data = path.join(folder, 'postgres')
  const cluster = { folder, data, binaries: await findBinaries(identity), identity }
  if (identity.uid !== undefined) await assertReachable(folder)

  const password = await readPassword(path.join(folder, 'postgres-password'))
  if (!existsSync(cluster.data)) await initialise(cluster, password)
  const urlAt = (port: number): string => `postgres://${user}:${password}@127.0.0.1:${port}/postgres`
  const { port, child, lastWords } = await joinOrStart(cluster, urlAt)
  const url = urlAt(port)
  const gone = new Promise<PostgresRefusal | null>((resolve) =>
    child?.once('exit', () => {
      // What it said last is still on the way; a killed server's own processes may hold the pipe for longer.
      void Promise.race([once(child, 'close'), delay(500)]).then(() => resolve(judgeComplaint(lastWords())))
    }),
  )
  return { url, stop: () => leave(cluster, url, child), gone }
}

/** The password of the database, made on first use; the file appears whole or not at all. */
async function readPassword(file: string): Promise<string> {
  if (!existsSync(file)) {
    const temporary = `${file}.${randomBytes(6).toString('hex')}`
    try {
      await writeFile(temporary, randomBytes(24).toString('hex'), { mode: 0o600, flush: true })
      await link(temporary, file).catch((error: NodeJS.ErrnoException) => {
        // Somebody else was first; theirs counts.
        if (error.code !== 'EEXIST') throw error
      })
    } finally {
      await rm(temporary, { force: true })
    }
  }
  return readFile(file, 'utf8')
}

// Made under another name and renamed: what is called `postgres` is whole, whoever was interrupted.
async function initialise({ folder, data, binaries, identity }: Cluster, password: string) {
  await removeLeftovers(folder)
  const unfinished = path.join(folder, `postgres.new-${process.pid}-${randomBytes(6).toString('hex')}`)
  const passwordFile = `${unfinished}.password`
  try {
    await mkdir(unfinished, { mode: 0o700 })
    await writeFile(passwordFile, password, { mode: 0o600 })
    if (identity.uid !== undefined && identity.gid !== undefined) {
      await chown(unfinished, identity.uid, identity.gid)
      await chown(passwordFile, identity.uid, identity.gid)
    }
    const { code, said } = await runToEnd(
      binaries.initdb,
      ['-D', unfinished, '-U', user, '--auth=scram-sha-256', `--pwfile=${passwordFile}`].concat([
        '-E',
        'UTF8',
        '--locale=C',
        '--no-instructions',
      ]),
      identity,
    )
    if (code !== 0) throw toRefusal(folder, said, 'PostgreSQL could not make its data')
    await rename(unfinished, data).catch((error: unknown) => {
      if (!existsSync(data)) throw error
    })
    await flushFolder(folder)
  } finally {
    await rm(unfinished, { recursive: true, force: true })
    await rm(passwordFile, { force: true })
  }
}

/** Half-made clusters of starts that were interrupted; they hold nothing yet. */
async function removeLeftovers(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = /^postgres\.new-(\d+)-/.exec(name)?.[1]
    if (pid !== undefined && !isAlive(Number(pid))) {
      await rm(path.join(folder, name), { recursive: true, force: true })
    }
  }
}

/** A renamed folder survives a power cut once its parent is flushed; Windows does that by itself. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

type Server = {
  readonly port: number
  readonly child: ChildProcess | null
  /** What it said last; nothing of one that we joined. */
  readonly lastWords: () => string
}

async function joinOrStart(cluster: Cluster, urlAt: (port: number) => string): Promise<Server> {
  const began = Date.now()
  for (;;) {
    await removeEmptyLock(cluster.data)
    const running = await readPostmaster(cluster.data)
    let isSomebodyElses = false
    if (running !== null && isAlive(running.pid)) {
      const answer = await askServer(urlAt(running.port))
      if (answer === 'answers') return { port: running.port, child: null, lastWords: () => '' }
      isSomebodyElses = answer === 'refuses'
      // It is starting or stopping. After a restart of the computer the id may be somebody else's.
      if (!isSomebodyElses && Date.now() - began < answerMilliseconds) {
        await delay(100)
        continue
      }
    }
    const port = await findFreePort()
    const start = await startServer(cluster, port)
    if (start.kind === 'started') return { port, ...start }
    // Somebody was quicker, or the last processes of a killed server have not ended yet.
    const isTaken = /lock file "postmaster\.pid" |pre-existing shared memory/.test(start.said)
    if (!isTaken || judgeComplaint(start.said) !== null)
      throw toRefusal(cluster.folder, start.said, 'PostgreSQL did not start')
    if (isSomebodyElses || Date.now() - began > startMilliseconds)
      throw toInUse(cluster.folder, running?.pid ?? 0)
    await delay(100)
  }
}

/** A lock that was made and never written, by a server that a power cut met; PostgreSQL asks for its removal. */
async function removeEmptyLock(data: string): Promise<void> {
  const file = path.join(data, 'postmaster.pid')
  const found = await stat(file).catch(() => null)
  if (found?.size === 0 && Date.now() - found.mtimeMs > answerMilliseconds) await rm(file, { force: true })
}

type Start =
  | { readonly kind: 'started'; readonly child: ChildProcess; readonly lastWords: () => string }
  | { readonly kind: 'ended'; readonly said: string }

async function startServer({ data, binaries, identity }: Cluster, port: number): Promise<Start> {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=on',
    'synchronous_commit=on',
    `shared_buffers=${chooseMemory()}MB`,
  ]
  const child = spawn(
    binaries.postgres,
    ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    {
      ...surroundings(identity, data),
      // Its own group: Ctrl+C is for us, and we stop it after the last report is answered.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  )
  const said: string[] = []
  const lastWords = (): string => said.join('\n')
  return new Promise<Start>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGINT')
      const seconds = startMilliseconds / 1000
      reject(new PostgresRefused('database.not-started', `PostgreSQL did not start in ${seconds} seconds.`))
    }, startMilliseconds)
    // Read for as long as it runs: a full pipe would stop it.
    createInterface(child.stderr).on('line', (line) => {
      said.push(line)
      if (said.length > 50) said.shift()
      if (!line.includes('ready to accept connections')) return
      clearTimeout(timer)
      resolve({ kind: 'started', child, lastWords })
    })
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(error)
    })
    // Not "exit": what it said last is still on the way then.
    child.once('close', () => {
      clearTimeout(timer)
      resolve({ kind: 'ended', said: lastWords() })
    })
  })
}

/** Megabytes for the server's own pages: with few of them an import writes the same ones again and again. */
function chooseMemory(): number {
  const bytes = Math.min(totalmem(), process.constrainedMemory() || Infinity)
  return Math.min(512, Math.max(64, Math.floor(bytes / 4 / 1024 ** 2)))
}

/** Lets go of the server, and stops it when nobody else of us uses it. */
async function leave(cluster: Cluster, url: string, child: ChildProcess | null): Promise<void> {
  if (child !== null && (child.exitCode !== null || child.signalCode !== null)) return
  if (await isUsedByOthers(url)) {
    // It outlives us; we must not wait for it.
    child?.stderr?.destroy()
    child?.unref()
    return
  }
  const running = await readPostmaster(cluster.data)
  const gone = child === null ? null : once(child, 'exit')
  // "fast": open transactions are rolled back, committed ones are kept.
  const args = ['stop', '-D', cluster.data, '-m', 'fast', '-w', '-t', '60']
  const { code, said } = await runToEnd(cluster.binaries.pg_ctl, args, cluster.identity)
  if (code !== 0 && running !== null && isAlive(running.pid)) {
    throw new PostgresRefused('database.not-stopped', `PostgreSQL did not stop: ${said}`)
  }
  await gone
  // pg_ctl goes by the file, which the process deletes shortly before its end.
  for (let left = 100; left > 0 && running !== null && isAlive(running.pid); left -= 1) await delay(20)
}

// A connection that was just closed, or whose process was just killed, is still there for a moment.
async function isUsedByOthers(url: string): Promise<boolean> {
  for (let left = 20; left > 0; left -= 1) {
    if ((await countUsers(url)) === 0) return false
    await delay(50)
  }
  return true
}

/** How many connections of ours the server has; none when it does not answer. */
async function countUsers(url: string): Promise<number> {
  const client = await connect(url).catch(() => null)
  if (client === null) return 0
  try {
    const { rows } = await client.query<{ count: number }>(
      'select count(*)::int as count from pg_stat_activity where application_name = $1',
      [applicationName],
    )
    return rows[0]?.count ?? 0
  } finally {
    await client.end()
  }
}

/** What postmaster.pid says. The file may be left from a kill -9, so an answer decides. */
async function readPostmaster(data: string): Promise<Postmaster | null> {
  try {
    const lines = (await readFile(path.join(data, 'postmaster.pid'), 'utf8')).split('\n')
    const [pid, port] = [Number(lines[0]), Number(lines[3])]
    return Number.isInteger(pid) && pid > 0 && Number.isInteger(port) ? { pid, port } : null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Does a server answer, know another password, or say nothing yet? */
async function askServer(url: string): Promise<'answers' | 'refuses' | 'silent'> {
  try {
    await (await connect(url)).end()
    return 'answers'
  } catch (error) {
    return error instanceof pg.DatabaseError && error.code?.startsWith('28') ? 'refuses' : 'silent'
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  // A server that goes away in between shows in the next query; without a listener it would end the process.
  client.on('error', () => {})
  await client.connect()
  return client
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Not allowed to ask means that there is one.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function surroundings(identity: Identity, data: string) {
  const env = { PATH: process.env['PATH'], SystemRoot: process.env['SystemRoot'], LC_ALL: 'C', TZ: 'UTC' }
  return { ...identity, cwd: path.parse(data).root, env }
}

async function runToEnd(
  program: string,
  args: readonly string[],
  identity: Identity,
): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(program, args, {
    ...surroundings(identity, program),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, said: said.trim() }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
