import type { AdminEvent } from '../../../shared/outputs/admin-event.ts'
import { bindNative } from '../load-koffi.ts'

const source = 'Landfall'
/** EVENTLOG_INFORMATION_TYPE and its neighbours. */
const types = { error: 1, warning: 2, information: 4 } as const

/** Writes into the Application log; false where Windows does not take it. Anybody may write there. */
export function writeEvent({ id, level, text }: AdminEvent): boolean {
  const open = bindNative(
    'advapi32.dll',
    'void * __stdcall RegisterEventSourceW(const char16_t *, const char16_t *)',
  ) as (server: null, name: string) => unknown
  const report = bindNative(
    'advapi32.dll',
    'int32_t __stdcall ReportEventW(void *, uint16_t, uint16_t, uint32_t, void *, uint16_t, uint32_t, const char16_t **, void *)',
  ) as (
    handle: unknown,
    type: number,
    category: number,
    id: number,
    person: null,
    texts: number,
    bytes: number,
    text: readonly string[],
    data: null,
  ) => number
  const close = bindNative('advapi32.dll', 'int32_t __stdcall DeregisterEventSource(void *)') as (
    handle: unknown,
  ) => number
  const handle = open(null, source)
  if (handle === null) return false
  try {
    return report(handle, types[level], 0, id, null, 1, 0, [text], null) !== 0
  } finally {
    close(handle)
  }
}
