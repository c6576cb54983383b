import fc from 'fast-check'
import type { RecordedMachine } from '../../shared/recording/recorded-machine.ts'
import type { RecordingContent } from '../../electron/platform/recording/recording-content.ts'
import type { RegFileKey } from '../../shared/recording/reg-file.ts'
import type { Found } from '../../shared/files/scan.ts'
import type { RegistryValue } from '../../shared/computer/windows/registry.ts'
import { adatum, configJson, contoso, fabrikam } from '../unit/shared/cast.ts'

/** A Windows as no one would have thought of it, with the files in its old OneDrive and a configuration. */
export type AnyMachine = {
  readonly content: RecordingContent
  readonly entries: readonly Found[]
  readonly config: unknown
}

const profile = 'C:\\Users\\amy'
const local = `${profile}\\AppData\\Local`
const clientData = `${local}\\Microsoft\\OneDrive`
const takenAt = '2026-11-20T09:14:03Z'

const user = 'HKEY_CURRENT_USER'
const machinePolicies = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Microsoft\\OneDrive'
const userPolicies = `${user}\\SOFTWARE\\Policies\\Microsoft\\OneDrive`
const shellFolders = `${user}\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders`

type Values = Record<string, RegistryValue | null>

function text(value: string): RegistryValue {
  return { kind: 'string', text: value }
}
function number(value: number): RegistryValue {
  return { kind: 'dword', number: value }
}
function keyOf(path: string, values: Values): RegFileKey {
  const present = Object.entries(values).filter(
    (entry): entry is [string, RegistryValue] => entry[1] !== null,
  )
  return { path, values: new Map(present) }
}

const organisations = [
  { name: 'Contoso', tenantId: contoso },
  { name: 'Fabrikam', tenantId: fabrikam },
  { name: 'Adatum Würth & Söhne', tenantId: adatum },
  // The name of another organisation begins like the old one's.
  { name: 'Contoso GmbH', tenantId: adatum },
] as const
const organisation = fc.constantFrom(...organisations)

function hostOf(name: string): string {
  return `${(/^\w+/.exec(name)?.[0] ?? 'x').toLowerCase()}-my.sharepoint.com`
}

/** Mostly there, sometimes not: husks and half-written keys. */
function mostly<Value>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> {
  return fc.option(value, { freq: 15, nil: null })
}

const folderOf = (name: string): string => `${profile}\\OneDrive - ${name.replaceAll('/', ' ')}`

/** Most people's slots hold the old account and then the new one; all the others are here too. */
function account(
  slot: string,
  usual: number,
): fc.Arbitrary<{ keys: RegFileKey[]; copies: [string, Uint8Array][] }> {
  return fc
    .record({
      of: fc.oneof(
        { weight: 3, arbitrary: fc.constant(organisations[usual] ?? organisations[0]) },
        organisation,
      ),
      person: fc.constantFrom('amy.lee', 'Zoë.Brontë', 'bo'),
      hasTenant: mostly(fc.constant(true)),
      hasFolder: mostly(fc.constant(true)),
      email: mostly(fc.constant(true)),
      result: mostly(fc.constantFrom(0, 0, 0, 0x8004de40, 0x8004dec5, 7)),
      cid: fc.uuid(),
      settingsOf: mostly(organisation),
      partner: fc.option(organisation),
      log: mostly(anyLog),
    })
    .map(({ of, person, hasTenant, hasFolder, email, result, cid, settingsOf, partner, log }) => {
      const path = `${user}\\Software\\Microsoft\\OneDrive\\Accounts\\${slot}`
      const folder = folderOf(of.name)
      const site = `https://${hostOf(of.name)}/personal/${person.replace('.', '_')}_${of.name.split(' ')[0]}_com`
      const keys = [
        keyOf(path, {
          Business: number(1),
          ConfiguredTenantId: hasTenant !== null ? text(of.tenantId) : null,
          UserEmail: email === null ? null : text(`${person}@${of.name.split(' ')[0]}.com`),
          UserFolder: hasFolder === null ? null : text(folder),
          DisplayName: text(of.name),
          ServiceEndpointUri: text(`${site}/_api`),
          LastSignInResult: result === null ? null : number(result),
          LastSignInTime: { kind: 'qword', number: 1_790_114_596n },
          cid: text(cid),
        }),
        keyOf(`${path}\\Tenants\\OneDrive - ${of.name}`, { [folder]: text('') }),
        ...(partner === null
          ? []
          : [
              keyOf(`${path}\\Tenants\\${partner.name}`, {
                [`${profile}\\${partner.name}\\Plans`]: text(''),
              }),
            ]),
      ]
      const copies: [string, Uint8Array][] = []
      if (settingsOf !== null) {
        const line = `libraryScope = 0 ${'a'.repeat(32)} 5 "MySite" "ODB" 2 "${site}" "${settingsOf.tenantId}" ${'b'.repeat(32)} x y 1760590648 "${folder}" 1\r\n`
        copies.push([`${clientData}\\settings\\${slot}\\${cid}.ini`, Buffer.from(line, 'utf16le')])
      }
      if (log !== null) copies.push([`${clientData}\\logs\\${slot}\\SyncDiagnostics.log`, Buffer.from(log)])
      return { keys, copies }
    })
}

