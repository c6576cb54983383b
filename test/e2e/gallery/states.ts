import type { CheckResult } from '../../../shared/checks/check-result.ts'
import { toBrandRamp } from '../../../shared/brand/brand-ramp.ts'
import { createFinding, type Evidence, type Finding } from '../../../shared/findings/finding.ts'
import type { LibraryView } from '../../../shared/checks/old-libraries.ts'
import { noOldLinks } from '../../../shared/files/old-links.ts'
import { noRescue } from '../../../shared/files/rescue.ts'
import type { AppState, SessionState } from '../../../shared/window/state.ts'
import {
  stepIds,
  type FindingCode,
  type Outcome,
  type Phase,
  type StepId,
  type Verdict,
} from '../../../shared/findings/vocabulary.ts'
import { oldLinks } from './old-links-states.ts'
import { filesStates, settledRescue, type FilesState } from './files-states.ts'

/** A screen of the gallery: a state that main could push, and what a person would do in it before looking. */
export type Scene = {
  readonly name: string
  readonly state: AppState
  /** The step picked in the list. */
  readonly pick?: StepId | 'report'
  /** Unfolds what is folded away. */
  readonly unfold?: boolean
  /** Opens the last link at the bottom: the file for a helper, or what the organisation has set. */
  readonly saves?: boolean
  /** What is loaded only when it is needed, as a selector. */
  readonly loads?: string
}

const takenAt = '2026-11-20T09:14:03Z'

/** A disc, as somebody's organisation might have it. */
const organisationPicture =
  'iVBORw0KGgoAAAANSUhEUgAAABgAAAAYCAIAAABvFaqvAAAAWElEQVR4nGP4TyXAgEeuXWEWGiLNIEz9xJiIbhAxpmA1i4E8UzDNYiDbFDSzGCgxBdmswWkQJabAzRo1iM4GDb50RE2DqJZpqVmMULNgI94sTF20LPzJAwCs7R99U/AM9gAAAABJRU5ErkJggg=='

const readyConfiguration: Extract<AppState['configuration'], { kind: 'ready' }> = {
  kind: 'ready',
  source: { name: 'Contoso' },
  target: { name: 'Fabrikam' },
  newAddress: 'amy.lee@fabrikam.com',
  oldAddress: 'amy.lee@contoso.com',
  support: {
    name: 'Fabrikam Service Desk',
    phone: '+1 425 555 0100',
    url: 'https://help.fabrikam.com/move',
  },
  language: null,
  policy: { managed: [], problems: [] },
  branding: { ramp: null, logo: null },
  isOutdated: false,
}

const ready: AppState = {
  app: { name: 'Landfall', version: '0.1.0' },
  configuration: readyConfiguration,
  session: { kind: 'signed-out' },
  plan: { kind: 'unasked' },
  check: { kind: 'idle' },
  scan: { kind: 'idle' },
  access: 'open',
  rescue: noRescue,
  proof: { kind: 'none' },
  comparison: { kind: 'none' },
  report: { kind: 'none' },
  replay: null,
  recording: { kind: 'none' },
  libraries: [],
  oldLinks: noOldLinks,
  remedy: { kind: 'none' },
  language: null,
}

const amy: Extract<SessionState, { kind: 'signed-in' }> = {
  kind: 'signed-in',
  name: 'Amy Lee',
  username: 'amy.lee@fabrikam.com',
  isKept: true,
}

function until(secondsFromNow: number): string {
  return new Date(Date.now() + secondsFromNow * 1000).toISOString()
}

const inBrowser: AppState['session'] = { kind: 'signing-in', page: { kind: 'browser' }, until: until(270) }

/** The page that Microsoft names. */
export const codeAddress = 'https://microsoft.com/devicelogin'

function withCode(userCode: string, secondsLeft: number, address = codeAddress): AppState['session'] {
  return {
    kind: 'signing-in',
    page: { kind: 'device-code', code: { userCode, address } },
    until: until(secondsLeft),
  }
}

