import type { Reading } from '../../facts/reading.ts'
import type { SilentApp, Trace, WorkplaceFacts } from '../../facts/workplace.ts'
import { decodeUtf16 } from '../decode-utf16.ts'
import { toReading } from './to-reading.ts'
import { parseAppAccount } from './app-account.ts'
import { parseLocalState, parsePreferences, type BrowserProfile } from './local-state.ts'
import { numberOf, textOf, valueOf, type RegistryKey } from './registry.ts'
import type { WindowsSystem } from './windows-system.ts'
import { isGuid } from '../../text/is-guid.ts'
import { withoutEnd } from '../../text/without-end.ts'

const officePath = 'Software\\Microsoft\\Office\\16.0'
const identitiesPath = `${officePath}\\Common\\Identity`
const outlookPath = `${officePath}\\Outlook`
const joinedPath = 'Software\\Microsoft\\Windows NT\\CurrentVersion\\WorkplaceJoin\\JoinInfo'
/** MAPI's own section of accounts in a profile. Its accounts may hold passwords, so values are read by name alone. */
const mapiAccounts = '9375CFF0413111d3B88A00104B2A6676'
/** Entries of a profile that are its address book and no account. */
const addressBook = '{ed475414-b0d6-11d2-8c3b-00104b2a6676}'

/** With more of one kind, that kind is unknown: no one has so many accounts. */
const most = { keys: 50, notebooks: 200, files: 50 } as const
const mostBytes = { localState: 4 * 1024 * 1024, appAccount: 256 * 1024 } as const

const nothing: Trace = {
  tenantId: null,
  objectId: null,
  address: null,
  url: null,
  label: null,
  isUsed: null,
}

/**
 * What else on this Windows names an organisation: read as the person, without elevation, without a file that holds a token or a key
 * (docs/facts/workplace.md). Null for a recording of a time when no one looked. `readAt` is ISO 8601.
 */
export function readWorkplace(system: WindowsSystem, readAt: string): WorkplaceFacts | null {
  if (!system.hasWorkplace) return null
  const read = <Value>(source: string, ask: () => Value): Reading<Value> => toReading(source, readAt, ask)
  return {
    traces: {
      notebooks: read('registry', () => readNotebooks(system)),
      edge: read('local-state', () => readBrowser(system, 'Microsoft\\Edge')),
      chrome: read('local-state', () => readBrowser(system, 'Google\\Chrome')),
      office: read('registry', () => readIdentities(system)),
      apps: read('one-auth', () => readAppAccounts(system)),
      outlook: read('registry', () => readProfiles(system)),
      drives: read('registry', () => readDrives(system)),
      accounts: read('registry', () => readWindowsAccounts(system)),
    },
    silentApps: read('system', () => readSilentApps(system)),
    localNotebooks: read('registry', () => readLocalNotebooks(system)),
  }
}

/** Accounts that were added to Windows for work or school. A value may have either name. */
function readWindowsAccounts(system: WindowsSystem): Trace[] {
  return namesBelow(system, joinedPath).map((name) => {
    const key = keyOf(system, `${joinedPath}\\${name}`, ['TenantId', 'UserEmail', 'UserPrincipalName'])
    const address = textOf(key, 'UserEmail') ?? textOf(key, 'UserPrincipalName')
    return { ...nothing, tenantId: toId(textOf(key, 'TenantId')), address }
  })
}

/** Who is signed in to Office with a work account. One that was signed out stays in the list. */
function readIdentities(system: WindowsSystem): Trace[] {
  const hints = keyOf(system, identitiesPath, ['SignedOutADUser'])
  const signedOut = textOf(hints, 'SignedOutADUser')?.toLowerCase() ?? null
  const names = namesBelow(system, `${identitiesPath}\\Identities`)
  return names
    .filter((name) => /_ADAL$/i.test(name))
    .map((name) => {
      const key = keyOf(system, `${identitiesPath}\\Identities\\${name}`, ['EmailAddress', 'SignInName'])
      const address = textOf(key, 'EmailAddress') ?? textOf(key, 'SignInName')
      const isSignedOut = signedOut !== null && address?.toLowerCase() === signedOut
      const objectId = toId(name.replace(/_ADAL$/i, ''))
      return { ...nothing, objectId, address, isUsed: isSignedOut ? false : null }
    })
}