const count = fc.constantFrom('0', '0', '0', '3', '0 (none)', 'many')
const anyLog = fc
  .record({
    timeUtc: fc.constantFrom('2026-11-20T09:00:00Z', '2026-11-20T09:10:00Z', '2026-11-19T09:00:00Z', 'soon'),
    FilesToUpload: count,
    numFileFailedUploads: fc.constantFrom('0', '0', '0', '0', '2'),
    drivesWaitingForInitialSync: count,
    SyncProgressState: fc.constantFrom('16777216', '16777216', '65536', '42'),
    syncStallDetected: fc.constantFrom('0', '0', '0', '0', '1'),
  })
  .map((lines) =>
    Object.entries(lines)
      .map(([key, value]) => `${key} = ${value}\r\n`)
      .join(''),
  )

const tenantIds = fc.constantFrom(contoso, fabrikam, adatum)

function policies(path: string): fc.Arbitrary<RegFileKey[]> {
  const list = fc.option(fc.uniqueArray(tenantIds, { maxLength: 2 }), { freq: 2, nil: null })
  return fc
    .record({
      allowed: list,
      blocked: list,
      patterns: fc.option(
        fc.uniqueArray(fc.constantFrom('*.pst', 'Budget*', '~draft?.docx', '*secret*'), { maxLength: 3 }),
        { nil: null },
      ),
      optIn: fc.option(tenantIds, { nil: null }),
      isLocked: fc.boolean(),
      isSilent: fc.boolean(),
    })
    .map(({ allowed, blocked, patterns, optIn, isLocked, isSilent }) => {
      const toList = (name: string, values: readonly string[] | null): RegFileKey[] =>
        values === null
          ? []
          : [
              keyOf(
                `${path}\\${name}`,
                Object.fromEntries(values.map((value, at) => [`${at + 1}`, text(value)])),
              ),
            ]
      return [
        keyOf(path, {
          KFMSilentOptIn: optIn === null ? null : text(optIn),
          KFMBlockOptOut: number(isLocked ? 1 : 0),
          SilentAccountConfig: number(isSilent ? 1 : 0),
        }),
        // Windows' own, beside OneDrive's.
        ...(isLocked
          ? [keyOf(path.replace(/OneDrive$/, 'Windows\\System'), { CleanupProfiles: number(30) })]
          : []),
        ...toList('AllowTenantList', allowed),
        ...toList('BlockTenantList', blocked),
        ...toList('EnableODIgnoreListFromGPO', patterns),
      ]
    })
}

const shellPlaces = fc.constantFrom(
  // Windows does not tell letter case apart.
  `${folderOf('Contoso').toUpperCase()}\\Desktop`,
  `${folderOf('Fabrikam')}\\Desktop`,
  ...organisations.flatMap(({ name }) => [`${folderOf(name)}\\Desktop`, `${folderOf(name)}\\Dokumente`]),
  '%USERPROFILE%\\Documents',
  `${profile}\\OneDrive - Long gone\\Desktop`,
)

const shell = fc
  .record({ Desktop: mostly(shellPlaces), Personal: mostly(shellPlaces), 'My Pictures': mostly(shellPlaces) })
  .map((values) =>
    keyOf(
      shellFolders,
      Object.fromEntries(
        Object.entries(values).map(([name, value]) => [
          name,
          value === null ? null : ({ kind: 'expandable', text: value } as const),
        ]),
      ),
    ),
  )

