// The stand-in binary has no default_app.asar, which opens the folder named on the command line. This does.
import { app } from 'electron'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const named = process.argv.slice(1).findIndex((argument) => !argument.startsWith('-'))
const folderArgument = process.argv[named + 1]
if (named === -1 || folderArgument === undefined) {
  console.error('usage: electron FOLDER [arguments]')
  process.exit(2)
}
const folder = path.resolve(folderArgument)
// Electron's own default app leaves [electron, folder, …rest]; the app counts on it.
process.argv.splice(1, named + 1, folder)
/** @type {{ name: string, productName?: string, version: string, main: string }} */
const packageFile = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
app.setName(packageFile.productName ?? packageFile.name)
// What Electron's own default app calls, and its types leave out.
const { setVersion, setAppPath } = /** @type {Record<string, (value: string) => void>} */ (
  /** @type {unknown} */ (app)
)
setVersion?.call(app, packageFile.version)
setAppPath?.call(app, folder)
try {
  // Electron waits for this module before it is ready, as it does for a main module of ES form.
  await import(pathToFileURL(path.join(folder, packageFile.main)).href)
} catch (error) {
  // A rejection here would leave a process without a window.
  console.error(error)
  app.exit(1)
}
