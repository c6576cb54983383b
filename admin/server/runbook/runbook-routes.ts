import { runbookRoutes } from '../contract/runbook-routes.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { Refused, type Implement } from '../http/implement.ts'
import { turnJourneys } from '../people/change-person.ts'
import { planReturn } from './plan-return.ts'
import { locksOf } from './duties.ts'
import { readKnown, readRunbook } from './read-runbook.ts'
import { writeRan } from './ran-duties.ts'

/** The remaining duties, and the way back. */
export function addRunbookRoutes(
  implement: Implement,
  database: TenantDatabase,
  {
    sourceTenantId,
    staleMs,
    now,
  }: { readonly sourceTenantId: string; readonly staleMs: number | null; readonly now: () => Date },
): void {
  implement(runbookRoutes.runbook, () => readRunbook(database, { sourceTenantId, staleMs, now: now() }))

  implement(runbookRoutes.runDuty, async ({ params, actor }) => {
    const { known } = await readKnown(database, staleMs, now())
    if (locksOf(known, params.duty).length > 0) return new Refused('duty.locked')
    return { changeId: await writeRan(database, actor, params.duty) }
  })

  implement(runbookRoutes.regressionPlan, ({ body }) => planReturn(database, body))

  implement(runbookRoutes.regression, async ({ body, actor }) => {
    const turned = await turnJourneys(database, actor, body.personIds)
    return turned.kind === 'refused'
      ? new Refused(turned.code)
      : { changeId: turned.changeId, people: turned.people }
  })
}
