import { toLiveTrouble, type LiveTroubleCode } from '../../../shared/move/live-source.ts'
import { queryRows, runStatement, sql } from '../database/statement.ts'
import { repeatWork } from '../database/repeat-work.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { transact } from '../database/transact.ts'
import { isStale } from '../people/person-live.ts'
import { readSettings } from '../settings/settings.ts'
import { daysUntil } from './read-runbook.ts'

/** Days before the last one of the source's licences on which the endpoint tells webhooks, the first one first. */
export const countdownDays = [30, 14, 7, 3, 1, 0] as const

export type AlertOptions = {
  /** For how long a list of jobs tells something of now; null where the live source is off. */
  readonly staleMs: number | null
  readonly everyMilliseconds?: number
  readonly onTrouble: (error: unknown) => void
}

/** Looks every minute whether the licences or the live source are news for webhooks. Each replica looks, and one of them tells. */
export function watchAlerts(
  database: TenantDatabase,
  { staleMs, everyMilliseconds = 60_000, onTrouble }: AlertOptions,
): { readonly stop: () => Promise<void> } {
  return repeatWork(() => queueAlerts(database, staleMs, new Date()), { everyMilliseconds, onTrouble })
}

/** Queues what is news at `now`: each step of the countdown once, and once each time that the live source falls silent. */
export async function queueAlerts(
  database: TenantDatabase,
  staleMs: number | null,
  now: Date,
): Promise<void> {
  const alerts = [await findCountdown(database, now), await findSilence(database, staleMs, now)]
  for (const alert of alerts) if (alert !== null) await queueOnce(database, alert)
}

/** The payload of a delivery. */
type Alert =
  | {
      readonly event: 'licence-countdown'
      readonly expireOn: string
      readonly daysLeft: number
      /** The step of the countdown that today belongs to. */
      readonly step: number
    }
  | {
      readonly event: 'live-stale'
      readonly lastReadAt: string | null
      readonly trouble: LiveTroubleCode | null
    }

/** Null where no last day is set, where it is far, and where it is over: then the console says it, and no one is called again. */
async function findCountdown(database: TenantDatabase, now: Date): Promise<Alert | null> {
  const { licencesExpireOn: expireOn } = await readSettings(database)
  if (expireOn === null) return null
  const daysLeft = daysUntil(expireOn, now)
  const step = countdownDays.findLast((day) => day >= daysLeft)
  return daysLeft < 0 || step === undefined ? null : { event: 'licence-countdown', expireOn, daysLeft, step }
}

type SourceRow = {
  readonly listed_at: Date | null
  readonly trouble: string | null
  readonly trouble_since: Date | null
}

/** Null while the source is off, tells something of now, or has just begun: only trouble that lasts is news then. */
async function findSilence(
  { pool, tenantId }: TenantDatabase,
  staleMs: number | null,
  now: Date,
): Promise<Alert | null> {
  if (staleMs === null) return null
  const [source] = await queryRows(
    pool,
    sql<SourceRow>`select listed_at, trouble, trouble_since from live_source where target_tenant_id = ${tenantId}`,
  )
  const silentSince = source?.listed_at ?? source?.trouble_since ?? null
  if (source === undefined || silentSince === null || !isStale(silentSince, staleMs, now)) return null
  const lastReadAt = source.listed_at?.toISOString() ?? null
  return { event: 'live-stale', lastReadAt, trouble: toLiveTrouble(source.trouble) }
}

/** For each webhook that wants it and was not told the same. Its row is held, so that another replica sees what this one queued. */
async function queueOnce(database: TenantDatabase, alert: Alert): Promise<void> {
  const { tenantId } = database
  const isSame =
    alert.event === 'licence-countdown'
      ? sql`d.payload->>'expireOn' = ${alert.expireOn} and (d.payload->>'step')::int = ${alert.step}`
      : sql`d.payload->>'lastReadAt' is not distinct from ${alert.lastReadAt}::text`
  await transact(database, 'beside', async (client) => {
    await runStatement(
      client,
      sql`select id from webhooks where target_tenant_id = ${tenantId} and ${alert.event} = any(events) for update`,
    )
    await runStatement(
      client,
      sql`insert into webhook_deliveries (target_tenant_id, webhook_id, event, payload)
        select ${tenantId}::uuid, h.id, ${alert.event}, ${JSON.stringify(alert)}::jsonb
        from webhooks h where h.target_tenant_id = ${tenantId} and ${alert.event} = any(h.events)
          and not exists (select 1 from webhook_deliveries d where d.target_tenant_id = ${tenantId}
            and d.webhook_id = h.id and d.event = ${alert.event} and ${isSame})`,
    )
  })
}