/** The accounts of classic Outlook's profiles. Only one profile opens, where Outlook does not ask. */
function readProfiles(system: WindowsSystem): Trace[] {
  const opening = textOf(keyOf(system, outlookPath, ['DefaultProfile']), 'DefaultProfile')?.toLowerCase()
  const profiles = namesBelow(system, `${outlookPath}\\Profiles`)
  return profiles.flatMap((profile) => {
    const place = `${outlookPath}\\Profiles\\${profile}\\${mapiAccounts}`
    const isUsed = opening === undefined ? null : profile.toLowerCase() === opening
    return namesBelow(system, place).flatMap((number) => {
      const key = keyOf(system, `${place}\\${number}`, ['Account Name', 'Service Name', 'clsid'])
      const isBook =
        textOf(key, 'Service Name')?.toUpperCase() === 'CONTAB' ||
        textOf(key, 'clsid')?.toLowerCase() === addressBook
      const address = isBook ? null : toAccountName(key)
      return address === null ? [] : [{ ...nothing, address, label: profile, isUsed }]
    })
  })
}

/** Older versions keep it as bytes of UTF-16. What is no address names an account of another kind. */
function toAccountName(key: RegistryKey | null): string | null {
  const value = valueOf(key, 'Account Name')
  const text =
    value?.kind === 'binary' ? decodeUtf16(value.bytes.subarray(0, 1024)) : textOf(key, 'Account Name')
  const name = text?.split('\0')[0]?.trim() ?? ''
  return /^[^\s@]+@[^\s@]+$/.test(name) && name.length <= 320 ? name : null
}

function readNotebooks(system: WindowsSystem): Trace[] {
  return openNotebooks(system).flatMap((place) => toSite(place) ?? [])
}

/** A path of a drive; a notebook on a share lies where others reach it. */
function readLocalNotebooks(system: WindowsSystem): string[] {
  return openNotebooks(system).filter((place) => /^[a-z]:[\\/]/i.test(place) && place.length <= 2048)
}

function openNotebooks(system: WindowsSystem): string[] {
  const key = system.registry.readKey('HKEY_CURRENT_USER', `${officePath}\\OneNote\\OpenNotebooks`)
  const names = [...(key?.values.keys() ?? [])]
  return atMost(names, most.notebooks).flatMap((name) => textOf(key, name)?.trim() ?? [])
}

/** `\\contoso.sharepoint.com@SSL\DavWWWRoot\sites\Finance`, or the address itself; any other server is none of our business. */
function readDrives(system: WindowsSystem): Trace[] {
  return namesBelow(system, 'Network').flatMap((letter) => {
    const path = textOf(keyOf(system, `Network\\${letter}`, ['RemotePath']), 'RemotePath')
    const dav = /^\\\\([a-z0-9.-]+)@SSL(?:@443)?\\(?:DavWWWRoot\\)?(.*)$/i.exec(path ?? '')
    const url = dav === null ? path : `https://${dav[1] ?? ''}/${(dav[2] ?? '').replaceAll('\\', '/')}`
    const site = toSite(url)
    return site === null ? [] : [{ ...site, label: letter }]
  })
}

/** An https address; a path on a disk or a share names no organisation. */
function toSite(text: string | null): Trace | null {
  const url = text?.trim() ?? ''
  return /^https:\/\//i.test(url) && url.length <= 2048 ? { ...nothing, url } : null
}

function readBrowser(system: WindowsSystem, product: string): Trace[] {
  const path = `${localFolder(system)}\\${product}\\User Data\\Local State`
  const profiles = readTwice(() => {
    const file = readFile(system, path, mostBytes.localState)
    return file === null ? [] : parseLocalState(file)
  })
  const isEdge = product.endsWith('Edge')
  // A profile without a sign-in names no one.
  return profiles
    .flatMap((profile) =>
      isEdge && namesNobody(profile) ? readEdgeAccounts(system, product, profile) : profile,
    )
    .filter((profile) => !namesNobody(profile))
    .map(({ name, folder, address, tenantId, objectId }) => ({
      ...nothing,
      ...{ tenantId, objectId, address, label: name ?? folder },
    }))
}

