import { build, type PlistValue } from 'plist'
import { createExclusion, type Exclusion, type Exclusions } from '../../../shared/files/exclusions.ts'
import { isNeverSynced } from '../../../shared/files/name-rules.ts'
import { decodeClientText } from '../../../shared/computer/client/client-settings.ts'
import { readLogEntries, syncLogKeys } from '../../../shared/computer/client/sync-log.ts'
import { readSettingLine } from '../../../shared/computer/client/setting-line.ts'
import { parsePropertyList } from '../../../shared/computer/macos/property-list.ts'
import { parseSyncId, syncIdName } from '../../../shared/computer/macos/sync-places.ts'
import { keepWorkplaceFile, toWorkplaceFile } from '../../../shared/computer/windows/workplace-files.ts'
import type { Found } from '../../../shared/files/scan.ts'
import { createPseudonyms, type Pseudonyms } from './pseudonyms.ts'
import { redactVersion } from './redact-papers.ts'
import { excludedEnding, redactKey, redactKeyPath } from './redact-registry.ts'
import type { RecordedMachine } from '../../../shared/recording/recorded-machine.ts'
import type { RecordingContent } from './recording-content.ts'

/** What redacts one recording, all parts with the same pseudonyms. */
export type Redaction = {
  content(content: RecordingContent): RecordingContent
  /** A file or folder of the list; what a pattern or ending of the organisation excludes is still excluded. */
  found(found: Found, exclusions: Exclusions): Found
  /** Any text: names and addresses in it are replaced. */
  readonly text: (text: string) => string
}

/**
 * Names, addresses and paths become pseudonyms that compare as they did, so that a redacted recording is judged
 * to the same findings. Ids of tenants stay. What is not known to be harmless is replaced or left out.
 */
export function createRedaction(pseudonyms: Pseudonyms = createPseudonyms()): Redaction {
  const text = pseudonyms.replace
  let filterOf: { readonly exclusions: Exclusions; readonly isExcluded: Exclusion } | null = null

  /** By a pattern of the organisation: what the client keeps back by itself still shows by its ending. */
  function isExcluded(name: string, exclusions: Exclusions): boolean {
    if (filterOf?.exclusions !== exclusions) {
      const { ignoredNames, blockedEndings = [] } = exclusions
      filterOf = { exclusions, isExcluded: createExclusion({ ignoredNames, blockedEndings }) }
    }
    return filterOf.isExcluded([name]) && !isNeverSynced(name)
  }

  return {
    content: ({ machine, registry, copies, folders }) => ({
      machine: redactMachine(machine, text),
      registry: registry?.map((key) => redactKey(key, text)) ?? null,
      copies: new Map([...copies].flatMap(([place, bytes]) => redactCopy(place, bytes, text))),
      folders,
    }),
    found: ({ path, entry }, exclusions) => {
      const redacted = pseudonyms.replaceLoosely(path)
      if (entry === null) return { path: redacted, entry }
      const ending = isExcluded(entry.name, exclusions) ? excludedEnding : ''
      return { path: redacted + ending, entry }
    },
    text,
  }
}

type Replace = (text: string) => string

// Two folders of one domain stay so: each domain is known by its place among them. Only whose program it is stays readable.
function redactProviders(
  providers: NonNullable<RecordedMachine['providers']>,
  text: Replace,
): NonNullable<RecordedMachine['providers']> {
  const domains = [...new Set(Object.values(providers).filter((domain) => domain !== null))]
  const redacted = (domain: string): string => {
    const program = /onedrive/i.test(domain) ? 'com.microsoft.OneDrive.FileProvider' : 'other'
    return `${program}/${domains.indexOf(domain) + 1}`
  }
  const entries = Object.entries(providers)
  return Object.fromEntries(
    entries.map(([place, domain]) => [text(place), domain === null ? null : redacted(domain)]),
  )
}

/** Not what it holds beyond the format: a newer recording may say more about somebody than we know. */
function redactMachine(machine: RecordedMachine, text: Replace): RecordedMachine {
  const { user } = machine
  return {
    formatVersion: 1,
    takenAt: machine.takenAt,
    platform: machine.platform,
    osVersion: redactVersion(machine.osVersion),
    user: {
      name: text(user.name),
      // The last numbers would name the person; which kind of account it is decides.
      sid: user.sid === null || /^S-1-5-(18|19|20)$/i.test(user.sid) ? user.sid : 'S-1-5-21-0-0-0-1000',
      elevated: user.elevated,
      session: user.session,
      ...(user.remote !== undefined && { remote: user.remote }),
    },
    env: Object.fromEntries(
      Object.entries(machine.env).map(([name, value]) => [
        knownVariables.has(name.toUpperCase()) ? name : text(name),
        text(value),
      ]),
    ),
    processes: machine.processes
      .filter(({ name }) => isOfClient(name))
      .map(({ name, session }) => ({ name, ...(session !== undefined && { session }) })),
    ...(machine.processesAsked !== undefined && {
      processesAsked: machine.processesAsked.filter(isOfClient),
    }),
    disks: machine.disks.map(({ root, freeBytes, totalBytes }) => ({
      root: text(root),
      freeBytes,
      totalBytes,
    })),
    files: machine.files.map(text),
    fileTimes: mapKeys(machine.fileTimes, text),
    links: mapKeys(mapValues(machine.links, text), text),
    ...(machine.providers !== undefined && { providers: redactProviders(machine.providers, text) }),
    ...(machine.folderNames !== undefined && {
      folderNames: Object.fromEntries(
        Object.entries(machine.folderNames).map(([folder, names]) => [text(folder), names.map(text)]),
      ),
    }),
    ...(machine.profileFolders !== undefined && { profileFolders: machine.profileFolders.map(text) }),
    ...(machine.people !== undefined && { people: machine.people }),
    unreadable: machine.unreadable.map(({ what, place, reason }) => ({
      what,
      place: what === 'key' ? redactKeyPath(place, text) : what === 'known-folder' ? place : text(place),
      reason: text(reason),
    })),
  }
}

