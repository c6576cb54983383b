/** Where things are that can lead somewhere, in the order in which they are shown. */
export const pointerPlaces = [
  'desktop',
  'start-menu',
  'quick-access',
  'office-list',
  'edge-bookmarks',
  'chrome-bookmarks',
  'document',
] as const
export type PointerPlace = (typeof pointerPlaces)[number]

/** What was looked at in one of them. */
export type PointerCounts = {
  /** Shortcuts, entries, bookmarks and documents that were read. */
  readonly read: number
  /** Those that could not be: cut, locked, beyond a limit. */
  readonly unread: number
  /** Those whose content is in the cloud alone; they were not opened. */
  readonly cloudOnly: number
  /** What leads to the old organisation; a document with many links counts once. */
  readonly found: number
}

/**
 * What a look brought. Counts alone: names and addresses stay with the list in the window. `stopped`: there was more than a person's
 * computer has, and the rest was not looked at.
 */
export type PointerFacts = {
  readonly places: Readonly<Partial<Record<PointerPlace, PointerCounts>>>
  readonly stopped: boolean
}

/** The old organisation's places on this computer and in its cloud, as far as they are known. */
export type OldPlaces = {
  /** The person's own old OneDrive on this computer. */
  readonly ownFolders: readonly string[]
  /** Its libraries. */
  readonly libraryFolders: readonly string[]
  /** Hosts of its sites, in lower case. */
  readonly hosts: readonly string[]
  /** The person's own old site, with its name in lower case; null where it is not known. */
  readonly site: { readonly host: string; readonly name: string } | null
}
