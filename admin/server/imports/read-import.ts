import { assertNever } from '../../../shared/assert-never.ts'
import type { ImportKind } from '../contract/import-routes.ts'
import { readSiteAddresses, type SiteEntry } from './site-addresses.ts'
import type { MapEntry, StateEntry, WaveEntry } from './stage-import.ts'
import { readIdentityMap } from './identity-map.ts'
import { readMoveStates } from './move-states.ts'
import { TableRefused, type RowProblem } from './read-table.ts'
import type { FileReason } from './reason.ts'
import { readWaves } from './waves.ts'

/** What a file holds, told apart by what it is. */
export type ImportContent =
  | { readonly kind: 'identity-map'; readonly entries: readonly MapEntry[] }
  | { readonly kind: 'move-states'; readonly entries: readonly StateEntry[] }
  | { readonly kind: 'waves'; readonly entries: readonly WaveEntry[] }
  | { readonly kind: 'site-addresses'; readonly entries: readonly SiteEntry[] }

export type ReadImport =
  | {
      readonly kind: 'read'
      readonly content: ImportContent
      readonly problems: readonly RowProblem[]
      readonly groups: number
      readonly guests: number
    }
  | { readonly kind: 'refused'; readonly reason: FileReason }

/** Reads an uploaded file. A file that is no table, and one without a row, is refused with a reason. */
export function readImport(kind: ImportKind, bytes: Uint8Array, sourceTenantId: string): ReadImport {
  try {
    const found = readKind(kind, bytes, sourceTenantId)
    const { content, problems, groups, guests } = found
    if (content.entries.length + problems.length + groups + guests === 0)
      return { kind: 'refused', reason: { code: 'file.empty', values: {} } }
    return { kind: 'read', ...found }
  } catch (error) {
    if (error instanceof TableRefused) return { kind: 'refused', reason: error.reason }
    throw error
  }
}

type Found = Omit<Extract<ReadImport, { kind: 'read' }>, 'kind'>

function readKind(kind: ImportKind, bytes: Uint8Array, sourceTenantId: string): Found {
  switch (kind) {
    case 'identity-map': {
      const { entries, ...rest } = readIdentityMap(bytes, sourceTenantId)
      return { content: { kind, entries }, ...rest }
    }
    case 'move-states': {
      const { entries, problems } = readMoveStates(bytes)
      return { content: { kind, entries }, problems, groups: 0, guests: 0 }
    }
    case 'waves': {
      const { entries, problems } = readWaves(bytes)
      return { content: { kind, entries }, problems, groups: 0, guests: 0 }
    }
    case 'site-addresses': {
      const { entries, problems } = readSiteAddresses(bytes)
      return { content: { kind, entries }, problems, groups: 0, guests: 0 }
    }
    default:
      return assertNever(kind)
  }
}
