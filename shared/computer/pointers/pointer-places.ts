import type { PointerPlace } from '../../facts/pointers.ts'
import type { CodePage } from './code-page.ts'
import type { OfficeListEntry } from './office-list.ts'

/** A folder with shortcuts in it. */
export type ShortcutFolder = {
  readonly place: Extract<PointerPlace, 'desktop' | 'start-menu' | 'quick-access'>
  readonly folder: string
  /** Folders below it that are looked into, and those below them. */
  readonly depth: number
  /** Only so many, the newest: lists that Windows writes by itself. Null for all. */
  readonly newest: number | null
}

/** Where a computer has what may lead to the old organisation, and what its registry says of it. */
export type PointerPlaces = {
  readonly shortcuts: readonly ShortcutFolder[]
  /** What Explorer lists in Quick access: shortcuts in one file ([MS-CFB]). */
  readonly quickAccess: readonly string[]
  readonly bookmarks: readonly {
    readonly place: Extract<PointerPlace, 'edge-bookmarks' | 'chrome-bookmarks'>
    readonly file: string
  }[]
  /** Of the lists of Office's programs. */
  readonly officeLists: readonly { readonly app: string; readonly entry: OfficeListEntry }[]
  /** Where it could not be read what is to be looked at: once for each list. */
  readonly unread: readonly PointerPlace[]
  /** Of this Windows, for shortcuts; null where it is not known. */
  readonly codePage: CodePage | null
}