function namesNobody({ address, tenantId }: BrowserProfile): boolean {
  return address === null && tenantId === null
}

/** A newer Edge may name the account in the profile's own file alone. */
function readEdgeAccounts(system: WindowsSystem, product: string, profile: BrowserProfile): BrowserProfile[] {
  if (/[\\/]/.test(profile.folder)) return []
  const path = `${localFolder(system)}\\${product}\\User Data\\${profile.folder}\\Preferences`
  const accounts = readTwice(() => {
    const file = readFile(system, path, mostBytes.localState)
    return file === null ? [] : parsePreferences(file)
  })
  return accounts.map((account) => ({ ...profile, ...account }))
}

/** One file for each account, or a folder with a file of its own name. */
function readAppAccounts(system: WindowsSystem): Trace[] {
  const folder = `${localFolder(system)}\\Microsoft\\OneAuth\\accounts`
  const names = atMost(system.listFolder(folder, most.files + 1) ?? [], most.files)
  return names.toSorted().flatMap((name) => {
    const path = [`${folder}\\${name}`, `${folder}\\${name}\\${name}`].find((one) => system.isFile(one))
    if (path === undefined) return []
    const account = readTwice(() => {
      const bytes = readFile(system, path, mostBytes.appAccount)
      return bytes === null ? null : parseAppAccount(bytes)
    })
    if (account === null) return []
    const { address, usedBy } = account
    // An account that an app uses is there, also where its file names no one: whose it is is unknown then.
    if (address === null && usedBy?.length === 0) return []
    const label = usedBy === null || usedBy.length === 0 ? null : usedBy.join(', ')
    return [{ ...nothing, address, label, isUsed: usedBy === null ? null : usedBy.length > 0 }]
  })
}

/** Only that they are there: what they know of accounts lies with their tokens. */
function readSilentApps(system: WindowsSystem): SilentApp[] {
  const local = localFolder(system)
  const isNewOutlook = numberOf(
    keyOf(system, `${outlookPath}\\Preferences`, ['UseNewOutlook']),
    'UseNewOutlook',
  )
  const isThere: Readonly<Record<SilentApp, boolean>> = {
    teams: system.isFolder(`${local}\\Packages\\MSTeams_8wekyb3d8bbwe`),
    'new-outlook': isNewOutlook === 1 || system.isFolder(`${local}\\Microsoft\\Olk`),
    // The second folder is that of computers which several people share.
    'office-licence':
      system.isFolder(`${local}\\Microsoft\\Office\\Licenses`) ||
      system.isFolder(`${local}\\Microsoft\\Office\\16.0\\Licensing`),
  }
  return (['teams', 'new-outlook', 'office-licence'] as const).filter((app) => isThere[app])
}

/** A program may be writing it: what is cut off now may be whole in the next moment. */
function readTwice<Value>(ask: () => Value): Value {
  try {
    return ask()
  } catch {
    return ask()
  }
}

function readFile(system: WindowsSystem, path: string, maximumBytes: number): Uint8Array | null {
  if (!system.hasClientFiles) throw new Error('not-recorded')
  return system.readSmallFile(path, maximumBytes)?.bytes ?? null
}

function localFolder(system: WindowsSystem): string {
  const local = system.environment('LOCALAPPDATA')
  if (local === null) throw new Error('LOCALAPPDATA is not set')
  return withoutEnd(local)
}

function namesBelow({ registry }: WindowsSystem, path: string): readonly string[] {
  return atMost(
    registry.readKey('HKEY_CURRENT_USER', path, undefined, [])?.subkeys ?? [],
    most.keys,
  ).toSorted()
}

function keyOf({ registry }: WindowsSystem, path: string, names: readonly string[]): RegistryKey | null {
  return registry.readKey('HKEY_CURRENT_USER', path, undefined, names)
}

function atMost<Value>(values: readonly Value[], count: number): readonly Value[] {
  if (values.length > count) throw new Error('too-many')
  return values
}

function toId(text: string | null): string | null {
  const id = text?.trim().replace(/^\{|\}$/g, '') ?? ''
  return isGuid(id) ? id.toLowerCase() : null
}
