import fs, { lstatSync, readdirSync, type Dirent } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import path from 'node:path'
import type { LocalDisk } from '../../electron/platform/local-disk.ts'
import { attribute, isCloudOnly, kindByTag } from '../../shared/checks/upload-state.ts'

const cloudTag = 0x9000_701a
const localFile = attribute.reparsePoint
const freedFile =
  attribute.reparsePoint | attribute.offline | attribute.recallOnDataAccess | attribute.recallOnOpen

/** The folder of a OneDrive as Windows shows it to a program that has placeholders exposed. */
export type ClientFolder = {
  /** A disk that tells of tags as Windows does. */
  readonly disk: LocalDisk
  /** The client has taken all that is there: folders and files are placeholders, reparse points with a tag. */
  upload(): void
  /** The person frees space: the content of this file is in the cloud only. Reading it here fails, as it would without its account. */
  free(file: string): void
}

/** The client of `root`, on a disk that has no reparse points of its own: attributes and tags are kept beside it. */
export function createClientFolder(root: string, disk: LocalDisk): ClientFolder {
  const attributes = new Map<string, number>()
  const toPlace = (file: string): string => path.resolve(disk.place(file))
  return {
    disk: {
      ...disk,
      look: (file) => {
        const entry = disk.look(file)
        const found = attributes.get(toPlace(file))
        if (entry === null || found === undefined) return entry && { ...entry, isTaken: false }
        return { ...entry, kind: kindByTag(found, cloudTag), isCloudOnly: isCloudOnly(found), isTaken: true }
      },
      list: (folder) =>
        disk.list(folder)?.map(({ name, kind }) => {
          const found = attributes.get(path.join(toPlace(folder), name))
          return { name, kind: found === undefined ? kind : kindByTag(found, cloudTag) }
        }) ?? null,
    },
    upload: () => {
      for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
        if (name.endsWith('.tmp')) continue
        const place = path.resolve(root, name)
        const isFolder = lstatSync(place).isDirectory()
        attributes.set(place, isFolder ? localFile | attribute.directory : localFile)
      }
    },
    free: (file) => void attributes.set(toPlace(file), freedFile),
  }
}

/**
 * From now on Node lists every folder below `root` as on Windows where it is a reparse point: as a link (libuv, `src/win/fs.c`: the bit
 * is looked at before that of a directory). Ends with the answer.
 */
export function listAsNodeOnWindows(root: string): () => void {
  const { readdirSync: real } = fs
  const patched = ((place: string, options?: { withFileTypes?: boolean }) => {
    const found = real(place, options as never) as unknown as Dirent[]
    if (options?.withFileTypes !== true || !path.resolve(place).startsWith(path.resolve(root))) return found
    return found.map((entry) =>
      Object.assign(Object.create(entry) as Dirent, {
        isDirectory: () => false,
        isFile: () => false,
        isSymbolicLink: () => true,
      }),
    )
  }) as never
  fs.readdirSync = patched
  syncBuiltinESMExports()
  return () => {
    fs.readdirSync = real
    syncBuiltinESMExports()
  }
}
