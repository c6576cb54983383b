import { app } from 'electron'
import path from 'node:path'
import { parseArguments, type Arguments } from './arguments.ts'
import { createWindow, loadPage, registerPageScheme, servePage, showFirstWindow } from './window.ts'

const asked = parseArguments(ownArguments(process.argv.slice(1)))

if (asked.kind === 'window') openWindow(asked)
else void import('./cli.ts').then(async (cli) => app.exit(await cli.runCommandLine(asked, process)))

/** Packaged, every argument is ours; in development those are that follow the app's folder. */
function ownArguments(given: readonly string[]): readonly string[] {
  if (app.isPackaged) return given
  return given.slice(given.findIndex((argument) => path.resolve(argument) === app.getAppPath()) + 1)
}

function openWindow({ configFile, machineFolder, replayFile }: Extract<Arguments, { kind: 'window' }>): void {
  // A replay neither sees nor touches this person's data, and several can be open.
  if (replayFile !== null) app.setPath('userData', path.join(app.getPath('userData'), 'replay'))
  else if (!app.requestSingleInstanceLock()) return app.exit(0)
  registerPageScheme()
  // Chromium fetches dictionaries from its maker for every session, wanted or not.
  app.on('session-created', (session) => session.setSpellCheckerLanguages([]))
  app.on('second-instance', showFirstWindow)
  app.on('window-all-closed', () => app.quit())
  const folder = app.getAppPath()
  const developmentUrl = app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']
  // A top-level await here would hang for ever: Electron waits for this module before it is ready.
  void app.whenReady().then(async () => {
    if (developmentUrl === undefined) servePage(path.join(folder, 'dist/renderer'))
    const window = createWindow({
      preload: path.join(folder, 'dist/preload/preload.cjs'),
      icon: path.join(folder, 'build/icons/icon.png'),
    })
    const loaded = loadPage(window, developmentUrl)
    // Chromium starts the page's process meanwhile; what stands behind the page is read in that time.
    const { startApp } = await import('./app.ts')
    await startApp(window, { developmentUrl, configFile, machineFolder, replayFile, loaded })
  })
}
