import packageFile from '../../../package.json' with { type: 'json' }
import { markerKey, policyKey } from '../../../shared/installation/app-id.ts'
import { toRestStatus, type Status } from '../../../shared/outputs/status.ts'

/*
 * What Intune's scripts answer, state by state. Run by PowerShell here with a stand-in for the registry's provider, and by PowerShell for
 * Windows on Wine's registry.
 */
export type ScriptCase = {
  readonly name: string
  readonly script: 'detect-app' | 'detect-status' | 'require-source-account' | 'start-landfall'
  /** Keys with their texts. */
  readonly registry: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Below `APPDATA` and `ProgramData`, with `/`. */
  readonly files?: Readonly<Record<string, string>>
  /** The files were written a day later than it is now. */
  readonly isFromTheFuture?: true
  /** What Landfall writes when it is started; without it there is no program. */
  readonly program?: { readonly status: string | null }
  readonly code: number
  readonly said: RegExp
  /** The one case of its script that the Windows gate runs. */
  readonly isInGate?: true
}

/** No program of Wine writes what a Landfall writes when it looks. */
export function canRunUnderWine({ program: made }: ScriptCase): boolean {
  return made === undefined || made.status === null
}

/** Where the program lies, in the registry's texts. */
export const programFolder = '{PROGRAM FOLDER}'

const marker = `HKEY_LOCAL_MACHINE\\${markerKey}`
const accounts = 'HKEY_CURRENT_USER\\Software\\Microsoft\\OneDrive\\Accounts'
const policy = `HKEY_LOCAL_MACHINE\\${policyKey}`
const source = '11111111-1111-4111-8111-111111111111'
const nothing = /^$/

/** The version that the scripts are made for. */
const { version } = packageFile

const installed = (Version: string): ScriptCase['registry'] => ({
  [marker]: { Version, InstallLocation: programFolder },
})
const status = (change: Partial<Record<keyof Status, unknown>> = {}): string =>
  JSON.stringify({
    ...toRestStatus('not-in-wave', { name: 'Landfall', version }, '2026-11-20T23:30:00.000Z', null),
    phase: 'switch',
    report: 'sent',
    ...change,
  })
const told = (name: string, content: string, code: number, said: RegExp): ScriptCase => ({
  name,
  script: 'detect-status',
  registry: installed(version),
  files: { 'APPDATA/Landfall/status.json': content },
  code,
  said,
})
const program = { status: null }
const ofSource = { [policy]: { SourceTenantId: source } }
const account = (slot: string, values: Record<string, string>) => ({ [`${accounts}\\${slot}`]: values })
const open = { verdict: 'action-needed', exitCode: 10 }
const long = Array.from({ length: 40 }, (_each, index) => `a${String(index).padStart(59, '0')}`)

