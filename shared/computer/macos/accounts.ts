import type { SyncAccount, SyncLibrary } from '../../facts/machine.ts'
import {
  decodeClientText,
  parseLibraryScopes,
  parseMounts,
  type LibraryScope,
  type Mount,
} from '../client/client-settings.ts'
import { readSettingLine } from '../client/setting-line.ts'
import { readClientsInUse } from './client.ts'
import { clientPlaces, type ClientPlaces } from './client-places.ts'
import {
  findSharedLibraries,
  organisationOf,
  readCloudFolders,
  toLeftovers,
  toPlace,
} from './cloud-folders.ts'
import type { MacSystem } from './mac-system.ts'
import { createFindPlace, isStore, type FindPlace } from './sync-places.ts'
import { dictionaryOf, readPropertyList, textOf, valueOf, type PropertyList } from './property-list.ts'
import { withoutEnd } from '../../text/without-end.ts'

/** An account with what only macOS needs of it. */
export type MacAccount = {
  readonly account: SyncAccount
  readonly places: ClientPlaces | null
  /** `KfmFoldersProtectedNow`: what it says it backs up, by bits (docs/facts/sync-client.md#known-folders). */
  readonly protectedFolders: number
}

/**
 * The accounts of both clients, then the folders that no account owns up to. Where nothing tells the tenant of a linked work account,
 * this account alone says why: it may be the one that everything turns on, so no one may take it for absent.
 */
export async function readAccounts(system: MacSystem): Promise<MacAccount[]> {
  const folders = await readCloudFolders(system)
  const inUse = new Set((await readClientsInUse(system)).map(({ kind }) => kind))
  const find = createFindPlace(system, folders)
  const accounts: MacAccount[] = []
  for (const places of clientPlaces(system.home())) {
    const list = await readPropertyList(system, places.accounts)
    for (const slot of list === null ? [] : toSlots(list)) {
      const info = list === null ? null : dictionaryOf(list, `${keyPrefix}${slot}`)
      if (info === null) continue
      const isInUse = inUse.has(places.kind)
      accounts.push(await readAccount(system, { places, slot, info, isInUse, folders, find }))
    }
  }
  const leftovers = toLeftovers(
    folders,
    accounts.map(({ account }) => account),
  )
  return [...accounts, ...leftovers.map((account) => ({ account, places: null, protectedFolders: 0 }))]
}

const keyPrefix = 'AccountInfo_'

function toSlots(list: PropertyList): string[] {
  return Object.keys(list)
    .flatMap((key) => /^AccountInfo_(Personal|Business\d+)$/.exec(key)?.[1] ?? [])
    .toSorted((left, right) => left.localeCompare(right, 'en', { numeric: true }))
}

type Listed = {
  readonly places: ClientPlaces
  readonly slot: string
  readonly info: PropertyList
  /** Its client is the one that is installed. */
  readonly isInUse: boolean
  readonly folders: readonly string[]
  readonly find: FindPlace
}

async function readAccount(
  system: MacSystem,
  { places, slot, info, isInUse, folders, find }: Listed,
): Promise<MacAccount> {
  const kind = slot === 'Personal' ? 'personal' : 'business'
  const written = textOf(info, 'UserFolder')
  // Of a personal account the settings only tell where its store is shown.
  const isAsked = kind === 'business' || (written !== null && isStore(written))
  const read = isAsked ? await readSettings(system, places, slot, info, find) : noSettings
  const named = kind === 'business' ? read : { ...read, scopes: [], written: null }
  const { folder, stored } = await readFolder(system, written, named, find)
  const settings = { ...named, scopes: named.scopes.map((scope) => toSeen(scope, folder)) }
  const email = textOf(info, 'UserEmail')
  const configured = isInUse && folder !== null && email !== null && hasRun(info)
  const own = settings.scopes.find(({ kind: scope }) => scope === 'own') ?? null
  const tenantId = kind === 'personal' ? null : (toTenantId(info) ?? own?.tenantId ?? null)
  const isUntold = configured && kind === 'business' && tenantId === null
  const why = settings.reason === null ? '' : ` (${settings.reason})`
  const account: SyncAccount = {
    slot,
    kind,
    configured,
    tenantId,
    ...(isUntold && { tenantUntold: `${slot}: tenant not told${why}` }),
    email,
    organisation: textOf(info, 'DisplayName') ?? (kind === 'personal' ? null : organisationOf(folder)),
    folder,
    ...(stored !== null && { stored }),
    siteUrl: toSiteUrl(info) ?? own?.siteUrl ?? null,
    // Not among the keys that anybody has seen there.
    lastSignInResult: null,
    lastSignInAt: null,
    libraries: await toLibraries(info, settings, find),
    settings: own === null ? null : { tenantId: own.tenantId, siteUrl: own.siteUrl, folder: own.folder },
  }
  return {
    account: { ...account, libraries: [...account.libraries, ...findSharedLibraries(account, folders)] },
    places,
    protectedFolders: configured ? toMask(valueOf(info, 'KfmFoldersProtectedNow')) : 0,
  }
}

type AccountFolder = { readonly folder: string | null; readonly stored: string | null }