function find(code: FindingCode, evidence: Evidence = {}, source = 'registry'): Finding {
  return createFinding(code, { source, readAt: takenAt }, evidence)
}

type Checked = {
  readonly findings: readonly Finding[]
  readonly verdict: Verdict
  readonly asked?: readonly StepId[]
  readonly phase?: Phase
  readonly recorded?: boolean
}

const machineSteps: readonly StepId[] = ['identity', 'web', 'client', 'account', 'folders', 'old-account']

function checked({ findings, verdict, asked = machineSteps, phase = 'switch', recorded = false }: Checked) {
  return {
    formatVersion: 1,
    app: ready.app,
    takenAt,
    machine: { platform: 'windows', osVersion: '10.0.26100', recorded },
    phase,
    verdict,
    steps: stepIds.map((id) => ({ id, outcome: outcomeOf(id, asked, findings) })),
    findings,
    scope: 'full',
    supportCode: '07W4K8PGR2',
    exitCode: 0,
  } satisfies CheckResult
}

function outcomeOf(id: StepId, asked: readonly StepId[], findings: readonly Finding[]): Outcome {
  if (!asked.includes(id)) return 'skipped'
  const found = findings.filter(({ step }) => step === id).map(({ outcome }) => outcome)
  return (['blocked', 'attention', 'unknown'] as const).find((outcome) => found.includes(outcome)) ?? 'pass'
}

function beforeMove(findings: readonly Finding[]): CheckResult {
  const verdict = findings.every(({ outcome }) => outcome === 'pass') ? 'done' : 'action-needed'
  return checked({ findings, verdict, asked: ['client', 'folders', 'sync'], phase: 'ready' })
}

function preflightOf(state: 'fine' | 'unknown'): Finding {
  const others = { mail: 'fine', notebooks: 'fine', room: 'fine', folders: 'fine', deletion: 'fine' }
  return find('preflight.overview', { ...others, people: state }, 'check')
}

function done(result: CheckResult): AppState['check'] {
  return { kind: 'done', result }
}

const success: AppState['plan'] = {
  kind: 'known',
  plan: {
    formatVersion: 1,
    direction: 'forward',
    moveState: 'Success',
    sourceUpn: 'amy.lee@contoso.com',
    targetUpn: 'amy.lee@fabrikam.com',
    wave: 'Wave 2',
  },
  source: 'endpoint',
  readAt: takenAt,
}

/** The endpoint follows Microsoft's jobs: the mail is there, and OneDrive is not. */
const onTheWay: AppState['plan'] = {
  ...success,
  plan: {
    ...success.plan,
    moveState: 'InProgress',
    live: {
      readAt: takenAt,
      isStale: false,
      mailbox: 'done',
      oneDrive: 'moving',
      teams: 'waiting',
      meetings: null,
    },
  },
}
const signedIn: AppState = { ...ready, session: amy, plan: success }

const json = JSON.stringify(
  {
    formatVersion: 1,
    id: '0f8fad5b-d9cb-469f-a165-70867728950e',
    sequence: 1,
    deviceId: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
    takenAt,
    app: { name: 'Landfall', version: '0.1.0' },
    machine: { platform: 'windows', osVersion: '10.0.26100', recorded: false },
    phase: 'switch',
    verdict: 'done',
    steps: stepIds.map((id) => ({ id, outcome: machineSteps.includes(id) ? 'pass' : 'skipped' })),
    findings: [],
    scope: 'full',
    supportCode: '07W4K8PGR2',
  },
  null,
  2,
)