export const scriptCases: readonly ScriptCase[] = [
  { name: 'nothing is installed', script: 'detect-app', registry: {}, code: 0, said: nothing },
  {
    name: 'the version that is wanted',
    script: 'detect-app',
    registry: installed(version),
    program,
    code: 0,
    said: new RegExp(`^Landfall ${version.replaceAll('.', String.raw`\.`)}$`),
    isInGate: true,
  },
  {
    name: 'an older one',
    script: 'detect-app',
    registry: installed('0.0.9'),
    program,
    code: 0,
    said: nothing,
  },
  {
    name: 'a newer one, number by number',
    script: 'detect-app',
    registry: installed('0.10.0'),
    program,
    code: 0,
    said: /^Landfall 0\.10\.0$/,
  },
  {
    name: 'a marker without the program',
    script: 'detect-app',
    registry: installed(version),
    code: 0,
    said: nothing,
  },
  {
    name: 'a marker that is no version',
    script: 'detect-app',
    registry: installed('new'),
    code: 1,
    said: nothing,
  },
  {
    name: 'not installed',
    script: 'detect-status',
    registry: {},
    code: 0,
    said: /^\{"state":"not-installed"\}$/,
  },
  {
    name: 'never started',
    script: 'detect-status',
    registry: installed(version),
    code: 0,
    said: /^\{"state":"not-started"\}$/,
  },
  told('done', status({ verdict: 'done' }), 0, /"state":"done".*"checked":"2026-11-20"/),
  told('not in the wave', status(), 0, /"state":"not-in-wave"/),
  told('an old Landfall', status({ verdict: 'outdated', exitCode: 15 }), 1, /"state":"outdated"/),
  told('not due', status({ verdict: 'not-due', exitCode: 10 }), 0, /"state":"not-due"/),
  {
    ...told(
      'something is left to do',
      status({ ...open, openSteps: ['account', 'folders'], findings: ['account.target-not-linked'] }),
      1,
      /"openSteps":\["account","folders"\],"findings":\["account.target-not-linked"\]/,
    ),
    isInGate: true,
  },
  told(
    'one thing is left to do',
    status({ ...open, openSteps: ['account'] }),
    1,
    /"openSteps":\["account"\]/,
  ),
  told(
    'what has not the form of a code',
    status({ ...open, openSteps: ['Amy Lee', 'C:\\Users\\amy', 'amy@contoso.com'] }),
    1,
    /"openSteps":\["unreadable","unreadable","unreadable"\]/,
  ),
  told('the longest that can be', status({ ...open, openSteps: long, findings: long }), 1, /"findings"/),
  told('half a file', '{"takenAt":', 1, /^\{"state":"unreadable"\}$/),
  told('a list where a status is wanted', '[]', 1, /^\{"state":"unreadable"\}$/),
  ...['null', 'false', '""', '"0"', '0.4', '[0]', '99999999999999'].map((code) =>
    told(
      `an exit code that is not valid: ${code}`,
      status({ ...open, exitCode: 'PLACE' }).replace('"PLACE"', code),
      1,
      /^\{"state":"unreadable"\}$/,
    ),
  ),
  told(
    'a file that no Landfall writes, for its size',
    status({ verdict: 'done', supportCode: 'x'.repeat(1_100_000) }),
    1,
    /^\{"state":"unreadable"\}$/,
  ),
  {
    ...told('a folder in the place of the status', '', 1, /^\{"state":"unreadable"\}$/),
    files: { 'APPDATA/Landfall/status.json/x': '' },
  },
  {
    name: 'no account',
    script: 'require-source-account',
    registry: ofSource,
    code: 0,
    said: /^0$/,
  },
  {
    name: 'what is left of an account',
    script: 'require-source-account',
    registry: {
      ...ofSource,
      ...account('Business1', { OneDriveDeviceId: 'aaa6ae39-0000-4000-8000-000000000000' }),
    },
    code: 0,
    said: /^0$/,
  },
  {
    name: 'an account of the source in the second slot',
    script: 'require-source-account',
    registry: {
      ...ofSource,
      ...account('Business1', { ConfiguredTenantId: '99999999-9999-4999-8999-999999999999' }),
      ...account('Business2', { ConfiguredTenantId: source }),
    },
    code: 0,
    said: /^1$/,
    isInGate: true,
  },
  {
    name: 'no one says which tenant',
    script: 'require-source-account',
    registry: account('Business1', { ConfiguredTenantId: source }),
    code: 0,
    said: /^0$/,
  },
  {
    name: 'the file says which tenant',
    script: 'require-source-account',
    registry: account('Business1', { ConfiguredTenantId: source }),
    files: {
      'ProgramData/Landfall/landfall.json': JSON.stringify({ source: { tenantId: source, name: 'Ärzte' } }),
    },
    code: 0,
    said: /^1$/,
  },
  {
    name: 'a file that holds no JSON',
    script: 'require-source-account',
    registry: account('Business1', { ConfiguredTenantId: source }),
    files: { 'ProgramData/Landfall/landfall.json': '{' },
    code: 1,
    said: /^not checked: /,
  },
  {
    name: 'no start where nothing is installed',
    script: 'start-landfall',
    registry: {},
    code: 1,
    said: /^not started: Landfall is not installed$/,
  },
  {
    name: 'no start without the program',
    script: 'start-landfall',
    registry: installed(version),
    code: 1,
    said: /^not started: the program is missing$/,
  },
  {
    name: 'a start that ends before it has looked',
    script: 'start-landfall',
    registry: installed(version),
    program,
    code: 0,
    said: /^started$/,
    isInGate: true,
  },
  {
    name: 'a start that ends before it has looked, over a status of a clock that was ahead',
    script: 'start-landfall',
    registry: installed(version),
    files: { 'APPDATA/Landfall/status.json': status({ verdict: 'done' }) },
    isFromTheFuture: true,
    program,
    code: 0,
    said: /^started$/,
  },
  {
    name: 'a start that looks',
    script: 'start-landfall',
    registry: installed(version),
    program: { status: status({ verdict: 'done' }) },
    code: 0,
    said: /^started, and has looked$/,
  },
]
