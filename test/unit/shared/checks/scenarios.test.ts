import { describe, expect, it } from 'vitest'
import { judgeMachine, judgeRefusedConfig, type CheckInput } from '../../../../shared/checks/index.ts'
import type { LibraryFacts } from '../../../../shared/checks/old-libraries.ts'
import { knowledgeFromConfig } from '../../../../shared/config/knowledge-from-config.ts'
import type { DriveTrouble } from '../../../../shared/files/drive-answer.ts'
import type { MachineFacts, PolicyFacts, SyncLog } from '../../../../shared/facts/machine.ts'
import type { PlanKnowledge } from '../../../../shared/move/plan.ts'
import type { FileOutcomes } from '../../../../shared/files/rescue.ts'
import type { NotUploadedReason, ScanResult } from '../../../../shared/files/scan.ts'
import { findingCodes, type FindingCode, type Phase } from '../../../../shared/findings/vocabulary.ts'
import type { Trace, WorkplaceSubject } from '../../../../shared/facts/workplace.ts'
import {
  adatum,
  configOf,
  contoso,
  fabrikam,
  finishedLog,
  foldersBelow,
  goodClient,
  husk,
  machineOf,
  newAccount,
  noPolicies,
  oldAccount,
  read,
  readAt,
  traceOf,
  unreadable,
  workplaceOf,
} from '../cast.ts'

/*
 * One row per code: the smallest world that yields it, and the next one that does not. The worlds differ from a
 * finished switch (`{}`) in nothing but what is said here.
 */
type World = Partial<Omit<CheckInput, 'machine' | 'config'>> & {
  readonly machine?: Partial<MachineFacts>
  readonly plan?: Record<string, unknown>
  readonly phase?: Phase
  readonly minimumVersion?: string
}
type Row = readonly [yields: World, doesNot: World]

const fabrikamUrl = 'https://fabrikam-my.sharepoint.com/personal/amy/Documents'
const person = { tenantId: fabrikam, homeTenantId: fabrikam, username: 'amy.lee@fabrikam.com', name: 'Amy' }
const signedIn = (change: Partial<typeof person>): World => ({
  identity: { kind: 'signed-in', person: { ...person, ...change } },
})
const failed = (reason: Extract<CheckInput['identity'], { kind: 'failed' }>['reason']): World => ({
  identity: { kind: 'failed', reason, detail: null },
})
const refused = (reason: Parameters<typeof failed>[0]): Row => [failed(reason), failed('cancelled')]
const trouble = (kind: DriveTrouble): World => ({
  web: { kind: 'refused', trouble: kind, reason: 'status-000', askedAgainAt: null },
})
const graphRefused = (reason: Parameters<typeof failed>[0]): World => ({
  web: { kind: 'sign-in-refused', reason, number: 53000 },
})
const knows = (knowledge: PlanKnowledge): World => ({ knowledge })
const policies = (change: Partial<PolicyFacts>): World => ({
  machine: { policies: read({ ...noPolicies, ...change }) },
})
const unlinked = (change: Partial<PolicyFacts>, more: World = {}): World => ({
  ...more,
  machine: { accounts: read([oldAccount]), policies: read({ ...noPolicies, ...change }) },
})
const withLibraryOf = (tenantId: string, change: Partial<PolicyFacts>): World => ({
  phase: 'ready',
  machine: {
    accounts: read([
      {
        ...oldAccount,
        libraries: [
          { folder: 'C:\\Users\\amy\\Contoso\\Team', organisation: 'Contoso', siteUrl: null, tenantId },
        ],
      },
    ]),
    policies: read({ ...noPolicies, ...change }),
  },
})
const client = (change: Partial<typeof goodClient>): World => ({
  machine: { client: read({ ...goodClient, ...change }) },
})
const logged = (change: Partial<SyncLog>): World => ({
  machine: { syncLogs: read([{ ...finishedLog, ...change }]) },
})
const inOld = {
  accounts: read([oldAccount, newAccount]),
  knownFolders: read(foldersBelow(oldAccount.folder ?? '')),
}

