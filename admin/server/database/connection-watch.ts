import pg from 'pg'
import { queryRows, runStatement, sql, type Sql } from './statement.ts'

/** The name of our connections. The last process that leaves an embedded server counts them by it. */
export const applicationName = 'landfall-admin'

/** What every connection to the database says: a host that vanishes sends nothing, so the system has to ask (docs/facts/hosting.md#the-connection-to-postgresql). */
export const connectionSettings = {
  application_name: applicationName,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  connectionTimeoutMillis: 5_000,
} as const

/** Ends silent connections, and those of a server that takes no writes. */
export type ConnectionWatch = {
  /** Closes what is idle: after a failover it may be with the wrong server. */
  readonly letGo: () => void
  /** Closes the pool, whatever hangs, within a few seconds. */
  readonly end: () => Promise<void>
}

const probeMs = 1_000
/** With a question open for so long the server is asked whether it is still at work on it. */
const silentMilliseconds = 5_000
/** Behind a pooler the server's numbers of connections say nothing: only a very long silence is one. */
const silentBehindPoolerMilliseconds = 120_000
const endMilliseconds = 2_000

/** A silent connection was given up; its statement may be sent again. */
export class ConnectionSilent extends Error {
  constructor() {
    super('Connection terminated: no answer came on it')
  }
}

// Not in the types, and the same since pg 7.
type Watched = pg.PoolClient & {
  readonly processID: number | null
  /** False while an answer is awaited. */
  readonly readyForQuery?: boolean
  readonly connection: { readonly stream: { readonly bytesRead: number; destroy: (error?: Error) => void } }
}

type Heard = { bytes: number; at: number }

/**
 * Watches the connections of a pool. An open question with no byte of an answer for 5 seconds is looked into through
 * a new connection: a statement that runs, or waits for a lock, goes on; else the connection is dead and is destroyed.
 * Through a pooler the server cannot be asked: there only a longer silence decides.
 */
export function watchConnections(
  pool: pg.Pool,
  url: string,
  isPooled: () => boolean,
  behindPoolerMilliseconds = silentBehindPoolerMilliseconds,
): ConnectionWatch {
  const heard = new Map<Watched, Heard>()
  const inUse = new Set<Watched>()
  let isProbing = false
  pool.on('connect', (client) => heard.set(client as Watched, { bytes: 0, at: performance.now() }))
  pool.on('acquire', (client) => void inUse.add(client as Watched))
  pool.on('release', (_error, client) => void inUse.delete(client as Watched))
  pool.on('remove', (client) => {
    heard.delete(client as Watched)
    inUse.delete(client as Watched)
  })
  const timer = setInterval(() => {
    if (!isProbing) void probe().finally(() => (isProbing = false))
  }, probeMs).unref()

  function silentOnes(): Watched[] {
    const now = performance.now()
    const limit = isPooled() ? behindPoolerMilliseconds : silentMilliseconds
    return [...heard].flatMap(([client, known]) => {
      const { bytesRead } = client.connection.stream
      if (bytesRead !== known.bytes || client.readyForQuery !== false) {
        known.bytes = bytesRead
        known.at = now
      }
      return now - known.at >= limit ? [client] : []
    })
  }

  async function probe(): Promise<void> {
    isProbing = true
    const silent = silentOnes()
    if (silent.length === 0) return
    const atWork = isPooled() ? new Set<number>() : await findAtWork(url, silent)
    // An answer may have come meanwhile.
    const still = new Set(silentOnes())
    const dead = silent.filter((client) => still.has(client) && !atWork.has(client.processID ?? 0))
    for (const client of dead) client.connection.stream.destroy(new ConnectionSilent())
    // What cut one off has cut off the others that were open then.
    if (dead.length > 0) letGo()
  }

  function letGo(): void {
    for (const client of heard.keys())
      if (!inUse.has(client)) client.connection.stream.destroy(new ConnectionSilent())
  }

  return {
    letGo,
    async end() {
      clearInterval(timer)
      const destroyAll = (): void => {
        for (const client of heard.keys()) client.connection.stream.destroy(new ConnectionSilent())
      }
      const breakOff = setTimeout(destroyAll, endMilliseconds)
      await pool.end()
      clearTimeout(breakOff)
      // A server that does not answer the goodbye would keep the process alive.
      setTimeout(destroyAll, endMilliseconds).unref()
    },
  }
}

/**
 * Gives `work` a pool of its own, for what may take as long as it needs. A connection that is dead ends it. Through a pooler that
 * cannot be known, and work that waits for a lock must not be left in its queue: there nothing is given up.
 */
export async function withOwnPool<Result>(
  url: string,
  work: (pool: pg.Pool) => Promise<Result>,
): Promise<Result> {
  const pool = new pg.Pool({ connectionString: url, max: 2, ...connectionSettings })
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  let isPooled = false
  const connections = watchConnections(pool, url, () => isPooled, Infinity)
  try {
    isPooled = await isBehindPooler(pool)
    return await work(pool)
  } finally {
    await connections.end()
  }
}

/** The server knows its session by another number than the one that we were given. */
async function isBehindPooler(pool: pg.Pool): Promise<boolean> {
  const client = (await pool.connect()) as pg.PoolClient & { readonly processID: number | null }
  let hasFailed = true
  try {
    const rows = await queryRows(client, sql<{ pid: number }>`select pg_backend_pid() as pid`)
    hasFailed = false
    return client.processID !== rows[0]?.pid
  } finally {
    // A pool waits at its end for what it has lent.
    client.release(hasFailed)
  }
}

/** Which of these connections the server still works for; none where it does not answer either. */
async function findAtWork(url: string, clients: readonly Watched[]): Promise<ReadonlySet<number>> {
  const pids = clients.map(({ processID }) => processID)
  const rows = await askApart(
    url,
    sql<{
      pid: number
    }>`select pid from pg_stat_activity where state = 'active' and pid = any(${pids}::int[])`,
  )
  return new Set(rows.map(({ pid }) => pid))
}

/**
 * Asks by a connection of its own, as those of the pool may all be waiting. Gives no rows where no answer comes within a few
 * seconds. Rows of a tenant need its id.
 */
export async function askApart<Row>(
  url: string,
  statement: Sql<Row>,
  tenantId: string | null = null,
): Promise<readonly Row[]> {
  const client = new pg.Client({ ...connectionSettings, connectionString: url, query_timeout: 5_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    if (tenantId !== null)
      await runStatement(client, sql`select set_config('landfall.tenant', ${tenantId}, false)`)
    return await queryRows(client, statement)
  } catch {
    return []
  } finally {
    destroy(client)
  }
}

/** Gives what keeps the connection, which is given up as silent where that is not called in time. */
export function breakOffAfter(client: pg.ClientBase, milliseconds: number): () => void {
  const { stream } = (client as Watched).connection
  const timer = setTimeout(() => stream.destroy(new ConnectionSilent()), milliseconds)
  return () => clearTimeout(timer)
}

/** Ends a connection without waiting for the other side. */
export function destroy(client: pg.Client): void {
  void client.end().catch(() => {})
  ;(client as unknown as Watched).connection.stream.destroy()
}
