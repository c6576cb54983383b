import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron'
import { channels, type RequestName } from '../../shared/window/channels.ts'
import { requestArguments, type Events, type RequestArguments } from '../../shared/window/requests.ts'
import type { Log } from '../context/log.ts'

/** One handler per request; its arguments are proven before it is called. */
export type Handlers = {
  readonly [Name in RequestName]: (...args: RequestArguments[Name]) => Promise<void> | void
}

/**
 * Answers requests from the top frame of `window`, showing our own page, and from no one else. Electron keeps
 * only the message of an error thrown here, so a refusal is a code and a failure is `unexpected` plus a line in
 * the log. Returns the way to stop serving.
 */
export function serve(window: WebContents, pageOrigin: string, handlers: Handlers, log: Log): () => void {
  const names = Object.keys(channels) as RequestName[]
  for (const name of names) {
    ipcMain.handle(channels[name], async (event: IpcMainInvokeEvent, ...args: unknown[]): Promise<void> => {
      if (!isOurs(event, window, pageOrigin)) {
        log.warn('ipc-refused-sender', { request: channels[name] })
        throw new Error('refused-sender')
      }
      const proven = requestArguments[name].safeParse(args)
      if (!proven.success) {
        log.warn('ipc-refused-arguments', { request: channels[name] })
        throw new Error('refused-arguments')
      }
      try {
        const handle = handlers[name] as (...args: unknown[]) => Promise<void> | void
        await handle(...proven.data)
      } catch (error) {
        log.error('ipc-unexpected', { request: channels[name], error })
        throw new Error('unexpected', { cause: error })
      }
    })
  }
  return () => {
    for (const name of names) ipcMain.removeHandler(channels[name])
  }
}

/** Sends an event to the window; nothing is sent to a window that is gone. */
export function sendEvent<Name extends keyof Events>(
  window: WebContents,
  name: Name,
  payload: Events[Name],
): void {
  if (!window.isDestroyed()) window.send(name, payload)
}

function isOurs(event: IpcMainInvokeEvent, window: WebContents, pageOrigin: string): boolean {
  const frame = event.senderFrame
  return (
    event.sender === window &&
    frame !== null &&
    frame === window.mainFrame &&
    URL.canParse(frame.url) &&
    originOf(frame.url) === pageOrigin
  )
}

// URL.origin is "null" for a scheme of our own.
function originOf(url: string): string {
  const { protocol, host } = new URL(url)
  return `${protocol}//${host}`
}
