import pg from 'pg'
import { connectionSettings, destroy } from '../database/connection-watch.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { eventChannel } from '../progress/count-changes.ts'
import { runStatement, sql } from '../database/statement.ts'

/** A connection of its own that listens for the tenant's notifications. It reconnects after a failure. */
export type EventConnection = {
  /** Asks the server for an answer, and replaces the connection where none comes: a silent one brings no notification. */
  readonly probe: () => Promise<void>
  readonly stop: () => void
}

export type EventConnectionPorts = {
  /** There may be new events: a notification came, or the connection listens again. */
  readonly onNotification: () => void
  /** The connection failed; it is being replaced. */
  readonly onTrouble: (error: unknown) => void
}

const reconnectMs = 1_000
const answerMs = 5_000

/** Resolves after the first attempt to connect, whether it succeeded or not. */
export async function openEventConnection(
  { url, tenantId }: Pick<TenantDatabase, 'url' | 'tenantId'>,
  { onNotification, onTrouble }: EventConnectionPorts,
): Promise<EventConnection> {
  let current: pg.Client | null = null
  let timer: NodeJS.Timeout | null = null
  let isStopped = false

  async function connect(): Promise<void> {
    if (isStopped || current !== null) return
    const client = new pg.Client({
      ...connectionSettings,
      connectionString: url,
      query_timeout: answerMs,
    })
    client.on('error', (error) => reconnectLater(client, error))
    client.on('end', () => {
      if (current === client) reconnectLater(client, new Error('the connection ended'))
    })
    client.on('notification', ({ payload }) => {
      if (payload === tenantId) onNotification()
    })
    try {
      await client.connect()
      await runStatement(client, sql`listen ${sql.id(eventChannel)}`)
    } catch (error) {
      destroy(client)
      return reconnectLater(client, error)
    }
    if (isStopped) return destroy(client)
    current = client
    // Events of the time without a connection.
    onNotification()
  }

  function reconnectLater(failed: pg.Client, error: unknown): void {
    if (isStopped || (current !== failed && current !== null)) return
    current = null
    onTrouble(error)
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => void connect(), reconnectMs).unref()
  }

  await connect()
  return {
    async probe() {
      const client = current
      if (client === null) return
      await runStatement(client, sql`select 1`).catch((error: unknown) => {
        if (current !== client) return
        current = null
        destroy(client)
        if (!isStopped) onTrouble(error)
        void connect()
      })
    },
    stop() {
      isStopped = true
      if (timer !== null) clearTimeout(timer)
      if (current !== null) destroy(current)
    },
  }
}
