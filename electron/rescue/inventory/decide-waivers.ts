import type { Waivable, Waiver } from '../../../shared/files/rescue.ts'
import { rowsToDecide } from './choose-rows.ts'
import type { FileTable } from './file-table.ts'
import { waiverKey, type GivenWaiver } from './read-list.ts'

/** Waivers are about files as they are; what is locked is waived file by file, because tomorrow's is another decision. */
export function toWaivers(table: FileTable, what: Waivable, at: string): GivenWaiver[] {
  if (what.kind === 'reason') return [{ kind: 'waived', what, at, modifiedAt: null }]
  return [...rowsToDecide(table, what)].map((row) => ({
    kind: 'waived',
    what: { kind: 'item', path: table.path(row) },
    at,
    size: table.size(row),
    modifiedAt: table.modifiedAt(row),
  }))
}

/** The waivers that are taken back with one: of a file in a notebook, those of the whole notebook. */
export function toTakenBack(
  table: FileTable,
  waivers: ReadonlyMap<string, GivenWaiver>,
  what: Waiver['what'],
): Waiver['what'][] {
  const same: Waiver['what'][] = [what]
  if (what.kind === 'item')
    for (const row of rowsToDecide(table, what))
      if (table.path(row) !== what.path) same.push({ kind: 'item', path: table.path(row) })
  return same.filter((one) => waivers.has(waiverKey(one)))
}
