import pg from 'pg'
import type { LiveEvent } from '../contract/progress-routes.ts'
import { connectionSettings, destroy } from '../database/connection-watch.ts'
import { eventChannel } from '../progress/count-changes.ts'
import { isDatabaseAway, type TenantDatabase } from '../database/tenant-database.ts'

/** An event, and the id that a client goes on from. */
export type Told = { readonly id: string; readonly event: LiveEvent }

/** Tells every listener of this replica what changed at any replica, in one order and without a gap. */
export type EventHub = {
  /** Hears from `lastId` on, or from now. Gives what ends it. */
  readonly subscribe: (lastId: string | null, tell: (told: Told) => void) => Promise<() => void>
  readonly listeners: () => number
  readonly stop: () => Promise<void>
}

type Row = {
  readonly xid: string
  readonly part: number
  readonly data: LiveEvent
  readonly settled: boolean
}
type Position = { readonly xid: bigint; readonly part: number }
type Listener = { tell: (told: Told) => void; heldBack: Told[] | null }

const pageSize = 1_000
const lookAgainMilliseconds = 100
const reconnectMilliseconds = 1_000
/** A look without a bell: a connection that has gone silent rings none. */
const lookMilliseconds = 15_000
const answerMilliseconds = 5_000

/**
 * Reads the events of transactions that nobody older can still come before; LISTEN only says when to look. `onTrouble`
 * hears what went wrong on the way: listening begins again by itself.
 */
export async function createEventHub(
  { pool, tenantId, url }: TenantDatabase,
  onTrouble: (error: unknown) => void,
): Promise<EventHub> {
  const listeners = new Set<Listener>()
  let position = await readPosition()
  let listening: pg.Client | null = null
  let timer: NodeJS.Timeout | null = null
  let looking: Promise<void> | null = null
  let isAskedAgain = false
  let isStopped = false
  await connect()
  const looks = setInterval(() => {
    look()
    void ask()
  }, lookMilliseconds).unref()

  /** Asks on the connection of the bell whether anybody is still there. */
  async function ask(): Promise<void> {
    const client = listening
    await client?.query('select 1').catch((error: unknown) => {
      if (listening !== client || client === null) return
      listening = null
      destroy(client)
      if (!isStopped) onTrouble(error)
      void connect()
    })
  }

  async function readPosition(): Promise<Position> {
    const { rows } = await pool.query<{ xid: string }>(
      'select pg_snapshot_xmin(pg_current_snapshot())::text as xid',
    )
    return { xid: BigInt(rows[0]?.xid ?? 0) - 1n, part: 0 }
  }

  async function connect(): Promise<void> {
    if (isStopped) return
    const client = new pg.Client({
      ...connectionSettings,
      connectionString: url,
      query_timeout: answerMilliseconds,
    })
    const again = (error: unknown): void => {
      if (listening !== client && listening !== null) return
      listening = null
      if (!isStopped) onTrouble(error)
      later(connect, reconnectMilliseconds)
    }
    client.on('error', again)
    client.on('end', () => listening === client && again(new Error('the connection ended')))
    client.on('notification', ({ payload }) => {
      if (payload === tenantId) look()
    })
    try {
      await client.connect()
      await client.query(`listen ${eventChannel}`)
      listening = client
      // What happened while nobody listened.
      look()
    } catch (error) {
      destroy(client)
      again(error)
    }
  }

  function later(work: () => unknown, milliseconds: number): void {
    if (isStopped) return
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(() => {
      timer = null
      void work()
    }, milliseconds)
    timer.unref()
  }

  function look(): void {
    if (looking !== null) {
      isAskedAgain = true
      return
    }
    looking = readOn()
      .catch((error: unknown) => {
        if (!isDatabaseAway(error)) onTrouble(error)
      })
      .finally(() => {
        looking = null
        if (isAskedAgain && !isStopped) {
          isAskedAgain = false
          look()
        }
      })
  }

  async function readOn(): Promise<void> {
    for (;;) {
      const rows = await readAfter(position)
      const settled = rows.filter((row) => row.settled)
      for (const row of settled) {
        position = { xid: BigInt(row.xid), part: row.part }
        const told = toTold(row)
        for (const listener of listeners) {
          if (listener.heldBack === null) listener.tell(told)
          else listener.heldBack.push(told)
        }
      }
      // An older transaction is still under way: its events come before these.
      if (settled.length < rows.length) return later(look, lookAgainMilliseconds)
      if (rows.length < pageSize) return
    }
  }

  async function readAfter({ xid, part }: Position): Promise<Row[]> {
    const { rows } = await pool.query<Row>(
      `select xid::text, part, data, xid < pg_snapshot_xmin(pg_current_snapshot()) as settled from events
        where target_tenant_id = $1 and (xid, part) > ($2::text::xid8, $3::int) order by xid, part limit ${pageSize}`,
      [tenantId, xid.toString(), part],
    )
    return rows
  }

  return {
    async subscribe(lastId, tell) {
      const listener: Listener = { tell, heldBack: lastId === null ? null : [] }
      listeners.add(listener)
      if (lastId !== null) {
        const until = position
        try {
          for (const told of await readMissed(lastId, until)) tell(told)
        } catch (error) {
          listeners.delete(listener)
          throw error
        }
        for (const told of listener.heldBack ?? []) tell(told)
        listener.heldBack = null
      }
      return () => void listeners.delete(listener)
    },
    listeners: () => listeners.size,
    async stop() {
      isStopped = true
      clearInterval(looks)
      if (timer !== null) clearTimeout(timer)
      listeners.clear()
      if (listening !== null) destroy(listening)
      await looking
    },
  }

  /** What came after `lastId`; a single `reset` where that cannot be told any more. */
  async function readMissed(lastId: string, until: Position): Promise<Told[]> {
    const reset: Told = { id: `${until.xid}.${until.part}`, event: { kind: 'reset' } }
    const [, xid, part] = /^(\d{1,19})\.(\d{1,9})$/.exec(lastId) ?? []
    if (xid === undefined || part === undefined) return [reset]
    const from: Position = { xid: BigInt(xid), part: Number(part) }
    if (from.xid === until.xid && from.part === until.part) return []
    // An id that is not there was deleted for its age, or is of another database.
    const { rowCount } = await pool.query(
      'select 1 from events where target_tenant_id = $1 and xid = $2::text::xid8 and part = $3',
      [tenantId, xid, part],
    )
    const rows = rowCount === 1 ? await readAfter(from) : []
    if (rowCount !== 1 || rows.length === pageSize) return [reset]
    return rows.filter((row) => !isAfter({ xid: BigInt(row.xid), part: row.part }, until)).map(toTold)
  }
}

function isAfter(one: Position, other: Position): boolean {
  return one.xid > other.xid || (one.xid === other.xid && one.part > other.part)
}

function toTold({ xid, part, data }: Row): Told {
  return { id: `${xid}.${part}`, event: data }
}
