import { BrowserWindow, nativeTheme, protocol, session, type WebContents } from 'electron'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { nextZoomLevel } from './zoom.ts'

/** The window's own scheme: unlike file:// it gives the page an origin and nothing else on this disk. */
const scheme = 'landfall-app'
export const pageOrigin = `${scheme}://window`

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
}

/** Must run before the app is ready. */
export function registerPageScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

/** Serves the built page from `folder`, and nothing outside it. */
export function servePage(folder: string): void {
  const root = path.resolve(folder)
  protocol.handle(scheme, async (request) => {
    const { host, pathname } = new URL(request.url)
    const file = path.resolve(root, `.${path.posix.normalize(decodeURIComponent(pathname))}`)
    if (host !== 'window' || !file.startsWith(root + path.sep)) return new Response(null, { status: 404 })
    const bytes = await readFile(file).catch(() => null)
    const type = contentTypes[path.extname(file)]
    if (bytes === null || type === undefined) return new Response(null, { status: 404 })
    return new Response(new Uint8Array(bytes), { headers: { 'content-type': type } })
  })
}

/** Nothing that the page could ask the browser for is granted, and it never goes anywhere else. */
export function confine(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
}

/** The one window. Shown when its first paint is ready. */
export function createWindow(options: {
  readonly preload: string
  readonly icon: string
  readonly hasDevTools: boolean
}): BrowserWindow {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, grant) => grant(false))
  session.defaultSession.setPermissionCheckHandler(() => false)
  const window = new BrowserWindow({
    width: 1040,
    height: 720,
    minWidth: 360,
    minHeight: 480,
    show: false,
    title: 'Landfall',
    icon: options.icon,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1f1f1f' : '#fafafa',
    webPreferences: {
      preload: options.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      spellcheck: false,
      devTools: options.hasDevTools,
    },
  })
  window.once('ready-to-show', () => window.show())
  confine(window.webContents)
  // A Mac's menu has these keys.
  if (process.platform !== 'darwin') zoomByKeys(window.webContents)
  return window
}

function zoomByKeys(contents: WebContents): void {
  contents.on('before-input-event', (event, input) => {
    const level = nextZoomLevel(contents.getZoomLevel(), input)
    if (level === null) return
    event.preventDefault()
    contents.setZoomLevel(level)
  })
}

/** Loads the page: from the development server where one is given, otherwise from the built files. */
export async function loadPage(window: BrowserWindow, developmentUrl: string | undefined): Promise<void> {
  await window.loadURL(developmentUrl ?? `${pageOrigin}/index.html`)
}

/** Brings the first window forward when Landfall is started a second time. */
export function showFirstWindow(): void {
  const window = BrowserWindow.getAllWindows()[0]
  if (window === undefined) return
  if (window.isMinimized()) window.restore()
  window.focus()
}