const leftovers = checked({
  findings: [
    find('workplace.office-uses-source', { subject: 'office', found: 1, what: ['amy.lee@contoso.com'] }),
    find('workplace.account-of-source', { subject: 'accounts', found: 1, what: ['amy.lee@contoso.com'] }),
    find('workplace.look-yourself', { subjects: ['teams'] }),
    find('workplace.overview', {
      edge: 'new · local-state · certain',
      office: 'old · registry · likely',
      apps: 'unknown · one-auth · unread',
      outlook: 'both · registry · likely',
      accounts: 'old · registry · certain',
      teams: 'unknown · system · silent',
      'office-licence': 'unknown · system · silent',
    }),
  ],
  verdict: 'done',
  asked: [...machineSteps, 'workplace'],
})
/** They inform, as long as the organisation does not require more. */
const withLeftovers: CheckResult = {
  ...leftovers,
  steps: leftovers.steps.map((step) => (step.id === 'workplace' ? { ...step, informs: true } : step)),
}

const allNew = checked({
  findings: [find('workplace.overview', { edge: 'new · local-state · certain' })],
  verdict: 'done',
  asked: [...machineSteps, 'workplace'],
})

const libraryOf = (name: string, change: Partial<LibraryView> = {}): LibraryView => ({
  id: name,
  name,
  kind: 'library',
  folder: `C:\\Users\\amy\\Contoso\\${name}`,
  siteUrl: 'https://contoso.sharepoint.com/sites/Finance',
  owner: 'old',
  isHere: true,
  isSettled: false,
  now: 'unmapped',
  address: null,
  ...change,
})
const libraries: readonly LibraryView[] = [
  libraryOf('Finance - Documents', {
    now: 'known',
    address: 'https://fabrikam.sharepoint.com/sites/ContosoFinance',
  }),
  libraryOf('Plans 2027', {
    kind: 'shortcut',
    folder: 'C:\\Users\\amy\\OneDrive - Contoso\\Plans 2027',
    siteUrl: 'https://contoso.sharepoint.com/sites/Plans/Shared Documents/Plans 2027',
    isHere: false,
  }),
  libraryOf('HR - Documents', { siteUrl: null, now: 'no-site', isHere: false }),
  libraryOf('Works council - Documents', { owner: 'unknown', now: 'contradicted' }),
  libraryOf('Sales - Documents', {
    now: 'known',
    address: 'https://fabrikam.sharepoint.com/sites/Sales',
    isSettled: true,
  }),
]
const withLibraries = checked({
  findings: [
    find('workplace.libraries-in-source', { found: 3, what: ['Finance - Documents'] }),
    find('workplace.library-address-missing', { found: 1, what: ['Plans 2027'] }),
    find('workplace.libraries-unknown', { found: 1, what: ['Works council - Documents'] }),
  ],
  verdict: 'done',
  asked: [...machineSteps, 'workplace'],
})

const withOldLinks = checked({
  findings: [
    find('workplace.links-to-source', { found: 137, what: ['desktop: 2 / 14'] }, 'files'),
    find('workplace.links-unread', { reason: 'not-readable', unread: 3, what: ['document: 3'] }, 'files'),
  ],
  verdict: 'done',
  asked: [...machineSteps, 'workplace'],
})

const unclearFolder = find(
  'files.unclear-looked-through',
  { folders: 1, paths: ['C:\\Users\\amy\\Contoso\\Plans - Documents'] },
  'file-list',
)
const notUploaded = find(
  'files.not-uploaded',
  { files: 3, bytes: 48_213, changed: 2, 'never-uploaded': 1 },
  'file-list',
)
const allGood = checked({ findings: [], verdict: 'done' })
const notLinked = checked({
  findings: [
    find('account.target-not-linked', { linkedTenants: ['11111111-1111-4111-8111-111111111111'] }),
    find('folders.in-source', { folders: 2, paths: ['C:\\Users\\amy\\OneDrive - Contoso\\Desktop'] }),
    find('old-account.linked', { account: 'amy.lee@contoso.com' }),
  ],
  verdict: 'action-needed',
})
const nobody = checked({
  findings: [find('identity.signed-out', { tenant: 'Fabrikam' }, 'token')],
  verdict: 'action-needed',
  asked: ['identity'],
  phase: 'not-due',
})

