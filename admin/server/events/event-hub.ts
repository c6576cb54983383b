import { isDatabaseAway, type TenantDatabase } from '../database/tenant-database.ts'
import { openEventConnection } from './event-connection.ts'
import { createPoller } from './poller.ts'
import {
  pageSize,
  positionOf,
  readEventsAfter,
  readMissedEvents,
  readPosition,
  toNumberedEvent,
  type NumberedEvent,
} from './read-events.ts'

/** Sends every listener of this replica what changed at any replica, in one order and without a gap. */
export type EventHub = {
  /** Sends what came after `lastId`, or comes from now on. Resolves with what ends the subscription. */
  readonly subscribe: (lastId: string | null, send: (event: NumberedEvent) => void) => Promise<() => void>
  readonly listeners: () => number
  readonly stop: () => Promise<void>
}

/** `heldBack`: events that came while the missed ones are read; null when none is held back. */
type Listener = { readonly send: (event: NumberedEvent) => void; heldBack: NumberedEvent[] | null }

/** After so long a transaction that is still running is looked at again. */
const unsettledMs = 100
/** Polls without a notification: a connection that has gone silent brings none. */
const pollMs = 15_000

/**
 * Sends an event once no older transaction is still running. A notification of PostgreSQL only says when to poll. `onTrouble`
 * is called with each failure of the connection or of a poll; both are tried again.
 */
export async function createEventHub(
  database: TenantDatabase,
  onTrouble: (error: unknown) => void,
): Promise<EventHub> {
  const listeners = new Set<Listener>()
  let position = await readPosition(database)
  const poller = createPoller(sendNewEvents, (error) => {
    if (!isDatabaseAway(error)) onTrouble(error)
  })
  const connection = await openEventConnection(database, { onNotification: poller.poll, onTrouble })
  const timer = setInterval(() => {
    poller.poll()
    void connection.probe()
  }, pollMs).unref()

  async function sendNewEvents(): Promise<void> {
    for (;;) {
      const rows = await readEventsAfter(database, position)
      const settled = rows.filter((row) => row.settled)
      for (const row of settled) {
        position = positionOf(row)
        sendToAll(listeners, toNumberedEvent(row))
      }
      // An older transaction is still running: its events come before these.
      if (settled.length < rows.length) return poller.pollLater(unsettledMs)
      if (rows.length < pageSize) return
    }
  }

  return {
    async subscribe(lastId, send) {
      const listener: Listener = { send, heldBack: lastId === null ? null : [] }
      listeners.add(listener)
      if (lastId !== null) {
        const until = position
        try {
          for (const event of await readMissedEvents(database, lastId, until)) send(event)
        } catch (error) {
          listeners.delete(listener)
          throw error
        }
        for (const event of listener.heldBack ?? []) send(event)
        listener.heldBack = null
      }
      return () => void listeners.delete(listener)
    },
    listeners: () => listeners.size,
    async stop() {
      clearInterval(timer)
      listeners.clear()
      connection.stop()
      await poller.stop()
    },
  }
}

function sendToAll(listeners: ReadonlySet<Listener>, event: NumberedEvent): void {
  for (const listener of listeners) {
    if (listener.heldBack === null) listener.send(event)
    else listener.heldBack.push(event)
  }
}
