import { assertNever } from '../../../shared/assert-never.ts'
import type { ImportKind } from '../contract/import-routes.ts'
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
    const { entries, problems, groups, guests } = readKind(kind, bytes, sourceTenantId)
    if (entries.length + problems.length + groups + guests === 0)
      return { kind: 'refused', reason: { code: 'file.empty', values: {} } }
    return { kind: 'read', content: { kind, entries } as ImportContent, problems, groups, guests }
  } catch (error) {
    if (error instanceof TableRefused) return { kind: 'refused', reason: error.reason }
    throw error
  }
}

function readKind(kind: ImportKind, bytes: Uint8Array, sourceTenantId: string) {
  switch (kind) {
    case 'identity-map':
      return readIdentityMap(bytes, sourceTenantId)
    case 'move-states':
      return { ...readMoveStates(bytes), groups: 0, guests: 0 }
    case 'waves':
      return { ...readWaves(bytes), groups: 0, guests: 0 }
    default:
      return assertNever(kind)
  }
}
