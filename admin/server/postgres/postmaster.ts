import { readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'
import { applicationName } from '../database/connection-watch.ts'
import { queryRows, sql } from '../database/statement.ts'

/** How long a running server may take to answer before we let PostgreSQL itself say whose folder it is. */
export const answerMilliseconds = 10_000

export type Postmaster = { readonly pid: number; readonly port: number }

/** A server that was given the lock, and has it no more, is gone, whatever its file says: its number may be another's by now. */
export async function removeDeadPostmaster(data: string, lockedBy: string): Promise<void> {
  const left = await readPostmaster(data)
  if (left !== null && lockedBy === String(left.pid))
    await rm(path.join(data, 'postmaster.pid'), { force: true })
}

/** A lock that was made and never written, by a server that a power cut met; PostgreSQL asks for its removal. */
export async function removeEmptyLock(data: string): Promise<void> {
  const file = path.join(data, 'postmaster.pid')
  const found = await stat(file).catch(() => null)
  if (found?.size === 0 && Date.now() - found.mtimeMs > answerMilliseconds) await rm(file, { force: true })
}

/** How many connections of ours the server has; none when it does not answer. */
export async function countUsers(url: string): Promise<number> {
  const client = await connect(url).catch(() => null)
  if (client === null) return 0
  try {
    const rows = await queryRows(
      client,
      sql<{
        count: number
      }>`select count(*)::int as count from pg_stat_activity where application_name = ${applicationName}`,
    )
    return rows[0]?.count ?? 0
  } finally {
    await client.end()
  }
}

/** What postmaster.pid says. The file may be left from a kill -9, so an answer decides. */
export async function readPostmaster(data: string): Promise<Postmaster | null> {
  try {
    const lines = (await readFile(path.join(data, 'postmaster.pid'), 'utf8')).split('\n')
    const [pid, port] = [Number(lines[0]), Number(lines[3])]
    return Number.isInteger(pid) && pid > 0 && Number.isInteger(port) ? { pid, port } : null
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Does a server answer, know another password, answer that it cannot now (full, starting, stopping), or say nothing? */
export async function askServer(url: string): Promise<'answers' | 'refuses' | 'busy' | 'silent'> {
  try {
    await (await connect(url)).end()
    return 'answers'
  } catch (error) {
    if (!(error instanceof pg.DatabaseError)) return 'silent'
    if (error.code?.startsWith('28')) return 'refuses'
    return 'busy'
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 })
  // A server that goes away in between shows in the next query; without a listener it would end the process.
  client.on('error', () => {})
  await client.connect()
  return client
}

/** Is the process a server on this data? Where that is unknown it is taken for one. */
export async function isServerOf(data: string, pid: number): Promise<boolean> {
  if (!isAlive(pid)) return false
  if (process.platform !== 'linux') return true
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return words.split('\0').includes(data)
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Not allowed to ask means that there is one.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

const watchMilliseconds = 1_000
/** One answer may be missing on a busy computer. */
const silencesToEnd = 5

/** Resolves when a server that another process started is gone: a process gets no event for one that is not its child. */
export function watchServer(data: string, pid: number, url: string) {
  const stopped = new AbortController()
  async function watch(): Promise<void> {
    // In another container the number says nothing.
    const isVisible = await isServerOf(data, pid)
    for (let silences = 0; silences < silencesToEnd;) {
      await delay(watchMilliseconds, undefined, { ref: false, signal: stopped.signal })
      if (isVisible && !(await isServerOf(data, pid))) return
      if (!isVisible) silences = (await askServer(url)) === 'silent' ? silences + 1 : 0
    }
  }
  const gone = new Promise<void>((resolve) => {
    // Where it cannot be watched any more, the endpoint ends and looks again at its start.
    void watch().then(resolve, () => stopped.signal.aborted || resolve())
  })
  return { gone, stop: () => stopped.abort() }
}
