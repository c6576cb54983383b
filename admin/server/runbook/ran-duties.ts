import type { Duty, DutyId } from '../contract/runbook-routes.ts'
import { dutyIds, type duties } from '../contract/runbook-routes.ts'
import { dutyRun, writeAudit, type Actor } from '../database/audit.ts'
import { queryRows, sql } from '../database/statement.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { transact } from '../database/transact.ts'
import { publishChange } from '../progress/count-changes.ts'

const subjectOf = (id: DutyId): string => `duty:${id}`

type RanRow = { readonly id: string; readonly subject: string; readonly at: Date; readonly actor: Actor }

/** What admins said they ran last, by duty, without what was taken back. The trail is the only place where it is kept. */
export async function readRan({
  pool,
  tenantId,
}: TenantDatabase): Promise<Map<string, NonNullable<Duty['ran']>>> {
  const rows = await queryRows(
    pool,
    sql<RanRow>`select distinct on (a.subject) a.id, a.subject, a.at, a.actor from audit a
      where a.target_tenant_id = ${tenantId} and a.subject = any(${dutyIds.map(subjectOf)}) and a.action = ${dutyRun}
        and not exists (select 1 from audit u where u.target_tenant_id = ${tenantId} and u.undoes = a.id)
      order by a.subject, a.place desc`,
  )
  return new Map(
    rows.map(({ id, subject, at, actor }) => [
      subject.slice('duty:'.length),
      { changeId: id, at: at.toISOString(), by: actor },
    ]),
  )
}

/** Writes down that somebody says they ran a duty. `POST /v1/changes/{id}/undo` takes it back. Gives the change's id. */
export function writeRan(
  database: TenantDatabase,
  actor: Actor,
  id: (typeof duties)[number],
): Promise<string> {
  const { tenantId } = database
  return transact(database, 'shared', async (client) => {
    const changeId = await writeAudit(client, tenantId, actor, { action: dutyRun, subject: subjectOf(id) })
    await publishChange(client, tenantId, { kind: 'settings' })
    return changeId
  })
}
