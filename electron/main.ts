import { app, BrowserWindow, Menu, powerMonitor } from 'electron'
import { spawn } from 'node:child_process'
import path from 'node:path'
import { appId, toastClsid } from '../shared/installation/app-id.ts'
import { exitCodes } from '../shared/findings/exit-code.ts'
import {
  flags,
  parseArguments,
  toWindowStart,
  type Arguments,
  type BackgroundArguments,
  type Places,
} from './context/arguments.ts'
import { comeBack } from './background/leave.ts'
import { openWhenActivated, stayWithoutWindow, toStayCommand } from './window/mac-life.ts'
import { findRefusedSwitches } from './start/weak-switch.ts'
import { startReplayUtility } from './replay/start-replay-utility.ts'
import { createWindow, loadPage, registerPageScheme, servePage, showFirstWindow } from './window/window.ts'

const developmentUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']
const icon = path.join(app.getAppPath(), 'build/icons/icon.png')
const asked = refuseWeakSwitches() ?? parseArguments(ownArguments(process.argv.slice(1)))

showNoCertificate()
switch (asked.kind) {
  case 'window':
    openWindow(asked)
    break
  case 'silent':
    beSilent(asked)
    break
  case 'background':
    beInBackground(asked)
    break
  default: {
    const { stdout, stderr, platform } = process
    const userData = app.getPath('userData')
    const io = { stdout, stderr, platform, userData, reader: startReplayUtility }
    void import('./cli/run-command-line.ts').then(async (cli) =>
      app.exit(await cli.runCommandLine(asked, io)),
    )
  }
}

/**
 * A package is not started with what would weaken it; null where nothing would. Chromium opens a port for developers only after this
 * module has run: with its switches taken away none is open, not even for the moment that the refusal takes.
 */
function refuseWeakSwitches(): Arguments | null {
  if (!app.isPackaged) return null
  const all = findRefusedSwitches(process.argv.slice(1), new Set(Object.keys(flags)), {
    system: process.platform,
    isRoot: process.getuid?.() === 0,
  })
  for (const name of all) app.commandLine.removeSwitch(name)
  const [refused] = all
  return refused === undefined
    ? null
    : { kind: 'usage-error', message: `Landfall does not start with --${refused}.` }
}

/**
 * No server needs to know which computer this is. Since 44 Electron takes the first certificate that fits where no one
 * listens, also for a request without credentials (crbug.com/775438).
 */
function showNoCertificate(): void {
  app.on('select-client-certificate', (event, _contents, _url, _certificates, choose) => {
    event.preventDefault()
    choose()
  })
}

/** Packaged, every argument is ours; in development those are that follow the app's folder. */
function ownArguments(given: readonly string[]): readonly string[] {
  if (app.isPackaged) return given
  return given.slice(given.findIndex((argument) => path.resolve(argument) === app.getAppPath()) + 1)
}

/** One Landfall for each person; who comes second says what it was started for, and the first acts on it. */
function isFirst(kind: Start, isAtOnce = false): boolean {
  return app.requestSingleInstanceLock({ kind, isAtOnce })
}

type Start = Extract<Arguments, Places>['kind']

function openWindow(places: Places): void {
  // A replay neither sees nor touches this person's data, and several can be open.
  if (places.replayFile !== null) app.setPath('userData', path.join(app.getPath('userData'), 'replay'))
  else if (!isFirst('window')) return app.exit(0)
  prepareWindows()
  app.on('second-instance', (_event, _argv, _folder, start) => {
    if (wantsWindow(start)) showFirstWindow()
  })
  app.on('open-url', showFirstWindow)
  openWhenActivated(app, showFirstWindow)
  app.on('window-all-closed', () => app.quit())
  if (isInstalledMac && places.replayFile === null) app.on('will-quit', startBackground)
  // A top-level await here would hang for ever: Electron waits for this module before it is ready.
  void app
    .whenReady()
    .then(() => showWindow(places, Promise.resolve(), places.replayFile === null ? comeBack : nothing))
}

const isInstalledMac = process.platform === 'darwin' && app.isPackaged

/** The window that was opened by hand leaves the background behind it, as on any other day. */
function startBackground(): void {
  const command = toStayCommand(process.pid, process.getuid?.() ?? -1)
  spawn('/bin/sh', ['-c', command], { detached: true, stdio: 'ignore' }).on('error', nothing).unref()
}

/** What must be done before the app is ready. */
function prepareWindows(): void {
  registerPageScheme()
  if (developmentUrl === undefined) void setMenu()
  app.setAppUserModelId(appId)
  setToastClsid()
  // Chromium fetches dictionaries from its maker for every session, wanted or not.
  app.on('session-created', (session) => session.setSpellCheckerLanguages([]))
}

