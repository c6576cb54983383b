import { z } from 'zod'
import { toAddressKey } from '../../../shared/address-key.ts'
import type { MapEntry } from '../store/stage-import.ts'
import { readTable, type ImportResult, type RowProblem } from './read-table.ts'

const address = z
  .string()
  .regex(/^[^\s@]+@[^\s@]+$/)
  .max(320)
const tenantId = z.guid()

/**
 * The identity map as the migration takes it: six columns, no header, users and groups (onedrive-facts 6.3).
 * Groups have no journey and are counted only. Somebody of another tenant could not sign in, so that is an error.
 */
export function readIdentityMap(
  bytes: Uint8Array,
  expectedTenantId: string,
): ImportResult<MapEntry> & { readonly groups: number } {
  const entries: MapEntry[] = []
  const problems: RowProblem[] = []
  const seen = { source: new Map<string, number>(), target: new Map<string, number>() }
  let groups = 0
  for (const { line, cells } of readTable(bytes)) {
    const [kind = '', sourceTenantId = '', sourceUpn = '', targetUpn = '', , userType = ''] = cells
    const problem = (reason: string): number => problems.push({ line, reason })
    if (cells.length !== 6) problem(`has ${cells.length} columns instead of 6`)
    else if (/^group$/i.test(kind)) groups += 1
    else if (!/^user$/i.test(kind)) problem(`column 1 is "${shorten(kind)}", not User or Group`)
    else if (!tenantId.safeParse(sourceTenantId).success) problem('column 2 is not a tenant id')
    else if (sourceTenantId.toLowerCase() !== expectedTenantId)
      problem('column 2 is not the source tenant of the configuration')
    else if (!address.safeParse(sourceUpn).success)
      problem('column 3 is not a user name like name@example.com')
    else if (!address.safeParse(targetUpn).success)
      problem('column 4 is not a user name like name@example.com')
    else if (!/^regularuser$/i.test(userType)) problem('column 6 is not RegularUser')
    else {
      const twin = twinOf(seen.source, sourceUpn, line) ?? twinOf(seen.target, targetUpn, line)
      if (twin === undefined)
        entries.push({ sourceTenantId: sourceTenantId.toLowerCase(), sourceUpn, targetUpn })
      else problem(`names a person who is already in line ${twin}; the map is one to one`)
    }
  }
  return { entries, problems, groups }
}

function twinOf(seen: Map<string, number>, upn: string, line: number): number | undefined {
  const key = toAddressKey(upn)
  const twin = seen.get(key)
  if (twin === undefined) seen.set(key, line)
  return twin
}

function shorten(text: string): string {
  return text.length > 20 ? `${text.slice(0, 20)}…` : text
}
