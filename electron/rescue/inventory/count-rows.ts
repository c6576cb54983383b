import {
  hasNoReason,
  rescueStatuses,
  type RescueCounts,
  type RescueTotals,
} from '../../../shared/files/rescue.ts'
import { notUploadedReasons, type Amount } from '../../../shared/files/scan.ts'
import { rowsOf } from './choose-rows.ts'
import type { FileTable } from './file-table.ts'
import { addTo, isCovered, isToCopy, isWaivable, type GivenWaiver } from './read-list.ts'

const none: Amount = { files: 0, bytes: 0 }

type Counts = { -readonly [Part in keyof RescueCounts]: RescueCounts[Part] }

/** The list in numbers, and the waivers that hold with what each covers. `isAskable`: the new OneDrive can be asked about a row. */
export function countRows(
  table: FileTable,
  waivers: ReadonlyMap<string, GivenWaiver>,
  isAskable: (row: number) => boolean,
): RescueTotals {
  const all = noCounts()
  const reasons = notUploadedReasons.map((reason) => ({ reason, counts: noCounts() }))
  const byReason = new Map(reasons.map(({ reason, counts }) => [reason, counts]))
  let unseenNotebooks = 0
  for (let row = 0; row < table.count(); row += 1) {
    const status = table.status(row)
    // What can never be asked about begins no comparison.
    if (status === 'notebook-link' && table.hasNotebook(row) === null && isAskable(row)) unseenNotebooks += 1
    const ofReason = byReason.get(table.reason(row)) ?? noCounts()
    const size = table.size(row)
    for (const counts of hasNoReason(status) ? [all] : [all, ofReason]) {
      counts.all = addTo(counts.all, size)
      counts[status] = addTo(counts[status], size)
      if (table.hasAdditions(row)) counts.withAdditions = addTo(counts.withAdditions, size)
      if (isToCopy(table, row)) counts.selected = addTo(counts.selected, size)
    }
  }
  return {
    all,
    reasons: reasons.filter(({ counts }) => counts.all.files > 0),
    waivers: [...waivers.values()].flatMap((waiver) =>
      isWaivable(waiver.what) ? [{ what: waiver.what, at: waiver.at, amount: amountOf(table, waiver) }] : [],
    ),
    ...(unseenNotebooks > 0 && { unseenNotebooks }),
  }
}

function amountOf(table: FileTable, waiver: GivenWaiver): Amount {
  let amount = none
  for (const row of rowsOf(table, waiver.what))
    if (isCovered(table, row, waiver)) amount = addTo(amount, table.size(row))
  return amount
}

function noCounts(): Counts {
  const statuses = Object.fromEntries(rescueStatuses.map((status) => [status, none]))
  return { ...statuses, all: none, selected: none, withAdditions: none } as Counts
}
