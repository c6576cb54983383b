import { statfs } from 'node:fs/promises'
import path from 'node:path'
import { attribute, isCloudOnly } from '../../../shared/checks/upload-state.ts'
import type { DiskEntry, ListedEntry, LocalDisk } from '../local-disk.ts'
import { createFileStreams, keepStreams } from '../named-streams.ts'
import { isCloudTag, kindByTag } from '../../../shared/checks/upload-state.ts'
import { readFolderGuard } from '../../../shared/computer/windows/folder-guard.ts'
import { exposePlaceholders } from './list-folder.ts'
import { bindNative } from '../load-koffi.ts'
import { listStreams } from './list-streams.ts'
import { createRealRegistry } from './real-registry.ts'

type Find = (path: string, found: Buffer) => number | bigint
type FindNext = (handle: number | bigint, found: Buffer) => number
type Close = (handle: number | bigint) => number
type LastError = () => number
type SetAttributes = (path: string, attributes: number) => number
type Open = (
  path: string,
  access: number,
  share: number,
  security: null,
  how: number,
  flags: number,
  template: number,
) => number | bigint
type SetTime = (handle: number | bigint, created: Buffer, read: Buffer, written: Buffer) => number
type Move = (from: string, to: string, flags: number) => number

const kernel = {
  find: () =>
    bindNative(
      'kernel32.dll',
      'uintptr_t __stdcall FindFirstFileW(const char16_t *, _Out_ uint8_t *)',
    ) as Find,
  findNext: () =>
    bindNative('kernel32.dll', 'int32_t __stdcall FindNextFileW(uintptr_t, _Out_ uint8_t *)') as FindNext,
  endFind: () => bindNative('kernel32.dll', 'int32_t __stdcall FindClose(uintptr_t)') as Close,
  lastError: () => bindNative('kernel32.dll', 'uint32_t __stdcall GetLastError()') as LastError,
  setAttributes: () =>
    bindNative(
      'kernel32.dll',
      'int32_t __stdcall SetFileAttributesW(const char16_t *, uint32_t)',
    ) as SetAttributes,
  open: () =>
    bindNative(
      'kernel32.dll',
      'uintptr_t __stdcall CreateFileW(const char16_t *, uint32_t, uint32_t, void *, uint32_t, uint32_t, uintptr_t)',
    ) as Open,
  close: () => bindNative('kernel32.dll', 'int32_t __stdcall CloseHandle(uintptr_t)') as Close,
  setTime: () =>
    bindNative(
      'kernel32.dll',
      'int32_t __stdcall SetFileTime(uintptr_t, const uint8_t *, const uint8_t *, const uint8_t *)',
    ) as SetTime,
  move: () =>
    bindNative(
      'kernel32.dll',
      'int32_t __stdcall MoveFileExW(const char16_t *, const char16_t *, uint32_t)',
    ) as Move,
}

const longestName = 255
/** WIN32_FIND_DATAW. */
const offsets = {
  attributes: 0,
  created: 4,
  read: 12,
  written: 20,
  sizeHigh: 28,
  sizeLow: 32,
  tag: 36,
  name: 44,
} as const
/** MAX_PATH: as many units as WIN32_FIND_DATAW has for a name. */
const nameUnits = 260
const findDataBytes = 592
const writeAttributes = 0x100
const shareAll = 0x7
const openExisting = 3
const folderToo = 0x0200_0000
/** MOVEFILE_WRITE_THROUGH, and nothing that would replace a file or copy it to another volume. */
const moveWriteThrough = 0x8
/** Read-only, hidden, archive, not indexed: what belongs to the file and not to where it lies. */
const ownAttributes = 0x1 | 0x2 | 0x20 | 0x2000
const noFile = [2, 3, 123, 161]
const noMoreFiles = 18
const nameTaken = [80, 183]

const streams = createFileStreams(listStreams)

