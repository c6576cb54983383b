import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { renameInto } from './npm-packages.mjs'
import { cacheFolder, run } from './set-up.mjs'
import { fetchNodeFor, windowsNodeVersion as version } from './windows-node.mjs'

/**
 * What takes the place of Electron on Windows where its download cannot be reached: Windows Node, without its signature,
 * under Electron's name. It proves the installer, never the app (docs/decisions/0010). The folder is kept.
 * @param {'x64' | 'arm64'} arch
 */
export function makeWindowsStandIn(arch) {
  const folder = path.join(cacheFolder, `electron-win32-${arch}-stand-in-node-${version}`)
  if (existsSync(folder)) return folder
  const source = fetchNodeFor(arch)
  const temporary = `${folder}.${process.pid}.tmp`
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(path.join(temporary, 'resources'), { recursive: true })
  // Where electron-builder looks for Chromium's languages.
  mkdirSync(path.join(temporary, 'locales'))
  writeFileSync(path.join(temporary, 'locales/en-US.pak'), '')
  try {
    // electron-builder refuses to give a signed program another icon.
    run(
      'osslsigncode',
      ['remove-signature', path.join(source, 'bin/node.exe'), path.join(temporary, 'electron.exe')],
      {
        trouble: 'the signature of Windows Node could not be removed (osslsigncode)',
      },
    )
    // electron-builder renames Electron's licence; Node's package has none to take its place.
    writeFileSync(path.join(temporary, 'LICENSE'), 'Node.js, https://nodejs.org: a stand-in for Electron\n')
    writeFileSync(path.join(temporary, 'version'), version)
    renameInto(temporary, folder)
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
  return folder
}
