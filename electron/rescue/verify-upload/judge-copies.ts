import type { ChangedCopy, CopyContent } from './verification.ts'
import type { ContentDigest } from '../documents/describe-document.ts'
import type { LocalDisk } from '../../platform/local-disk.ts'
import { judgeCopy, type CopyComparer } from './compare-copies.ts'
import { findClaimed } from '../copy/join-existing.ts'
import type { FileTable } from '../inventory/file-table.ts'
import { isListed } from '../inventory/read-list.ts'
import { toClashKey, toHost } from '../plan/target-name.ts'

export type JudgeJob = {
  readonly table: FileTable
  /** Of the old account. */
  readonly roots: readonly string[]
  readonly targetRoot: string
  readonly disk: LocalDisk
  readonly comparer: CopyComparer
  /** What is known of the content of originals, by path; what is found out is kept here for the next candidate. */
  readonly contents: Map<string, ContentDigest>
}

/** What a copy is, by what lies under `target` of the new OneDrive; null where no one waits for it any more. */
export async function judgeOne(
  { table, roots, targetRoot, disk, comparer, contents }: JudgeJob,
  { path, target, item }: ChangedCopy,
): Promise<CopyContent | null> {
  const row = table.find(path)
  if (row === -1 || table.status(row) !== 'copied') return null
  const pass = (): undefined => undefined
  const isVersion = (file: { readonly size: number; readonly modifiedAt: number }): boolean =>
    isListed(table, row, file)
  // What an older Landfall copied is recognised by its original, as long as that is unchanged.
  const original = contents.get(path) ?? (await comparer.describeOriginal(path, roots, isVersion, pass))
  // One that cannot be read now may be in a moment.
  if (original !== null) contents.set(path, original)
  const place = toHost({ disk, targetRoot }, target)
  const content = judgeCopy(original, await comparer.see(place, item, pass))
  // What lies under another name may be a stranger's, and says nothing of the copy.
  if (table.target(row) === target) table.setLocked(row, content === 'protected')
  return content
}

/** Places of these copies where another document was copied to: it is no copy of theirs under another name. */
export function findOthers(table: FileTable, copies: readonly ChangedCopy[]): ReadonlySet<string> {
  const elsewhere = copies.filter(({ path, target }) => {
    const row = table.find(path)
    return row !== -1 && table.target(row) !== target
  })
  return findClaimed(table, new Set(elsewhere.map(({ target }) => toClashKey(target))))
}
