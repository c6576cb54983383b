import type { FastifyInstance } from 'fastify'
import { progressRoutes } from '../contract/progress-routes.ts'
import { sourceRoutes } from '../contract/source-routes.ts'
import { createEventHub, type EventHub } from '../events/event-hub.ts'
import type { NumberedEvent } from '../events/read-events.ts'
import { readFound } from './read-found.ts'
import { readSource } from './read-source.ts'
import { readProgress } from './read-progress.ts'
import type { Store } from '../store.ts'
import { Refused, type Implement } from '../http/implement.ts'

const heartbeatMilliseconds = 15_000
const listenersAtMost = 500
/**
 * Of one person: browsers and computers. A browser has six connections to a host over HTTP/1.1 (RFC 9112, 9.4; Chromium and
 * Firefox), and streams must leave some. A console that is refused asks by itself every few seconds instead.
 */
const streamsOfCaller = 4
const bytesWaitingAtMost = 1024 * 1024

/** The progress of everybody, and the stream of its changes. */
export function addProgressRoutes(
  app: FastifyInstance,
  implement: Implement,
  { database, staleMs }: Store,
  onListeners: (count: () => number) => void,
): void {
  // Opened for the first listener: an endpoint that only takes reports needs no connection for it.
  let hub: Promise<EventHub> | null = null
  /** What ends each, and whose it is. */
  const streams = new Map<() => void, string>()
  onListeners(() => streams.size)

  function openHub(): Promise<EventHub> {
    hub ??= createEventHub(database, (error) => {
      app.log.warn({ name: error instanceof Error ? error.name : 'unknown' }, 'events-interrupted')
    }).catch((error: unknown) => {
      hub = null
      throw error
    })
    return hub
  }

  // Listeners would hold the endpoint up for ever when it is to stop.
  app.addHook('preClose', async () => {
    for (const end of streams.keys()) end()
  })
  app.addHook('onClose', async () => {
    await (await hub?.catch(() => null))?.stop()
  })

  implement(progressRoutes.progress, ({ query }) => readProgress(database, query.wave))

  implement(progressRoutes.found, ({ query }) => readFound(database, query.wave))

  implement(sourceRoutes.source, () => readSource(database, staleMs))

  implement(progressRoutes.events, async ({ caller, request, reply }) => {
    const events = await openHub()
    const who = `${caller.tenantId} ${caller.oid}`
    const own = [...streams.values()].filter((one) => one === who).length
    if (streams.size >= listenersAtMost || own >= streamsOfCaller) return new Refused('request.too-many')
    const { raw } = reply
    const lastId = request.headers['last-event-id']
    let unsubscribe = (): void => {}
    const end = (): void => {
      if (!streams.delete(end)) return
      unsubscribe()
      clearInterval(heartbeat)
      clearTimeout(expiry)
      raw.end()
    }
    const heartbeat = setInterval(() => raw.write(':\n\n'), heartbeatMilliseconds).unref()
    // Who may listen is asked again when the token ends.
    const expiry = setTimeout(end, Math.min(caller.expiresAt - Date.now(), 2 ** 31 - 1)).unref()
    streams.set(end, who)
    raw.on('close', end)
    reply.hijack()
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) raw.setHeader(name, value)
    raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    })
    raw.write('retry: 2000\n\n')
    const send = ({ id, event }: NumberedEvent): void => {
      // Somebody who does not read is let go; they go on from their last id.
      if (raw.writableLength > bytesWaitingAtMost) return end()
      raw.write(`id: ${id}\nevent: ${event.kind}\ndata: ${JSON.stringify(event)}\n\n`)
    }
    try {
      unsubscribe = await events.subscribe(typeof lastId === 'string' ? lastId : null, send)
      if (!streams.has(end)) unsubscribe()
    } catch {
      // The client comes back by itself, with its last id.
      end()
    }
    return reply
  })
}
