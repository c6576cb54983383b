import { Notification } from 'electron'
import { toToastXml } from './toast-xml.ts'

type Listeners = {
  readonly onOpen: () => void
  /** The system did not show it: switched off for the program, or no signature (macOS, since Electron 42). */
  readonly onFailed: () => void
}

/** One notification at a time, with one action: open the window. Returns what takes it away again. */
export function notify(
  words: { readonly title: string; readonly text: string; readonly open: string },
  { onOpen, onFailed }: Listeners,
): () => void {
  const { title, text, open } = words
  const notification = new Notification(
    process.platform === 'win32'
      ? { toastXml: toToastXml(words) }
      : { title, body: text, silent: true, actions: [{ type: 'button', text: open }] },
  )
  notification.on('click', onOpen)
  notification.on('action', onOpen)
  notification.on('failed', onFailed)
  notification.show()
  return () => notification.close()
}
