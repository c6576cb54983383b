import { loadKoffi } from '../load-koffi.ts'
import {
  RegistryUnreadable,
  type Registry,
  type RegistryHive,
  type RegistryKey,
  type RegistryValue,
} from '../../../shared/computer/windows/registry.ts'
import { toRegistryValue } from '../../../shared/computer/windows/to-registry-value.ts'

type Handle = number | bigint

type Advapi = {
  openKey(hive: Handle, path: string, options: number, access: number, key: BigUint64Array): number
  closeKey(key: Handle): number
  queryInfo(
    key: Handle,
    className: null,
    classLength: null,
    reserved: null,
    subkeys: null,
    longestSubkey: null,
    longestClass: null,
    values: null,
    longestName: null,
    longestData: Uint32Array,
    securityLength: null,
    lastWritten: BigUint64Array,
  ): number
  enumKey(
    key: Handle,
    index: number,
    name: Buffer,
    nameLength: Uint32Array,
    reserved: null,
    className: null,
    classLength: null,
    lastWritten: null,
  ): number
  enumValue(
    key: Handle,
    index: number,
    name: Buffer,
    nameLength: Uint32Array,
    reserved: null,
    type: Uint32Array,
    data: Buffer,
    dataLength: Uint32Array,
  ): number
  queryValue(
    key: Handle,
    name: string,
    reserved: null,
    type: Uint32Array,
    data: Buffer,
    dataLength: Uint32Array,
  ): number
}

// A predefined key is a negative 32-bit number, widened with its sign.
const hives: Record<RegistryHive, bigint> = {
  HKEY_CURRENT_USER: 0xffff_ffff_8000_0001n,
  HKEY_LOCAL_MACHINE: 0xffff_ffff_8000_0002n,
}
const keyRead = 0x2_0019
const views = { 32: 0x0200, 64: 0x0100 } as const

const success = 0
const fileNotFound = 2
const pathNotFound = 3
const moreData = 234
const noMoreItems = 259
const keyDeleted = 1018

/** The registry's own limits, in characters without the NUL: 255 for a key's name, 16383 for a value's. */
const longestKeyName = 255
const longestValueName = 16_383

/** A key is read again when it was written meanwhile, but not for ever. */
const mostReadings = 4

/** This computer's registry, by the Win32 calls themselves: types and Unicode arrive as they are stored. */
export function createRealRegistry(): Registry {
  return {
    readKey(hive, path, view = 64, only) {
      const api = advapi()
      const opened = api.openKey(hives[hive], path, 0, keyRead | views[view], answers.key)
      if (opened === fileNotFound || opened === pathNotFound) return null
      if (opened !== success) throw unreadable(hive, path, opened, 'RegOpenKeyExW')
      const key = answers.key[0] ?? 0n
      try {
        return readOpenKey(api, key, only)
      } catch (error) {
        if (!(error instanceof Refusal)) throw error
        // Somebody deleted the key between opening and reading it: it does not exist.
        if (error.status === keyDeleted) return null
        throw unreadable(hive, path, error.status, error.message)
      } finally {
        api.closeKey(key)
      }
    },
  }
}

let bound: Advapi | undefined

/** Every pointer is memory of ours, handed over as it is: koffi would copy a list of numbers to and fro in each call. */
function advapi(): Advapi {
  if (bound !== undefined) return bound
  const library = loadKoffi().load('advapi32.dll')
  bound = {
    openKey: library.func(
      'int32_t __stdcall RegOpenKeyExW(uintptr_t, const char16_t *, uint32_t, uint32_t, void *)',
    ) as Advapi['openKey'],
    closeKey: library.func('int32_t __stdcall RegCloseKey(uintptr_t)') as Advapi['closeKey'],
    queryInfo: library.func(
      'int32_t __stdcall RegQueryInfoKeyW(uintptr_t, void *, void *, void *, void *, void *, void *, void *, ' +
        'void *, void *, void *, void *)',
    ) as Advapi['queryInfo'],
    enumKey: library.func(
      'int32_t __stdcall RegEnumKeyExW(uintptr_t, uint32_t, void *, void *, void *, void *, void *, void *)',
    ) as Advapi['enumKey'],
    enumValue: library.func(
      'int32_t __stdcall RegEnumValueW(uintptr_t, uint32_t, void *, void *, void *, void *, void *, void *)',
    ) as Advapi['enumValue'],
    queryValue: library.func(
      'int32_t __stdcall RegQueryValueExW(uintptr_t, const char16_t *, void *, void *, void *, void *)',
    ) as Advapi['queryValue'],
  }
  return bound
}

