import { randomUUID } from 'node:crypto'
import type { Log } from '../../context/log.ts'
import { transportCodeOf } from '../network-client.ts'
import type { BrowserPages } from './browser-pages.ts'
import type { Way } from './way.ts'

/**
 * The system's browser and a loopback port; where Windows' own account dialog takes part (broker), that dialog.
 * `windowHandle` is the window that the dialog belongs to. `askLoopback` is Node's own fetch, since this must reach
 * this computer and no proxy.
 */
export function createBrowserWay(
  pages: BrowserPages,
  windowHandle: () => Buffer | undefined,
  askLoopback: typeof fetch = fetch,
): Way {
  return (msal, request, ports) => {
    let url: string | null = null
    const handle = windowHandle()
    if (msal.isBrokered) ports.show({ kind: 'system' })
    return {
      result: msal.acquireTokenInteractive({
        ...request,
        // The browser is usually still signed in to the old organisation.
        ...(request.loginHint === undefined && { prompt: 'select_account' }),
        // Enforced by MSAL only where one is given (docs/facts/sign-in.md#the-browser).
        nonce: randomUUID(),
        ...(handle !== undefined && { windowHandle: handle }),
        openBrowser: async (given) => {
          url = given
          // Given up before the browser was opened: do not open it any more.
          return ports.isGivenUp() ? refuseAtLoopback(url, askLoopback, ports.log) : ports.openPage(url)
        },
        successTemplate: pages.done,
        errorTemplate: pages.failed,
      }),
      openPage: async () => {
        if (url !== null) await ports.openPage(url)
      },
      giveUp: () => {
        if (url !== null) void refuseAtLoopback(url, askLoopback, ports.log)
      },
    }
  }
}

// MSAL waits for ever and takes no signal. Our own refusal at its loopback address ends it and frees the port
// (docs/facts/sign-in.md#the-browser).
async function refuseAtLoopback(authorizeUrl: string, ask: typeof fetch, log: Log): Promise<void> {
  const { searchParams } = new URL(authorizeUrl)
  const uri = new URL(searchParams.get('redirect_uri') ?? '')
  uri.hostname = '127.0.0.1'
  const body = new URLSearchParams({
    error: 'access_denied',
    error_description: 'AADSTS65004',
    state: searchParams.get('state') ?? '',
  })
  try {
    await ask(uri, { method: 'POST', body })
  } catch (error) {
    log.warn('loopback-not-freed', { code: transportCodeOf(error) })
  }
}
