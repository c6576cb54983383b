import { spawn, type ChildProcess, type ChildProcessByStdio } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, stat } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { hostname, totalmem } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { judgeComplaint, openDataFolder, toInUse, toRefusal } from './data-folder.ts'
import { isSharedFolder, takeFolder, type Heartbeat, type HeartbeatTimes } from './folder-heartbeat.ts'
import { readLock, tryLock, type FolderLock } from './folder-lock.ts'
import { initialise, runToEnd, surroundings, user, type Cluster } from './make-cluster.ts'
import { readSecretFile } from './secret-file.ts'
import { assertReachable, chooseIdentity, findBinaries } from './postgres-binaries.ts'
import { PostgresRefused, type PostgresRefusal } from '../database/postgres-refused.ts'
import {
  answerMilliseconds,
  askServer,
  countUsers,
  isAlive,
  isServerOf,
  readPostmaster,
  removeDeadPostmaster,
  removeEmptyLock,
  watchServer,
} from './postmaster.ts'

/** A PostgreSQL of our own. */
export type EmbeddedPostgres = {
  readonly url: string
  /** Stops the server, unless another process of this endpoint still uses it; the last one stops it. */
  readonly stop: () => Promise<void>
  /** Settles when the server is gone, with why where that is known: of one that we joined only that the folder was lost. */
  readonly gone: Promise<PostgresRefusal | null>
  /** Before a commit: null while the folder is certainly ours, else to be waited for (`folder-heartbeat.ts`). */
  readonly confirm: () => Promise<void> | null
}

export type EmbeddedOptions = {
  /** `endpoint`: at most one of them has a folder. `command`: works beside it, or alone. */
  readonly as?: 'endpoint' | 'command'
  /** For tests: whether several computers can reach the folder, and as which of them we count. */
  readonly shared?: boolean
  readonly kernel?: string
  readonly times?: HeartbeatTimes
}

const startMilliseconds = 60_000

/**
 * Starts real PostgreSQL (from npm) with its data below `folder`, on loopback, with a password of its own. A
 * server that already runs on the folder is joined. Throws `PostgresRefused`: `data.in-use` where another endpoint has
 * the folder, or a database that cannot be reached from here, as that of another container.
 */
export async function startEmbeddedPostgres(
  folder: string,
  options: EmbeddedOptions = {},
): Promise<EmbeddedPostgres> {
  const identity = await chooseIdentity()
  // First: where there is no PostgreSQL, no folder is made and no lock is asked for.
  const binaries = await findBinaries(identity)
  await openDataFolder(folder, identity.uid === undefined ? 0o700 : undefined)
  const endpoint = options.as === 'endpoint' ? takeEndpointLock(folder) : null
  try {
    const postgres = await startOn(
      { folder, data: path.join(folder, 'postgres'), binaries, identity },
      options,
    )
    const stop = (): Promise<void> => postgres.stop().finally(() => endpoint?.release())
    return { ...postgres, stop }
  } catch (error) {
    endpoint?.release()
    throw error
  }
}

/** The lock of an endpoint on its folder, held for as long as the process lives; null where there are no such locks. */
function takeEndpointLock(folder: string): FolderLock | null {
  const file = path.join(folder, 'endpoint.lock')
  const attempt = tryLock(file)
  if (attempt.kind === 'held') throw toInUse(folder, readLock(file))
  if (attempt.kind === 'unsupported') return null
  attempt.lock.write(`process ${process.pid} on ${hostname()}, since ${new Date().toISOString()}`)
  return attempt.lock
}

async function startOn(cluster: Cluster, options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { folder, data, identity } = cluster
  if (identity.uid !== undefined) await assertReachable(folder)

  const password = await readSecretFile(path.join(folder, 'postgres-password'))
  if (!existsSync(cluster.data)) await initialise(cluster, password)
  await closeOwnFolder(cluster)
  const urlAt = (port: number): string => `postgres://${user}:${password}@127.0.0.1:${port}/postgres`
  const { port, pid, child, lastWords, heartbeat } = await joinOrStart(cluster, urlAt, options)
  const url = urlAt(port)
  let isLost = false
  // "immediate": nothing more is written to a folder that another endpoint has taken.
  void heartbeat?.lost.then(async () => {
    isLost = true
    if (child !== null) child.kill('SIGQUIT')
    else if (await isServerOf(data, pid)) process.kill(pid, 'SIGQUIT')
  })
  const watch = child === null ? watchServer(data, pid, url) : null
  const gone = new Promise<PostgresRefusal | null>((resolve) => {
    const end = (): void => resolve(isLost ? 'data.in-use' : judgeComplaint(lastWords()))
    void watch?.gone.then(end)
    // What it said last is still on the way; a killed server's own processes may hold the pipe for longer.
    child?.once('exit', () => void Promise.race([once(child, 'close'), delay(500)]).then(end))
  })
  return {
    url,
    gone,
    confirm: heartbeat?.confirm ?? (() => null),
    async stop() {
      watch?.stop()
      const hasEnded = await leave(cluster, url, child)
      await heartbeat?.stop(!hasEnded)
    },
  }
}

type Server = {
  readonly port: number
  readonly pid: number
  readonly child: ChildProcess | null
  /** What it said last; nothing of one that we joined. */
  readonly lastWords: () => string
  /** Where several computers can reach the folder. */
  readonly heartbeat: Heartbeat | null
}

/**
 * The lock of the kernel says whether a database has the folder: its own processes hold it, wherever they run. Held: the
 * database answers here and is joined, or the folder is in use. Taken: no other process of this computer has a database there.
 */
