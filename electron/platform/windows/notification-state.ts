import { bindNative } from '../load-koffi.ts'

/** QUNS_ACCEPTS_NOTIFICATIONS; every other state is a full screen, a presentation, quiet hours or a locked desktop. */
const accepts = 5

/** False while Windows says that its person is not to be disturbed. What it does not tell is no reason to stay silent. */
export function readAcceptsNotifications(): boolean {
  const query = bindNative(
    'shell32.dll',
    'int32_t __stdcall SHQueryUserNotificationState(_Out_ int32_t *)',
  ) as (state: [number]) => number
  const state: [number] = [0]
  return query(state) !== 0 || state[0] === accepts
}