type Refusals = readonly RecordedMachine['unreadable'][number][]

const refusals: fc.Arbitrary<Refusals> = fc.subarray(
  [
    { what: 'key', place: `${user}\\Software\\Microsoft\\OneDrive\\Accounts`, reason: 'Win32 error 5' },
    { what: 'key', place: machinePolicies, reason: `${machinePolicies}: Win32 error 5` },
    { what: 'known-folder', place: 'desktop', reason: 'SHGetKnownFolderPath answered 0x80070005' },
    { what: 'process', place: 'OneDrive.exe', reason: 'WTSEnumerateProcesses answered 5' },
    { what: 'file', place: `${clientData}\\logs\\Business1\\SyncDiagnostics.log`, reason: 'EBUSY' },
    { what: 'runs-as', place: '', reason: 'OpenProcessToken answered 5' },
    { what: 'disk', place: 'C:\\', reason: 'EIO' },
  ] as const,
  { maxLength: 2 },
)

const names = fc.oneof(
  fc.constantFrom(
    'Budget 2026.xlsx',
    'mail.pst',
    'draft.tmp',
    'con',
    'a'.repeat(380),
    '~$lock.docx',
    'notes_vti_.txt',
  ),
  fc.constantFrom(
    'top secret.docx',
    ' leading.txt',
    'What?.txt',
    'Übersicht.pdf',
    '予算.xlsx',
    'x',
    'desktop.ini',
  ),
  fc.string({ minLength: 1, maxLength: 20 }).map((name) => name.replace(/[\\/\r\n]/g, '_')),
)

const entry: fc.Arbitrary<Found> = fc
  .record({
    root: fc.oneof({ weight: 4, arbitrary: fc.constant(organisations[0]) }, organisation),
    folders: fc.array(names, { maxLength: 2 }),
    name: names,
    size: fc.nat(),
    kind: fc.constantFrom('local', 'in-cloud', 'in-cloud', 'changed', 'folder', 'link', 'unreadable'),
  })
  .map(({ root, folders, name, size, kind }) => {
    const path = [folderOf(root.name), ...folders, name].join('\\')
    const bits = {
      local: [0x20, 0, 0],
      'in-cloud': [0x420, 0x9000_601a, 9],
      changed: [0x420, 0x9000_601a, 1],
      folder: [0x10, 0, 0],
      link: [0x400, 0xa000_000c, 0],
      unreadable: null,
    }[kind]
    if (bits === null) return { path, entry: null }
    const [attributes = 0, reparseTag = 0, placeholderState = 0] = bits
    const modifiedAt = 1_790_000_000_000
    return {
      path,
      entry: { name, size, modifiedAt, attributes, reparseTag, placeholderState, providerState: null },
    }
  })

const address = fc.constantFrom('amy.lee@contoso.com', 'amy.lee@fabrikam.com', 'bo@adatum.example', 'Amy')
const office = `${user}\\Software\\Microsoft\\Office\\16.0`
const mapi = '9375CFF0413111d3B88A00104B2A6676'

