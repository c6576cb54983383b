import { isBelow } from '../../checks/folders.ts'
import { isPersonalRoot } from '../../checks/organisation-name.ts'
import type { SyncAccount, SyncLibrary, UnreadValue } from '../../facts/machine.ts'
import { toReason } from '../to-reason.ts'
import type { MacSystem } from './mac-system.ts'

const prefix = 'OneDrive-'

/** Where macOS keeps what is in a cloud: `~/Library/CloudStorage/OneDrive-Contoso` (docs/facts/macos.md#folders-of-a-cloud). */
export function cloudStorageOf(system: MacSystem): string {
  return `${system.home()}/Library/CloudStorage`
}

/** The client's folders there. They only add to what the accounts say, so a refusal leaves them out. */
export async function readCloudFolders(system: MacSystem): Promise<string[]> {
  try {
    const names = (await system.listFolder(cloudStorageOf(system))) ?? []
    return names.filter((name) => name.startsWith(prefix)).map((name) => `${cloudStorageOf(system)}/${name}`)
  } catch {
    return []
  }
}

/** Folders of places where an old OneDrive may lie, and the places that could not be listed. */
export type ProfileFolders = {
  readonly folders: readonly string[]
  readonly unlisted: readonly UnreadValue[]
}

/**
 * Where an old OneDrive may lie: in CloudStorage, in the home (`~/OneDrive - Contoso`, `~/OneDrive (Archive)`), and on other
 * volumes. A link counts as the place that it leads to. What refuses to be listed hides what is in it, a disk for backups too, so it
 * is named. Throws where no one can tell whose home it is.
 */
export async function readProfileFolders(system: MacSystem): Promise<ProfileFolders> {
  const unlisted: UnreadValue[] = []
  const list = async (
    folder: string,
    isWanted: (name: string) => boolean = () => true,
  ): Promise<string[]> => {
    try {
      const names = (await system.listFolder(folder)) ?? []
      return names.filter(isWanted).map((name) => `${folder}/${name}`)
    } catch (error) {
      unlisted.push({ name: folder, reason: toReason(error) })
      return []
    }
  }
  const own = await Promise.all([system.home(), cloudStorageOf(system)].map((folder) => list(folder)))
  const volumes = await list('/Volumes')
  const others = await Promise.all(volumes.map((volume) => list(volume, (name) => /^onedrive/i.test(name))))
  const folders = await Promise.all(
    [...own.flat(), ...others.flat()].map(async (folder) =>
      /\/onedrive[^/]*$/i.test(folder) ? await toPlace(system, folder) : folder,
    ),
  )
  return { folders: [...new Set(folders)], unlisted }
}

/** Where a link leads; where that cannot be told, what was written counts. */
export async function toPlace(system: MacSystem, folder: string): Promise<string> {
  try {
    return await system.resolveLink(folder)
  } catch {
    return folder
  }
}

/** The organisation as the folder names it, which is without its blanks; null where the folder names none. */
export function organisationOf(folder: string | null): string | null {
  return /(?:^|\/)OneDrive(?:-| - )([^/]+)\/?$/.exec(folder ?? '')?.[1] ?? null
}

/**
 * Folders of libraries of an account that its own list does not name. Their name is in the person's language and ends
 * with the organisation: `OneDrive-Bibliothèquespartagées-Contoso`.
 */
export function findSharedLibraries(account: SyncAccount, folders: readonly string[]): SyncLibrary[] {
  const organisation = organisationOf(account.folder)
  if (organisation === null || account.kind === 'personal') return []
  return folders
    .filter(
      (folder) => toComparable(folder).endsWith(toComparable(`-${organisation}`)) && !isOf(account, folder),
    )
    .map((folder) => ({ folder, organisation, siteUrl: null, tenantId: null }))
}

/** A folder may stay when its account is unlinked (pitfall 31): proof of nothing, but somebody's files lie there. */
export function toLeftovers(folders: readonly string[], accounts: readonly SyncAccount[]): SyncAccount[] {
  return folders
    .filter((folder) => !isPersonalRoot(folder))
    .filter((folder) => !accounts.some((account) => isListed(account, folder)))
    .map((folder) => ({
      slot: folder.slice(folder.lastIndexOf('/') + 1),
      kind: 'business',
      configured: false,
      tenantId: null,
      email: null,
      organisation: organisationOf(folder),
      folder,
      siteUrl: null,
      lastSignInResult: null,
      lastSignInAt: null,
      libraries: [],
      settings: null,
    }))
}

/** An account that is not linked any more is listed with its own folder; what else it once had is no one's. */
function isListed(account: SyncAccount, folder: string): boolean {
  return isOf(account.configured ? account : { ...account, libraries: [] }, folder)
}

function isOf({ folder: own, libraries }: SyncAccount, folder: string): boolean {
  const places = [...(own === null ? [] : [own]), ...libraries.map((library) => library.folder)]
  return places.some((place) => isBelow(place, folder))
}

// File systems of macOS differ in how they compose letters, and seldom in case.
function toComparable(text: string): string {
  return text.normalize('NFC').toLowerCase()
}