const contosoUrl = 'https://contoso-my.sharepoint.com/personal/amy/Documents'
const personalTenant = '9188040d-6c67-4c5b-b112-36a304b66dad'
const names = (subject: WorkplaceSubject, trace: Partial<Trace>): World => ({
  machine: { workplace: workplaceOf({ [subject]: read([traceOf(trace)]) }) },
})

const nothing = { files: 0, bytes: 0 }
const looked = { read: 7, unread: 0, cloudOnly: 0, found: 0 }
const emptyScan: ScanResult = {
  files: 10,
  folders: 2,
  bytes: 1000,
  reasons: {
    'never-uploaded': nothing,
    changed: nothing,
    error: nothing,
    pending: nothing,
    'invalid-name': nothing,
    'too-long': nothing,
    'too-large': nothing,
    untold: nothing,
    absent: nothing,
    different: nothing,
    'excluded-by-policy': nothing,
    notebook: nothing,
  },
  unreadable: { folders: 0, paths: [] },
  links: 0,
  hasCloudState: true,
}
const both = { machine: { accounts: read([oldAccount, newAccount]) } }
const scanned = (change: Partial<ScanResult>): World => ({ ...both, scan: read({ ...emptyScan, ...change }) })
/** The day has not come, and the old account is linked. */
const before = ({ machine, ...more }: World): World => ({
  ...more,
  phase: 'ready',
  machine: { accounts: read([oldAccount]), ...machine },
})
const lookedThrough = (siteUrl: string): World => ({
  machine: {
    accounts: read([
      {
        ...oldAccount,
        libraries: [
          { folder: 'C:\\Users\\amy\\Contoso\\Plans', organisation: 'Contoso', siteUrl, tenantId: null },
        ],
      },
      newAccount,
    ]),
  },
  scan: read(emptyScan),
})
const settledAs = (change: Partial<FileOutcomes>): World => ({
  ...scanned({ reasons: { ...emptyScan.reasons, changed: { files: 1, bytes: 7 } } }),
  rescue: {
    left: emptyScan.reasons,
    copied: nothing,
    proven: nothing,
    present: nothing,
    waived: nothing,
    ...change,
  },
})
const oneFile = { files: 1, bytes: 7 }
const because = (reason: NotUploadedReason): World =>
  scanned({ reasons: { ...emptyScan.reasons, [reason]: { files: 1, bytes: 7 } } })

const knownByEndpoint: World = {
  ...signedIn({}),
  knowledge: {
    kind: 'known',
    source: 'endpoint',
    readAt,
    plan: {
      formatVersion: 1,
      direction: 'forward',
      moveState: 'Success',
      sourceUpn: 'amy.lee@contoso.com',
      targetUpn: 'amy.lee@fabrikam.com',
      wave: null,
    },
  },
}

const plans = 'C:\\Users\\amy\\Contoso\\Plans - Documents'
/** A team library that an account left, which is not linked any more. */
const synced = (siteUrl: string): World => {
  const organisation = siteUrl.includes('adatum') ? 'Adatum' : null
  const library = { folder: plans, organisation, siteUrl, tenantId: null }
  return { machine: { accounts: read([newAccount, { ...husk, tenantId: null, libraries: [library] }]) } }
}
const settled: LibraryFacts = {
  kept: {
    tenantId: contoso,
    keptAt: readAt,
    libraries: [{ folder: plans, kind: 'library', siteUrl: null, owner: 'old', isSettled: true }],
  },
  addresses: null,
}

