import type { ReturnPlan, ReturnRequest } from '../contract/runbook-routes.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { readSettings } from '../settings/settings.ts'
import { toHostUrls } from './host-urls.ts'
import { moveBack, removeRedirect } from './runbook-commands.ts'
import { queryRows, sql } from '../database/statement.ts'

type PersonRow = {
  readonly person_id: string
  readonly source_upn: string
  readonly target_upn: string
  readonly direction: string
  readonly move_state: string
}

/** The commands that send these people back, one person after the other. Changes nothing. */
export async function planReturn(
  database: TenantDatabase,
  { personIds, sourceHostUrl: wanted }: ReturnRequest,
): Promise<ReturnPlan> {
  const rows = await queryRows(
    database.pool,
    sql<PersonRow>`select person_id, source_upn, target_upn, direction, move_state from people
      where target_tenant_id = ${database.tenantId} and person_id = any(${personIds}::uuid[]) order by target_key`,
  )
  const { source } = toHostUrls(await readSettings(database))
  // An address that is not in the settings cannot be chosen.
  const sourceHostUrl = source.find((url) => url === wanted) ?? source[0] ?? null
  const known = new Set(rows.map(({ person_id }) => person_id))
  return {
    sourceHostUrls: [...source],
    people: rows.map((row) => toReturn(row, sourceHostUrl)),
    missing: [...new Set(personIds)].filter((id) => !known.has(id)),
  }
}

/** On the way back the old target is the new source. */
function toReturn(
  { person_id, source_upn, target_upn, direction, move_state }: PersonRow,
  hostUrl: string | null,
): ReturnPlan['people'][number] {
  return {
    id: person_id,
    sourceUpn: source_upn,
    targetUpn: target_upn,
    redirectRemoval: removeRedirect(hostUrl, source_upn),
    move: hostUrl === null ? null : moveBack({ from: target_upn, to: source_upn, hostUrl }),
    obstacle:
      direction === 'return' ? 'already-returning' : move_state === 'Success' ? null : 'move-not-finished',
  }
}
