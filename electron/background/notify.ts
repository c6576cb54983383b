import { Notification } from 'electron'
import { showReminder, type ReminderListeners } from './show-reminder.ts'
import { toToastXml } from './toast-xml.ts'

/** One notification at a time, with one action: open the window. Returns what takes it away again. */
export function notify(
  words: { readonly title: string; readonly text: string; readonly open: string },
  listeners: ReminderListeners,
): () => void {
  const { title, text, open } = words
  const notification = new Notification(
    process.platform === 'win32'
      ? { toastXml: toToastXml(words) }
      : { title, body: text, silent: true, actions: [{ type: 'button', text: open }] },
  )
  return showReminder(notification, listeners)
}