const rows: Record<Exclude<FindingCode, 'config.missing' | 'config.invalid'>, Row> = {
  'plan.not-due': [{ plan: { moveState: 'InProgress' } }, {}],
  'plan.not-in-map': [knows({ kind: 'not-in-map', readAt }), {}],
  'plan.move-failed': [{ plan: { moveState: 'Failed' } }, { plan: { moveState: 'Rescheduled' } }],
  'plan.other-account': [
    knows({ kind: 'refused', code: 'plan.other-account', readAt }),
    knows({ kind: 'not-in-map', readAt }),
  ],
  'plan.refused': [
    knows({ kind: 'refused', code: 'auth.wrong-audience', readAt }),
    knows({ kind: 'unreachable', reason: 'status-503', readAt }),
  ],
  'identity.old-address-differs': [
    {
      ...both,
      machine: { accounts: read([{ ...oldAccount, email: 'amy.lee@contoso.onmicrosoft.com' }, newAccount]) },
      ...knownByEndpoint,
    },
    { ...both, ...knownByEndpoint },
  ],
  'plan.unreachable': [knows({ kind: 'unreachable', reason: 'offline', readAt }), {}],
  'identity.signed-out': [{ identity: { kind: 'signed-out' } }, {}],
  'identity.wrong-tenant': [signedIn({ tenantId: contoso, homeTenantId: contoso }), signedIn({})],
  'identity.wrong-account': [
    signedIn({ username: 'bob@fabrikam.com' }),
    signedIn({ username: 'AMY.LEE@fabrikam.com' }),
  ],
  'identity.guest': [signedIn({ homeTenantId: contoso }), signedIn({})],
  'identity.cancelled': [failed('cancelled'), failed('guest')],
  'identity.interaction-required': refused('interaction-required'),
  'identity.consent-required': refused('consent-required'),
  'identity.access-blocked': refused('access-blocked'),
  'identity.account-disabled': refused('account-disabled'),
  'identity.tenant-unknown': refused('tenant-unknown'),
  'identity.clock-wrong': refused('clock-wrong'),
  'identity.no-network': refused('no-network'),
  'identity.captive-portal': refused('captive-portal'),
  'identity.proxy-refused': refused('proxy-refused'),
  'identity.tls-untrusted': refused('tls-untrusted'),
  'identity.unreachable': refused('unreachable'),
  'identity.unexpected': refused('unexpected'),
  'identity.registration-wrong': refused('registration-wrong'),
  'identity.refused': refused('refused'),
  'identity.timed-out': refused('timed-out'),
  'identity.declined': refused('declined'),
  'identity.not-known-yet': [failed('not-known-yet'), failed('registration-wrong')],
  'web.drive-missing': [{ web: { kind: 'missing' } }, trouble('not-visible')],
  'web.not-visible-yet': [trouble('not-visible'), { web: { kind: 'missing' } }],
  'web.tenant-unlicensed': [trouble('tenant-unlicensed'), { web: { kind: 'unlicensed' } }],
  'web.network-refused': [trouble('network-refused'), trouble('token-refused')],
  'web.refused': [trouble('refused'), trouble('locked')],
  'web.locked': [trouble('locked'), trouble('refused')],
  'web.busy': [trouble('busy'), trouble('not-visible')],
  'web.not-understood': [trouble('not-understood'), { web: { kind: 'unreachable', reason: 'offline' } }],
  'web.sign-in-needed': [graphRefused('interaction-required'), graphRefused('access-blocked')],
  'web.consent-required': [graphRefused('consent-required'), graphRefused('interaction-required')],
  'web.not-known-yet': [graphRefused('not-known-yet'), graphRefused('consent-required')],
  'web.access-blocked': [graphRefused('access-blocked'), graphRefused('consent-required')],
  'web.licence-missing': [{ web: { kind: 'unlicensed' } }, {}],
  'web.unreachable': [{ web: { kind: 'unreachable', reason: 'offline' } }, {}],
  'web.drive-elsewhere': [
    { web: { kind: 'drive', webUrl: 'https://contoso-my.sharepoint.com/personal/amy/Documents' } },
    { web: { kind: 'drive', webUrl: 'https://FABRIKAM-my.sharepoint.com:443/personal/amy/Documents' } },
  ],
  'files.not-uploaded': [because('changed'), because('excluded-by-policy')],
  'files.rescue-waiting': [settledAs({ copied: oneFile }), settledAs({ proven: oneFile })],
  'files.not-taken': [
    settledAs({ copied: oneFile, notTaken: oneFile }),
    settledAs({ copied: oneFile, notTaken: { files: 0, bytes: 0 } }),
  ],
  'files.no-cloud-room': [
    {
      ...settledAs({ copied: { files: 1, bytes: 11 } }),
      web: { kind: 'drive', webUrl: fabrikamUrl, room: 10 },
    },
    {
      ...settledAs({ copied: { files: 1, bytes: 10 } }),
      web: { kind: 'drive', webUrl: fabrikamUrl, room: 10 },
    },
  ],
  'files.folder-guarded': [
    { ...because('changed'), ...policies({ keepsProgramsOut: true }) },
    // Nothing is left to copy.
    { ...because('excluded-by-policy'), ...policies({ keepsProgramsOut: true }) },
  ],
  'files.settled': [settledAs({ proven: oneFile }), settledAs({ copied: oneFile, waived: oneFile })],
  'files.notebook': [because('notebook'), because('never-uploaded')],
  'files.notebook-links': [settledAs({ notebookLinks: oneFile }), settledAs({ present: oneFile })],
  'files.notebook-missing': [
    settledAs({ notebookLinks: oneFile, notebooks: { found: 0, missing: 1 } }),
    settledAs({ notebookLinks: oneFile, notebooks: { found: 1, missing: 0 } }),
  ],
  'files.excluded-by-policy': [because('excluded-by-policy'), because('never-uploaded')],
  'files.unreadable': [scanned({ unreadable: { folders: 1, paths: ['C:\\x'] } }), scanned({ links: 1 })],
  'files.state-lost': [
    { scan: read({ ...emptyScan, hasCloudState: false }) },
    { scan: read({ ...emptyScan, hasCloudState: false, files: 0 }) },
  ],
  'files.unknown': [
    scanned({ hasCloudState: false }),
    { scan: read({ ...emptyScan, hasCloudState: false }) },
  ],
  'files.not-looked-through': [
    // Linked, and no one has looked.
    both,
    { ...both, scan: read(emptyScan) },
  ],
  'files.old-folder-unknown': [
    { machine: { profileFolders: read(['C:\\Users\\amy\\OneDrive - Contoso Ltd']) } },
    // That of an account, the personal one that every Windows has, and one that only begins like it.
    {
      machine: {
        profileFolders: read(
          ['OneDrive - Fabrikam', 'OneDrive', 'OneDrive - Personal', 'OneDriveTools'].map(
            (name) => `C:\\Users\\amy\\${name}`,
          ),
        ),
      },
    },
  ],
  'files.unclear-looked-through': [
    lookedThrough('https://renamed.sharepoint.com/sites/plans'),
    // The same folder of the old organisation: nothing about it is unclear.
    lookedThrough('https://contoso.sharepoint.com/sites/plans'),
  ],
  'client.unknown': [{ machine: { client: unreadable() } }, {}],
  'client.not-installed': [client({ installed: false }), {}],
  'client.outdated': [{ minimumVersion: '26.169' }, { minimumVersion: '26.168' }],
  'client.not-running': [client({ running: false }), client({ running: null })],
  'client.disabled-by-policy': [client({ disabledByPolicy: true }), {}],
  'client.disk-low': [
    {
      machine: {
        disks: read({ disks: [{ root: 'C:\\', freeBytes: 2 ** 31 - 1, totalBytes: 5e11 }], unread: [] }),
      },
    },
    {
      machine: {
        disks: read({ disks: [{ root: 'C:\\', freeBytes: 2 ** 31, totalBytes: 5e11 }], unread: [] }),
      },
    },
  ],
  'account.unknown': [{ machine: { accounts: unreadable() } }, { machine: { accounts: read([]) } }],
  'account.target-not-linked': [{ machine: { accounts: read([]) } }, {}],
  'account.linked-as-other-person': [
    { machine: { accounts: read([{ ...newAccount, email: 'bob@fabrikam.com' }]) } },
    { machine: { accounts: read([{ ...newAccount, email: 'Amy.Lee@FABRIKAM.com' }]) } },
  ],
  'account.sign-in-failed': [
    { machine: { accounts: read([{ ...newAccount, lastSignInResult: 0x8004de40 }]) } },
    { machine: { accounts: read([{ ...newAccount, lastSignInResult: null }]) } },
  ],
  'account.settings-disagree': [
    {
      machine: {
        accounts: read([{ ...newAccount, settings: { tenantId: contoso, siteUrl: '', folder: null } }]),
      },
    },
    {
      machine: {
        accounts: read([{ ...newAccount, settings: { tenantId: fabrikam, siteUrl: '', folder: null } }]),
      },
    },
  ],
  'account.identities-disagree': [
    unlinked({ deviceJoinedTo: [contoso] }, signedIn({})),
    unlinked({ deviceJoinedTo: [fabrikam] }, signedIn({})),
  ],
  'policy.unknown': [{ machine: { policies: unreadable() } }, {}],
  'policy.allow-list-excludes-target': [
    policies({ allowedTenants: [contoso] }),
    policies({ allowedTenants: [contoso, fabrikam] }),
  ],
  'policy.block-list-names-target': [
    policies({ blockedTenants: [fabrikam] }),
    // The client ignores one list once the other is set.
    policies({ blockedTenants: [fabrikam], allowedTenants: [fabrikam] }),
  ],
  'policy.both-lists-set': [
    policies({ allowedTenants: [fabrikam], blockedTenants: [contoso] }),
    policies({ blockedTenants: [contoso] }),
  ],
  'policy.libraries-name-source': [
    policies({ librariesOf: [contoso] }),
    policies({ librariesOf: [fabrikam] }),
  ],
  'policy.silent-config-spent': [
    unlinked({ silentAccountConfig: true, silentConfigTraces: ['OneAuthUnrecoverableTimestamp'] }),
    unlinked({ silentAccountConfig: true, silentConfigTraces: ['ClientEverSignedIn'] }),
  ],
  'policy.device-joined-to-source': [
    unlinked({ silentAccountConfig: true, deviceJoinedTo: [contoso] }),
    unlinked({ silentAccountConfig: true, deviceJoinedTo: [contoso, fabrikam] }),
  ],
  'policy.known-folders-name-source': [
    policies({ knownFolderSilentOptIn: contoso }),
    policies({ knownFolderSilentOptIn: fabrikam }),
  ],
  'policy.known-folders-locked': [
    { machine: { ...inOld, policies: read({ ...noPolicies, knownFolderBlockOptOut: true }) } },
    { machine: { policies: read({ ...noPolicies, knownFolderBlockOptOut: true }) } },
  ],
  'policy.shortcuts-deleted-on-loss': [
    { ...policies({ deletesShortcutsOnLoss: true }), phase: 'ready' },
    // The old account is gone, and what it could take away with it.
    policies({ deletesShortcutsOnLoss: true, deletesShortcutsOnRemoval: true }),
  ],
  'policy.external-sync-blocked': [
    withLibraryOf(contoso, { blocksExternalSync: true }),
    withLibraryOf(fabrikam, { blocksExternalSync: true }),
  ],
  'policy.known-folders-contradict': [
    policies({ knownFolderBlockOptIn: 2, knownFolderSilentOptIn: fabrikam }),
    policies({ knownFolderBlockOptIn: 2 }),
  ],
  'policy.known-folders-blocked': [
    { machine: { ...inOld, policies: read({ ...noPolicies, knownFolderBlockOptIn: 1 }) } },
    {
      machine: {
        ...inOld,
        policies: read({ ...noPolicies, knownFolderBlockOptIn: 1, knownFolderWizard: fabrikam }),
      },
    },
  ],
  'policy.known-folders-fixed': [
    { machine: { ...inOld, policies: read({ ...noPolicies, forbidsFolderChange: true }) } },
    policies({ forbidsFolderChange: true }),
  ],
  'account.linked-too-early': [
    { phase: 'ready' },
    { phase: 'ready', machine: { accounts: read([{ ...newAccount, email: 'bob@fabrikam.com' }]) } },
  ],
  'folders.in-source': [
    { machine: inOld },
    { machine: { ...inOld, knownFolders: read(foldersBelow(`${oldAccount.folder} GmbH`)) } },
  ],
  'folders.unknown': [{ machine: { knownFolders: unreadable() } }, {}],
  'sync.pending': [logged({ filesToDownload: 1 }), logged({})],
  'sync.failing': [logged({ failures: 1 }), logged({ failures: null })],
  'sync.paused': [logged({ progressState: 65_536 }), logged({ progressState: 8_194 })],
  'sync.unknown': [
    logged({ writtenAt: '2026-11-20T08:13:03.000Z' }),
    logged({ writtenAt: '2026-11-20T08:14:03.000Z' }),
  ],
  'old-account.unknown': [{ machine: { accounts: unreadable() } }, { machine: { accounts: read([]) } }],
  'old-account.linked': [both, {}],
  'old-account.added-again': [{ ...both, phase: 'watch' }, both],
  'links.redirect-found': [
    { links: { kind: 'redirected', host: 'fabrikam-my.sharepoint.com' } },
    { links: { kind: 'redirected', host: 'login.microsoftonline.com' } },
  ],
  'links.redirect-unknown': [{ links: { kind: 'not-told', reason: 'status-401' } }, {}],
  'workplace.notebooks-in-source': [
    names('notebooks', { url: `${contosoUrl}/Notebooks/Work/` }),
    names('notebooks', { url: `${fabrikamUrl}/Notebooks/Work/` }),
  ],
  'workplace.browser-uses-source': [
    names('edge', { tenantId: contoso, address: 'amy.lee@contoso.com' }),
    names('edge', { tenantId: personalTenant, address: 'amy@outlook.example' }),
  ],
  'workplace.office-uses-source': [
    names('office', { address: 'AMY.LEE@contoso.com' }),
    names('office', { address: 'amy.lee@contoso.com', isUsed: false }),
  ],
  'workplace.apps-use-source': [
    names('apps', { address: 'amy.lee@contoso.com', isUsed: true }),
    names('apps', { address: 'amy.lee@contoso.com', isUsed: false }),
  ],
  'workplace.outlook-uses-source': [
    names('outlook', { address: 'amy.lee@contoso.com', isUsed: true }),
    names('outlook', { address: 'amy.lee@contoso.com', isUsed: false }),
  ],
  'workplace.drives-in-source': [
    names('drives', { url: 'https://contoso.sharepoint.com/sites/Finance' }),
    names('drives', { url: 'https://adatum.sharepoint.com/sites/Finance' }),
  ],
  'workplace.account-of-source': [
    names('accounts', { tenantId: contoso }),
    // A partner's account is none of the move's business.
    names('accounts', { tenantId: adatum }),
  ],
  'workplace.device-of-source': [
    policies({ deviceJoinedTo: [contoso] }),
    policies({ deviceJoinedTo: [contoso, fabrikam] }),
  ],
  'workplace.look-yourself': [
    { machine: { workplace: workplaceOf({}, read(['teams'])) } },
    names('chrome', { address: 'amy@gmail.example' }),
  ],
  'workplace.unknown': [
    { machine: { workplace: workplaceOf({ edge: unreadable('not-json') }) } },
    { machine: { workplace: null } },
  ],
  'workplace.overview': [names('accounts', { tenantId: fabrikam }), names('accounts', { tenantId: adatum })],
  'workplace.libraries-in-source': [
    synced('https://contoso.sharepoint.com/sites/plans'),
    // What the person ticked off counts no more.
    { ...synced('https://contoso.sharepoint.com/sites/plans'), libraries: settled },
  ],
  'workplace.library-address-missing': [
    {
      ...synced('https://contoso.sharepoint.com/sites/plans'),
      libraries: { kept: null, addresses: new Map() },
    },
    // Before the endpoint has answered no one lacks an address.
    synced('https://contoso.sharepoint.com/sites/plans'),
  ],
  'workplace.libraries-unknown': [
    synced('https://renamed.sharepoint.com/sites/plans'),
    synced('https://adatum.sharepoint.com/sites/plans'),
  ],
  'workplace.links-to-source': [
    { pointers: read({ places: { desktop: { ...looked, found: 2 } }, stopped: false }) },
    { pointers: read({ places: { desktop: { ...looked, cloudOnly: 4 } }, stopped: false }) },
  ],
  'workplace.links-unread': [
    { pointers: read({ places: { document: { ...looked, unread: 1 } }, stopped: false }) },
    // What is in the cloud alone was left alone on purpose.
    { pointers: read({ places: { document: { ...looked, cloudOnly: 1 } }, stopped: false }) },
  ],
  'preflight.mail-archives': [
    before({ scan: read({ ...emptyScan, mailArchives: { files: 1, bytes: 9e9 } }) }),
    // After the move such a file is one like any other.
    scanned({ mailArchives: { files: 1, bytes: 9e9 } }),
  ],
  'preflight.notebooks-local': [
    before({ machine: { workplace: { ...workplaceOf(), localNotebooks: read(['C:\\Notes\\Work']) } } }),
    before({ machine: { workplace: null } }),
  ],
  'preflight.room-short': [
    before({ scan: read({ ...emptyScan, pinned: { files: 9, bytes: 119e9 } }) }),
    before({ scan: read({ ...emptyScan, pinned: { files: 9, bytes: 100e9 } }) }),
  ],
  'preflight.profiles-deleted': [
    before({ machine: { policies: read({ ...noPolicies, deletesProfilesAfterDays: 30 }) } }),
    policies({ deletesProfilesAfterDays: 30 }),
  ],
  'preflight.shared-computer': [
    before({ machine: { people: read(2) } }),
    before({ machine: { people: read(1) } }),
  ],
  'preflight.unknown': [
    before({ machine: { people: unreadable() } }),
    // A Mac, and a recording that did not ask, are unknown in the overview.
    before({ machine: { people: null } }),
  ],
  'preflight.overview': [before({}), {}],
  'report.queued': [{ report: { kind: 'queued' } }, { report: { kind: 'refused' } }],
  'report.refused': [{ report: { kind: 'refused' } }, { report: { kind: 'none' } }],
  'context.unknown': [{ machine: { context: unreadable() } }, {}],
  'context.elevated': [{ machine: { context: read({ runsAs: 'elevated', isRemote: false }) } }, {}],
  'context.system': [
    { machine: { context: read({ runsAs: 'system', isRemote: false }) } },
    { machine: { context: read({ runsAs: 'user', isRemote: true }) } },
  ],
  'context.unsupported-platform': [{ machine: { platform: 'linux' } }, { machine: { platform: 'macos' } }],
}

