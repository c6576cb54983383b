import { isBelow } from '../../checks/folders.ts'
import { decodeClientText, type Mount } from '../client/client-settings.ts'
import type { MacSystem } from './mac-system.ts'

/**
 * In each folder that the client syncs: `"guid" : "…"` is the id that its settings write beside the same folder (VBA-FileTools,
 * `LibFileTools.bas`, after Macs of its users; docs/facts/macos.md#where-the-client-keeps-things).
 */
export const syncIdName = '.849C9593-D756-4E56-8D6E-42412F2A707B'

const longestSyncId = 64 * 1024
const mostLibraries = 200

/** True for the client's own store: in its group's container, a `….noindex`, or `.ODContainer-OneDrive` on another volume. */
export function isStore(path: string): boolean {
  return /\/(?:Group Containers|[^/]+\.noindex|\.ODContainer-[^/]+)(?:\/|$)/i.test(path)
}

/** Where the person finds what the client's settings name: a path of its store by the sync id, any other as it is. */
export type FindPlace = (written: string, mounts: readonly Mount[]) => Promise<string>

/** Looks for sync ids only once a path of the store is asked for. What cannot be read leaves such a path as it is. */
export function createFindPlace(system: MacSystem, cloudFolders: readonly string[]): FindPlace {
  let ids: Promise<ReadonlyMap<string, string>> | null = null
  return async (written, mounts) => {
    if (!isStore(written)) return written
    ids ??= readSyncIds(system, cloudFolders)
    const around = mounts.filter(({ folder }) => isBelow(written, folder))
    const [nearest] = around.toSorted((left, right) => right.folder.length - left.folder.length)
    const root = nearest === undefined ? undefined : (await ids).get(nearest.syncId)
    if (nearest === undefined || root === undefined) return written
    return [root, ...namesOf(written).slice(namesOf(nearest.folder).length)].join('/')
  }
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '')
}

/** Folders by their sync id. An id that two folders have tells nothing. */
async function readSyncIds(
  system: MacSystem,
  cloudFolders: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string | null>()
  const read = async (folder: string): Promise<boolean> => {
    const id = await readSyncId(system, folder)
    if (id !== null) found.set(id, found.has(id) ? null : folder)
    return id !== null
  }
  for (const folder of cloudFolders) {
    // Libraries lie together in one folder, which has no id of its own.
    if (!(await read(folder)))
      for (const name of await listNames(system, folder)) await read(`${folder}/${name}`)
  }
  return new Map([...found].flatMap(([id, folder]) => (folder === null ? [] : [[id, folder]])))
}

async function readSyncId(system: MacSystem, folder: string): Promise<string | null> {
  try {
    const file = await system.readSmallFile(`${folder}/${syncIdName}`, longestSyncId)
    return file === null ? null : parseSyncId(file.bytes)
  } catch {
    return null
  }
}

/** Null where the file names no id. */
export function parseSyncId(bytes: Uint8Array): string | null {
  return /"guid"\s*:\s*"([\w-]{1,64})"/.exec(decodeClientText(bytes))?.[1]?.toLowerCase() ?? null
}

async function listNames(system: MacSystem, folder: string): Promise<readonly string[]> {
  try {
    return ((await system.listFolder(folder)) ?? []).slice(0, mostLibraries)
  } catch {
    return []
  }
}
