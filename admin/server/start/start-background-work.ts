import type { FastifyBaseLogger } from 'fastify'
import type { AdminConfig } from '../admin-config.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import type { Egress } from '../egress/egress.ts'
import { createSendOutside } from '../egress/send-outside.ts'
import { startWebhooks } from '../events/webhooks.ts'
import { openLive } from '../live/open-live.ts'
import { deleteOld } from '../people/retention.ts'
import { watchAlerts } from '../runbook/watch-alerts.ts'

const cleaningMilliseconds = 6 * 3_600_000

export type BackgroundWork = {
  /** Starts no more work on its own timers. Work under way goes on. */
  readonly startNoMore: () => void
  /** Resolves when all work has ended. */
  readonly stop: () => Promise<void>
}

/**
 * Starts what the endpoint does without a request: webhook deliveries and what they tell by the calendar, deletion of old rows, and
 * the live source. Without `egress` nothing goes to the world outside: deliveries stay where they are.
 */
export function startBackgroundWork(
  config: AdminConfig,
  database: TenantDatabase,
  egress: Egress | null,
  logger: FastifyBaseLogger,
): BackgroundWork {
  const onTrouble = (error: unknown): void => {
    logger.error({ name: error instanceof Error ? error.name : 'unknown' }, 'background-work-failed')
  }
  const webhooks =
    egress &&
    startWebhooks(database, {
      send: createSendOutside({ allowHosts: config.webhooks.allowHosts, egress }),
      onTrouble,
    })
  const alerts = watchAlerts(database, {
    staleMs: config.live === undefined ? null : config.live.staleMinutes * 60_000,
    onTrouble,
  })
  const cleaning = setInterval(() => void deleteOld(database).catch(onTrouble), cleaningMilliseconds)
  const live = egress && openLive(config, database, egress, logger)
  return {
    startNoMore: () => clearInterval(cleaning),
    async stop() {
      await Promise.all([webhooks?.stop(), alerts.stop(), live?.stop()])
    },
  }
}
