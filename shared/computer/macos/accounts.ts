import type { SyncAccount, SyncLibrary } from '../../machine.ts'
import { decodeClientText, parseLibraryScopes, type LibraryScope } from '../client/client-settings.ts'
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
import { dictionaryOf, readPropertyList, textOf, valueOf, type PropertyList } from './property-list.ts'
import { withoutEnd } from '../../without-end.ts'

/** An account with what only macOS needs of it. */
export type MacAccount = {
  readonly account: SyncAccount
  readonly places: ClientPlaces | null
  /** `KfmFoldersProtectedNow`: what it says it backs up, by bits (onedrive-facts 1.5). */
  readonly protectedFolders: number
}

/**
 * The accounts of both clients, then the folders that no account owns up to. Where nothing tells the tenant of a linked work account,
 * this account alone says why: it may be the one that everything turns on, so nobody may take it for absent.
 */
export async function readAccounts(system: MacSystem): Promise<MacAccount[]> {
  const folders = await readCloudFolders(system)
  const inUse = new Set((await readClientsInUse(system)).map(({ kind }) => kind))
  const accounts: MacAccount[] = []
  for (const places of clientPlaces(system.home())) {
    const list = await readPropertyList(system, places.accounts)
    for (const slot of list === null ? [] : toSlots(list)) {
      const info = list === null ? null : dictionaryOf(list, `${keyPrefix}${slot}`)
      if (info === null) continue
      accounts.push(await readAccount(system, places, slot, info, inUse.has(places.kind), folders))
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

async function readAccount(
  system: MacSystem,
  places: ClientPlaces,
  slot: string,
  info: PropertyList,
  isInUse: boolean,
  folders: readonly string[],
): Promise<MacAccount> {
  const kind = slot === 'Personal' ? 'personal' : 'business'
  const written = textOf(info, 'UserFolder')
  const folder = written === null ? null : await toPlace(system, written)
  const email = textOf(info, 'UserEmail')
  const configured = isInUse && folder !== null && email !== null && hasRun(info)
  const settings = kind === 'personal' ? noSettings : await readSettings(system, places, slot, info)
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
    siteUrl: toSiteUrl(info) ?? own?.siteUrl ?? null,
    // Not among the keys that anybody has seen there.
    lastSignInResult: null,
    lastSignInAt: null,
    libraries: toLibraries(info, settings.scopes),
    settings: own === null ? null : { tenantId: own.tenantId, siteUrl: own.siteUrl, folder: own.folder },
  }
  return {
    account: { ...account, libraries: [...account.libraries, ...findSharedLibraries(account, folders)] },
    places,
    protectedFolders: configured ? toMask(valueOf(info, 'KfmFoldersProtectedNow')) : 0,
  }
}

/** Microsoft itself takes an account for set up only with these (onedrive-facts 7). */
function hasRun(info: PropertyList): boolean {
  const shown = valueOf(info, 'HasShownFirstRunExperience')
  const isShown = shown !== undefined && shown !== false && shown !== 0
  return isShown && valueOf(info, 'ScopeIdToMountPointPathCache') !== undefined
}

const guid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

/** Likely, but seen by nobody (onedrive-facts 7): only what is well formed counts. */
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

/** `reason` is why they could not be read; null also where there are none. */
type Settings = { readonly scopes: readonly LibraryScope[]; readonly reason: string | null }

const noSettings: Settings = { scopes: [], reason: null }
const longestSettings = 1024 * 1024

// A cross-check where the list tells the tenant, its only source where not; the caller knows which.
async function readSettings(
  system: MacSystem,
  { library }: ClientPlaces,
  slot: string,
  info: PropertyList,
): Promise<Settings> {
  try {
    const folder = `${library}/Application Support/OneDrive/settings/${slot}`
    const cid = textOf(info, 'cid') ?? (await readCid(system, folder))
    if (cid === null || !/^[\w-]{1,64}$/.test(cid)) return noSettings
    const file = await system.readSmallFile(`${folder}/${cid}.ini`, longestSettings)
    return file === null ? noSettings : { scopes: parseLibraryScopes(file.bytes), reason: null }
  } catch (error) {
    return { scopes: [], reason: error instanceof Error ? error.message : String(error) }
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
function toLibraries(info: PropertyList, scopes: readonly LibraryScope[]): SyncLibrary[] {
  const mounts = Object.values(dictionaryOf(info, 'ScopeIdToMountPointPathCache') ?? {})
  const folders = [...mounts, ...scopes.map(({ folder }) => folder)].filter(
    (folder): folder is string => typeof folder === 'string' && folder !== '',
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
