import type { Reading } from './reading.ts'
import type { WorkplaceFacts } from './workplace.ts'

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
  /** Folders added to a OneDrive as a shortcut; null where no one knows how to tell. */
  readonly shortcuts: Reading<readonly Shortcut[]> | null
  /** What the client wrote about the sync of each account; null where a recording holds no client files. */
  readonly syncLogs: Reading<readonly SyncLog[]> | null
  readonly disks: Reading<DiskFacts>
  /**
   * Full paths of the folders directly in the person's profile; on a Mac also those in CloudStorage and of OneDrive on other
   * volumes. Null for a recording that does not list them.
   */
  readonly profileFolders: Reading<readonly string[]> | null
  /** Places where an old OneDrive may lie and that could not be listed: what is in them is unknown. None on Windows. */
  readonly unlistedPlaces: readonly UnreadValue[]
  /** What the rest of the computer names; null on a Mac, and for a recording of a time when no one looked. */
  readonly workplace: WorkplaceFacts | null
  /** How many people have a profile here; null where that is not known of a computer: a Mac, and a recording that did not ask. */
  readonly people: Reading<number> | null
}

/** A folder of a site, or of another person's OneDrive, that shows in the own one. */
export type Shortcut = { readonly folder: string; readonly siteUrl: string | null }

/** As whom Landfall runs: HKCU is only the user's when this is the user (docs/facts/sync-client.md#the-registry-of-the-person, pitfall 7). */
export type ContextFacts = {
  readonly runsAs: 'user' | 'elevated' | 'system'
  /** True in a remote desktop session; null where it is not known. */
  readonly isRemote: boolean | null
}

/**
 * One account of the sync client. `configured` needs folder, address and tenant together: an unlinked
 * account leaves a husk of its key behind (docs/facts/sync-client.md#accounts). What is left of an account whose key is gone
 * is here too, never `configured` and without a tenant id (docs/facts/sync-client.md#traces-of-accounts-that-are-gone).
 */
export type SyncAccount = {
  /** Key name (`Business1`, `Personal`): link order, never an identity (pitfall 3). */
  readonly slot: string
  readonly kind: 'business' | 'personal'
  readonly configured: boolean
  readonly tenantId: string | null
  /** macOS: why nothing tells the tenant of a linked work account; left out where it is known. */
  readonly tenantUntold?: string
  readonly email: string | null
  readonly organisation: string | null
  readonly folder: string | null
  /** macOS: where the client keeps what the folder shows; left out where it names no such store. */
  readonly stored?: string
  /** `ServiceEndpointUri` without `/_api`, or `SPOResourceId`; an orphan's `UrlNamespace`. */
  readonly siteUrl: string | null
  /** 0 is success; other values are not documented (docs/facts/sync-client.md#accounts). */
  readonly lastSignInResult: number | null
  /** ISO 8601; the registry holds Unix seconds, not FILETIME (pitfall 8). */
  readonly lastSignInAt: string | null
  /** Every folder that is synced under this account's key: its own, team libraries, and partners' (pitfall 27). */
  readonly libraries: readonly SyncLibrary[]
  /** What the client's own settings file says of its main library; null where there is none (docs/facts/sync-client.md#settings-files). */
  readonly settings: AccountSettings | null
}

/** A synced folder. Whose it is, its site or tenant says; null where neither is known. */
export type SyncLibrary = {
  readonly folder: string
  /** The organisation under whose name the client lists it. */
  readonly organisation: string | null
  readonly siteUrl: string | null
  readonly tenantId: string | null
}

/** The `libraryScope` of the account's own OneDrive: a cross-check of the registry. */
export type AccountSettings = {
  readonly tenantId: string
  readonly siteUrl: string
  readonly folder: string | null
}

/**
 * `SyncDiagnostics.log` of one account (docs/facts/sync-client.md#the-diagnostics-log). A counter that the log does not have, or has without
 * a number, is null: that is never 0.
 */
export type SyncLog = {
  /** `Business1`: never another account's log. */
  readonly slot: string
  /** ISO 8601: the log's own time, or its file's. Up to an hour old is normal (pitfall 12). */
  readonly writtenAt: string | null
  readonly drivesWaiting: number | null
  readonly changes: number | null
  readonly filesToUpload: number | null
  readonly filesToDownload: number | null
  readonly bytesToUpload: number | null
  readonly bytesToDownload: number | null
  readonly failures: number | null
  readonly isStalled: boolean | null
  /** Undocumented bit field, only ever a hint (pitfall 13). */
  readonly progressState: number | null
  /** Why this log could not be read, though it is there; null where it was. */
  readonly unreadable: string | null
}

