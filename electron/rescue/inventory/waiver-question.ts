import type { Waivable, WaiverQuestion } from '../../../shared/files/rescue.ts'
import type { Amount } from '../../../shared/files/scan.ts'
import { isLinkAlone, rowsToDecide } from './choose-rows.ts'
import type { FileTable } from './file-table.ts'
import { addTo } from './read-list.ts'

/** What would be left behind without these: all but what was seen in the new OneDrive, and links that no one wants; of
 * these, one whose notebook is missing is asked about by itself. */
export function amountWithout(table: FileTable, what: Waivable): Amount {
  let amount: Amount = { files: 0, bytes: 0 }
  for (const row of rowsToDecide(table, what)) {
    const status = table.status(row)
    const isOut = isLinkAlone(table, row) && !(what.kind === 'item' && table.hasNotebook(row) === false)
    if (status !== 'proven' && status !== 'present' && !isOut) amount = addTo(amount, table.size(row))
  }
  return amount
}

/**
 * A question that is open when a list is read anew: it stays; it is to be answered anew where it means something else by now; and
 * there is none where nothing is left that it could be about.
 */
export function renewQuestion(
  table: FileTable,
  question: WaiverQuestion | null,
  now: () => Date,
): WaiverQuestion | null {
  if (question === null) return null
  const amount = amountWithout(table, question.what)
  if (amount.files === 0) return null
  const isSame = amount.files === question.amount.files && amount.bytes === question.amount.bytes
  return isSame ? question : { ...question, amount, askedAt: now().toISOString() }
}