/** Where Windows writes its answers; every call is over before the next, so one place for each is enough. */
const answers = {
  key: new BigUint64Array(1),
  name: Buffer.alloc((longestValueName + 1) * 2),
  nameLength: new Uint32Array(1),
  type: new Uint32Array(1),
  data: Buffer.alloc(4096),
  dataLength: new Uint32Array(1),
  lastWritten: new BigUint64Array(1),
}

/** A call that refused; becomes `RegistryUnreadable`, or null where the key went away. */
class Refusal extends Error {
  readonly status: number
  constructor(status: number, call: string) {
    super(call)
    this.status = status
  }
}

function unreadable(hive: RegistryHive, path: string, status: number, call: string): RegistryUnreadable {
  return new RegistryUnreadable(`${hive}\\${path}`, status, `${call} answered ${status}`)
}

/**
 * Names and values are read one by one, so a value that OneDrive deletes meanwhile would make us miss
 * another. The time of the last writing tells, and the key is read again.
 */
function readOpenKey(api: Advapi, key: Handle, only: readonly string[] | undefined): RegistryKey {
  for (let reading = 1; ; reading += 1) {
    const before = readInfo(api, key)
    const subkeys = readSubkeys(api, key)
    const values =
      only === undefined ? readValues(api, key, before.longestData) : readNamedValues(api, key, only)
    const unchanged = readInfo(api, key).lastWritten === before.lastWritten
    if (unchanged || reading === mostReadings) return { values, subkeys }
  }
}

function readInfo(api: Advapi, key: Handle): { longestData: number; lastWritten: bigint } {
  const { dataLength, lastWritten } = answers
  const status = api.queryInfo(
    key,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    null,
    dataLength,
    null,
    lastWritten,
  )
  if (status !== success) throw new Refusal(status, 'RegQueryInfoKeyW')
  return { longestData: dataLength[0] ?? 0, lastWritten: lastWritten[0] ?? 0n }
}

function readSubkeys(api: Advapi, key: Handle): string[] {
  const names: string[] = []
  const { name, nameLength } = answers
  for (let index = 0; ; index += 1) {
    nameLength[0] = longestKeyName + 1
    const status = api.enumKey(key, index, name, nameLength, null, null, null, null)
    if (status === noMoreItems) return names
    if (status !== success) throw new Refusal(status, 'RegEnumKeyExW')
    names.push(name.toString('utf16le', 0, nameLength[0] * 2))
  }
}

function readValues(api: Advapi, key: Handle, longestData: number): Map<string, RegistryValue> {
  const values = new Map<string, RegistryValue>()
  const { name, nameLength, type, dataLength } = answers
  if (longestData > answers.data.length) answers.data = Buffer.alloc(longestData)
  for (let index = 0; ;) {
    nameLength[0] = longestValueName + 1
    dataLength[0] = answers.data.length
    const status = api.enumValue(key, index, name, nameLength, null, type, answers.data, dataLength)
    if (status === noMoreItems) return values
    if (status === moreData && dataLength[0] > answers.data.length) {
      // The value grew since the key was asked for its longest one.
      answers.data = Buffer.alloc(dataLength[0])
      continue
    }
    if (status !== success) throw new Refusal(status, 'RegEnumValueW')
    values.set(
      name.toString('utf16le', 0, nameLength[0] * 2),
      toRegistryValue(type[0] ?? 0, answers.data.subarray(0, dataLength[0])),
    )
    index += 1
  }
}

/** These values alone, under the names that were asked for: Windows is never asked for the data of any other. */
function readNamedValues(api: Advapi, key: Handle, names: readonly string[]): Map<string, RegistryValue> {
  const values = new Map<string, RegistryValue>()
  const { type, dataLength } = answers
  for (const name of names) {
    let status = moreData
    while (status === moreData) {
      dataLength[0] = answers.data.length
      status = api.queryValue(key, name, null, type, answers.data, dataLength)
      if (status === moreData) answers.data = Buffer.alloc(Math.max(dataLength[0], answers.data.length * 2))
    }
    if (status === fileNotFound) continue
    if (status !== success) throw new Refusal(status, 'RegQueryValueExW')
    values.set(name, toRegistryValue(type[0] ?? 0, answers.data.subarray(0, dataLength[0])))
  }
  return values
}