/** A Windows disk, asked by the wide-character calls, so that letter case, long paths and cloud state are what they are. */
export function createWindowsDisk(): LocalDisk {
  // Before the first look: otherwise a placeholder would look like a plain file (pitfall 22).
  exposePlaceholders()
  const place = (file: string): string => path.win32.toNamespacedPath(file)
  return {
    separator: '\\',
    foldsCase: true,
    isNameTooLong: (name) => name.length > longestName,
    place,
    stat: (file) => {
      const found = find(place(file))
      return found === null ? null : toEntry(found)
    },
    list: (folder) => {
      const there = find(place(folder))
      return there !== null && toEntry(there).kind === 'folder' ? listFolder(place(folder)) : null
    },
    keepStreams: (from, to) => keepStreams(streams, place(from), place(to)),
    keepTimes: (from, to) => {
      const found = find(place(from))
      if (found !== null) setTimes(place(to), found)
    },
    moveInto: (from, to) => {
      if (kernel.move()(place(from), place(to), moveWriteThrough) !== 0) return true
      const code = kernel.lastError()()
      if (nameTaken.includes(code)) return false
      throw toError(code, 'MoveFileExW')
    },
    // A name is on the disk when MoveFileExW returns.
    flushFolder: async () => undefined,
    guard: () => readFolderGuard(createRealRegistry()).mode,
    freeBytes: async (folder) => {
      const { bavail, bsize } = await statfs(place(folder))
      return bavail * bsize
    },
  }
}

function find(file: string): Buffer | null {
  const found = Buffer.alloc(findDataBytes)
  const handle = kernel.find()(file, found)
  if (BigInt.asIntN(64, BigInt(handle)) === -1n) {
    const code = kernel.lastError()()
    if (noFile.includes(code)) return null
    throw toError(code, 'FindFirstFileW')
  }
  kernel.endFind()(handle)
  return found
}

function listFolder(folder: string): ListedEntry[] {
  const found = Buffer.alloc(findDataBytes)
  const handle = kernel.find()(`${folder}\\*`, found)
  if (BigInt.asIntN(64, BigInt(handle)) === -1n) {
    const code = kernel.lastError()()
    // The root of a drive has no entry for itself.
    if (noFile.includes(code)) return []
    throw toError(code, 'FindFirstFileW')
  }
  const entries: ListedEntry[] = []
  try {
    do {
      const name = readName(found)
      if (name !== '.' && name !== '..') entries.push({ name, kind: toEntry(found).kind })
    } while (kernel.findNext()(handle, found) !== 0)
    const code = kernel.lastError()()
    if (code !== noMoreFiles) throw toError(code, 'FindNextFileW')
  } finally {
    kernel.endFind()(handle)
  }
  return entries
}

function readName(found: Buffer): string {
  let units = 0
  while (units < nameUnits && found.readUInt16LE(offsets.name + units * 2) !== 0) units += 1
  return found.toString('utf16le', offsets.name, offsets.name + units * 2)
}

function toEntry(found: Buffer): DiskEntry {
  const attributes = found.readUInt32LE(offsets.attributes)
  const tag = (attributes & attribute.reparsePoint) === 0 ? 0 : found.readUInt32LE(offsets.tag)
  const size = found.readUInt32LE(offsets.sizeHigh) * 2 ** 32 + found.readUInt32LE(offsets.sizeLow)
  return {
    kind: kindByTag(attributes, tag),
    size,
    modifiedAt: Number(found.readBigUInt64LE(offsets.written)) / 10_000 - from1601To1970,
    isCloudOnly: isCloudOnly(attributes),
    isTaken: isCloudTag(tag),
  }
}

const from1601To1970 = 11_644_473_600_000

function setTimes(file: string, original: Buffer): void {
  const handle = kernel.open()(file, writeAttributes, shareAll, null, openExisting, folderToo, 0)
  if (BigInt.asIntN(64, BigInt(handle)) === -1n) throw toError(kernel.lastError()(), 'CreateFileW')
  const time = (at: number): Buffer => original.subarray(at, at + 8)
  kernel.setTime()(handle, time(offsets.created), time(offsets.read), time(offsets.written))
  kernel.close()(handle)
  kernel.setAttributes()(file, original.readUInt32LE(offsets.attributes) & ownAttributes)
}

/** The codes that Node's own calls give for the same. */
const codes: Readonly<Record<number, string>> = {
  5: 'EACCES',
  19: 'EROFS',
  32: 'EBUSY',
  33: 'EBUSY',
  39: 'ENOSPC',
  112: 'ENOSPC',
}

function toError(code: number, call: string): Error {
  return Object.assign(new Error(`${call}: ${code}`), { code: codes[code] ?? `WIN32-${code}` })
}
