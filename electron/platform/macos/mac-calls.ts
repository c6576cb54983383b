import type { BigIntStats } from 'node:fs'
import { lstatSync } from 'node:fs'
import { loadKoffi } from '../load-koffi.ts'

/** What macOS is asked for by its own C calls, because Node has none for it. Each returns what the C function does. */
export type MacCalls = {
  /** Fills `struct stat` with what a path itself is; follows no link. */
  lstat(path: string, into: Uint8Array): number
  /** `setiopolicy_np`. */
  setPolicy(kind: number, scope: number, policy: number): number
  /** `renamex_np` with `RENAME_EXCL`: never over something that is there. */
  renameExclusively(from: string, to: string): number
  /** `getxattr` with `XATTR_NOFOLLOW`; the number of bytes, also where `into` is null. */
  readAttribute(path: string, name: string, into: Uint8Array | null): number
  /** `setxattr` with `XATTR_NOFOLLOW`. */
  writeAttribute(path: string, name: string, value: Uint8Array): number
  /** Why the last call has failed. */
  lastError(): number
}

/** Node's own names for what the calls here may answer (`sys/errno.h`). */
const errorCodes: Readonly<Record<number, string>> = {
  1: 'EPERM',
  2: 'ENOENT',
  11: 'EDEADLK',
  13: 'EACCES',
  16: 'EBUSY',
  17: 'EEXIST',
  20: 'ENOTDIR',
  28: 'ENOSPC',
  30: 'EROFS',
  45: 'ENOTSUP',
  69: 'EDQUOT',
  93: 'ENOATTR',
}

/** The last failure with the code that Node would give it. */
export function toMacError(calls: Pick<MacCalls, 'lastError'>, call: string): Error & { code: string } {
  const number = calls.lastError()
  return Object.assign(new Error(`${call}: ${number}`), { code: errorCodes[number] ?? `MACOS-${number}` })
}

const attributeTypes = ['str', 'str', 'void *', 'size_t', 'uint32_t', 'int'] as const

/** Result and arguments of each C function, in koffi's names of types. */
export const macDeclarations = {
  lstat: ['int', ['str', 'void *']],
  setiopolicy_np: ['int', ['int', 'int', 'int']],
  renamex_np: ['int', ['str', 'str', 'uint']],
  getxattr: ['int64_t', attributeTypes],
  setxattr: ['int', attributeTypes],
} as const

/** Binds the calls. Throws where koffi, or one of them, is not there. No one has run this on a Mac. */
export function bindMacCalls(): MacCalls {
  const koffi = loadKoffi()
  const library = koffi.load('/usr/lib/libSystem.B.dylib')
  const bind = (name: keyof typeof macDeclarations, symbol: string = name): unknown => {
    const [result, types] = macDeclarations[name]
    return library.func(symbol, result, [...types])
  }
  // On Intel the plain name is the older call with short file numbers (`sys/cdefs.h`, `__DARWIN_INODE64`).
  const lstat = bind('lstat', process.arch === 'x64' ? 'lstat$INODE64' : 'lstat') as MacCalls['lstat']
  const setPolicy = bind('setiopolicy_np') as MacCalls['setPolicy']
  const rename = bind('renamex_np') as (from: string, to: string, flags: number) => number
  type Attribute<Value> = (
    path: string,
    name: string,
    value: Value,
    size: number,
    at: number,
    options: number,
  ) => number | bigint
  const getAttribute = bind('getxattr') as Attribute<Uint8Array | null>
  const setAttribute = bind('setxattr') as Attribute<Uint8Array>
  return {
    lstat,
    setPolicy,
    renameExclusively: (from, to) => rename(from, to, 0x4),
    readAttribute: (path, name, into) =>
      Number(getAttribute(path, name, into, into?.byteLength ?? 0, 0, 0x1)),
    writeAttribute: (path, name, value) => Number(setAttribute(path, name, value, value.byteLength, 0, 0x1)),
    lastError: () => koffi.errno(),
  }
}

/**
 * Tells macOS that nothing of a file without content is to be fetched for this thread, or this process: opening one fails with EDEADLK
 * instead. Throws where macOS does not take it (`setiopolicy_np(3)`: `IOPOL_TYPE_VFS_MATERIALIZE_DATALESS_FILES` is 3, off is 1; since
 * macOS 10.15).
 */
export function refuseDownloads(calls: MacCalls, scope: 'process' | 'thread'): void {
  if (calls.setPolicy(3, scope === 'process' ? 0 : 1, 1) !== 0) throw toMacError(calls, 'setiopolicy_np')
}

/** Bits of `st_flags` (`sys/stat.h`). */
export const fileFlag = { locked: 0x2, dataless: 0x4000_0000 } as const

/** `struct stat` of macOS with 64-bit file numbers: bytes in all, and where each part begins (`sys/stat.h`). */
export const statusLayout = { bytes: 144, mode: 4, number: 8, written: 48, size: 96, flags: 116 } as const

/** What a path is. `flags` is null where macOS has not told them in a way that can be believed. */
export type MacStatus = { readonly status: BigIntStats; readonly flags: number | null }

/**
 * What a path is, with the flags that Node does not read; null where there is nothing. The flags are believed only where the same answer
 * has number, kind, size and time as Node knows them. Throws what Node throws.
 */
export function readMacStatus(calls: Pick<MacCalls, 'lstat'>, path: string): MacStatus | null {
  // Something may be written to it between the two questions.
  for (let tries = 0; ; tries += 1) {
    const status = tryStatus(path)
    if (status === null) return null
    const flags = readFlags(calls, path, status)
    if (flags !== null || tries === 2) return { status, flags }
  }
}

function tryStatus(path: string): BigIntStats | null {
  try {
    return lstatSync(path, { bigint: true })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return null
    throw error
  }
}

function readFlags({ lstat }: Pick<MacCalls, 'lstat'>, path: string, status: BigIntStats): number | null {
  const raw = Buffer.alloc(statusLayout.bytes)
  if (lstat(path, raw) !== 0) return null
  const { number, mode, size, written, flags } = statusLayout
  const isSame =
    raw.readBigUInt64LE(number) === status.ino &&
    BigInt(raw.readUInt16LE(mode)) === (status.mode & 0xffffn) &&
    raw.readBigInt64LE(size) === status.size &&
    raw.readBigInt64LE(written) * 1_000_000_000n + raw.readBigInt64LE(written + 8) === status.mtimeNs
  return isSame ? raw.readUInt32LE(flags) : null
}
