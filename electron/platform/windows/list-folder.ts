import { stat } from 'node:fs/promises'
import type { ScanEntry } from '../../../shared/files/scan.ts'
import { attribute } from '../../../shared/checks/upload-state.ts'
import { FolderUnreadable, type ListFolder } from '../scan/scan-folders.ts'
import { loadKoffi } from '../load-koffi.ts'

type Handle = bigint | number
type Answer<Value> = (error: unknown, value: Value) => void

type Api = {
  open: {
    async(
      path: string,
      access: number,
      share: number,
      security: null,
      how: number,
      flags: number,
      template: number,
      answer: Answer<Handle>,
    ): void
  }
  list: {
    async(
      folder: Handle,
      event: null,
      routine: null,
      context: null,
      status: Buffer,
      into: Buffer,
      length: number,
      kind: number,
      single: number,
      name: null,
      restart: number,
      answer: Answer<number>,
    ): void
  }
  close(handle: Handle): number
  /** Null before Windows 10 1709, which knows no cloud files. */
  placeholderState: ((attributes: number, tag: number) => number) | null
}

const listAndWait = 0x1 | 0x10_0000
const shareAll = 0x7
const openExisting = 3
/** A folder itself, also where it is a link: nothing is ever followed. */
const folderItself = 0x0200_0000 | 0x0020_0000
const fullDirectoryInformation = 2
const noMoreFiles = 0x8000_0006
const noSuchFile = 0xc000_000f

/** What one call may hand out: about six hundred entries. */
const listingBytes = 64 * 1024

/**
 * Lists a folder with one call for many entries (NtQueryDirectoryFile, FILE_FULL_DIR_INFORMATION), on a thread of
 * its own. A reparse point has its tag where another file has the size of its extended attributes (MS-FSCC 2.4.14).
 */
export const listFolder: ListFolder = async function* (path) {
  const handle = await openFolder(path)
  try {
    const into = Buffer.alloc(listingBytes)
    const status = Buffer.alloc(16)
    for (let restart = 1; ; restart = 0) {
      const answer = await new Promise<number>((resolve, reject) =>
        api().list.async(
          handle,
          null,
          null,
          null,
          status,
          into,
          listingBytes,
          fullDirectoryInformation,
          0,
          null,
          restart,
          answerTo(resolve, reject),
        ),
      )
      if (answer >>> 0 === noMoreFiles || answer >>> 0 === noSuchFile) return
      if (answer !== 0) throw new FolderUnreadable(path, answer >>> 0)
      yield readEntries(into)
    }
  } finally {
    api().close(handle)
  }
}

async function openFolder(path: string): Promise<Handle> {
  const handle = await new Promise<Handle>((resolve, reject) =>
    api().open.async(
      toLongPath(path),
      listAndWait,
      shareAll,
      null,
      openExisting,
      folderItself,
      0,
      answerTo(resolve, reject),
    ),
  )
  // The reason stays with the thread that was refused.
  if (BigInt.asIntN(64, BigInt(handle)) === -1n) throw new FolderUnreadable(path, 0, await isGone(path))
  return handle
}

async function isGone(path: string): Promise<boolean> {
  return await stat(toLongPath(path)).then(
    () => false,
    (error: NodeJS.ErrnoException) => error.code === 'ENOENT',
  )
}

function answerTo<Value>(resolve: (value: Value) => void, reject: (error: unknown) => void): Answer<Value> {
  return (error, value) => (error === null || error === undefined ? resolve(value) : reject(error))
}

/** Without the prefix Windows takes 260 characters. */
function toLongPath(path: string): string {
  if (path.startsWith('\\\\?\\')) return path
  return path.startsWith('\\\\') ? `\\\\?\\UNC\\${path.slice(2)}` : `\\\\?\\${path}`
}

const offsets = {
  next: 0,
  created: 8,
  written: 24,
  size: 40,
  attributes: 56,
  nameLength: 60,
  tag: 64,
  name: 68,
} as const

function readEntries(listing: Buffer): ScanEntry[] {
  const entries: ScanEntry[] = []
  for (let at = 0; ;) {
    const nameLength = listing.readUInt32LE(at + offsets.nameLength)
    const name = listing.toString('utf16le', at + offsets.name, at + offsets.name + nameLength)
    if (name !== '.' && name !== '..') entries.push(toEntry(listing, at, name))
    const next = listing.readUInt32LE(at + offsets.next)
    if (next === 0) return entries
    at += next
  }
}

function toEntry(listing: Buffer, at: number, name: string): ScanEntry {
  const attributes = listing.readUInt32LE(at + offsets.attributes)
  const isReparsePoint = (attributes & attribute.reparsePoint) !== 0
  const reparseTag = isReparsePoint ? listing.readUInt32LE(at + offsets.tag) : 0
  const size = listing.readUInt32LE(at + offsets.size) + listing.readUInt32LE(at + offsets.size + 4) * 2 ** 32
  const { placeholderState } = api()
  return {
    name,
    size,
    modifiedAt: readTime(listing, at + offsets.written),
    createdAt: readTime(listing, at + offsets.created),
    attributes,
    reparseTag,
    placeholderState:
      isReparsePoint && placeholderState !== null ? placeholderState(attributes, reparseTag) : null,
    providerState: null,
  }
}

/** FILETIME counts 100 nanoseconds from 1601. */
const from1601To1970 = 11_644_473_600_000

function readTime(listing: Buffer, at: number): number {
  const ticks = listing.readUInt32LE(at + 4) * 2 ** 32 + listing.readUInt32LE(at)
  return Math.round(ticks / 10_000) - from1601To1970
}

let bound: Api | undefined

function api(): Api {
  if (bound !== undefined) return bound
  const koffi = loadKoffi()
  const kernel = koffi.load('kernel32.dll')
  const native = koffi.load('ntdll.dll')
  exposePlaceholders()
  bound = {
    open: kernel.func(
      'uintptr_t __stdcall CreateFileW(const char16_t *, uint32_t, uint32_t, void *, uint32_t, uint32_t, uintptr_t)',
    ) as unknown as Api['open'],
    list: native.func(
      'int32_t __stdcall NtQueryDirectoryFile(uintptr_t, void *, void *, void *, _Out_ uint8_t *, _Out_ uint8_t *, ' +
        'uint32_t, int32_t, uint8_t, void *, uint8_t)',
    ) as unknown as Api['list'],
    close: kernel.func('int32_t __stdcall CloseHandle(uintptr_t)') as Api['close'],
    placeholderState: findPlaceholderState(),
  }
  return bound
}

/** PHCM_EXPOSE_PLACEHOLDERS: without it Windows shows this process a placeholder as a plain file (pitfall 22). */
export function exposePlaceholders(): void {
  const setMode = tryTo(
    () =>
      loadKoffi()
        .load('ntdll.dll')
        .func('int8_t __stdcall RtlSetProcessPlaceholderCompatibilityMode(int8_t)') as (
        mode: number,
      ) => number,
  )
  setMode?.(2)
}

function findPlaceholderState(): Api['placeholderState'] {
  return tryTo(
    () =>
      loadKoffi()
        .load('cldapi.dll')
        .func('uint32_t __stdcall CfGetPlaceholderStateFromAttributeTag(uint32_t, uint32_t)') as (
        attributes: number,
        tag: number,
      ) => number,
  )
}

/** Null where this Windows is too old to have it. */
function tryTo<Value>(find: () => Value): Value | null {
  try {
    return find()
  } catch {
    return null
  }
}
