import type { Reading } from './reading.ts'

/** What a platform can tell about the computer. Judges see this and nothing else. */
export type MachineFacts = {
  readonly platform: 'windows' | 'macos' | 'linux'
  readonly osVersion: string
  /** True for a recording: somebody else's computer, or the demonstration's. */
  readonly recorded: boolean
  readonly context: Reading<ContextFacts>
  readonly accounts: Reading<readonly SyncAccount[]>
  readonly client: Reading<ClientFacts>
  readonly policies: Reading<PolicyFacts>
  readonly knownFolders: Reading<readonly KnownFolder[]>
}

/** As whom Landfall runs: HKCU is only the user's when this is the user (onedrive-facts, pitfall 7). */
export type ContextFacts = { readonly runsAs: 'user' | 'elevated' | 'system' }

/**
 * One account of the sync client. `configured` needs folder, address and tenant together: an unlinked
 * account leaves a husk of its key behind (onedrive-facts 1.2). What is left of an account whose key is gone
 * is here too, never `configured` and without a tenant id (onedrive-facts 1.3, orphans).
 */
export type SyncAccount = {
  /** Key name (`Business1`, `Personal`): link order, never an identity (pitfall 3). */
  readonly slot: string
  readonly kind: 'business' | 'personal'
  readonly configured: boolean
  readonly tenantId: string | null
  readonly email: string | null
  readonly organisation: string | null
  readonly folder: string | null
  /** `ServiceEndpointUri` without `/_api`, or `SPOResourceId`; an orphan's `UrlNamespace`. */
  readonly siteUrl: string | null
  /** 0 is success; other values are not documented (onedrive-facts 1.2). */
  readonly lastSignInResult: number | null
  /** ISO 8601; the registry holds Unix seconds, not FILETIME (pitfall 8). */
  readonly lastSignInAt: string | null
}

export type ClientFacts = {
  readonly installed: boolean
  readonly perMachine: boolean | null
  readonly executable: string | null
  /** Dotted, four parts; compare by number, part by part (pitfall 30). */
  readonly version: string | null
  readonly running: boolean | null
  readonly disabledByPolicy: boolean
}

/** The policies that decide a tenant switch (onedrive-facts 2). Tenant ids are lower case. */
export type PolicyFacts = {
  /** Null when the key does not exist or holds nothing. */
  readonly allowedTenants: readonly string[] | null
  readonly blockedTenants: readonly string[] | null
  readonly silentAccountConfig: boolean
  /** `SilentBusinessConfigCompleted`: silent sign-in was used once and will not run again. */
  readonly silentConfigSpent: boolean
  readonly knownFolderSilentOptIn: string | null
  readonly knownFolderWizard: string | null
  readonly knownFolderBlockOptOut: boolean
  /** Tenant ids below `CloudDomainJoin\TenantInfo` (onedrive-facts 1.6). */
  readonly deviceJoinedTo: readonly string[]
}

export type KnownFolder = { readonly id: 'desktop' | 'documents' | 'pictures'; readonly path: string }
