/** A library of a team’s site, or a folder that was added to the OneDrive as a shortcut, which the client synced from the old organisation. */
export type OldLibrary = {
  /** Where it lies on this computer. */
  readonly folder: string
  readonly kind: 'library' | 'shortcut'
  /** Its old address, as the client writes it: of the site, the library or a folder. Null where the client does not tell. */
  readonly siteUrl: string | null
  /** `unknown`: nothing tells whose it is, and nothing speaks for another organisation. */
  readonly owner: 'old' | 'unknown'
}

/** As it is kept on this computer; `isSettled` is the person’s word: they have it again, or need it no more. */
export type KeptLibrary = OldLibrary & { readonly isSettled: boolean }

/** What was synced from one organisation, as it was last seen before the move, and what was seen since. */
export type KeptLibraries = {
  readonly tenantId: string
  /** ISO 8601. */
  readonly keptAt: string
  readonly libraries: readonly KeptLibrary[]
}

/** New addresses by `toSiteKey()` of the old ones, from the endpoint; null where it has not answered. */
export type NewAddresses = ReadonlyMap<string, string> | null