/** The folder that the person sees, and the client's own store where its list or its settings name one. */
async function readFolder(
  system: MacSystem,
  written: string | null,
  { scopes, written: own, mounts }: Settings,
  find: FindPlace,
): Promise<AccountFolder> {
  const stored = [written, own].find((path) => path !== null && isStore(path)) ?? null
  const found = written === null ? null : await find(written, mounts)
  const told = scopes.find(({ kind }) => kind === 'own')?.folder ?? null
  const folder = found !== null && isStore(found) && told !== null && !isStore(told) ? told : found
  return { folder: folder === null ? null : await toPlace(system, folder), stored }
}

/** The own scope's store is where the account's folder is kept: the person sees that folder, and no other. */
function toSeen(scope: LibraryScope, folder: string | null): LibraryScope {
  const isKept = scope.kind === 'own' && scope.folder !== null && isStore(scope.folder)
  return isKept && folder !== null && !isStore(folder) ? { ...scope, folder } : scope
}

/** Microsoft itself takes an account for set up only with these (docs/facts/macos.md#where-the-client-keeps-things). */
function hasRun(info: PropertyList): boolean {
  const shown = valueOf(info, 'HasShownFirstRunExperience')
  const isShown = shown !== undefined && shown !== false && shown !== 0
  return isShown && valueOf(info, 'ScopeIdToMountPointPathCache') !== undefined
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Likely, but seen by no one (docs/facts/macos.md#where-the-client-keeps-things): only what is well formed counts. */
function toTenantId(info: PropertyList): string | null {
  const text = textOf(info, 'ConfiguredTenantId')
  const id = text
    ?.trim()
    .replace(/^\{|\}$/g, '')
    .toLowerCase()
  return id !== undefined && guid.test(id) ? id : null
}

function toSiteUrl(info: PropertyList): string | null {
  const urls = [textOf(info, 'ServiceEndpointUri'), textOf(info, 'SPOResourceId')]
  const url = urls.find((candidate) => candidate !== null && /^https:\/\/[^/]/i.test(candidate)) ?? null
  return url?.replace(/\/_api\/?$/i, '') ?? null
}

function toMask(value: unknown): number {
  return typeof value === 'number' && Number.isInteger(value) ? value : 0
}

/**
 * Folders of `scopes` are those that the person sees; `written` is the own one as it is written. `reason` is why they could not be
 * read; null also where there are none.
 */
type Settings = {
  readonly scopes: readonly LibraryScope[]
  readonly mounts: readonly Mount[]
  readonly written: string | null
  readonly reason: string | null
}

const noSettings: Settings = { scopes: [], mounts: [], written: null, reason: null }
const longestSettings = 1024 * 1024

// A cross-check where the list tells the tenant, its only source where not; the caller knows which.
async function readSettings(
  system: MacSystem,
  { library }: ClientPlaces,
  slot: string,
  info: PropertyList,
  find: FindPlace,
): Promise<Settings> {
  try {
    const folder = `${library}/Application Support/OneDrive/settings/${slot}`
    const cid = textOf(info, 'cid') ?? (await readCid(system, folder))
    if (cid === null || !/^[\w-]{1,64}$/.test(cid)) return noSettings
    const file = await system.readSmallFile(`${folder}/${cid}.ini`, longestSettings)
    if (file === null) return noSettings
    const mounts = parseMounts(file.bytes)
    const scopes: LibraryScope[] = []
    for (const scope of parseLibraryScopes(file.bytes))
      scopes.push({ ...scope, folder: scope.folder === null ? null : await find(scope.folder, mounts) })
    const written = parseLibraryScopes(file.bytes).find(({ kind }) => kind === 'own')?.folder ?? null
    return { scopes, mounts, written, reason: null }
  } catch (error) {
    return { ...noSettings, reason: error instanceof Error ? error.message : String(error) }
  }
}

/** `cid = …` of `global.ini` names the settings of the account that is linked now. */
async function readCid(system: MacSystem, folder: string): Promise<string | null> {
  const file = await system.readSmallFile(`${folder}/global.ini`, longestSettings)
  if (file === null) return null
  const lines = decodeClientText(file.bytes).split(/\r\n|\r|\n/)
  const line = lines.map((text) => readSettingLine(text)).find((read) => read?.key.toLowerCase() === 'cid')
  return line !== undefined && line !== null && /^[\w-]+$/.test(line.value) ? line.value : null
}

/** What is synced under an account: where its scopes are mounted, and what its settings name besides. */
async function toLibraries(
  info: PropertyList,
  { scopes, mounts }: Settings,
  find: FindPlace,
): Promise<SyncLibrary[]> {
  const cached = Object.values(dictionaryOf(info, 'ScopeIdToMountPointPathCache') ?? {}).filter(
    (folder): folder is string => typeof folder === 'string' && folder !== '',
  )
  const found = await Promise.all(cached.map((folder) => find(folder, mounts)))
  const folders = [...found, ...scopes.flatMap(({ folder }) => folder ?? [])].filter(
    (folder) => folder !== '',
  )
  const distinct = new Map(folders.map((folder) => [toComparable(folder), folder]))
  return [...distinct].map(([id, folder]) => {
    const scope = scopes.find(
      (candidate) => candidate.folder !== null && toComparable(candidate.folder) === id,
    )
    return {
      folder,
      organisation: null,
      siteUrl: scope?.siteUrl ?? null,
      tenantId: scope?.tenantId ?? null,
    }
  })
}

function toComparable(path: string): string {
  return withoutEnd(path, '/').normalize('NFC').toLowerCase()
}
