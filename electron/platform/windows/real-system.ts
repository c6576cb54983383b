import { closeSync, openSync, opendirSync, readSync, readdirSync, statSync, statfsSync } from 'node:fs'
import type { Disk, KnownFolder } from '../../../shared/facts/machine.ts'
import type { SmallFile } from '../../../shared/computer/client/small-file.ts'
import { countPeople } from '../../../shared/computer/windows/people.ts'
import { bindNative, loadKoffi } from '../load-koffi.ts'
import { createRealRegistry } from './real-registry.ts'
import { readRunsAs } from './runs-as.ts'
import { isRunningInSession } from './session-processes.ts'
import type { WindowsSystem } from '../../../shared/computer/windows/windows-system.ts'

/** This computer, asked through Win32. Native code is loaded with the first question, not with the module. */
export function createRealSystem(): WindowsSystem {
  return {
    recorded: false,
    registry: createRealRegistry(),
    osVersion: readOsVersion,
    runsAs: readRunsAs,
    knownFolder: readKnownFolder,
    // Node compares names without case here, as Windows does.
    environment: (name) => process.env[name] ?? null,
    isFile: (path) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false,
    isFolder: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
    listFolder,
    hasWorkplace: true,
    hasClientFiles: true,
    readSmallFile,
    profileFolders: listProfile,
    people: () => countPeople(createRealRegistry(), (name) => process.env[name] ?? null),
    disk: readDisk,
    isRemote: readIsRemote,
    isRunning: isRunningInSession,
  }
}

/** What most of the client's files are shorter than. */
const smallFileBytes = 16 * 1024

function readSmallFile(path: string, maximumBytes: number): SmallFile | null {
  const file = openIfPresent(path)
  if (file === null) return null
  try {
    // Not asked how long it is: that takes longer than reading it.
    const parts: Buffer[] = []
    let length = 0
    for (;;) {
      const part = Buffer.alloc(smallFileBytes)
      const count = readSync(file, part)
      if (count === 0) break
      parts.push(part.subarray(0, count))
      length += count
      if (length > maximumBytes) throw new Error(`${path}: is too large`)
    }
    const readWrittenAt = (): string | null =>
      statSync(path, { throwIfNoEntry: false })?.mtime.toISOString() ?? null
    return { bytes: Buffer.concat(parts), readWrittenAt }
  } finally {
    closeSync(file)
  }
}

/** A folder cannot be opened like this; the error names it. */
function openIfPresent(path: string): number | null {
  try {
    return openSync(path, 'r')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return null
    throw error
  }
}

/** No more than is wanted, however many there are. */
function listFolder(path: string, most: number): string[] | null {
  if (!(statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false)) return null
  const folder = opendirSync(path)
  try {
    const names: string[] = []
    while (names.length < most) {
      const entry = folder.readSync()
      if (entry === null) break
      names.push(entry.name)
    }
    return names
  } finally {
    folder.closeSync()
  }
}

/** By name first: of an entry that is a reparse point a listing does not say that it is a folder. */
function listProfile(): string[] {
  const profile = process.env['USERPROFILE']
  if (profile === undefined || profile === '') throw new Error('USERPROFILE is not set')
  return readdirSync(profile)
    .map((name) => `${profile.replace(/\\$/, '')}\\${name}`)
    .filter(isFolder)
}

/** What cannot be asked is kept: it may be one. */
function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
  } catch {
    return true
  }
}

function readDisk(root: string): Disk | null {
  try {
    const { bavail, blocks, bsize } = statfsSync(root)
    return { root, freeBytes: bavail * bsize, totalBytes: blocks * bsize }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

const remoteSession = 0x1000

function readIsRemote(): boolean {
  const getMetrics = bindNative('user32.dll', 'int32_t __stdcall GetSystemMetrics(int32_t)') as (
    index: number,
  ) => number
  return getMetrics(remoteSession) !== 0
}

/** RTL_OSVERSIONINFOW: five numbers and a text of 128 characters. */
const versionInfoSize = 5 * 4 + 128 * 2

/** Asked of the kernel: GetVersionEx answers by the manifest of the program that asks. */
function readOsVersion(): string {
  const getVersion = bindNative('ntdll.dll', 'int32_t __stdcall RtlGetVersion(_Inout_ uint8_t *)') as (
    info: Buffer,
  ) => number
  const info = Buffer.alloc(versionInfoSize)
  info.writeUInt32LE(versionInfoSize, 0)
  const status = getVersion(info)
  if (status !== 0) throw new Error(`RtlGetVersion answered ${status}`)
  return `${info.readUInt32LE(4)}.${info.readUInt32LE(8)}.${info.readUInt32LE(12)}`
}

const folderIds: Record<KnownFolder['id'], string> = {
  desktop: 'B4BFCC3A-DB2C-424C-B029-7FE99A87C641',
  documents: 'FDD39AD0-238F-46AF-ADB4-6C85480369C7',
  pictures: '33E28130-4E1E-4676-835A-98395C3BC3BB',
}

/** The path is wanted even where the folder is missing: a redirection into a deleted OneDrive is a finding. */
const dontVerify = 0x4000

function readKnownFolder(id: KnownFolder['id']): string {
  const koffi = loadKoffi()
  const getPath = bindNative(
    'shell32.dll',
    'int32_t __stdcall SHGetKnownFolderPath(const uint8_t *, uint32_t, uintptr_t, _Out_ void **)',
  ) as (id: Buffer, flags: number, token: number, path: [unknown]) => number
  const free = bindNative('ole32.dll', 'void __stdcall CoTaskMemFree(void *)') as (memory: unknown) => void
  const path: [unknown] = [null]
  const status = getPath(toGuidBytes(folderIds[id]), dontVerify, 0, path)
  try {
    if (status !== 0) throw new Error(`SHGetKnownFolderPath answered 0x${(status >>> 0).toString(16)}`)
    return koffi.decode.string16(path[0])
  } finally {
    // The caller frees the memory, whether the call succeeded or not.
    free(path[0])
  }
}

/** A GUID as Windows keeps it: the first three parts as little-endian numbers, the rest as bytes. */
function toGuidBytes(guid: string): Buffer {
  const bytes = Buffer.from(guid.replaceAll('-', ''), 'hex')
  bytes.subarray(0, 4).reverse()
  bytes.subarray(4, 6).reverse()
  bytes.subarray(6, 8).reverse()
  return bytes
}