function judge({ machine = {}, plan = {}, minimumVersion, ...more }: World): FindingCode[] {
  const config = configOf({ sourceUpn: 'amy.lee@contoso.com', targetUpn: 'amy.lee@fabrikam.com', ...plan })
  const { findings } = judgeMachine({
    app: { name: 'Landfall', version: '0.1.0' },
    takenAt: readAt,
    config: { ...config, client: minimumVersion === undefined ? {} : { minimumVersion } },
    direction: 'forward',
    knowledge: knowledgeFromConfig(config, 'forward', readAt),
    identity: { kind: 'not-asked' },
    web: { kind: 'not-asked' },
    links: { kind: 'not-asked' },
    report: { kind: 'none' },
    scope: 'local',
    look: { roots: [], missing: 'not-recorded' },
    scan: null,
    rescue: null,
    ...more,
    machine: machineOf({ syncLogs: read([finishedLog]), ...machine }),
  })
  return findings.map(({ code }) => code)
}

describe('the finished switch', () => {
  it('yields nothing', () => {
    expect(judge({})).toEqual([])
  })
})

describe.each(Object.entries(rows))('%s', (code, [yields, doesNot]) => {
  it('is found in the smallest world that has it, and not in the next one', () => {
    expect(judge(yields)).toContain(code)
    expect(judge(doesNot)).not.toContain(code)
  })
})

describe('a refused configuration', () => {
  it('is missing or invalid, with a finding for each key', () => {
    const input = {
      app: { name: 'Landfall', version: '0.1.0' },
      takenAt: readAt,
      machine: machineOf(),
      scope: 'local',
    } as const
    const codes = (refusal: Parameters<typeof judgeRefusedConfig>[1]): string[] =>
      judgeRefusedConfig(input, refusal).findings.map(({ code }) => code)
    expect(codes({ kind: 'missing', path: 'x' })).toEqual(['config.missing'])
    const problems = ['a', 'b'].map((key) => ({ key, reason: 'wrong' }))
    expect(codes({ kind: 'invalid', path: 'x', problems })).toEqual(['config.invalid', 'config.invalid'])
  })
})

it('has a row for every code of the vocabulary', () => {
  const known = [...Object.keys(rows), 'config.missing', 'config.invalid']
  expect(known.toSorted()).toEqual([...findingCodes].toSorted())
})
