import type { Config } from '../../../shared/config/config.ts'
import { parseConfig } from '../../../shared/config/parse-config.ts'
import type {
  ClientFacts,
  KnownFolder,
  MachineFacts,
  PolicyFacts,
  SyncAccount,
  SyncLog,
} from '../../../shared/facts/machine.ts'
import type { Reading } from '../../../shared/facts/reading.ts'
import type { ScanEntry } from '../../../shared/files/scan.ts'
import {
  workplaceSubjects,
  type SilentApp,
  type Trace,
  type WorkplaceFacts,
} from '../../../shared/facts/workplace.ts'
import type { ExpectedPerson } from '../../../shared/checks/expected-person.ts'
import type { IdentityFacts } from '../../../shared/checks/identity.ts'
import { decideOwners, type OwnedMachine } from '../../../shared/checks/whose-account.ts'

export const contoso = '11111111-1111-4111-8111-111111111111'
export const fabrikam = '22222222-2222-4222-8222-222222222222'
export const adatum = '44444444-4444-4444-8444-444444444444'
export const readAt = '2026-11-20T09:14:03Z'

/** From Contoso to Fabrikam, as a file would say it; `plan` adds to it. */
export function configOf(plan: Record<string, unknown> = {}): Config {
  const result = parseConfig(JSON.stringify(configJson(plan)), 'landfall.json')
  if (result.kind !== 'ready') throw new Error(JSON.stringify(result))
  return result.config
}

export function configJson(plan: Record<string, unknown> = {}) {
  return {
    formatVersion: 1,
    source: { tenantId: contoso, name: 'Contoso', oneDriveHost: 'contoso-my.sharepoint.com' },
    target: { tenantId: fabrikam, name: 'Fabrikam', oneDriveHost: 'fabrikam-my.sharepoint.com' },
    signIn: { clientId: '33333333-3333-4333-8333-333333333333' },
    admin: { endpoint: 'https://admin.invalid', scope: 'api://landfall-admin/Reports.Submit' },
    plan: { moveState: 'Success', ...plan },
  }
}

export function read<Value>(value: Value): Reading<Value> {
  return { kind: 'read', value, source: 'registry', readAt }
}

export function unreadable(reason = 'access denied'): Reading<never> {
  return { kind: 'unreadable', reason, source: 'registry', readAt }
}

function accountOf(slot: string, name: string, tenantId: string, email: string): SyncAccount {
  return {
    slot,
    kind: 'business',
    configured: true,
    tenantId,
    email,
    organisation: name,
    folder: `C:\\Users\\amy\\OneDrive - ${name}`,
    siteUrl: `https://${name.toLowerCase()}-my.sharepoint.com/personal/amy`,
    lastSignInResult: 0,
    lastSignInAt: '2026-11-19T07:00:00.000Z',
    libraries: [],
    settings: null,
  }
}

export const oldAccount = accountOf('Business1', 'Contoso', contoso, 'amy.lee@contoso.com')
export const newAccount = accountOf('Business2', 'Fabrikam', fabrikam, 'amy.lee@fabrikam.com')
export const partnerAccount = accountOf('Business3', 'Adatum', adatum, 'amy.lee@adatum.example')
export const personalAccount: SyncAccount = {
  ...accountOf('Personal', 'Personal', contoso, 'amy@outlook.example'),
  kind: 'personal',
  tenantId: null,
  organisation: null,
  folder: 'C:\\Users\\amy\\OneDrive',
  siteUrl: 'https://d.docs.live.net',
}
/** What unlinking the old account may leave of its key. */
export const husk: SyncAccount = {
  ...oldAccount,
  configured: false,
  email: null,
  folder: null,
  organisation: null,
  siteUrl: null,
  lastSignInResult: null,
  lastSignInAt: null,
}
/** What unlinking the old account may leave beside it. */
export const orphan: SyncAccount = {
  ...husk,
  tenantId: null,
  folder: oldAccount.folder,
  siteUrl: oldAccount.siteUrl,
}

