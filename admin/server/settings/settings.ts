import { randomBytes, randomUUID } from 'node:crypto'
import type pg from 'pg'
import type { Settings } from '../contract/settings-routes.ts'
import { writeAudit, type Actor } from '../database/audit.ts'
import { publishChange } from '../progress/count-changes.ts'
import { placeOf } from '../database/lock-secrets.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { transact } from '../database/transact.ts'
import { queryRows, runStatement, sql } from '../database/statement.ts'

/** What holds until somebody saves the settings. Reports outlive a move and the months in which somebody asks about it. */
export const noSettings: Settings = {
  retentionDays: 400,
  licencesExpireOn: null,
  sourceHostUrl: null,
  targetHostUrl: null,
}

export type KeyRow = {
  readonly id: string
  readonly wave: string
  readonly secret: string
  readonly created_at: Date
  readonly expires_at: Date
  readonly revoked_at: Date | null
  readonly last_used_at: Date | null
}

export type WebhookRow = {
  readonly id: string
  readonly url: string
  readonly format: string
  readonly events: readonly string[]
  readonly secret: string
  readonly created_at: Date
  readonly waiting: number
  readonly dead: number
  readonly failing: { readonly problem: string; readonly at: string } | null
}

export type DeliveryRow = {
  readonly id: string
  readonly event: string
  readonly state: string
  readonly attempts: number
  readonly created_at: Date
  readonly next_attempt_at: Date | null
  readonly last_status: number | null
  readonly last_problem: string | null
}

const webhookColumns = sql`id, url, format, events, secret, created_at,
  (select count(*)::int from webhook_deliveries d where d.target_tenant_id = w.target_tenant_id and d.webhook_id = w.id
    and d.state = 'waiting') as waiting,
  (select count(*)::int from webhook_deliveries d where d.target_tenant_id = w.target_tenant_id and d.webhook_id = w.id
    and d.state = 'dead') as dead,
  (select case when d.last_problem is not null then json_build_object('problem', d.last_problem, 'at', d.created_at) end
    from webhook_deliveries d where d.target_tenant_id = w.target_tenant_id and d.webhook_id = w.id
      and (d.state <> 'waiting' or d.last_problem is not null) order by d.created_at desc limit 1) as failing`
const deliveryColumns = sql`id, event, state, attempts, created_at, next_attempt_at, last_status, last_problem`

export async function readSettings({ pool, tenantId }: TenantDatabase): Promise<Settings> {
  const rows = await queryRows(
    pool,
    sql<{ value: Settings }>`select value from settings where target_tenant_id = ${tenantId}`,
  )
  return { ...noSettings, ...rows[0]?.value }
}

export function writeSettings(database: TenantDatabase, actor: Actor, settings: Settings): Promise<Settings> {
  const { tenantId } = database
  return changeSettings(database, async (client) => {
    const rows = await queryRows(
      client,
      sql<{ value: Settings }>`select value from settings where target_tenant_id = ${tenantId} for update`,
    )
    await runStatement(
      client,
      sql`insert into settings (target_tenant_id, value) values (${tenantId}, ${JSON.stringify(settings)})
        on conflict (target_tenant_id) do update set value = excluded.value`,
    )
    await writeAudit(client, tenantId, actor, {
      action: 'settings.write',
      subject: null,
      before: { ...noSettings, ...rows[0]?.value },
      after: settings,
    })
    return settings
  })
}

export async function listKeys({ pool, tenantId }: TenantDatabase): Promise<KeyRow[]> {
  const rows = await queryRows(
    pool,
    sql<KeyRow>`select * from enrolment_keys where target_tenant_id = ${tenantId} order by created_at desc limit 500`,
  )
  return rows
}

/** Makes a key for a wave. Several may hold at once, so that an old one can be replaced without a gap. */
export function addKey(
  database: TenantDatabase,
  actor: Actor,
  wave: string,
  expiresAt: string,
): Promise<KeyRow> {
  const { tenantId, secrets } = database
  return changeSettings(database, async (client) => {
    const { id, secret } = { id: randomUUID(), secret: randomBytes(32).toString('base64url') }
    const sealed = secrets.seal(placeOf('enrolment_keys', tenantId, id), secret)
    const rows = await queryRows(
      client,
      sql<KeyRow>`insert into enrolment_keys (target_tenant_id, id, wave, secret, expires_at)
        values (${tenantId}, ${id}, ${wave}, ${sealed}, ${expiresAt}) returning *`,
    )
    const key = { ...first(rows), secret }
    await writeAudit(client, tenantId, actor, {
      action: 'key.add',
      subject: key.id,
      after: { wave, expiresAt: key.expires_at },
    })
    return key
  })
}

