import type { OldTarget } from '../../../shared/computer/pointers/old-target.ts'
import type { PointerPlaces } from '../../../shared/computer/pointers/pointer-places.ts'
import type { LeadsTo } from '../../../shared/computer/pointers/leads-to.ts'
import type { OldPlaces, PointerPlace } from '../../../shared/facts/pointers.ts'

/** Where to look, and for what. It is sent to the thread that looks. */
export type PointerRequest = PointerPlaces & {
  /** Folders with documents. A link is never followed, and nothing is downloaded. */
  readonly documents: readonly string[]
  readonly old: OldPlaces
}

/** One thing that leads to the old organisation. */
export type FoundPointer = {
  readonly place: PointerPlace
  /** The shortcut, the document, or the file of the bookmarks. */
  readonly file: string
  /** What the person knows it by: the name of the shortcut or bookmark, of a document its own. */
  readonly name: string
  readonly leadsTo: LeadsTo
  readonly target: OldTarget
  /** Of a bookmark: the folders that it is in. */
  readonly folders: readonly string[]
  /** Of a document: what of it leads there. */
  readonly inDocument: {
    readonly kind: 'link' | 'source'
    readonly part: string
    readonly id: string | null
  } | null
}

/** What goes beyond is not looked at, and said so. Bytes, folders, files. */
export const pointerLimits = {
  /** A larger document is counted as unread: it is read to its end only where it is small. */
  documentBytes: 512 * 1024 * 1024,
  /** Of Explorer's list. */
  listBytes: 8 * 1024 * 1024,
  folders: 200_000,
  files: 2_000_000,
  found: 100_000,
} as const
