import type { RescuedFile } from './verification.ts'
import type { ContentDigest } from '../documents/describe-document.ts'
import { readJournal } from '../copy/journal.ts'
import type { FileTable } from '../inventory/file-table.ts'
import { isVersion } from '../inventory/read-list.ts'

const pageLength = 200

/** A copy with what was written down of its content; null for what is no document, and in older journals. */
export type UnprovenCopy = RescuedFile & { readonly content: ContentDigest | null }

/** Copies of the list as it is now, that no one has seen in the cloud, in the order in which they were copied. */
export async function* toUnprovenPages(
  journalFile: string,
  table: FileTable,
): AsyncGenerator<readonly UnprovenCopy[]> {
  let page: UnprovenCopy[] = []
  for await (const line of readJournal(journalFile)) {
    if (line.kind !== 'copied' && line.kind !== 'joined') continue
    const row = table.find(line.path)
    if (row === -1 || table.status(row) !== 'copied' || !isVersion(table, row, line)) continue
    const { path, size, quickXorHash, at: copiedAt } = line
    const content = line.content ?? null
    // The client may have given it another name since.
    page.push({ path, target: table.target(row) ?? line.target, size, quickXorHash, copiedAt, content })
    if (page.length < pageLength) continue
    yield page
    page = []
  }
  if (page.length > 0) yield page
}