export function revokeKey(database: TenantDatabase, actor: Actor, id: string): Promise<KeyRow | null> {
  const { tenantId } = database
  return changeSettings(database, async (client) => {
    const rows = await queryRows(
      client,
      sql<KeyRow>`update enrolment_keys set revoked_at = coalesce(revoked_at, now())
        where target_tenant_id = ${tenantId} and id = ${id} returning *`,
    )
    const key = rows[0]
    if (key === undefined) return null
    await writeAudit(client, tenantId, actor, {
      action: 'key.revoke',
      subject: id,
      before: { wave: key.wave },
    })
    return key
  })
}

export async function listWebhooks({ pool, tenantId }: TenantDatabase): Promise<WebhookRow[]> {
  const rows = await queryRows(
    pool,
    sql<WebhookRow>`select ${webhookColumns} from webhooks w where target_tenant_id = ${tenantId} order by created_at`,
  )
  return rows
}

export function addWebhook(
  database: TenantDatabase,
  actor: Actor,
  {
    url,
    format,
    events,
  }: { readonly url: string; readonly format: string; readonly events: readonly string[] },
): Promise<WebhookRow> {
  const { tenantId, secrets } = database
  return changeSettings(database, async (client) => {
    const { id, secret } = { id: randomUUID(), secret: randomBytes(32).toString('base64url') }
    const sealed = secrets.seal(placeOf('webhooks', tenantId, id), secret)
    const rows = await queryRows(
      client,
      sql<WebhookRow>`insert into webhooks as w (target_tenant_id, id, url, format, events, secret)
        values (${tenantId}, ${id}, ${url}, ${format}, ${[...new Set(events)]}, ${sealed})
          returning id, url, format, events, secret, created_at, 0 as waiting, 0 as dead, null as failing`,
    )
    const webhook = { ...first(rows), secret }
    // A webhook's address often is its secret: only where it goes is written down.
    await writeAudit(client, tenantId, actor, {
      action: 'webhook.add',
      subject: webhook.id,
      after: { host: new URL(url).host, format, events },
    })
    return webhook
  })
}

export function removeWebhook(database: TenantDatabase, actor: Actor, id: string): Promise<boolean> {
  const { tenantId } = database
  return changeSettings(database, async (client) => {
    const rows = await queryRows(
      client,
      sql<{
        url: string
      }>`delete from webhooks where target_tenant_id = ${tenantId} and id = ${id} returning url`,
    )
    if (rows[0] === undefined) return false
    await runStatement(
      client,
      sql`delete from webhook_deliveries where target_tenant_id = ${tenantId} and webhook_id = ${id}`,
    )
    await writeAudit(client, tenantId, actor, {
      action: 'webhook.remove',
      subject: id,
      before: { host: new URL(rows[0].url).host },
    })
    return true
  })
}

/** The last 100 deliveries of a webhook, or null when there is no such webhook. */
export async function listDeliveries(
  { pool, tenantId }: TenantDatabase,
  webhookId: string,
): Promise<DeliveryRow[] | null> {
  const known = await runStatement(
    pool,
    sql`select 1 from webhooks where target_tenant_id = ${tenantId} and id = ${webhookId}`,
  )
  if (known === 0) return null
  const rows = await queryRows(
    pool,
    sql<DeliveryRow>`select ${deliveryColumns} from webhook_deliveries
      where target_tenant_id = ${tenantId} and webhook_id = ${webhookId} order by created_at desc limit 100`,
  )
  return rows
}

/** Puts a delivery that was given up back into the queue. */
export function retryDelivery(
  database: TenantDatabase,
  actor: Actor,
  webhookId: string,
  id: string,
): Promise<DeliveryRow | 'not-found' | 'not-dead'> {
  const { tenantId } = database
  return changeSettings(database, async (client) => {
    const known = await queryRows(
      client,
      sql<DeliveryRow>`select ${deliveryColumns} from webhook_deliveries
        where target_tenant_id = ${tenantId} and webhook_id = ${webhookId} and id = ${id} for update`,
    )
    if (known[0] === undefined) return 'not-found'
    if (known[0].state !== 'dead') return 'not-dead'
    const rows = await queryRows(
      client,
      sql<DeliveryRow>`update webhook_deliveries set state = 'waiting', attempts = 0, next_attempt_at = now()
        where target_tenant_id = ${tenantId} and id = ${id} returning ${deliveryColumns}`,
    )
    await writeAudit(client, tenantId, actor, {
      action: 'webhook.retry',
      subject: webhookId,
      after: { deliveryId: id },
    })
    return first(rows)
  })
}

function changeSettings<Result>(
  database: TenantDatabase,
  work: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  return transact(database, 'shared', async (client) => {
    const result = await work(client)
    await publishChange(client, database.tenantId, { kind: 'settings' })
    return result
  })
}

function first<Value>(values: readonly Value[]): Value {
  const [value] = values
  if (value === undefined) throw new Error('a row that was just written is not there')
  return value
}
