import path from 'node:path'
import { isAdministratorsAlone } from '../../../shared/computer/windows/judge-security.ts'
import { isLink, othersMayWrite, type ProtectedContent } from '../protected-file.ts'
import { bindNative, loadKoffi } from '../load-koffi.ts'

type Handle = number | bigint

const readControl = 0x2_0000
const readData = 0x1
const readAttributes = 0x80
const shareRead = 0x1
const shareWrite = 0x2
const openExisting = 3
/** FILE_FLAG_BACKUP_SEMANTICS (folders too) and FILE_FLAG_OPEN_REPARSE_POINT (the link, not what it leads to). */
const itself = 0x0220_0000
const reparsePoint = 0x400
const directory = 0x10
/** BY_HANDLE_FILE_INFORMATION. */
const information = { bytes: 52, attributes: 0, sizeHigh: 32, sizeLow: 36 } as const
const ownerAndList = 0x5
const fileObject = 1
const notFound = [2, 3]

/**
 * Reads a file that administrators alone can change, itself and the folder it lies in; anything else is refused. Both are looked at on
 * the open handle, and while they are open neither can be renamed: what was looked at is what is read.
 */
export function readProtectedFile(file: string, maximumBytes: number): ProtectedContent {
  return withOpen(path.win32.dirname(file), readControl | readAttributes, (folder) => {
    return withOpen(file, readControl | readAttributes | readData, (handle) => {
      // A file that is not there has no effect, even where others may write beside it.
      const { attributes } = readInformation(folder)
      if ((attributes & reparsePoint) !== 0)
        return { kind: 'refused', reason: 'lies in a folder that is a link' }
      if (!isAdministratorsAlone(readSecurity(folder))) return othersMayWrite('its folder')
      const found = readInformation(handle)
      if ((found.attributes & reparsePoint) !== 0) return isLink
      if ((found.attributes & directory) !== 0) return { kind: 'refused', reason: 'is not a file' }
      if (!isAdministratorsAlone(readSecurity(handle))) return othersMayWrite('the file')
      if (found.size > maximumBytes)
        return { kind: 'refused', reason: `is larger than ${maximumBytes} bytes` }
      return { kind: 'read', bytes: readBytes(handle, found.size) }
    })
  })
}

function withOpen(
  file: string,
  access: number,
  read: (handle: Handle) => ProtectedContent,
): ProtectedContent {
  const open = bindNative(
    'kernel32.dll',
    'intptr_t __stdcall CreateFileW(const char16_t *, uint32_t, uint32_t, void *, uint32_t, uint32_t, intptr_t)',
  ) as (
    file: string,
    access: number,
    share: number,
    security: null,
    how: number,
    flags: number,
    template: number,
  ) => Handle
  const lastError = bindNative('kernel32.dll', 'uint32_t __stdcall GetLastError()') as () => number
  const close = bindNative('kernel32.dll', 'int32_t __stdcall CloseHandle(intptr_t)') as (
    handle: Handle,
  ) => number
  const handle = open(file, access, shareRead | shareWrite, null, openExisting, itself, 0)
  if (BigInt(handle) === -1n) {
    const code = lastError()
    return notFound.includes(code)
      ? { kind: 'missing' }
      : { kind: 'refused', reason: `cannot be read (${code})` }
  }
  try {
    return read(handle)
  } finally {
    close(handle)
  }
}

function readInformation(handle: Handle): { attributes: number; size: number } {
  const read = bindNative(
    'kernel32.dll',
    'int32_t __stdcall GetFileInformationByHandle(intptr_t, _Out_ uint8_t *)',
  ) as (handle: Handle, into: Buffer) => number
  const into = Buffer.alloc(information.bytes)
  if (read(handle, into) === 0) throw new Error('GetFileInformationByHandle refused')
  const size = into.readUInt32LE(information.sizeHigh) * 2 ** 32 + into.readUInt32LE(information.sizeLow)
  return { attributes: into.readUInt32LE(information.attributes), size }
}

/** Owner and DACL as SDDL; empty, which proves nothing, where Windows does not say. */
function readSecurity(handle: Handle): string {
  const koffi = loadKoffi()
  const getSecurity = bindNative(
    'advapi32.dll',
    'uint32_t __stdcall GetSecurityInfo(intptr_t, int32_t, uint32_t, void *, void *, void *, void *, _Out_ void **)',
  ) as (
    handle: Handle,
    kind: number,
    what: number,
    owner: null,
    group: null,
    dacl: null,
    sacl: null,
    into: [unknown],
  ) => number
  const toText = bindNative(
    'advapi32.dll',
    'int32_t __stdcall ConvertSecurityDescriptorToStringSecurityDescriptorW(void *, uint32_t, uint32_t, _Out_ void **, void *)',
  ) as (descriptor: unknown, revision: number, what: number, text: [unknown], length: null) => number
  const free = bindNative('kernel32.dll', 'void * __stdcall LocalFree(void *)') as (
    memory: unknown,
  ) => unknown
  const descriptor: [unknown] = [null]
  if (getSecurity(handle, fileObject, ownerAndList, null, null, null, null, descriptor) !== 0) return ''
  const text: [unknown] = [null]
  try {
    if (toText(descriptor[0], 1, ownerAndList, text, null) === 0) return ''
    return koffi.decode.string16(text[0])
  } finally {
    if (text[0] !== null) free(text[0])
    free(descriptor[0])
  }
}

function readBytes(handle: Handle, size: number): Buffer {
  const read = bindNative(
    'kernel32.dll',
    'int32_t __stdcall ReadFile(intptr_t, _Out_ uint8_t *, uint32_t, _Out_ uint32_t *, void *)',
  ) as (handle: Handle, into: Buffer, size: number, done: [number], overlapped: null) => number
  const into = Buffer.alloc(Math.max(size, 1))
  const done: [number] = [0]
  if (read(handle, into, size, done, null) === 0) throw new Error('ReadFile refused')
  return into.subarray(0, done[0])
}
