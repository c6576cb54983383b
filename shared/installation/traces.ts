import { appId, markerKey, toastClsid } from './app-id.ts'

/*
 * Everything that Landfall, its Electron or its installers leave on a computer: one list. The uninstaller's orders and the end of
 * Landfall are made from it, docs/deploy.md shows it (`build/traces-table.ts`), and tests compare it with a run's before and after.
 */

/** When a trace goes. */
export type Removal =
  /** With the program: setup's uninstaller and the MSI's remove it. */
  | 'uninstall'
  /** It belongs to a person: at Landfall's own end there, or at the next sign-in after the uninstallation. */
  | 'end'
  /** As `end`, but only after an uninstallation: it holds a choice of the person's. */
  | 'uninstall-order'
  /** On request alone, with `/REMOVEUSERDATA`. */
  | 'request'
  /** Setup's uninstaller keeps it for old entries, and removes it on request; the MSI's removes it. */
  | 'uninstall-msi'
  /** By itself, with the process that made it, or the next one. */
  | 'itself'
  | 'stays'

export type Trace = {
  readonly whose: 'computer' | 'person'
  /** A folder, file, key or value, as Windows writes it; a value follows a comma. */
  readonly place: string
  readonly what: string
  readonly writer: 'setup' | 'MSI' | 'setup, MSI' | 'Landfall' | 'Electron' | 'Windows'
  readonly goes: Removal
  /** What removes it with a person's own rights, for `cmd.exe`, and the name of the order that says so after an uninstallation. */
  readonly removal?: { readonly order: string; readonly command: string }
}

const uninstallKey = 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall'
const runOnceKey = 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\RunOnce'
const toastKey = `HKCU\\Software\\Classes\\CLSID\\{${toastClsid}}`
const toastSettings = `HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Notifications\\Settings\\${appId}`
const personalEntry = '%APPDATA%\\Microsoft\\Windows\\Start Menu\\Programs\\Landfall.lnk'

/** A person's own data: settings, receipts, sign-in, and what Chromium keeps beside them. */
export const dataOrder = { order: 'LandfallRemoveUserData', command: 'rmdir /s /q "%APPDATA%\\Landfall"' }

