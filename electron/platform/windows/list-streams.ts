import { bindNative } from '../load-koffi.ts'

type FindFirst = (file: string, level: number, found: Buffer, flags: number) => number | bigint
type FindNext = (handle: number | bigint, found: Buffer) => number

const kernel = {
  find: () =>
    bindNative(
      'kernel32.dll',
      'uintptr_t __stdcall FindFirstStreamW(const char16_t *, int32_t, _Out_ uint8_t *, uint32_t)',
    ) as FindFirst,
  findNext: () =>
    bindNative('kernel32.dll', 'int32_t __stdcall FindNextStreamW(uintptr_t, _Out_ uint8_t *)') as FindNext,
  endFind: () =>
    bindNative('kernel32.dll', 'int32_t __stdcall FindClose(uintptr_t)') as (
      handle: number | bigint,
    ) => number,
  lastError: () => bindNative('kernel32.dll', 'uint32_t __stdcall GetLastError()') as () => number,
}

/** WIN32_FIND_STREAM_DATA: eight bytes of size, then the name with room for MAX_PATH and 36 units. */
const nameAt = 8
const nameUnits = 296
const findDataBytes = nameAt + nameUnits * 2
const standardInformation = 0
/** ERROR_HANDLE_EOF: no more, or none at all. */
const noMore = 38
/** ERROR_INVALID_FUNCTION, ERROR_NOT_SUPPORTED, ERROR_INVALID_PARAMETER, ERROR_CALL_NOT_IMPLEMENTED: this volume keeps no streams. */
const keepsNone: ReadonlySet<number> = new Set([1, 50, 87, 120])
/** Codes that Node's own calls give for the same. */
const codes: Readonly<Record<number, string>> = {
  2: 'ENOENT',
  3: 'ENOENT',
  5: 'EACCES',
  32: 'EBUSY',
  33: 'EBUSY',
}

/** The names of a file's streams, without the nameless one that is its content. Throws where Windows refuses to tell. */
export function listStreams(file: string): string[] {
  const found = Buffer.alloc(findDataBytes)
  const handle = kernel.find()(file, standardInformation, found, 0)
  if (BigInt.asIntN(64, BigInt(handle)) === -1n) {
    const code = kernel.lastError()()
    if (code === noMore || keepsNone.has(code)) return []
    throw toError(code, 'FindFirstStreamW')
  }
  const names: string[] = []
  try {
    do {
      const name = toStreamName(readName(found))
      if (name !== null) names.push(name)
    } while (kernel.findNext()(handle, found) !== 0)
    const code = kernel.lastError()()
    if (code !== noMore) throw toError(code, 'FindNextStreamW')
  } finally {
    kernel.endFind()(handle)
  }
  return names
}

/** `:Zone.Identifier:$DATA` is `Zone.Identifier`; null for the content itself, `::$DATA`, and for what holds no data. */
export function toStreamName(told: string): string | null {
  return /^:([^:]+):\$DATA$/i.exec(told)?.[1] ?? null
}

function readName(found: Buffer): string {
  let units = 0
  while (units < nameUnits && found.readUInt16LE(nameAt + units * 2) !== 0) units += 1
  return found.toString('utf16le', nameAt, nameAt + units * 2)
}

function toError(code: number, call: string): Error {
  return Object.assign(new Error(`${call}: ${code}`), { code: codes[code] ?? `WIN32-${code}` })
}
