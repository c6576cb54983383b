import type { ReturnPlan, ReturnRequest } from '../contract/runbook-routes.ts'
import { hostOf } from '../../../shared/checks/site-address.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { readSettings } from '../settings/settings.ts'
import { toHostUrls } from './host-urls.ts'
import { listDeleted, listRedirects, moveBack, removeRedirect, removeSite } from './runbook-commands.ts'
import { queryRows, sql } from '../database/statement.ts'

type PersonRow = {
  readonly person_id: string
  readonly source_upn: string
  readonly target_upn: string
  readonly source_site: string | null
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
    sql<PersonRow>`select person_id, source_upn, target_upn, source_site, direction, move_state from people
      where target_tenant_id = ${database.tenantId} and person_id = any(${personIds}::uuid[]) order by target_key`,
  )
  const { source } = toHostUrls(await readSettings(database))
  // An address that is not in the settings cannot be chosen.
  const sourceHostUrl = source.find((url) => url === wanted) ?? source[0] ?? null
  const known = new Set(rows.map(({ person_id }) => person_id))
  return {
    sourceHostUrls: [...source],
    redirectSitesCommand: listRedirects,
    deletedSitesCommand: listDeleted,
    people: rows.map((row) => toReturn(withKnownSite(row, source), sourceHostUrl)),
    missing: [...new Set(personIds)].filter((id) => !known.has(id)),
  }
}

/** An imported address counts on one of the source's own hosts only: the command deletes what is there. */
function withKnownSite(row: PersonRow, hosts: readonly string[]): PersonRow {
  const host = row.source_site === null ? null : hostOf(row.source_site)
  return host !== null && hosts.some((url) => hostOf(url) === host) ? row : { ...row, source_site: null }
}

/** On the way back the old target is the new source. */
function toReturn(
  { person_id, source_upn, target_upn, source_site, direction, move_state }: PersonRow,
  hostUrl: string | null,
): ReturnPlan['people'][number] {
  return {
    id: person_id,
    sourceUpn: source_upn,
    targetUpn: target_upn,
    redirectRemoval: source_site === null ? removeRedirect(hostUrl, source_upn) : removeSite(source_site),
    siteFrom: source_site === null ? 'address' : 'import',
    move: hostUrl === null ? null : moveBack({ from: target_upn, to: source_upn, hostUrl }),
    obstacle:
      direction === 'return' ? 'already-returning' : move_state === 'Success' ? null : 'move-not-finished',
  }
}