function isOfClient(process: string): boolean {
  return /^onedrive(?:\.exe| sync service)?$/i.test(process)
}

/** Variables that every Windows or Mac has. */
const knownVariables: ReadonlySet<string> = new Set(
  'USERPROFILE LOCALAPPDATA APPDATA USERNAME HOME PUBLIC PROGRAMDATA PROGRAMFILES PROGRAMFILES(X86) PROGRAMW6432 SYSTEMROOT SYSTEMDRIVE WINDIR'.split(
    ' ',
  ),
)

/** The lines that are read, and no others. A file of another kind is left out. */
function redactCopy(place: string, bytes: Uint8Array, text: Replace): [string, Uint8Array][] {
  const name = place.slice(place.lastIndexOf('/') + 1).toLowerCase()
  const kind = toWorkplaceFile(place)
  if (kind !== null)
    return [[toRedactedPlace(place, text), Buffer.from(keepWorkplaceFile(kind, bytes, text))]]
  if (name.endsWith('.plist')) return redactList(place, bytes, text)
  if (name === syncIdName.toLowerCase()) {
    const id = parseSyncId(bytes)
    const known = id !== null && /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)
    return known ? [[toRedactedPlace(place, text), Buffer.from(`{ "guid" : "${id}" }`)]] : []
  }
  const read = name.endsWith('.ini') ? readScopes : name === 'syncdiagnostics.log' ? readCounts : null
  if (read === null) return []
  const lines = read(decodeClientText(bytes), text)
  return [[toRedactedPlace(place, text), Buffer.from(lines.map((line) => `${line}\r\n`).join(''))]]
}

function readScopes(content: string, text: Replace): string[] {
  return content.split(/\r\n|\r|\n/).flatMap((line) => {
    const read = readSettingLine(line)
    return read !== null && /^(?:library|libraryScope|libraryFolder|cid)$/i.test(read.key)
      ? `${read.key} = ${text(read.value)}`
      : []
  })
}

/** Numbers and the log's own time; that there was something else stays too, because it makes a number unknown. */
function readCounts(content: string): string[] {
  const known = [...readLogEntries(content)].filter(([key]) => syncLogKeys.has(key))
  return known.map(([key, value]) => {
    const number = /^\d{1,15}(?=\s|$)/.exec(value)?.[0]
    const time = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?\s*Z?$/.exec(value)?.[0]
    return `${key} = ${time ?? number ?? '?'}`
  })
}

/** A list that cannot be read is left as damaged as it was, without what is in it. */
function redactList(place: string, bytes: Uint8Array, text: Replace): [string, Uint8Array][] {
  const redacted = toRedactedPlace(place, text)
  try {
    return [[redacted, Buffer.from(build(redactEntry('', parsePropertyList(bytes), text)))]]
  } catch {
    return [[redacted, Buffer.from('damaged')]]
  }
}

/** Keys that are read, and belong to macOS or the client; ids of tenants and scopes too. Any other is replaced. */
const knownEntries =
  /^(?:AccountInfo_(?:Personal|Business\d{1,2})|UserFolder|UserEmail|DisplayName|cid|ConfiguredTenantId|ServiceEndpointUri|SPOResourceId|HasShownFirstRunExperience|ScopeIdToMountPointPathCache|KfmFoldersProtectedNow|CFBundle(?:Identifier|ShortVersionString|Version)|ProductVersion|AllowTenantList|BlockTenantList|KFMSilentOptIn|KFMOptInWithWizard|KFMBlockOptIn|KFMBlockOptOut|DisableAutoConfig|BlockExternalSync|AddedFolderUnmountOnPermissionsLoss|AddedFolderHardDeleteOnUnmount|EnableODIgnore|EnableODIgnoreFolders|\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?|[0-9a-f]{32}(?:\+\d{1,4})?)$/i

function redactEntry(key: string, value: PlistValue, text: Replace): PlistValue {
  if (typeof value === 'string') return key === 'EnableODIgnore' ? `*${excludedEnding}` : text(value)
  if (Array.isArray(value)) return value.map((one) => redactEntry(key, one, text))
  // Nothing that decides is ever a date or bytes, and no one can tell what is in them.
  if (value instanceof Date) return new Date(0)
  if (value instanceof Uint8Array) return new Uint8Array()
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [
      knownEntries.test(name) ? name : text(name),
      redactEntry(name, one, text),
    ]),
  )
}

/** `files/C/Users/amy/…`: its names, one by one. */
function toRedactedPlace(place: string, text: Replace): string {
  return place.split('/').map(text).join('/')
}

function mapValues(record: Readonly<Record<string, string>>, change: Replace): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]))
}

function mapKeys(record: Readonly<Record<string, string>>, change: Replace): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [change(name), value]))
}
