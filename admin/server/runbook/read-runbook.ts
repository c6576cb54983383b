import type { Runbook } from '../contract/runbook-routes.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { readProgress } from '../progress/read-progress.ts'
import { readSettings } from '../settings/settings.ts'
import { toHostUrls, type HostUrls } from './host-urls.ts'
import { exportMoveStates, removeTrust } from './runbook-commands.ts'
import { queryRows, sql } from '../database/statement.ts'

const soonDays = 14

/** The duties that remain after a move, with the commands for these two tenants. `now` decides how many days the licences have left. */
export async function readRunbook(
  database: TenantDatabase,
  sourceTenantId: string,
  now: Date,
): Promise<Runbook> {
  const [settings, progress, returning] = await Promise.all([
    readSettings(database),
    readProgress(database),
    countReturning(database),
  ])
  const { sourceHostUrl, targetHostUrl, licencesExpireOn } = settings
  const hosts = toHostUrls(settings)
  return {
    sourceTenantId,
    targetTenantId: database.tenantId,
    sourceHostUrl,
    targetHostUrl,
    gate: judgeGate(progress, returning),
    licences: judgeLicences(licencesExpireOn, now),
    trustRemoval: sourceHostUrl === null || targetHostUrl === null ? null : toTrustRemoval(hosts),
    hostUrlCommands: [
      { tenant: 'source', command: 'Get-SPOCrossTenantHostUrl' },
      { tenant: 'target', command: 'Get-SPOCrossTenantHostUrl' },
    ],
    moveStatesCommand: targetHostUrl === null ? null : exportMoveStates(hosts.target),
    inMap: progress.overall.people,
  }
}

/** The trust between the tenants may go once every move and every way back is done. */
function judgeGate(
  { overall, blockers }: Awaited<ReturnType<typeof readProgress>>,
  returning: number,
): Runbook['gate'] {
  if (overall.people === 0) return { isOpen: false, reasons: [{ kind: 'nobody-in-map', people: 0 }] }
  const failed = blockers.find(({ code }) => code === 'plan.move-failed')?.people ?? 0
  const reasons = [
    { kind: 'people-open' as const, people: overall['not-due'] + overall['never-seen'] + overall.started },
    { kind: 'people-stuck' as const, people: overall.stuck - failed },
    { kind: 'moves-failed' as const, people: failed },
    { kind: 'people-returning' as const, people: returning },
  ].filter(({ people }) => people > 0)
  return { isOpen: reasons.length === 0, reasons }
}

function judgeLicences(expireOn: string | null, now: Date): Runbook['licences'] {
  if (expireOn === null) return { expireOn, daysLeft: null, urgency: 'unknown' }
  const daysLeft = daysUntil(expireOn, now)
  const urgency = daysLeft < 0 ? 'expired' : daysLeft <= soonDays ? 'soon' : 'fine'
  return { expireOn, daysLeft, urgency }
}

/** `PartnerRole` is the partner's: on the source tenant the partner is the target. */
function toTrustRemoval(hosts: HostUrls): NonNullable<Runbook['trustRemoval']> {
  return [
    ...hosts.target.map((url) => ({
      tenant: 'source' as const,
      partnerRole: 'Target' as const,
      command: removeTrust('Target', url),
    })),
    ...hosts.source.map((url) => ({
      tenant: 'target' as const,
      partnerRole: 'Source' as const,
      command: removeTrust('Source', url),
    })),
  ]
}

/** People on the way back; counts up to 1,000. */
async function countReturning({ pool, tenantId }: TenantDatabase): Promise<number> {
  const rows = await queryRows(
    pool,
    sql<{ people: number }>`select count(*)::int as people from (
      select 1 from people where target_tenant_id = ${tenantId} and direction = 'return' and state <> 'returned' limit 1000) as back`,
  )
  return rows[0]?.people ?? 0
}

/** Whole days from the day of `now` to `day`, both in UTC; negative once it is over. */
export function daysUntil(day: string, now: Date): number {
  const today = Date.parse(now.toISOString().slice(0, 10))
  return Math.round((Date.parse(day) - today) / 86_400_000)
}