function failed(
  reason: Extract<SessionState, { kind: 'failed' }>['reason'],
  evidence: Evidence = {},
  shown: Partial<Extract<SessionState, { kind: 'failed' }>> = {},
): AppState {
  const findings = [find(`identity.${reason}`, { tenant: 'Fabrikam', ...evidence, ...shown }, 'token')]
  return {
    ...ready,
    session: { kind: 'failed', reason, ...shown },
    check: done(checked({ findings, verdict: 'action-needed', asked: ['identity'], phase: 'not-due' })),
  }
}

function general(
  code: FindingCode,
  verdict: Verdict,
  evidence: Evidence,
  state: Partial<AppState> = {},
): AppState {
  const findings = [find(code, evidence, 'endpoint')]
  const result = checked({ findings, verdict, asked: ['identity'], phase: 'not-due' })
  return { ...signedIn, check: done(result), ...state }
}

function found(findings: readonly Finding[], verdict: Verdict, state: Partial<AppState> = {}): AppState {
  return { ...signedIn, check: done(checked({ findings, verdict })), ...state }
}

function toFilesScene(files: FilesState): Scene {
  const { name, rescue, proof, comparison, isReady, isSettled, missingNotebooks: missing } = files
  const isLost = (comparison ?? { kind: 'done' }).kind !== 'done'
  const findings =
    isSettled === true
      ? missing === undefined
        ? []
        : [find('files.notebook-missing', { files: missing }, 'file-list')]
      : [find(isLost ? 'files.state-lost' : 'files.not-uploaded', { files: 5 }, 'file-list')]
  const verdict = findings.length === 0 ? 'done' : 'action-needed'
  const shown: Partial<AppState> = {
    rescue,
    ...(proof !== undefined && { proof }),
    ...(comparison !== undefined && { comparison }),
  }
  const state =
    isReady === true
      ? { ...ready, check: done(beforeMove(findings)), ...shown }
      : {
          ...signedIn,
          check: done(checked({ findings, verdict, asked: [...machineSteps, 'files'] })),
          ...shown,
        }
  return {
    name,
    state,
    loads: rescue.question === null ? '[data-place="0"] .file-name' : '[role="dialog"]',
    ...(isSettled === true && { pick: 'files' }),
  }
}