/** What the rest of the computer names, whole or damaged. */
const workplace = fc
  .record({
    joined: mostly(fc.tuple(tenantIds, address)),
    identity: mostly(fc.tuple(fc.uuid(), address, fc.boolean())),
    outlook: mostly(fc.tuple(fc.constantFrom('Outlook', 'Zoë'), address, fc.boolean())),
    notebook: mostly(organisation),
    drive: mostly(organisation),
    edge: mostly(fc.tuple(tenantIds, address, fc.constantFrom('named', 'elsewhere', 'nobody', 'damaged'))),
    app: mostly(fc.tuple(fc.uuid(), address, fc.constantFrom('associated', 'disassociated', 'damaged'))),
    hasTeams: fc.boolean(),
  })
  .map(({ joined, identity, outlook, notebook, drive, edge, app, hasTeams }) => {
    const keys: RegFileKey[] = []
    const copies: [string, Uint8Array][] = []
    const folders: Record<string, string[]> = {}
    const write = (file: string, value: unknown): void => {
      copies.push([file, Buffer.from(value === 'damaged' ? '{"pro' : JSON.stringify(value))])
    }
    if (joined !== null) {
      const path = `${user}\\Software\\Microsoft\\Windows NT\\CurrentVersion\\WorkplaceJoin\\JoinInfo`
      keys.push(
        keyOf(`${path}\\0123456789ABCDEF0123456789ABCDEF01234567`, {
          TenantId: text(joined[0]),
          UserEmail: text(joined[1]),
        }),
      )
    }
    if (identity !== null) {
      const [id, name, isSignedOut] = identity
      const path = `${office}\\Common\\Identity`
      keys.push(
        keyOf(path, { SignedOutADUser: isSignedOut ? text(name) : null }),
        keyOf(`${path}\\Identities\\${id}_ADAL`, { EmailAddress: text(name) }),
      )
    }
    if (outlook !== null) {
      const [profileName, name, isBinary] = outlook
      const value: RegistryValue = isBinary
        ? { kind: 'binary', bytes: Buffer.from(`${name}\0`, 'utf16le') }
        : text(name)
      keys.push(
        keyOf(`${office}\\Outlook`, { DefaultProfile: text(profileName) }),
        keyOf(`${office}\\Outlook\\Profiles\\${profileName}\\${mapi}\\00000002`, { 'Account Name': value }),
      )
    }
    if (notebook !== null)
      keys.push(
        keyOf(`${office}\\OneNote\\OpenNotebooks`, {
          '1': text(`https://${hostOf(notebook.name)}/personal/amy_lee/Documents/Notebooks/Work/`),
          '2': text(`C:\\Users\\amy\\Notes\\${notebook.name}`),
        }),
      )
    if (drive !== null)
      keys.push(
        keyOf(`${user}\\Network\\Z`, {
          RemotePath: text(`\\\\${hostOf(drive.name)}@SSL\\DavWWWRoot\\sites\\Finance`),
        }),
      )
    if (edge !== null) {
      const [tenantId, name, kind] = edge
      const account = { user_name: name, edge_account_tenant_id: tenantId }
      const cache = { Default: { name: 'Work', ...(kind === 'named' && account) } }
      const data = `${local}\\Microsoft\\Edge\\User Data`
      write(`${data}\\Local State`, kind === 'damaged' ? 'damaged' : { profile: { info_cache: cache } })
      if (kind === 'elsewhere')
        write(`${data}\\Default\\Preferences`, {
          account_info: [{ email: name, edge_account_tenant_id: tenantId }],
        })
    }
    if (app !== null) {
      const [id, name, state] = app
      const path = `${local}\\Microsoft\\OneAuth\\accounts`
      const status = JSON.stringify({ 'com.microsoft.Office': state })
      write(
        `${path}\\${id}`,
        state === 'damaged' ? state : { account_hints: name, association_status: status },
      )
      folders[path] = [id]
    }
    if (hasTeams) folders[`${local}\\Packages\\MSTeams_8wekyb3d8bbwe`] = []
    return { keys, copies, folders }
  })

/** What the client has mounted: team libraries, shortcuts in a OneDrive, and what earlier accounts left. */
const mounts = fc
  .uniqueArray(
    fc.record({
      scope: fc.constantFrom(...['a', 'b', 'c', 'd'].map((digit) => digit.repeat(32))),
      of: organisation,
      name: names,
      isInside: fc.boolean(),
      isShortcut: fc.constantFrom(null, 0, 1),
      site: mostly(
        fc.constantFrom('sites/Plans', 'sites/Würth/Shared%20Documents/', 'personal/bo_x/Documents'),
      ),
    }),
    { maxLength: 3, selector: ({ scope }) => scope },
  )
  .map((all) =>
    all.map(({ scope, of, name, isInside, isShortcut, site }) =>
      keyOf(`${user}\\Software\\SyncEngines\\Providers\\OneDrive\\${scope}`, {
        MountPoint: text(`${isInside ? folderOf(of.name) : `${profile}\\${of.name}`}\\${name}`),
        UrlNamespace: site === null ? null : text(`https://${hostOf(of.name).replace('-my', '')}/${site}`),
        LibraryType: text('teamsite'),
        IsFolderScope: isShortcut === null ? null : number(isShortcut),
      }),
    ),
  )

