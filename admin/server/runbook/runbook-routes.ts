import { runbookRoutes } from '../contract/runbook-routes.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { Refused, type Implement } from '../http/implement.ts'
import { turnJourneys } from '../people/change-person.ts'
import { planReturn } from './plan-return.ts'
import { readRunbook } from './read-runbook.ts'

/** The remaining duties, and the way back. */
export function addRunbookRoutes(
  implement: Implement,
  database: TenantDatabase,
  { sourceTenantId, now }: { readonly sourceTenantId: string; readonly now: () => Date },
): void {
  implement(runbookRoutes.runbook, () => readRunbook(database, sourceTenantId, now()))

  implement(runbookRoutes.regressionPlan, ({ body }) => planReturn(database, body))

  implement(runbookRoutes.regression, async ({ body, actor }) => {
    const turned = await turnJourneys(database, actor, body.personIds)
    return turned.kind === 'refused'
      ? new Refused(turned.code)
      : { changeId: turned.changeId, people: turned.people }
  })
}