/** Bytes of one volume. */
export type Disk = { readonly root: string; readonly freeBytes: number; readonly totalBytes: number }

/** The volumes that could be asked, and those that could not; `name` is the root. */
export type DiskFacts = { readonly disks: readonly Disk[]; readonly unread: readonly UnreadValue[] }

/** One value that is there and could not be understood or read. It hides none of the others. */
export type UnreadValue = { readonly name: string; readonly reason: string }

export type ClientFacts = {
  readonly installed: boolean
  readonly perMachine: boolean | null
  readonly executable: string | null
  /** Dotted, four parts; compare by number, part by part (pitfall 30). */
  readonly version: string | null
  readonly running: boolean | null
  /** It has its entry among what starts with Windows (docs/facts/sync-client.md#start-and-device); null where that could not be read. */
  readonly startsAtSignIn: boolean | null
  readonly disabledByPolicy: boolean
}

/** Values below the client's own key that decide whether it signs in silently once more; an admin resets all of them together. */
export const silentConfigTraces = [
  'SilentBusinessConfigCompleted',
  'ClientEverSignedIn',
  'PersonalUnlinkedTimeStamp',
  'OneAuthUnrecoverableTimestamp',
] as const
export type SilentConfigTrace = (typeof silentConfigTraces)[number]

/** The policies that decide a tenant switch (docs/facts/policies.md#policies-that-decide-a-switch). Tenant ids are lower case. */
export type PolicyFacts = {
  /** Null when the key does not exist or holds nothing. */
  readonly allowedTenants: readonly string[] | null
  readonly blockedTenants: readonly string[] | null
  readonly silentAccountConfig: boolean
  /** What silent sign-in has left behind, by the names of the client's own values (docs/facts/sync-client.md#the-registry-of-the-person). */
  readonly silentConfigTraces: readonly SilentConfigTrace[]
  readonly knownFolderSilentOptIn: string | null
  readonly knownFolderWizard: string | null
  readonly knownFolderBlockOptOut: boolean
  /** `KFMBlockOptIn`: 1 lets no one begin a backup of folders, 2 takes them back to the computer as well; 0 is off. */
  readonly knownFolderBlockOptIn: number
  /** Windows itself lets no one give a folder of the profile another place (`DisablePersonalDirChange`, docs/facts/policies.md#policies-that-decide-a-switch). */
  readonly forbidsFolderChange: boolean
  /** The bit of `DisableAutoConfig` for work accounts: the person has to type the address (docs/facts/policies.md#policies-that-decide-a-switch). */
  readonly disablesAutoConfig: boolean
  /** `BlockExternalSync`: libraries of other organisations are not synced. */
  readonly blocksExternalSync: boolean
  /** `AddedFolderUnmountOnPermissionsLoss`: what a shortcut holds is deleted, past the recycle bin, once access is lost. */
  readonly deletesShortcutsOnLoss: boolean
  /** `AddedFolderHardDeleteOnUnmount`: what a shortcut holds is deleted, past the recycle bin, when it is removed. */
  readonly deletesShortcutsOnRemoval: boolean
  /** `CleanupProfiles`: Windows deletes a person’s profile that was not used for so many days; null where it does not. */
  readonly deletesProfilesAfterDays: number | null
  /** Controlled folder access is known to block, and is not told to let Landfall in. False also where it is not known. */
  readonly keepsProgramsOut: boolean
  /** Patterns of names that are never uploaded (`EnableODIgnoreListFromGPO`, pitfall 23). */
  readonly ignoredNames: readonly string[]
  /** Whole names of folders that are never uploaded (`EnableODIgnoreFolderListFromGPO`). */
  readonly ignoredFolders: readonly string[]
  /** Tenants whose libraries are added by themselves (`TenantAutoMount`). */
  readonly librariesOf: readonly string[]
  /** Tenant ids below `CloudDomainJoin\TenantInfo` (docs/facts/sync-client.md#start-and-device). */
  readonly deviceJoinedTo: readonly string[]
  /** Policies that are set and cannot be read. */
  readonly unread: readonly UnreadValue[]
}

/** One of the folders that everybody has; `path` is null where the system did not say, for `reason`. */
export type KnownFolder =
  | {
      readonly id: KnownFolderId
      readonly path: string
      /** macOS 15: why it is unknown whether a file provider claims the folder where it is; left out where it is known. */
      readonly providerUntold?: string
    }
  | { readonly id: KnownFolderId; readonly path: null; readonly reason: string }
export type KnownFolderId = 'desktop' | 'documents' | 'pictures'
