export type ReminderListeners = {
  readonly onOpen: () => void
  /** The system did not show it: switched off for the program, or no signature (macOS, since Electron 42). */
  readonly onFailed: () => void
}

/** As much of Electron's `Notification` as a reminder needs. */
export type ReminderNotification = {
  on(event: 'click' | 'action' | 'failed', listener: () => void): unknown
  show(): void
  close(): void
}

/** Listens first, then shows: `failed` may come at once. Returns what takes the reminder away again. */
export function showReminder(
  notification: ReminderNotification,
  { onOpen, onFailed }: ReminderListeners,
): () => void {
  notification.on('click', onOpen)
  notification.on('action', onOpen)
  notification.on('failed', onFailed)
  notification.show()
  return () => notification.close()
}