/** Every kind of screen that the window has. */
export const scenes: readonly Scene[] = [
  {
    name: 'configuration-refused',
    state: {
      ...ready,
      configuration: {
        kind: 'refused',
        path: 'C:\\ProgramData\\Landfall\\landfall.json',
        problems: [
          { key: 'target.tenantId', reason: 'is the same as source.tenantId; a move needs two tenants' },
          { key: 'signIn.clintId', reason: 'is not a known setting' },
        ],
      },
    },
  },
  { name: 'restoring', state: { ...ready, session: { kind: 'restoring' } } },
  { name: 'restoring-locked', state: { ...ready, session: { kind: 'restoring', isStoreBusy: true } } },
  { name: 'signed-out', state: { ...ready, check: done(nobody) } },
  {
    name: 'not-a-release',
    state: { ...ready, app: { ...ready.app, isStandIn: true }, check: done(nobody) },
  },
  {
    name: 'signed-out-address-unknown',
    state: {
      ...ready,
      configuration: {
        kind: 'ready',
        source: { name: 'Contoso' },
        target: { name: 'Fabrikam' },
        newAddress: null,
        oldAddress: null,
        support: { name: null, phone: null, url: null },
        language: null,
        policy: { managed: [], problems: [] },
        branding: { ramp: null, logo: null },
        isOutdated: false,
      },
      check: done(nobody),
    },
  },
  { name: 'signed-out-permissions', state: { ...ready, check: done(nobody) }, unfold: true },
  { name: 'signing-in', state: { ...ready, session: inBrowser, check: done(nobody) } },
  { name: 'signing-in-stuck', state: { ...ready, session: inBrowser, check: done(nobody) }, unfold: true },
  {
    name: 'signing-in-code-pending',
    state: {
      ...ready,
      session: { kind: 'signing-in', page: { kind: 'device-code', code: null }, until: until(30) },
      check: done(nobody),
    },
  },
  {
    name: 'signing-in-code',
    state: { ...ready, session: withCode('HKLT29PRX', 870), check: done(nobody) },
    loads: '.qr-code svg',
  },
  {
    name: 'signing-in-code-long',
    state: {
      ...ready,
      session: withCode(
        'WDJBMJHT-KQ7PXZ5N',
        40,
        'https://login.microsoftonline.example/common/oauth2/deviceauth',
      ),
      check: done(nobody),
    },
    loads: '.qr-code svg',
  },
  {
    name: 'signing-in-system',
    state: {
      ...ready,
      session: { kind: 'signing-in', page: { kind: 'system' }, until: until(270) },
      check: done(nobody),
    },
  },
  { name: 'failed-cancelled', state: failed('cancelled') },
  { name: 'failed-wrong-tenant', state: failed('wrong-tenant', { username: 'amy.lee@contoso.com' }) },
  { name: 'failed-wrong-account', state: failed('wrong-account', { username: 'bob.meyer@fabrikam.com' }) },
  { name: 'failed-guest', state: failed('guest', { username: 'gus.hall@contoso.com' }) },
  { name: 'failed-interaction-required', state: failed('interaction-required') },
  { name: 'failed-consent-required', state: failed('consent-required') },
  { name: 'failed-access-blocked', state: failed('access-blocked') },
  {
    name: 'failed-access-blocked-code',
    state: failed('access-blocked', {}, { number: 53003, cause: 'code' }),
  },
  {
    name: 'failed-access-blocked-device',
    state: failed('access-blocked', {}, { number: 530003, cause: 'device' }),
  },
  {
    name: 'failed-access-blocked-network',
    state: failed('access-blocked', {}, { number: 500021, cause: 'network' }),
  },
  { name: 'failed-registration-wrong', state: failed('registration-wrong', {}, { number: 7000218 }) },
  { name: 'failed-refused', state: failed('refused', {}, { number: 599999 }) },
  { name: 'failed-timed-out', state: failed('timed-out') },
  { name: 'failed-declined', state: failed('declined', {}, { number: 65004 }) },
  { name: 'failed-unreachable', state: failed('unreachable') },
  { name: 'failed-unexpected', state: failed('unexpected') },
  { name: 'failed-account-disabled', state: failed('account-disabled') },
  { name: 'failed-tenant-unknown', state: failed('tenant-unknown') },
  { name: 'failed-clock-wrong', state: failed('clock-wrong') },
  { name: 'failed-no-network', state: failed('no-network') },
  { name: 'failed-captive-portal', state: failed('captive-portal') },
  { name: 'failed-proxy-refused', state: failed('proxy-refused') },
  { name: 'failed-tls-untrusted', state: failed('tls-untrusted') },
  { name: 'checking-first', state: { ...signedIn, check: { kind: 'running', last: null } } },
  { name: 'checking-again', state: { ...signedIn, check: { kind: 'running', last: notLinked } } },
  { name: 'check-broken', state: { ...signedIn, check: { kind: 'broken', last: null } } },
  { name: 'check-broken-later', state: { ...signedIn, check: { kind: 'broken', last: notLinked } } },
  { name: 'not-due', state: general('plan.not-due', 'not-due', { moveState: 'InProgress' }) },
  {
    name: 'not-due-live',
    state: general('plan.not-due', 'not-due', { moveState: 'InProgress' }, { plan: onTheWay }),
  },
  { name: 'not-in-map', state: general('plan.not-in-map', 'blocked', {}) },
  {
    name: 'move-failed',
    state: general(
      'plan.move-failed',
      'blocked',
      { moveState: 'Failed' },
      { report: { kind: 'ready', json } },
    ),
  },
  { name: 'plan-unreachable', state: general('plan.unreachable', 'unknown', { reason: 'ECONNREFUSED' }) },
  {
    name: 'context-elevated',
    state: { ...general('context.elevated', 'blocked', {}), session: ready.session },
  },
  { name: 'account-not-linked', state: { ...signedIn, check: done(notLinked) } },
  {
    name: 'account-opened',
    state: { ...signedIn, check: done(notLinked), remedy: { kind: 'opened' } },
    unfold: true,
  },
  {
    name: 'account-no-handler',
    state: { ...signedIn, check: done(notLinked), remedy: { kind: 'unavailable', reason: 'no-handler' } },
  },
  {
    name: 'account-blocked-by-policy',
    state: found(
      [
        find('account.target-not-linked'),
        find('policy.allow-list-excludes-target', { allowed: ['11111111-1111-4111-8111-111111111111'] }),
        find('policy.device-joined-to-source'),
      ],
      'blocked',
      { report: { kind: 'ready', json } },
    ),
  },
  {
    name: 'account-blocked-with-files',
    state: {
      ...signedIn,
      check: done(
        checked({
          findings: [find('policy.allow-list-excludes-target'), notUploaded],
          verdict: 'blocked',
          asked: [...machineSteps, 'files'],
        }),
      ),
      report: { kind: 'ready', json },
    },
  },
  {
    name: 'account-contradicting-lists',
    state: found([find('policy.both-lists-set')], 'action-needed'),
  },
  {
    name: 'account-blocked-reported',
    state: found([find('policy.allow-list-excludes-target')], 'blocked', {
      report: { kind: 'delivered', json, receipt: 'R-7K3QF2', receivedAt: takenAt },
    }),
  },
  {
    name: 'client-not-running',
    state: found([find('client.not-running', {}, 'processes')], 'action-needed'),
  },
  { name: 'folders-in-source', state: found([find('folders.in-source', { folders: 2 })], 'action-needed') },
  { name: 'old-account-linked', state: found([find('old-account.linked')], 'action-needed') },
  {
    name: 'web-unreachable',
    state: found([find('web.unreachable', { reason: 'ETIMEDOUT' }, 'graph')], 'unknown'),
  },
  {
    name: 'account-sign-in-failed',
    state: found(
      [find('account.sign-in-failed', { result: '0x8004dec5', cause: 'identities' })],
      'action-needed',
    ),
  },
  {
    name: 'sync-pending',
    state: found([find('sync.pending', { files: 128, ageMinutes: 2 }, 'client-log')], 'action-needed'),
  },
  {
    name: 'report-sync-unknown',
    state: {
      ...found([find('sync.unknown', { reason: 'old', ageMinutes: 95 }, 'client-log')], 'unknown'),
      report: { kind: 'ready', json },
    },
  },
  {
    name: 'scanning',
    state: {
      ...found([find('old-account.linked')], 'action-needed'),
      scan: { kind: 'running', files: 128_400, foldersLeft: 1_204 },
    },
  },
  {
    name: 'scan-stopped',
    state: { ...found([find('old-account.linked')], 'action-needed'), scan: { kind: 'stopped' } },
  },
  {
    name: 'files-not-uploaded',
    state: found(
      [notUploaded, find('files.excluded-by-policy', { files: 1, bytes: 12 }, 'file-list')],
      'action-needed',
    ),
  },
  {
    name: 'recording-dialog',
    state: { ...signedIn, check: done(notLinked) },
    saves: true,
    loads: '[role="dialog"]',
  },
  {
    name: 'branded-outdated',
    state: {
      ...signedIn,
      configuration: {
        ...readyConfiguration,
        branding: { ramp: toBrandRamp('#b146c2'), logo: `data:image/png;base64,${organisationPicture}` },
        isOutdated: true,
      },
      check: done(notLinked),
    },
  },
  {
    name: 'policy-dialog',
    state: {
      ...signedIn,
      configuration: {
        ...readyConfiguration,
        policy: {
          managed: [
            { key: 'source.tenantId', value: '11111111-1111-4111-8111-111111111111' },
            { key: 'admin.endpoint', value: 'https://landfall.fabrikam.com' },
            { key: 'signIn.timeoutSeconds', value: '' },
          ],
          problems: [{ key: 'signIn.timeoutSeconds', reason: 'must be at least 10', path: 'HKLM' }],
        },
      },
      check: done(notLinked),
    },
    saves: true,
    loads: '[role="dialog"]',
  },
  {
    name: 'replay',
    state: {
      ...found(
        [
          find('account.target-not-linked'),
          find('policy.allow-list-excludes-target', { tenants: ['1'] }),
          find('old-account.linked'),
        ],
        'blocked',
      ),
      session: { kind: 'signed-out' },
      replay: { recordedAt: takenAt },
    },
  },
  {
    name: 'replay-step',
    state: {
      ...found([find('old-account.linked')], 'action-needed'),
      session: { kind: 'signed-out' },
      replay: { recordedAt: takenAt },
    },
    pick: 'old-account',
  },
  {
    name: 'replay-before-move',
    state: {
      ...ready,
      check: done(beforeMove([find('preflight.shared-computer', { found: 3 }), preflightOf('unknown')])),
      replay: { recordedAt: takenAt },
    },
  },
  {
    name: 'replay-clean',
    state: {
      ...ready,
      check: done(allGood),
      replay: { recordedAt: takenAt },
    },
  },
  { name: 'mac-asks', state: { ...signedIn, access: 'to-ask', check: done(notLinked) } },
  { name: 'ready', state: { ...ready, check: done(beforeMove([])) } },
  { name: 'ready-paused', state: { ...ready, check: done(beforeMove([find('sync.paused')])) } },
  {
    name: 'preflight',
    state: {
      ...ready,
      check: done(
        beforeMove([
          find('sync.paused', {}, 'client-log'),
          find('preflight.mail-archives', { files: 1, bytes: 4_294_967_296 }, 'file-list'),
          find('preflight.profiles-deleted', { days: 30 }),
          find('preflight.shared-computer', { found: 3 }),
          find('policy.known-folders-locked'),
          find('preflight.overview', {
            ...{ mail: 'open', notebooks: 'fine', room: 'unknown' },
            ...{ folders: 'open', deletion: 'open', people: 'open' },
          }),
        ]),
      ),
    },
  },
  {
    name: 'preflight-fine',
    state: { ...ready, libraries, check: done(beforeMove([preflightOf('fine')])) },
  },
  {
    name: 'preflight-unsure',
    state: { ...ready, check: done(beforeMove([preflightOf('unknown')])) },
  },
  { name: 'picked-identity', state: { ...signedIn, check: done(notLinked) }, pick: 'identity' },
  {
    name: 'picked-identity-not-kept',
    state: { ...signedIn, session: { ...amy, isKept: false }, check: done(notLinked) },
    pick: 'identity',
  },
  { name: 'picked-web', state: { ...signedIn, check: done(notLinked) }, pick: 'web' },
  { name: 'picked-files', state: { ...signedIn, check: done(notLinked) }, pick: 'files' },
  {
    name: 'picked-folders-too-early',
    state: general('plan.not-due', 'not-due', { moveState: 'InProgress' }),
    pick: 'folders',
  },
  {
    name: 'picked-report-early',
    state: { ...signedIn, check: done(notLinked), report: { kind: 'ready', json } },
    pick: 'report',
  },
  { name: 'picked-report-none', state: { ...ready, check: done(nobody) }, pick: 'report' },
  { name: 'report-ready', state: { ...signedIn, check: done(allGood), report: { kind: 'ready', json } } },
  {
    name: 'report-preview',
    state: { ...signedIn, check: done(allGood), report: { kind: 'ready', json } },
    unfold: true,
  },
  { name: 'report-sending', state: { ...signedIn, check: done(allGood), report: { kind: 'sending', json } } },
  { name: 'report-unsaved', state: { ...signedIn, check: done(allGood), report: { kind: 'unsaved', json } } },
  {
    name: 'report-queued',
    state: { ...signedIn, check: done(allGood), report: { kind: 'queued', json, reason: 'offline' } },
  },
  {
    name: 'report-queued-sign-in',
    state: { ...signedIn, check: done(allGood), report: { kind: 'queued', json, reason: 'sign-in-needed' } },
  },
  {
    name: 'report-queued-sign-in-unavailable',
    state: {
      ...signedIn,
      check: done(allGood),
      report: { kind: 'queued', json, reason: 'sign-in-unavailable' },
    },
  },
  {
    name: 'report-queued-endpoint-refused',
    state: {
      ...signedIn,
      check: done(allGood),
      report: { kind: 'queued', json, reason: 'endpoint-refused' },
    },
  },
  {
    name: 'report-refused',
    state: {
      ...signedIn,
      check: done(allGood),
      report: { kind: 'refused', json, code: 'report.another-person' },
    },
  },
  {
    name: 'done',
    state: {
      ...signedIn,
      check: done(allGood),
      report: { kind: 'delivered', json, receipt: 'R-7K3QF2', receivedAt: takenAt },
    },
  },
  {
    name: 'done-all',
    state: {
      ...signedIn,
      check: done(checked({ findings: [], verdict: 'done', asked: stepIds })),
      rescue: settledRescue,
      report: { kind: 'delivered', json, receipt: 'R-7K3QF2', receivedAt: takenAt },
    },
  },
  {
    name: 'done-unclear-folder',
    state: {
      ...signedIn,
      check: done(checked({ findings: [unclearFolder], verdict: 'done', asked: [...machineSteps, 'files'] })),
      report: { kind: 'delivered', json, receipt: 'R-7K3QF2', receivedAt: takenAt },
    },
  },
  {
    name: 'done-link-unknown',
    state: {
      ...signedIn,
      check: done(
        checked({
          findings: [find('links.redirect-unknown', { reason: 'network' })],
          verdict: 'done',
          asked: [...machineSteps, 'links'],
        }),
      ),
      report: { kind: 'delivered', json, receipt: 'R-7K3QF2', receivedAt: takenAt },
    },
  },
  {
    name: 'done-leftovers',
    state: {
      ...signedIn,
      check: done(withLeftovers),
      report: { kind: 'delivered', json, receipt: 'R-7K3QF2', receivedAt: takenAt },
    },
  },
  { name: 'picked-workplace', state: { ...signedIn, check: done(withLeftovers) }, pick: 'workplace' },
  {
    name: 'picked-workplace-new',
    state: { ...signedIn, check: done(allNew) },
    pick: 'workplace',
  },
  {
    name: 'picked-workplace-old-links',
    state: { ...signedIn, oldLinks, check: done(withOldLinks) },
    pick: 'workplace',
  },
  {
    name: 'picked-workplace-libraries',
    state: { ...signedIn, libraries, check: done(withLibraries) },
    pick: 'workplace',
  },
  {
    name: 'picked-workplace-ticked',
    state: {
      ...signedIn,
      libraries: libraries.slice(-1),
      check: done(checked({ findings: [], verdict: 'done', asked: [...machineSteps, 'workplace'] })),
    },
    pick: 'workplace',
  },
  {
    name: 'recorded',
    state: { ...signedIn, check: done({ ...notLinked, machine: { ...notLinked.machine, recorded: true } }) },
  },
  ...filesStates.map(toFilesScene),
]