async function joinOrStart(
  cluster: Cluster,
  urlAt: (port: number) => string,
  options: EmbeddedOptions,
): Promise<Server> {
  const lockFile = path.join(cluster.folder, 'postgres.lock')
  const began = Date.now()
  for (;;) {
    const attempt = tryLock(lockFile)
    const lock = attempt.kind === 'taken' ? attempt.lock : null
    try {
      await removeEmptyLock(cluster.data)
      if (lock !== null) await removeDeadPostmaster(cluster.data, readLock(lockFile))
      const running = await readPostmaster(cluster.data)
      const isVisible = running !== null && (await isServerOf(cluster.data, running.pid))
      let isSomebodyElses = false
      if (running !== null && (isVisible || attempt.kind === 'held')) {
        const answer = await askServer(urlAt(running.port))
        if (answer === 'answers') {
          const heartbeat = await beatIfShared(cluster.folder, { ...options, beside: true })
          return { ...running, child: null, lastWords: () => '', heartbeat }
        }
        isSomebodyElses = answer === 'refuses'
      }
      const waited = Date.now() - began
      if (attempt.kind === 'held') {
        // It is starting or stopping, or it is where we cannot see it.
        if (isSomebodyElses || waited > (isVisible ? startMilliseconds : answerMilliseconds))
          throw toInUse(cluster.folder, readLock(path.join(cluster.folder, 'endpoint.lock')))
        await delay(100)
        continue
      }
      // Without the lock of an older version's server: after a restart of the computer the id may be another process's.
      if (isVisible && !isSomebodyElses && waited < answerMilliseconds) {
        await delay(100)
        continue
      }
      const port = await findFreePort()
      const start = await startOwned(cluster, port, lock, options)
      if (start.kind === 'started') return { port, pid: start.child.pid ?? 0, ...start }
      // Somebody was quicker, or the last processes of a killed server have not ended yet.
      const isTaken = /lock file "postmaster\.pid" |pre-existing shared memory/.test(start.said)
      if (!isTaken || judgeComplaint(start.said) !== null)
        throw toRefusal(cluster.folder, start.said, 'PostgreSQL did not start')
      if (isSomebodyElses || waited > startMilliseconds)
        throw toInUse(cluster.folder, `process ${running?.pid ?? 0}, which is not this endpoint's database`)
      await delay(100)
    } finally {
      // From here on the server's own processes hold it, or no process.
      lock?.release()
    }
  }
}

/** Starts the server with the lock in its hands, and where several computers can reach the folder, with a heartbeat. */
async function startOwned(
  cluster: Cluster,
  port: number,
  lock: FolderLock | null,
  options: EmbeddedOptions,
): Promise<(Start & { kind: 'ended' }) | (Start & { kind: 'started' } & { heartbeat: Heartbeat | null })> {
  const heartbeat = await beatIfShared(cluster.folder, options)
  try {
    const start = await startServer(cluster, port, lock)
    if (start.kind === 'started') return { ...start, heartbeat }
    await heartbeat?.stop()
    return start
  } catch (error) {
    await heartbeat?.stop()
    throw error
  }
}

/** Null where one computer alone can have the folder. */
async function beatIfShared(
  folder: string,
  { shared, ...options }: EmbeddedOptions & { readonly beside?: boolean },
): Promise<Heartbeat | null> {
  if (!(shared ?? (await isSharedFolder(folder)))) return null
  const heartbeat = await takeFolder(folder, options)
  if (heartbeat === null) throw toInUse(folder, 'another computer')
  return heartbeat
}

type Start =
  | { readonly kind: 'started'; readonly child: ChildProcess; readonly lastWords: () => string }
  | { readonly kind: 'ended'; readonly said: string }

async function startServer(
  { data, binaries, identity }: Cluster,
  port: number,
  lock: FolderLock | null,
): Promise<Start> {
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
      stdio: ['ignore', 'ignore', 'pipe', ...(lock === null ? [] : [lock.fd])],
    },
  ) as ChildProcessByStdio<null, null, Readable>
  if (child.pid !== undefined) lock?.write(String(child.pid))
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

/** Volumes are made group-writable at each mount (`fsGroup`), which PostgreSQL refuses: what is our own is closed again. */
async function closeOwnFolder({ data, identity }: Cluster): Promise<void> {
  if (process.platform === 'win32') return
  const { mode, uid } = await stat(data)
  if ((mode & 0o027) !== 0 && uid === (identity.uid ?? process.getuid?.())) await chmod(data, 0o700)
}

/** Lets go of the server, and stops it when no other process of ours uses it. True where it has ended. */
async function leave(cluster: Cluster, url: string, child: ChildProcess | null): Promise<boolean> {
  if (child !== null && (child.exitCode !== null || child.signalCode !== null)) return true
  if (await isUsedByOthers(url)) {
    // It outlives us; we must not wait for it.
    child?.stderr?.destroy()
    child?.unref()
    return false
  }
  const running = await readPostmaster(cluster.data)
  // Of a server in another container the number means another process here.
  if (child === null && running !== null && !(await isServerOf(cluster.data, running.pid))) return false
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
  return true
}

// A connection that was just closed, or whose process was just killed, is still there for a moment.
async function isUsedByOthers(url: string): Promise<boolean> {
  for (let left = 20; left > 0; left -= 1) {
    if ((await countUsers(url)) === 0) return false
    await delay(50)
  }
  return true
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
