import { z } from 'zod'
import { toAddressKey } from '../../../shared/text/address-key.ts'
import type { MapEntry } from './stage-import.ts'
import { address } from './address.ts'
import { readTable, type ImportResult, type RowProblem } from './read-table.ts'
import { quoteCell, type RowReason } from './reason.ts'

const tenantId = z.guid()
/** Entra takes 256 characters; without what PostgreSQL cannot keep, and without line breaks. */
const displayName = z
  .string()
  .regex(/^[^\p{Cc}\p{Cs}]*$/u)
  .max(256)

/**
 * The identity map as the migration takes it: six columns, no header, users and groups (docs/facts/graph-and-migration.md#the-identity-map). A seventh may hold
 * the new account's object id: then that says who somebody is. An eighth may hold their name, to be shown to admins and the helpdesk.
 * Groups and guests have no journey and are counted only. Somebody of another tenant could not sign in, so that is an error.
 */
export function readIdentityMap(
  bytes: Uint8Array,
  expectedTenantId: string,
): ImportResult<MapEntry> & { readonly groups: number; readonly guests: number } {
  const entries: MapEntry[] = []
  const problems: RowProblem[] = []
  const seen = {
    source: new Map<string, number>(),
    target: new Map<string, number>(),
    oid: new Map<string, number>(),
  }
  let groups = 0
  let guests = 0
  for (const { line, cells: written } of readTable(bytes)) {
    // A separator at the end begins a cell with nothing in it.
    const cells = written.slice(0, Math.max(6, written.findLastIndex((cell) => cell !== '') + 1))
    const [
      kind = '',
      sourceTenantId = '',
      sourceUpn = '',
      targetUpn = '',
      ,
      userType = '',
      oid = '',
      name = '',
    ] = cells
    const refuse = (reason: RowReason): number => problems.push({ line, ...reason })
    if (cells.length < 6 || cells.length > 8)
      refuse({ code: 'row.column-count', values: { columns: cells.length } })
    else if (/^group$/i.test(kind)) groups += 1
    else if (!/^user$/i.test(kind)) refuse({ code: 'row.kind-unknown', values: { value: quoteCell(kind) } })
    else if (!tenantId.safeParse(sourceTenantId).success) refuse({ code: 'row.tenant-invalid', values: {} })
    else if (sourceTenantId.toLowerCase() !== expectedTenantId)
      refuse({ code: 'row.tenant-not-source', values: {} })
    else if (!address.safeParse(sourceUpn).success) refuse({ code: 'row.old-address-invalid', values: {} })
    else if (!address.safeParse(targetUpn).success) refuse({ code: 'row.new-address-invalid', values: {} })
    // A guest of the old tenant has their files elsewhere; a guest of the new one has no OneDrive there and cannot sign in to Landfall.
    else if (/^guest/i.test(userType) || [sourceUpn, targetUpn].some((upn) => /#EXT#@/i.test(upn)))
      guests += 1
    else if (!/^regularuser$/i.test(userType)) refuse({ code: 'row.user-type-unknown', values: {} })
    else if (oid !== '' && !tenantId.safeParse(oid).success)
      refuse({ code: 'row.object-id-invalid', values: {} })
    else if (!displayName.safeParse(name).success) refuse({ code: 'row.name-invalid', values: {} })
    else {
      const oldLine = otherLineOf(seen.source, sourceUpn, line)
      const newLine = oldLine === undefined ? otherLineOf(seen.target, targetUpn, line) : undefined
      const oidLine = oid === '' ? undefined : otherLineOf(seen.oid, oid, line)
      if (oldLine !== undefined) refuse({ code: 'row.old-address-twice', values: { otherLine: oldLine } })
      else if (newLine !== undefined)
        refuse({ code: 'row.new-address-twice', values: { otherLine: newLine } })
      else if (oidLine !== undefined) refuse({ code: 'row.object-id-twice', values: { otherLine: oidLine } })
      else
        entries.push({
          sourceTenantId: sourceTenantId.toLowerCase(),
          sourceUpn,
          targetUpn,
          ...(oid !== '' && { targetOid: oid.toLowerCase() }),
          ...(name !== '' && { displayName: name }),
        })
    }
  }
  return { entries, problems, groups, guests }
}

function otherLineOf(seen: Map<string, number>, upn: string, line: number): number | undefined {
  const key = toAddressKey(upn)
  const otherLine = seen.get(key)
  if (otherLine === undefined) seen.set(key, line)
  return otherLine
}
