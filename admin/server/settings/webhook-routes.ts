import { settingsRoutes, webhookEvents, webhookFormats } from '../contract/settings-routes.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { mayBeWebhook } from '../egress/send-outside.ts'
import { Refused, type Implement } from '../http/implement.ts'
import {
  addWebhook,
  listDeliveries,
  removeWebhook,
  retryDelivery,
  type DeliveryRow,
  type WebhookRow,
} from './settings.ts'

/** Adds and removes webhooks, lists their deliveries and retries those that were given up. */
export function addWebhookRoutes(
  implement: Implement,
  database: TenantDatabase,
  allowedHosts: readonly string[],
): void {
  implement(settingsRoutes.addWebhook, async ({ body, actor }) => {
    if (!mayBeWebhook(new URL(body.url), allowedHosts)) return new Refused('webhook.address-refused')
    const webhook = await addWebhook(database, actor, body)
    return { ...toWebhook(webhook), secret: webhook.secret }
  })

  implement(settingsRoutes.removeWebhook, async ({ params, actor }) =>
    (await removeWebhook(database, actor, params.id)) ? { id: params.id } : new Refused('webhook.not-found'),
  )

  implement(settingsRoutes.deliveries, async ({ params }) => {
    const deliveries = await listDeliveries(database, params.id)
    return deliveries === null ? new Refused('webhook.not-found') : { deliveries: deliveries.map(toDelivery) }
  })

  implement(settingsRoutes.retryDelivery, async ({ params, actor }) => {
    const delivery = await retryDelivery(database, actor, params.id, params.deliveryId)
    if (delivery === 'not-found') return new Refused('webhook.delivery-not-found')
    if (delivery === 'not-dead') return new Refused('webhook.delivery-not-dead')
    return toDelivery(delivery)
  })
}

/** A webhook without its signing secret, which is shown once. */
export function toWebhook({ id, url, format, events, created_at, waiting, dead, failing }: WebhookRow) {
  return {
    id,
    url,
    format: webhookFormats.find((known) => known === format) ?? 'generic',
    events: webhookEvents.filter((known) => events.includes(known)),
    createdAt: created_at.toISOString(),
    waiting,
    dead,
    failing: failing && { problem: failing.problem, at: new Date(failing.at).toISOString() },
  }
}

const deliveryStates = ['waiting', 'delivered', 'dead'] as const

function toDelivery(row: DeliveryRow) {
  return {
    id: row.id,
    event: webhookEvents.find((known) => known === row.event) ?? 'person-stuck',
    state: deliveryStates.find((known) => known === row.state) ?? 'waiting',
    attempts: row.attempts,
    createdAt: row.created_at.toISOString(),
    nextAttemptAt: row.next_attempt_at?.toISOString() ?? null,
    lastStatus: row.last_status,
    lastProblem: row.last_problem,
  }
}
