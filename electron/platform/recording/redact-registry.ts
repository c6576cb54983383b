import { decodeUtf16 } from '../../../shared/computer/decode-utf16.ts'
import type { RegistryValue } from '../../../shared/computer/windows/registry.ts'
import type { RegFileKey } from '../../../shared/recording/reg-file.ts'

type Replace = (text: string) => string

/** Names of keys that Windows or the client gives on every computer. Any other may be named after somebody. */
const knownKeys = new Set(
  [
    ...[
      'HKEY_CURRENT_USER',
      'HKEY_LOCAL_MACHINE',
      'SOFTWARE',
      'WOW6432Node',
      'SYSTEM',
      'Policies',
      'Microsoft',
    ],
    ...['Windows', 'CurrentVersion', 'Explorer', 'User Shell Folders', 'StartupApproved', 'Run', 'OneDrive'],
    ...[
      'Accounts',
      'Tenants',
      'ScopeIdToMountPointPathCache',
      'SyncEngines',
      'Providers',
      'CurrentControlSet',
    ],
    ...['Control', 'CloudDomainJoin', 'TenantInfo', 'AllowTenantList', 'BlockTenantList', 'TenantAutoMount'],
    ...['EnableODIgnoreListFromGPO', 'EnableODIgnoreFolderListFromGPO'],
    ...['Windows Defender', 'Windows Defender Exploit Guard', 'Controlled Folder Access'],
    'AllowedApplications',
    ...['Windows NT', 'WorkplaceJoin', 'JoinInfo', 'Office', '16.0', 'Common', 'Identity', 'Identities'],
    ...['Outlook', 'Preferences', 'Profiles', 'OneNote', 'OpenNotebooks'],
    'Network',
  ].map((name) => name.toLowerCase()),
)

/** Names of values that are read, and belong to Windows or the client. A test compares them with the readers. */
export const knownValues: ReadonlySet<string> = new Set(
  [
    ...['UserFolder', 'UserEmail', 'ConfiguredTenantId', 'DisplayName', 'cid', 'ServiceEndpointUri'],
    ...[
      'SPOResourceId',
      'TeamSiteSPOResourceId',
      'LastSignInResult',
      'LastSignInTime',
      'Business',
      'UserName',
    ],
    ...['MountPoint', 'LibraryType', 'UrlNamespace', 'IsFolderScope', 'WebUrl', 'LastModifiedTime'],
    ...['OneDriveTrigger', 'Version', 'OneDrive', 'DisableFileSyncNGSC', 'SilentAccountConfig'],
    ...['SilentBusinessConfigCompleted', 'ClientEverSignedIn', 'PersonalUnlinkedTimeStamp'],
    ...['OneAuthUnrecoverableTimestamp', 'KFMSilentOptIn', 'KFMOptInWithWizard', 'KFMBlockOptOut'],
    ...['KFMBlockOptIn', 'DisablePersonalDirChange', 'DisableAutoConfig', 'BlockExternalSync'],
    ...['AddedFolderUnmountOnPermissionsLoss', 'AddedFolderHardDeleteOnUnmount', 'KfmFoldersProtectedNow'],
    ...['CleanupProfiles', 'ProfileImagePath'],
    ...['Desktop', 'Personal', 'My Pictures', 'EnableControlledFolderAccess'],
    ...['TenantId', 'UserPrincipalName', 'SignedOutADUser', 'EmailAddress', 'SignInName'],
    ...['DefaultProfile', 'Account Name', 'Service Name', 'clsid', 'RemotePath', 'UseNewOutlook'],
  ].map((name) => name.toLowerCase()),
)

/** Slots, ids of tenants and scopes: they say which, and not who. */
const plainName =
  /^(?:personal|business\d{1,2}|\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?|[0-9a-f]{32}(?:\+\d{1,4})?|\d{0,4})$/i

/** The path of a key with every name replaced that is not known. */
export function redactKeyPath(path: string, text: Replace): string {
  return path
    .split('\\')
    .map((name) => (knownKeys.has(name.toLowerCase()) || plainName.test(name) ? name : text(name)))
    .join('\\')
}

/** The only pattern of a redacted recording: what one of the real ones matched ends like this. */
export const excludedEnding = '.excluded'

const patternKey = /\\EnableODIgnoreListFromGPO$/i
/** Below a list of policies and below `Tenants` values are named by people. */
const namedByPeople = /\\(?:Tenants\\[^\\]+|TenantAutoMount|AllowTenantList|BlockTenantList)$/i

export function redactKey({ path, values }: RegFileKey, text: Replace): RegFileKey {
  const isPeoples = namedByPeople.test(path)
  const toName: Replace = (name) =>
    (!isPeoples && knownValues.has(name.toLowerCase())) || plainName.test(name) ? name : text(name)
  const toText: Replace = patternKey.test(path) ? () => `*${excludedEnding}` : text
  return {
    path: redactKeyPath(path, text),
    values: new Map([...values].map(([name, value]) => [toName(name), redactValue(name, value, toText)])),
  }
}

/** Bytes that are a text; of any other only the first one is ever looked at (StartupApproved). */
const textInBytes = 'account name'

function redactValue(name: string, value: RegistryValue, text: Replace): RegistryValue {
  switch (value.kind) {
    case 'string':
    case 'expandable':
      return { kind: value.kind, text: value.text.trim() === '' ? value.text : text(value.text) }
    case 'strings':
      return { kind: 'strings', texts: value.texts.map(text) }
    case 'binary':
      return name.toLowerCase() === textInBytes
        ? { kind: 'binary', bytes: Buffer.from(text(decodeUtf16(value.bytes)), 'utf16le') }
        : { kind: 'binary', bytes: value.bytes.slice(0, 1) }
    case 'dword':
    case 'qword':
      return value
  }
}
