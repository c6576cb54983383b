import fs, {
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
  type Dirent,
} from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import path from 'node:path'
import type { LocalDisk } from '../../electron/platform/local-disk.ts'
import { attribute, isCloudOnly, kindByTag } from '../../shared/checks/upload-state.ts'
import { isTakenBy, type ClientRules } from './client-rules.ts'
import { createDriveFiles, type DriveFiles } from './graph/drive-files.ts'

const cloudTag = 0x9000_701a
const localFile = attribute.reparsePoint
const freedFile =
  attribute.reparsePoint | attribute.offline | attribute.recallOnDataAccess | attribute.recallOnOpen

/** The folder of a OneDrive as Windows shows it to a program that has placeholders exposed. */
export type ClientFolder = {
  /** A disk that tells of tags as Windows does. */
  readonly disk: LocalDisk
  /** What its drive in the cloud has. */
  readonly drive: DriveFiles
  /**
   * The client takes what is there and what its rules let through: folders and files become placeholders, reparse points with a tag. Where the
   * cloud has another content under the name, this computer's file gets the computer's name, here and there. SharePoint writes into what is a
   * document.
   */
  upload(): void
  /** It brings down what SharePoint has written into documents since; what only the cloud has stays there. */
  bringDown(): void
  /** The person pauses the client: nothing is taken until `goOn`. */
  pause(): void
  goOn(): void
  /** From now on these rules count. */
  rule(rules: ClientRules): void
  /** The person frees space: the content of this file is in the cloud only. Reading it here fails, as it would without its account. */
  free(file: string): void
  /** The drive that the folder lies on is away: nothing of it is there, until it is put in again. */
  unplug(): void
  plugIn(): void
}

export type ClientFolderOptions = {
  readonly drive?: DriveFiles
  /** Its name, which a copy gets on a conflict. */
  readonly computer?: string
  readonly rules?: ClientRules
}

/** The client of `root`, on a disk that has no reparse points of its own: attributes and tags are kept beside it. */
export function createClientFolder(
  root: string,
  disk: LocalDisk,
  { drive = createDriveFiles(), computer = 'DESKTOP-7AB', rules: first = {} }: ClientFolderOptions = {},
): ClientFolder {
  const attributes = new Map<string, number>()
  let rules = first
  let isPaused = false
  const away = `${path.resolve(root)} is away`
  const toPlace = (file: string): string => path.resolve(disk.place(file))

  /** Only a quota asks for it. */
  function usedBytes(): number {
    if (rules.quota === undefined) return 0
    return drive.paths().reduce((sum, one) => sum + (drive.find(one)?.size ?? 0), 0)
  }

  function uploadFile(place: string, name: string): void {
    if (attributes.has(place)) return
    const content = readFileSync(place)
    if (!isTakenBy(rules, name, content.length, usedBytes())) return
    const there = drive.content(name)
    if (there === null) drive.upload(name, content)
    else if (!there.equals(content)) return uploadBeside(place, name, content)
    attributes.set(place, localFile)
  }

  function uploadBeside(place: string, name: string, content: Buffer): void {
    const { dir, name: stem, ext } = path.posix.parse(name)
    const other = path.posix.join(dir, `${stem}-${computer}${ext}`)
    const otherPlace = path.join(root, other)
    renameSync(place, otherPlace)
    drive.upload(other, content)
    attributes.set(otherPlace, localFile)
  }

  function upload(): void {
    if (isPaused || !existsSync(root)) return
    for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
      const place = path.resolve(root, name)
      if (lstatSync(place).isDirectory()) attributes.set(place, localFile | attribute.directory)
      else uploadFile(place, name.split(path.sep).join('/'))
    }
  }

  function bringDown(): void {
    if (isPaused || !existsSync(root)) return
    for (const [place, kind] of attributes) {
      if (kind !== localFile || !existsSync(place)) continue
      const content = drive.content(path.relative(root, place).split(path.sep).join('/'))
      if (content !== null && !content.equals(readFileSync(place))) writeFileSync(place, content)
    }
  }

  return {
    drive,
    disk: {
      ...disk,
      stat: (file) => {
        const entry = disk.stat(file)
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
    upload,
    bringDown,
    pause: () => (isPaused = true),
    goOn: () => (isPaused = false),
    rule: (next) => (rules = next),
    free: (file) => void attributes.set(toPlace(file), freedFile),
    unplug: () => renameSync(root, away),
    plugIn: () => renameSync(away, root),
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