const config = fc
  .record({
    moveState: fc.constantFrom('Success', 'Success', 'Success', 'Success', 'Success', 'NotStarted', 'Failed'),
    direction: fc.constantFrom('forward', 'forward', 'return'),
    phase: fc.option(fc.constantFrom('ready', 'watch'), { nil: undefined }),
    targetUpn: fc.option(fc.constantFrom('amy.lee@fabrikam.com', 'Zoë.Brontë@Fabrikam.com'), {
      nil: undefined,
    }),
  })
  .map((plan) => configJson(plan))

/** Machines whose every part may be missing, refused, of another tenant, or in another language. */
export const anyMachine: fc.Arbitrary<AnyMachine> = fc
  .record({
    accounts: fc.tuple(
      mostly(account('Business1', 0)),
      fc.option(account('Business2', 1), { nil: null }),
      fc.option(account('Business10', 3), { nil: null, freq: 1 }),
    ),
    policies: fc.tuple(policies(machinePolicies), fc.option(policies(userPolicies), { nil: null })),
    shell,
    isSpent: fc.boolean(),
    isInstalled: fc.constantFrom(true, true, true, false),
    isRunning: fc.constantFrom(true, true, false),
    version: fc.constantFrom('26.168.0830.0006', '19.043.0304.0007'),
    unreadable: fc.oneof(
      { weight: 3, arbitrary: fc.constant<Refusals>([]) },
      { weight: 1, arbitrary: refusals },
    ),
    elevated: fc.constantFrom(false, false, false, false, false, true),
    freeBytes: fc.constantFrom(1e9, 100e9),
    entries: fc.array(entry, { maxLength: 12 }),
    workplace,
    mounts,
    config,
  })
  .map(({ accounts, policies: [machine, person], shell: folders, ...rest }) => {
    const present = accounts.filter((one) => one !== null)
    const registry = [
      keyOf(`${user}\\Software\\Microsoft\\OneDrive`, {
        Version: text(rest.version),
        SilentBusinessConfigCompleted: number(rest.isSpent ? 1 : 0),
        ClientEverSignedIn: number(1),
        ...(rest.isSpent && { OneAuthUnrecoverableTimestamp: text('1790114532') }),
      }),
      ...present.flatMap(({ keys }) => keys),
      ...machine,
      ...(person ?? []),
      folders,
      ...rest.mounts,
      ...rest.workplace.keys,
    ]
    const copies = new Map(
      [...present, rest.workplace].flatMap((one) =>
        one.copies.map(([file, bytes]) => [toPlace(file), bytes] as const),
      ),
    )
    return {
      content: { machine: toMachine(rest), registry, copies, folders: ['files'] },
      entries: rest.entries,
      config: rest.config,
    }
  })

function toPlace(file: string): string {
  return `files/${file.replace(':', '').replaceAll('\\', '/')}`
}

function toMachine(of: {
  readonly isInstalled: boolean
  readonly isRunning: boolean
  readonly elevated: boolean
  readonly freeBytes: number
  readonly unreadable: Refusals
  readonly workplace: {
    readonly copies: readonly [string, Uint8Array][]
    readonly folders: Record<string, string[]>
  }
}): RecordedMachine {
  const executable = 'C:\\Program Files\\Microsoft OneDrive\\OneDrive.exe'
  return {
    formatVersion: 1,
    takenAt,
    platform: 'windows',
    osVersion: '10.0.26100',
    user: { name: 'amy', sid: 'S-1-5-21-1-2-3-1101', elevated: of.elevated, session: 1 },
    env: {
      USERNAME: 'amy',
      USERPROFILE: profile,
      LOCALAPPDATA: local,
      ProgramFiles: 'C:\\Program Files',
      ProgramW6432: 'C:\\Program Files',
    },
    processes: of.isRunning ? [{ name: 'OneDrive.exe' }, { name: 'solitaire.exe' }] : [],
    disks: [{ root: 'C:\\', freeBytes: of.freeBytes, totalBytes: 500e9 }],
    files: [
      ...(of.isInstalled ? [executable] : []),
      ...of.workplace.copies.map(([file]) => file).filter((file) => file.includes('OneAuth')),
    ],
    folderNames: of.workplace.folders,
    fileTimes: {},
    unreadable: [...of.unreadable],
    links: {},
  }
}
