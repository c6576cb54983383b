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

/** What was looked at on a computer. Counts alone: names and addresses stay with the list in the window. */
export type PointerFacts = {
  readonly places: Readonly<Partial<Record<PointerPlace, PointerCounts>>>
}
