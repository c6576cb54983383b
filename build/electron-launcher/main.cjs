// The stand-in binary has no default_app.asar, which opens the folder named on the command line. This does.
const { app } = require('electron')
const { readFileSync } = require('node:fs')
const path = require('node:path')
const { pathToFileURL } = require('node:url')

const named = process.argv.slice(1).findIndex((argument) => !argument.startsWith('-'))
if (named === -1) {
  console.error('usage: electron FOLDER [arguments]')
  process.exit(2)
}
const folder = path.resolve(process.argv[named + 1])
// Electron's own default app leaves [electron, folder, …rest]; the app counts on it.
process.argv.splice(1, named + 1, folder)
const { name, productName, version, main } = JSON.parse(
  readFileSync(path.join(folder, 'package.json'), 'utf8'),
)
app.setName(productName ?? name)
app.setVersion(version)
app.setAppPath(folder)
// A rejection here would leave a process without a window.
import(pathToFileURL(path.join(folder, main)).href).catch((error) => {
  console.error(error)
  app.exit(1)
})
