import type { Amount } from '../../../shared/files/scan.ts'
import type { LocalDisk } from '../../platform/local-disk.ts'
import { toHost } from '../plan/target-name.ts'
import type { FileTable } from './file-table.ts'
import { addTo, type Past } from './read-list.ts'

/** A client that is at work for so long takes whatever it is going to take. */
const longEnough = 4 * 3_600_000

/**
 * Copies that carry no cloud tag although the client was seen at work for hours since: OneDrive refuses them, or cannot take them. By
 * their names alone; nothing is opened. None on a disk that knows no tags.
 */
export function countNotTaken(table: FileTable, past: Past, disk: LocalDisk, targetRoot: string): Amount {
  let amount: Amount = { files: 0, bytes: 0 }
  for (let row = 0; row < table.count(); row += 1) {
    if (table.status(row) !== 'copied') continue
    if (past.taking - (past.takingAtCopy.get(row) ?? past.taking) < longEnough) continue
    const isTaken = disk.stat(toHost({ disk, targetRoot }, table.target(row) ?? ''))?.isTaken
    if (isTaken === false) amount = addTo(amount, table.size(row))
  }
  return amount
}
