import type { Runbook } from '../contract/runbook-routes.ts'
import { runbookRoutes } from '../contract/runbook-routes.ts'
import type { Settings } from '../contract/settings-routes.ts'
import { turnJourneys } from '../people/change-person.ts'
import { readProgress } from '../progress/read-progress.ts'
import { readSettings } from '../settings/settings.ts'
import type { Store } from '../store.ts'
import { Refused, type Implement } from '../http/implement.ts'
import { exportMoveStates, moveBack, removeRedirect, removeTrust } from './runbook-commands.ts'

const soonDays = 14

/** The remaining duties, and the way back. */
export function addRunbookRoutes(
  implement: Implement,
  { database }: Store,
  { sourceTenantId, now }: { readonly sourceTenantId: string; readonly now: () => Date },
): void {
  implement(runbookRoutes.runbook, async (): Promise<Runbook> => {
    const [settings, progress] = await Promise.all([readSettings(database), readProgress(database)])
    const { sourceHostUrl, targetHostUrl, licencesExpireOn } = settings
    const hosts = hostUrlsOf(settings)
    const { overall, blockers } = progress
    const failed = blockers.find(({ code }) => code === 'plan.move-failed')?.people ?? 0
    const returning = await countReturning()
    const reasons = [
      { kind: 'nobody-in-map' as const, people: overall.people === 0 ? 1 : 0 },
      { kind: 'people-open' as const, people: overall['not-due'] + overall['never-seen'] + overall.started },
      { kind: 'people-stuck' as const, people: overall.stuck - failed },
      { kind: 'moves-failed' as const, people: failed },
      { kind: 'people-returning' as const, people: returning },
    ].filter(({ people }) => people > 0)
    const daysLeft = licencesExpireOn === null ? null : daysUntil(licencesExpireOn, now())
    return {
      sourceTenantId,
      targetTenantId: database.tenantId,
      sourceHostUrl,
      targetHostUrl,
      gate: {
        isOpen: reasons.length === 0,
        reasons: reasons.map((reason) =>
          reason.kind === 'nobody-in-map' ? { ...reason, people: 0 } : reason,
        ),
      },
      licences: {
        expireOn: licencesExpireOn,
        daysLeft,
        urgency:
          daysLeft === null ? 'unknown' : daysLeft < 0 ? 'expired' : daysLeft <= soonDays ? 'soon' : 'fine',
      },
      trustRemoval:
        sourceHostUrl === null || targetHostUrl === null
          ? null
          : [
              // The role is the partner's: on the source tenant the partner is the target.
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
            ],
      hostUrlCommands: [
        { tenant: 'source', command: 'Get-SPOCrossTenantHostUrl' },
        { tenant: 'target', command: 'Get-SPOCrossTenantHostUrl' },
      ],
      moveStatesCommand: targetHostUrl === null ? null : exportMoveStates(hosts.target),
      inMap: overall.people,
    }
  })

  implement(runbookRoutes.regressionPlan, async ({ body }) => {
    const { rows } = await database.pool.query<{
      person_id: string
      source_upn: string
      target_upn: string
      direction: string
      move_state: string
    }>(
      `select person_id, source_upn, target_upn, direction, move_state from people
        where target_tenant_id = $1 and person_id = any($2::uuid[]) order by target_key`,
      [database.tenantId, body.personIds],
    )
    const sourceHostUrls = hostUrlsOf(await readSettings(database)).source
    // An address that the settings do not know is no choice.
    const sourceHostUrl =
      sourceHostUrls.find((url) => url === body.sourceHostUrl) ?? sourceHostUrls[0] ?? null
    const found = new Set(rows.map(({ person_id }) => person_id))
    return {
      sourceHostUrls,
      people: rows.map(({ person_id, source_upn, target_upn, direction, move_state }) => ({
        id: person_id,
        sourceUpn: source_upn,
        targetUpn: target_upn,
        redirectRemoval: removeRedirect(sourceHostUrl, source_upn),
        // The old target is the new source.
        move:
          sourceHostUrl === null
            ? null
            : moveBack({ from: target_upn, to: source_upn, hostUrl: sourceHostUrl }),
        obstacle:
          direction === 'return'
            ? ('already-returning' as const)
            : move_state === 'Success'
              ? null
              : ('move-not-finished' as const),
      })),
      missing: [...new Set(body.personIds)].filter((id) => !found.has(id)),
    }
  })

  implement(runbookRoutes.regression, async ({ body, actor }) => {
    const turned = await turnJourneys(database, actor, body.personIds)
    return turned.kind === 'refused'
      ? new Refused(turned.code)
      : { changeId: turned.changeId, people: turned.people }
  })

  async function countReturning(): Promise<number> {
    const { rows } = await database.pool.query<{ people: number }>(
      `select count(*)::int as people from (
        select 1 from people where target_tenant_id = $1 and direction = 'return' and state <> 'returned' limit 1000) as back`,
      [database.tenantId],
    )
    return rows[0]?.people ?? 0
  }
}

/** Each tenant's addresses, the first one first; empty until the settings name one. */
function hostUrlsOf(settings: Settings): { readonly source: string[]; readonly target: string[] } {
  const { sourceHostUrl, targetHostUrl, moreSourceHostUrls = [], moreTargetHostUrls = [] } = settings
  const all = (first: string | null, more: readonly string[]): string[] =>
    first === null ? [] : [...new Set([first, ...more])]
  return { source: all(sourceHostUrl, moreSourceHostUrls), target: all(targetHostUrl, moreTargetHostUrls) }
}

function daysUntil(day: string, now: Date): number {
  const today = Date.parse(now.toISOString().slice(0, 10))
  return Math.round((Date.parse(day) - today) / 86_400_000)
}
