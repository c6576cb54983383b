import { loadKoffi } from '../load-koffi.ts'

type Handle = bigint | number

type Api = {
  openKey(hive: Handle, path: string, options: number, access: number, key: [Handle]): number
  closeKey(key: Handle): number
  notify(key: Handle, subtree: number, filter: number, event: Handle, asynchronous: number): number
  createEvent(attributes: null, manual: number, initial: number, name: null): Handle
  wait(event: Handle, milliseconds: number): number
  closeHandle(handle: Handle): number
}

/** What a check reads of the registry and what may change under it (docs/facts/sync-client.md#accounts). */
const watched: readonly (readonly [hive: bigint, path: string])[] = [
  [0xffff_ffff_8000_0001n, 'Software\\Microsoft\\OneDrive'],
  [0xffff_ffff_8000_0001n, 'Software\\SyncEngines\\Providers\\OneDrive'],
  [0xffff_ffff_8000_0001n, 'Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders'],
  [0xffff_ffff_8000_0001n, 'Software\\Policies\\Microsoft\\OneDrive'],
  [0xffff_ffff_8000_0002n, 'SOFTWARE\\Policies\\Microsoft\\OneDrive'],
]

const keyRead64 = 0x2_0119
/** A key or a value came, went or changed. */
const namesAndValues = 0x1 | 0x4
const success = 0
const signalled = 0

export type RegistrySignals = {
  /** True when something changed since it was last asked. A key that appeared only now counts as a change. */
  take(): boolean
  close(): void
}

/** Windows' own notification for each key and all below it (RegNotifyChangeKeyValue). */
export function createRegistrySignals(): RegistrySignals {
  const keys = watched.map(([hive, path]) => ({ hive, path, open: open(hive, path) }))
  return {
    take: () => {
      let hasChanged = false
      for (const key of keys) {
        if (key.open === null) {
          key.open = open(key.hive, key.path)
          hasChanged ||= key.open !== null
        } else if (api().wait(key.open.event, 0) === signalled) {
          hasChanged = true
          // Armed again before anything is read, so that no change falls between. Refused where the key is gone.
          if (!arm(key.open)) {
            close(key.open)
            key.open = null
          }
        }
      }
      return hasChanged
    },
    close: () => {
      for (const key of keys) if (key.open !== null) close(key.open)
    },
  }
}

type OpenKey = { readonly key: Handle; readonly event: Handle }

function open(hive: bigint, path: string): OpenKey | null {
  const key: [Handle] = [0]
  if (api().openKey(hive, path, 0, keyRead64, key) !== success) return null
  const watching = { key: key[0], event: api().createEvent(null, 0, 0, null) }
  if (arm(watching)) return watching
  close(watching)
  return null
}

function arm({ key, event }: OpenKey): boolean {
  return api().notify(key, 1, namesAndValues, event, 1) === success
}

function close({ key, event }: OpenKey): void {
  api().closeKey(key)
  api().closeHandle(event)
}

let bound: Api | undefined

function api(): Api {
  if (bound !== undefined) return bound
  const advapi = loadKoffi().load('advapi32.dll')
  const kernel = loadKoffi().load('kernel32.dll')
  bound = {
    openKey: advapi.func(
      'int32_t __stdcall RegOpenKeyExW(uintptr_t, const char16_t *, uint32_t, uint32_t, _Out_ uintptr_t *)',
    ) as Api['openKey'],
    closeKey: advapi.func('int32_t __stdcall RegCloseKey(uintptr_t)') as Api['closeKey'],
    notify: advapi.func(
      'int32_t __stdcall RegNotifyChangeKeyValue(uintptr_t, int32_t, uint32_t, uintptr_t, int32_t)',
    ) as Api['notify'],
    createEvent: kernel.func(
      'uintptr_t __stdcall CreateEventW(void *, int32_t, int32_t, const char16_t *)',
    ) as Api['createEvent'],
    wait: kernel.func('uint32_t __stdcall WaitForSingleObject(uintptr_t, uint32_t)') as Api['wait'],
    closeHandle: kernel.func('int32_t __stdcall CloseHandle(uintptr_t)') as Api['closeHandle'],
  }
  return bound
}
