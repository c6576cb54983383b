import type { RegFileKey } from '../../../shared/recording/reg-file.ts'
import { bindNative } from '../../../electron/platform/load-koffi.ts'
import type { RegistryValue } from '../../../shared/computer/windows/registry.ts'

const hives: Readonly<Record<string, bigint>> = {
  HKEY_CURRENT_USER: 0xffff_ffff_8000_0001n,
  HKEY_LOCAL_MACHINE: 0xffff_ffff_8000_0002n,
}
const keyAllAccess = 0xf_003f
const fileNotFound = 2

/** Puts keys into the real registry, in the place of whatever lies below `cleared`. Throws where Windows refuses. */
export function writeRegistry(cleared: readonly string[], keys: readonly RegFileKey[]): void {
  for (const path of cleared) deleteTree(path)
  for (const { path, values } of keys) {
    const key = openKey(path)
    for (const [name, value] of values) writeValue(key, name, value)
    call('int32_t __stdcall RegCloseKey(uintptr_t)', key)
  }
}

function deleteTree(path: string): void {
  const status = native('int32_t __stdcall RegDeleteTreeW(uintptr_t, const char16_t *)')(...split(path))
  if (status !== 0 && status !== fileNotFound) throw new Error(`RegDeleteTreeW: ${status} for ${path}`)
}

function openKey(path: string): bigint {
  const key = new BigUint64Array(1)
  call(
    'int32_t __stdcall RegCreateKeyExW(uintptr_t, const char16_t *, uint32_t, void *, uint32_t, uint32_t, void *, void *, void *)',
    ...[...split(path), 0, null, 0, keyAllAccess, null, key, null],
  )
  return key[0] ?? 0n
}

function writeValue(key: bigint, name: string, value: RegistryValue): void {
  const [type, data] = toData(value)
  call(
    'int32_t __stdcall RegSetValueExW(uintptr_t, const char16_t *, uint32_t, uint32_t, void *, uint32_t)',
    ...[key, name, 0, type, data, data.length],
  )
}

function toData(value: RegistryValue): [type: number, data: Buffer] {
  switch (value.kind) {
    case 'string':
      return [1, toText(`${value.text}\0`)]
    case 'expandable':
      return [2, toText(`${value.text}\0`)]
    case 'strings':
      return [7, toText(`${value.texts.map((text) => `${text}\0`).join('')}\0`)]
    case 'binary':
      return [3, Buffer.from(value.bytes)]
    case 'dword': {
      const data = Buffer.alloc(4)
      data.writeUInt32LE(value.number)
      return [4, data]
    }
    case 'qword': {
      const data = Buffer.alloc(8)
      data.writeBigUInt64LE(value.number)
      return [11, data]
    }
  }
}

function toText(text: string): Buffer {
  return Buffer.from(text, 'utf16le')
}

function split(path: string): [hive: bigint, below: string] {
  const at = path.indexOf('\\')
  const hive = hives[path.slice(0, at)]
  if (hive === undefined) throw new Error(`no such hive: ${path}`)
  return [hive, path.slice(at + 1)]
}

function call(declaration: string, ...given: readonly unknown[]): void {
  const status = native(declaration)(...given)
  if (status !== 0) throw new Error(`${declaration}: ${status}`)
}

function native(declaration: string): (...given: readonly unknown[]) => number {
  return bindNative('advapi32.dll', declaration) as (...given: readonly unknown[]) => number
}
