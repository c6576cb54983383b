import type { FastifyInstance } from 'fastify'
import { progressRoutes } from '../contract/progress-routes.ts'
import { sourceRoutes } from '../contract/source-routes.ts'
import type { EventHub } from '../events/event-hub.ts'
import type { NumberedEvent } from '../events/read-events.ts'
import { openEventStream, type EventStream } from '../http/event-stream.ts'
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

/** The progress of everybody, and the stream of its changes. */
export function addProgressRoutes(
  app: FastifyInstance,
  implement: Implement,
  { database, staleMs }: Store,
  openHub: () => Promise<EventHub>,
  onListeners: (count: () => number) => void,
): void {
  /** Each with whose it is. */
  const streams = new Map<EventStream, string>()
  onListeners(() => streams.size)

  // Listeners would hold the endpoint up for ever when it is to stop.
  app.addHook('preClose', async () => {
    for (const stream of streams.keys()) stream.end()
  })

  implement(progressRoutes.progress, ({ query }) => readProgress(database, query.wave))

  implement(sourceRoutes.source, () => readSource(database, staleMs))

  implement(progressRoutes.found, ({ query }) => readFound(database, query.wave))

  implement(progressRoutes.events, async ({ caller, request, reply }) => {
    const hub = await openHub()
    const who = `${caller.tenantId} ${caller.oid}`
    const own = [...streams.values()].filter((one) => one === who).length
    if (streams.size >= listenersAtMost || own >= streamsOfCaller) return new Refused('request.too-many')
    const lastId = request.headers['last-event-id']
    let unsubscribe = (): void => {}
    const stream = openEventStream({
      reply,
      caller,
      heartbeatMs: heartbeatMilliseconds,
      onEnd: () => {
        streams.delete(stream)
        unsubscribe()
      },
    })
    streams.set(stream, who)
    const send = ({ id, event }: NumberedEvent): void => {
      // A console asks for people by itself; their plans are for their apps.
      if (event.kind !== 'plans') stream.send({ id, kind: event.kind, data: event })
    }
    try {
      unsubscribe = await hub.subscribe(typeof lastId === 'string' ? lastId : null, send)
      if (!streams.has(stream)) unsubscribe()
    } catch {
      // The client comes back by itself, with its last id.
      stream.end()
    }
    return reply
  })
}
