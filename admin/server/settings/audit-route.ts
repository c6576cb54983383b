import { settingsRoutes } from '../contract/settings-routes.ts'
import { readAudit, undoable } from '../database/audit.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { Refused, type Implement } from '../http/implement.ts'

/** The audit trail, page by page, of everybody or of some actors and days. */
export function addAuditRoute(implement: Implement, database: TenantDatabase): void {
  implement(settingsRoutes.audit, async ({ query }) => {
    if (query.after !== undefined && !/^\d{1,18}$/.test(query.after))
      return new Refused('request.invalid', 'after: not a cursor of this endpoint')
    const rows = await readAudit(database, query.limit + 1, query)
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
}
