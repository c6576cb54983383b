import { decodeSupportCode } from '../../../shared/findings/support-code.ts'
import { meaningOf } from '../../../shared/findings/vocabulary.ts'
import { settingsRoutes, webhookEvents, webhookFormats } from '../contract/settings-routes.ts'
import { mayBeWebhook } from '../egress/send-outside.ts'
import { readAudit, undoable } from '../database/audit.ts'
import {
  addKey,
  addWebhook,
  listDeliveries,
  listKeys,
  listWebhooks,
  readSettings,
  removeWebhook,
  retryDelivery,
  revokeKey,
  writeSettings,
  type DeliveryRow,
  type KeyRow,
  type WebhookRow,
} from './settings.ts'
import type { Store } from '../store.ts'
import { Refused, type Implement } from '../http/implement.ts'

/** What the console needs to sign somebody in. */
export type ConsoleSignIn = {
  readonly authority: string
  readonly tenantId: string
  readonly clientId: string
  readonly scopes: readonly string[]
}

export type SettingsPorts = {
  readonly store: Store
  readonly consoleSignIn: ConsoleSignIn | null
  readonly roleClaims: { readonly admin: string; readonly helpdesk: string }
  /** Hosts that webhooks may go to although they are not in the world outside. */
  readonly webhookHosts: readonly string[]
}

/** Settings, keys, webhooks, the trail of changes, and support codes. */
export function addSettingsRoutes(
  implement: Implement,
  { store: { database }, consoleSignIn, roleClaims, webhookHosts }: SettingsPorts,
): void {
  implement(settingsRoutes.console, async () =>
    consoleSignIn === null
      ? new Refused('console.not-configured')
      : { ...consoleSignIn, scopes: [...consoleSignIn.scopes] },
  )

  implement(settingsRoutes.read, async () => {
    const [settings, keys, webhooks] = await Promise.all([
      readSettings(database),
      listKeys(database),
      listWebhooks(database),
    ])
    return {
      settings,
      enrolmentKeys: keys.map(toKey),
      webhooks: webhooks.map(toWebhook),
      roles: [
        { role: 'admin' as const, claim: roleClaims.admin },
        { role: 'helpdesk' as const, claim: roleClaims.helpdesk },
      ],
    }
  })

  implement(settingsRoutes.write, ({ body, actor }) => writeSettings(database, actor, body))

  implement(settingsRoutes.addKey, async ({ body, actor }) => {
    if (Date.parse(body.expiresAt) <= Date.now()) return new Refused('settings.key-expired', 'expiresAt')
    const key = await addKey(database, actor, body.wave, body.expiresAt)
    return { ...toKey(key), key: `${key.id}.${key.secret}` }
  })

  implement(settingsRoutes.revokeKey, async ({ params, actor }) => {
    const key = await revokeKey(database, actor, params.id)
    return key === null ? new Refused('settings.key-not-found') : toKey(key)
  })

  implement(settingsRoutes.addWebhook, async ({ body, actor }) => {
    if (!mayBeWebhook(new URL(body.url), webhookHosts)) return new Refused('webhook.address-refused')
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

  implement(settingsRoutes.audit, async ({ query }) => {
    if (query.after !== undefined && !/^\d{1,18}$/.test(query.after))
      return new Refused('request.invalid', 'after: not a cursor of this endpoint')
    const rows = await readAudit(database, query.limit + 1, query.after)
    const page = rows.slice(0, query.limit)
    return {
      entries: page.map(({ id, at, actor, action, subject, before, after, undoes, undone }) => ({
        id,
        at: at.toISOString(),
        by: actor,
        action,
        subject,
        before,
        after,
        undoes,
        canUndo: undoable.includes(action) && !undone,
      })),
      next: rows.length > query.limit ? (page.at(-1)?.place ?? null) : null,
    }
  })

  implement(settingsRoutes.decode, async ({ body }) => {
    const decoded = decodeSupportCode(body.code)
    if (decoded.kind === 'refused') return decoded
    const { platform, phase, verdict, openSteps, findings, appVersion } = decoded.content
    return {
      kind: 'decoded' as const,
      platform,
      phase,
      verdict,
      openSteps: [...openSteps],
      findings: findings.map((code) => ({ code, owner: meaningOf(code).owner })),
      appVersion: `${appVersion.major}.${appVersion.minor}`,
    }
  })
}

function toKey({ id, wave, created_at, expires_at, revoked_at, last_used_at }: KeyRow) {
  return {
    id,
    wave,
    createdAt: created_at.toISOString(),
    expiresAt: expires_at.toISOString(),
    revokedAt: revoked_at?.toISOString() ?? null,
    lastUsedAt: last_used_at?.toISOString() ?? null,
  }
}

function toWebhook({ id, url, format, events, created_at, waiting, dead, failing }: WebhookRow) {
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