export const noPolicies: PolicyFacts = {
  allowedTenants: null,
  blockedTenants: null,
  silentAccountConfig: false,
  silentConfigTraces: [],
  knownFolderSilentOptIn: null,
  knownFolderWizard: null,
  knownFolderBlockOptOut: false,
  knownFolderBlockOptIn: 0,
  forbidsFolderChange: false,
  disablesAutoConfig: false,
  blocksExternalSync: false,
  keepsProgramsOut: false,
  deletesProfilesAfterDays: null,
  deletesShortcutsOnLoss: false,
  deletesShortcutsOnRemoval: false,
  ignoredNames: [],
  ignoredFolders: [],
  librariesOf: [],
  deviceJoinedTo: [],
  unread: [],
}

export const goodClient: ClientFacts = {
  installed: true,
  perMachine: true,
  executable: 'C:\\Program Files\\Microsoft OneDrive\\OneDrive.exe',
  version: '26.168.0830.0006',
  running: true,
  startsAtSignIn: true,
  disabledByPolicy: false,
}

/** The target's account has nothing left to do. */
export const finishedLog: SyncLog = {
  slot: newAccount.slot,
  writtenAt: readAt,
  drivesWaiting: 0,
  changes: 0,
  filesToUpload: 0,
  filesToDownload: 0,
  bytesToUpload: 0,
  bytesToDownload: 0,
  failures: 0,
  isStalled: false,
  progressState: 16_777_216,
  unreadable: null,
}

/** Desktop, Documents and Pictures below a folder. */
export function foldersBelow(folder: string): KnownFolder[] {
  return [
    { id: 'desktop', path: `${folder}\\Desktop` },
    { id: 'documents', path: `${folder}\\Documents` },
    { id: 'pictures', path: `${folder}\\Pictures` },
  ]
}

/** What the rest of the computer names: nothing, but for what is given. */
export function workplaceOf(
  traces: Partial<WorkplaceFacts['traces']> = {},
  silentApps: Reading<readonly SilentApp[]> = read([]),
): WorkplaceFacts {
  const none = Object.fromEntries(workplaceSubjects.map((subject) => [subject, read([])]))
  return {
    traces: { ...(none as WorkplaceFacts['traces']), ...traces },
    silentApps,
    localNotebooks: read([]),
  }
}

/** Something that names no one, but for what is given. */
export function traceOf(change: Partial<Trace>): Trace {
  return { tenantId: null, objectId: null, address: null, url: null, label: null, isUsed: null, ...change }
}

/** A Windows where everything is as it should be after the switch, but for what is given. */
export function machineOf(facts: Partial<MachineFacts> = {}): MachineFacts {
  return {
    platform: 'windows',
    osVersion: '10.0.26100',
    recorded: false,
    context: read({ runsAs: 'user', isRemote: false }),
    accounts: read([newAccount]),
    client: read(goodClient),
    policies: read(noPolicies),
    knownFolders: read(foldersBelow('C:\\Users\\amy')),
    shortcuts: read([]),
    syncLogs: read([finishedLog]),
    disks: read({ disks: [{ root: 'C:\\', freeBytes: 120e9, totalBytes: 500e9 }], unread: [] }),
    profileFolders: null,
    unlistedPlaces: [],
    workplace: workplaceOf(),
    people: read(1),
    ...facts,
  }
}

/** Amy, as plan and addresses name her, with no one signed in. */
export const amy: ExpectedPerson = {
  addresses: ['amy.lee@fabrikam.com'],
  oldAddress: 'amy.lee@contoso.com',
  driveUrl: null,
  isContested: false,
}

/** Amy's sign-in, at the target where no other tenant is named. */
export function signedInAs(username: string, tenantId = fabrikam): IdentityFacts {
  return {
    kind: 'signed-in',
    person: { tenantId, homeTenantId: tenantId, objectId: 'an id', username, name: 'Amy' },
  }
}

/** A machine whose accounts have their owners, for a person; Amy where no one else is named. */
export function ownedMachineOf(
  facts: Partial<MachineFacts> = {},
  person: Partial<ExpectedPerson> = {},
  config = configOf(),
): OwnedMachine {
  return decideOwners(machineOf(facts), config, { ...amy, ...person })
}

/** A file as its folder lists it, of so many bytes and without any state of a cloud. */
export function entryOf(size: number): ScanEntry {
  const untold = { modifiedAt: null, reparseTag: null, placeholderState: null, providerState: null }
  return { name: 'Plan.docx', size, attributes: 0x20, ...untold }
}
