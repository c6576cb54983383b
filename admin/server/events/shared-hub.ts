import type { FastifyInstance } from 'fastify'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { createEventHub, type EventHub } from './event-hub.ts'

/** Gives the one hub of this replica. It is opened for the first who listens: an endpoint that only takes reports needs no connection for it. */
export function shareHub(app: FastifyInstance, database: TenantDatabase): () => Promise<EventHub> {
  let hub: Promise<EventHub> | null = null
  app.addHook('onClose', async () => {
    await (await hub?.catch(() => null))?.stop()
  })
  return () => {
    hub ??= createEventHub(database, (error) => {
      app.log.warn({ name: error instanceof Error ? error.name : 'unknown' }, 'events-interrupted')
    }).catch((error: unknown) => {
      hub = null
      throw error
    })
    return hub
  }
}
