import { app } from 'electron'
import path from 'node:path'
import packageFile from '../package.json' with { type: 'json' }
import { showFirstWindow, startApp } from './app.ts'
import { parseArguments, type Arguments } from './arguments.ts'
import { runCommandLine } from './cli.ts'
import { readConfigFile } from './config-file.ts'
import { registerPageScheme } from './window.ts'

// Packaged, the first argument is ours; in development it is the path of the app.
const asked = parseArguments(process.argv.slice(app.isPackaged ? 1 : 2))

if (asked.kind === 'window') openWindow(asked)
else void runCommandLine(asked, process).then((code) => app.exit(code))

function openWindow({ configFile, machineFolder }: Extract<Arguments, { kind: 'window' }>): void {
  if (!app.requestSingleInstanceLock()) return app.exit(0)
  registerPageScheme()
  app.on('second-instance', showFirstWindow)
  app.on('window-all-closed', () => app.quit())
  const config = readConfigFile(configFile, machineFolder)
  // A top-level await here would hang for ever: Electron waits for this module before it is ready.
  void app.whenReady().then(() =>
    startApp({
      version: packageFile.version,
      files: {
        page: path.join(app.getAppPath(), 'dist/renderer'),
        preload: path.join(app.getAppPath(), 'dist/preload/preload.cjs'),
        icon: path.join(app.getAppPath(), 'build/icons/icon.png'),
      },
      developmentUrl: app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL'],
      config,
      machineFolder,
    }),
  )
}
