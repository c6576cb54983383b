import type { ContentDigest } from '../documents/describe-document.ts'
import type { Content } from './copy-content.ts'
import type { JournalLine } from './journal.ts'
import type { FileTable } from '../inventory/file-table.ts'
import { isListed } from '../inventory/read-list.ts'

/** What has its name: a copy, or what was there already. */
export type Placed = {
  readonly row: number
  readonly copy: Content
  /** It was there already: on this computer, or in the cloud only. */
  readonly joined?: 'here' | 'in-cloud'
  /** Of a document: what is in it. */
  readonly content?: ContentDigest
  /** Not all that the system keeps beside its original could go with it. */
  readonly lacksStreams?: boolean
}

/** Says what is meant, before it is done. */
export function toIntent(table: FileTable, row: number, target = table.target(row) ?? ''): JournalLine {
  return {
    kind: 'intent',
    path: table.path(row),
    size: table.size(row),
    modifiedAt: table.modifiedAt(row),
    target,
    renamed: table.renamed(row),
  }
}

/** Tells the version that was copied, as the list tells it where it is the list's. */
export function toCopied(table: FileTable, placed: Placed, now: Date): JournalLine {
  const { row, copy, joined, content, lacksStreams = false } = placed
  if (!isListed(table, row, copy)) table.renew(row, copy.size, Math.round(copy.modifiedAt))
  const { quickXorHash, sha256 } = copy
  const at = now.toISOString()
  const line = toIntent(table, row)
  const known = content === undefined ? {} : { content }
  if (joined !== undefined && line.kind === 'intent') {
    const { path, size, modifiedAt, target } = line
    return { kind: 'joined', path, size, modifiedAt, target, quickXorHash, ...known, at }
  }
  const lacking = lacksStreams ? { lacksStreams } : {}
  return { ...line, kind: 'copied', quickXorHash, sha256, ...known, ...lacking, at } as JournalLine
}
