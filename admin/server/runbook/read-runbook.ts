import type { Runbook } from '../contract/runbook-routes.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { isStale } from '../people/person-live.ts'
import { readProgress } from '../progress/read-progress.ts'
import { readSettings } from '../settings/settings.ts'
import { toHostUrls, type HostUrls } from './host-urls.ts'
import { judgeDuties, type Known } from './duties.ts'
import { exportMoveStates, listRedirects, removeTrust } from './runbook-commands.ts'
import { readRan } from './ran-duties.ts'
import { queryRows, sql } from '../database/statement.ts'

const soonDays = 14

type Read = {
  readonly known: Known
  readonly settings: Awaited<ReturnType<typeof readSettings>>
  readonly progress: Awaited<ReturnType<typeof readProgress>>
}

/** What the duties are judged by. `staleMs`: how long the live source tells something of now; null where it is off. */
export async function readKnown(database: TenantDatabase, staleMs: number | null, now: Date): Promise<Read> {
  const [settings, progress, returning, [source], [imported], ran] = await Promise.all([
    readSettings(database),
    readProgress(database),
    countReturning(database),
    readListed(database),
    readStatesImported(database),
    readRan(database),
  ])
  const listedAt = source?.listed_at ?? null
  const known = {
    hasHosts: settings.sourceHostUrl !== null && settings.targetHostUrl !== null,
    licences: judgeLicences(settings.licencesExpireOn, now),
    counts: progress.overall,
    failed: countFailed(progress),
    returning,
    live:
      staleMs === null
        ? null
        : { listedAt: listedAt?.toISOString() ?? null, isStale: isStale(listedAt, staleMs, now) },
    statesImportedAt: imported?.applied_at?.toISOString() ?? null,
    ran,
  }
  return { known, settings, progress }
}

function readListed({ pool, tenantId }: TenantDatabase): Promise<{ listed_at: Date | null }[]> {
  return queryRows(
    pool,
    sql<{ listed_at: Date | null }>`select listed_at from live_source where target_tenant_id = ${tenantId}`,
  )
}

function readStatesImported({ pool, tenantId }: TenantDatabase): Promise<{ applied_at: Date | null }[]> {
  return queryRows(
    pool,
    sql<{ applied_at: Date | null }>`select max(applied_at) as applied_at from imports
      where target_tenant_id = ${tenantId} and kind = 'move-states' and state = 'applied'`,
  )
}

/** The duties that remain after a move, with the commands for these two tenants. `now` decides how many days the licences have left. */
export async function readRunbook(
  database: TenantDatabase,
  { sourceTenantId, staleMs, now }: { sourceTenantId: string; staleMs: number | null; now: Date },
): Promise<Runbook> {
  const { known, settings, progress } = await readKnown(database, staleMs, now)
  const { sourceHostUrl, targetHostUrl } = settings
  const hosts = toHostUrls(settings)
  return {
    sourceTenantId,
    targetTenantId: database.tenantId,
    sourceHostUrl,
    targetHostUrl,
    gate: judgeGate(progress, known.returning),
    licences: known.licences,
    trustRemoval: sourceHostUrl === null || targetHostUrl === null ? null : toTrustRemoval(hosts),
    hostUrlCommands: [
      { tenant: 'source', command: 'Get-SPOCrossTenantHostUrl' },
      { tenant: 'target', command: 'Get-SPOCrossTenantHostUrl' },
    ],
    moveStatesCommand: targetHostUrl === null ? null : exportMoveStates(hosts.target),
    inMap: progress.overall.people,
    duties: judgeDuties(known),
    redirectSitesCommand: listRedirects,
  }
}

function countFailed({ blockers }: Pick<Awaited<ReturnType<typeof readProgress>>, 'blockers'>): number {
  return blockers.find(({ code }) => code === 'plan.move-failed')?.people ?? 0
}

/** The trust between the tenants may go once every move and every way back is done. */
function judgeGate(
  { overall, blockers }: Awaited<ReturnType<typeof readProgress>>,
  returning: number,
): Runbook['gate'] {
  if (overall.people === 0) return { isOpen: false, reasons: [{ kind: 'nobody-in-map', people: 0 }] }
  const failed = countFailed({ blockers })
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