export const traces: readonly Trace[] = [
  {
    whose: 'computer',
    place: '%ProgramFiles%\\Landfall',
    what: 'the program; `.old` and `.new` beside it during an upgrade',
    writer: 'setup, MSI',
    goes: 'uninstall',
  },
  {
    whose: 'computer',
    place: '%ProgramData%\\Landfall',
    what: 'folder of the configuration',
    writer: 'setup, MSI',
    goes: 'request',
  },
  {
    whose: 'computer',
    place: '%ProgramData%\\Microsoft\\Windows\\Start Menu\\Programs\\Landfall.lnk',
    what: 'entry in the Start menu',
    writer: 'setup, MSI',
    goes: 'uninstall',
  },
  {
    whose: 'computer',
    place: '%ProgramData%\\Microsoft\\IntuneManagementExtension\\Logs\\Landfall-Setup.log',
    what: 'log of setup where Intune is, and `.old`',
    writer: 'setup',
    goes: 'stays',
  },
  {
    whose: 'computer',
    place: '%SystemRoot%\\Logs\\Landfall-Setup.log',
    what: 'the same without Intune',
    writer: 'setup',
    goes: 'stays',
  },
  {
    whose: 'computer',
    place: '%CommonProgramFiles%\\Landfall-Setup.lock',
    what: 'one installer at a time',
    writer: 'setup',
    goes: 'itself',
  },
  {
    whose: 'computer',
    place: `HKLM\\${markerKey}`,
    what: 'marker of what is installed; value `Leave` while an installer asks Landfall to leave',
    writer: 'setup, MSI',
    goes: 'uninstall',
  },
  {
    whose: 'computer',
    place: `${uninstallKey}\\Landfall`,
    what: 'entry under Apps',
    writer: 'setup',
    goes: 'uninstall',
  },
  {
    whose: 'computer',
    place: `${uninstallKey}\\{PRODUCT CODE}`,
    what: 'entry under Apps',
    writer: 'MSI',
    goes: 'uninstall',
  },
  {
    whose: 'computer',
    place: 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Installer',
    what: 'Windows Installer’s notes of the product and its files',
    writer: 'Windows',
    goes: 'uninstall',
  },
  {
    whose: 'computer',
    place: 'HKLM\\Software\\Classes\\Installer',
    what: 'the same, by upgrade code',
    writer: 'Windows',
    goes: 'uninstall',
  },
  {
    whose: 'computer',
    place: '%SystemRoot%\\Installer',
    what: 'Windows Installer’s copy of the package and of the icon',
    writer: 'Windows',
    goes: 'uninstall',
  },
  {
    whose: 'computer',
    place: 'HKLM\\Software\\Microsoft\\Windows\\CurrentVersion\\Run, Landfall',
    what: 'start at sign-in',
    writer: 'setup, MSI',
    goes: 'uninstall',
  },
  {
    whose: 'computer',
    place: 'HKLM\\Software\\Classes\\landfall',
    what: '`landfall:` links',
    writer: 'setup, MSI',
    goes: 'uninstall',
  },
  {
    whose: 'computer',
    place: 'HKLM\\SYSTEM\\CurrentControlSet\\Services\\EventLog\\Application\\Landfall',
    what: 'source in the event log',
    writer: 'setup, MSI',
    goes: 'uninstall-msi',
  },
  {
    whose: 'computer',
    place: 'the Application log, source Landfall',
    what: 'entries of codes',
    writer: 'Landfall',
    goes: 'stays',
  },
  {
    whose: 'person',
    place: '%APPDATA%\\Landfall',
    what: 'a person’s data: settings, receipts, sign-in, log, and Chromium’s own (caches, crash dumps)',
    writer: 'Landfall',
    goes: 'request',
    removal: dataOrder,
  },
  {
    whose: 'person',
    place: '%TEMP%\\landfall-replay-*',
    what: 'a recording that is shown',
    writer: 'Landfall',
    goes: 'itself',
  },
  {
    whose: 'person',
    place: toastKey,
    what: 'what answers a notification, from the first one on',
    writer: 'Electron',
    goes: 'end',
    removal: { order: 'LandfallRemoveTraces', command: `reg delete ${toastKey} /f` },
  },
  {
    whose: 'person',
    place: personalEntry,
    what: 'a second entry in the Start menu, from the first notification on',
    writer: 'Electron',
    goes: 'end',
    removal: { order: 'LandfallRemoveEntry', command: `del /q "${personalEntry}"` },
  },
  {
    whose: 'person',
    place: toastSettings,
    what: 'whether the person wants notifications',
    writer: 'Windows',
    goes: 'uninstall-order',
    removal: { order: 'LandfallRemoveChoices', command: `reg delete ${toastSettings} /f` },
  },
  {
    whose: 'person',
    place: `${runOnceKey}, LandfallRemove…`,
    what: 'orders after an uninstallation; a new installation takes them back',
    writer: 'setup',
    goes: 'itself',
  },
  {
    whose: 'person',
    place: 'HKCU\\Control Panel\\NotifyIconSettings',
    what: 'where the person wants the icon beside the clock',
    writer: 'Windows',
    goes: 'stays',
  },
  {
    whose: 'person',
    place: 'From OLD ORGANISATION, in the new OneDrive',
    what: 'copies of the person’s files, which are theirs; recordings that they save',
    writer: 'Landfall',
    goes: 'stays',
  },
]

/** What Landfall removes at its own end, in the person's name: each a command for `cmd.exe`. */
export const endCommands: readonly string[] = traces.flatMap(({ goes, removal }) =>
  goes === 'end' && removal !== undefined ? [removal.command] : [],
)

/** The orders that every uninstallation leaves for people who are signed in. */
export const traceOrders = traces.flatMap(({ goes, removal }) =>
  (goes === 'end' || goes === 'uninstall-order') && removal !== undefined ? [removal] : [],
)