/** Electron's own menu opens the developers' tools and reloads the page. A Mac needs one for its keys: copy, paste, close. */
async function setMenu(): Promise<void> {
  if (process.platform !== 'darwin') return Menu.setApplicationMenu(null)
  await app.whenReady()
  const [{ toMacMenu }, { chooseLanguage, loadWords }] = await Promise.all([
    import('./window/mac-menu.ts'),
    import('../shared/words/words.ts'),
  ])
  const words = await loadWords(chooseLanguage(app.getPreferredSystemLanguages()))
  Menu.setApplicationMenu(Menu.buildFromTemplate(toMacMenu(words)))
}

/** An older Electron, such as the stand-in for development, has no such call. */
function setToastClsid(): void {
  const { setToastActivatorCLSID } = app as Partial<Pick<typeof app, 'setToastActivatorCLSID'>>
  setToastActivatorCLSID?.call(app, toastClsid)
}

const nothing = (): void => undefined

let isServing = false

/** Settles when the window is closed. The rest of main begins when `ready` has settled. */
async function showWindow(places: Places, ready: Promise<unknown>, beforeLeaving: () => void): Promise<void> {
  const folder = app.getAppPath()
  if (developmentUrl === undefined && !isServing) servePage(path.join(folder, 'dist/renderer'))
  isServing = true
  const window = createWindow({
    preload: path.join(folder, 'dist/preload/preload.cjs'),
    icon,
    hasDevTools: developmentUrl !== undefined,
  })
  const closed = new Promise<void>((resolve) => window.once('closed', resolve))
  const loaded = loadPage(window, developmentUrl)
  // Chromium starts the page's process meanwhile; the rest of main is read in that time.
  const [{ startApp }] = await Promise.all([import('./start/app.ts'), ready])
  const { configFile, machineFolder, replayFile } = places
  if (!window.isDestroyed()) {
    await startApp(window, {
      developmentUrl,
      configFile,
      machineFolder,
      replayFile,
      loaded,
      beforeLeaving,
    })
  }
  await closed
}

/** No window, and none because of a second start either, but afterwards. */
function beSilent(places: Places): void {
  if (!isFirst('silent')) return app.exit(exitCodes.busy)
  let isWindowWanted = false
  app.on('second-instance', (_event, _argv, _folder, start) => {
    isWindowWanted ||= wantsWindow(start)
  })
  openWhenActivated(app, () => {
    isWindowWanted = true
  })
  app.on('window-all-closed', () => undefined)
  void app.whenReady().then(async () => {
    const { runSilent } = await import('./start/run-silent.ts')
    const code = await runSilent(places)
    if (isWindowWanted) app.relaunch({ args: toWindowStart(process.argv.slice(1)) })
    app.exit(code)
  })
}

/** From logon on. A second start, or a link to it, opens its window. */
function beInBackground({ isAtOnce, ...places }: BackgroundArguments): void {
  if (!isFirst('background', isAtOnce)) return app.exit(0)
  prepareWindows()
  let isWanted = false
  let isCheckWanted = isAtOnce
  let listener = (): void => {
    isWanted = true
  }
  let checkListener = (): void => {
    isCheckWanted = true
  }
  const want = (): void => {
    showFirstWindow()
    listener()
  }
  app.on('second-instance', (_event, _argv, _folder, start) => {
    if (wantsWindow(start)) want()
    else if (wantsCheck(start)) checkListener()
  })
  app.on('open-url', want)
  openWhenActivated(app, want)
  // The icon stays when the window goes.
  app.on('window-all-closed', () => undefined)
  void app.whenReady().then(async () => {
    app.dock?.hide()
    if (process.platform === 'darwin') {
      const onShutdown = (listener: () => void): unknown => powerMonitor.on('shutdown', listener)
      stayWithoutWindow(app, () => BrowserWindow.getAllWindows(), onShutdown)
    }
    const { runBackground } = await import('./start/run-background.ts')
    const code = await runBackground(places, {
      icon,
      show: async (ready) => {
        await app.dock?.show()
        // The life in the background leaves after its window, and comes back by itself.
        await showWindow(places, ready, nothing)
        app.dock?.hide()
      },
      onWanted: (onWanted) => {
        listener = onWanted
        if (isWanted) onWanted()
      },
      onCheckWanted: (onCheckWanted) => {
        checkListener = onCheckWanted
        if (isCheckWanted) onCheckWanted()
      },
    })
    if (isWanted) app.relaunch({ args: toWindowStart(process.argv.slice(1)) })
    app.exit(code)
  })
}

/** An older Landfall says nothing of itself, and was started for its window. */
function wantsWindow(start: unknown): boolean {
  const kind = (start as { readonly kind?: unknown } | null | undefined)?.kind
  return kind !== 'silent' && kind !== 'background'
}

/** Somebody waits for a new status, such as the remediation script of docs/deploy.md. */
function wantsCheck(start: unknown): boolean {
  return (start as { readonly isAtOnce?: unknown } | null | undefined)?.isAtOnce === true
}
