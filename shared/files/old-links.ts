import type { PointerPlace } from '../facts/pointers.ts'

/**
 * Where the same is in the new OneDrive. `unknown`: nothing tells, as for a team's site. `unasked`: Graph has not been asked, or gave no
 * answer. Neither is ever taken for there.
 */
export type OldLinkNow = 'found' | 'absent' | 'unknown' | 'unasked'

/** One thing that leads to the old organisation, as it is shown. Names and addresses stay in the window. */
export type OldLinkView = {
  readonly id: number
  readonly place: PointerPlace
  readonly name: string
  /** The file that it is or is in; of a list of Office its program. */
  readonly holder: string
  readonly leadsTo: string
  readonly now: OldLinkNow
  /** The new place, as a path or an address; null unless it was found. */
  readonly newPlace: string | null
  /** Of a document: how many links and data sources lead there, and how many of the links were found. */
  readonly document: { readonly links: number; readonly found: number; readonly sources: number } | null
  /** What could be made beside it. */
  readonly can: 'shortcut' | 'copy' | null
  /** The new file, or why there is none. */
  readonly made: { readonly file: string } | { readonly reason: string } | null
}

/** A page of the list. */
export type OldLinksState = {
  readonly total: number
  readonly page: number
  readonly rows: readonly OldLinkView[]
  /** Bookmarks whose new place was found. */
  readonly bookmarks: number
  /** The file of new bookmarks, or why there is none. */
  readonly bookmarksMade: OldLinkView['made']
}

/** Rows of a page. */
export const oldLinksOnPage = 50

export const noOldLinks: OldLinksState = { total: 0, page: 0, rows: [], bookmarks: 0, bookmarksMade: null }
