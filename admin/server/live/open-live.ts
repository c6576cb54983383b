import type { FastifyBaseLogger } from 'fastify'
import { credentialsOf, type AdminConfig } from '../admin-config.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { createAskOutside, type AskOutside } from '../egress/ask-outside.ts'
import type { Egress } from '../egress/egress.ts'
import { createGetToken } from './credentials.ts'
import { createGraphReader } from './graph-reader.ts'
import { openLiveStore } from './live-store.ts'
import { LiveTrouble } from './live-trouble.ts'
import { pollOnce } from './poll.ts'
import { startLive } from './start-live.ts'

/** Follows the move in Graph where the configuration says so; null where it does not. */
export function openLive(
  config: AdminConfig,
  database: TenantDatabase,
  egress: Egress,
  logger: FastifyBaseLogger,
): { readonly stop: () => Promise<void> } | null {
  const { live, authority, sourceTenantId, targetTenantId } = config
  const credential = live && credentialsOf(live)[0]
  if (live === undefined || credential === undefined) return null
  const ours = { sourceTenantId, targetTenantId }
  const stopping = Promise.withResolvers<never>()
  stopping.promise.catch(() => {})
  const askAlways = createAskOutside(egress)
  // Who is stopped waits for no answer.
  const ask: AskOutside = (url, asking) => Promise.race([askAlways(url, asking), stopping.promise])
  const resource = new URL(live.graph).origin
  const { clientId, version, pollSeconds, requestsPerPoll } = live
  const settings = { authority, tenantId: targetTenantId, clientId, credential, resource }
  const graph = createGraphReader({ ask, getToken: createGetToken(settings, ask), resource, version })
  const store = openLiveStore(database, ours)
  const running = startLive({
    store,
    poll: () => pollOnce(graph, store, ours, requestsPerPoll),
    pollMs: pollSeconds * 1000,
    onPoll: (result) => logger.debug(result, 'live-polled'),
    onTrouble: ({ code, message }) => logger.warn({ code, detail: message }, 'live-source-not-read'),
    onUnexpected: (error) =>
      logger.error({ name: error instanceof Error ? error.name : 'unknown' }, 'live-source-failed'),
  })
  return {
    stop() {
      stopping.reject(new LiveTrouble('live.unreachable', 'the endpoint stops'))
      return running.stop()
    },
  }
}
