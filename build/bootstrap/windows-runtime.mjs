import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fetchPackage, renameInto } from './npm-packages.mjs'
import { cacheFolder, run } from './set-up.mjs'

const version = '20.20.2'
/** @type {Record<'x64' | 'arm64', { node: string, koffi: string }>} */
const integrities = {
  x64: {
    node: 'sha512-JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==',
    koffi: 'sha512-/SpehfYrO9DtkoB0ZOgGyco4GH4zwhEyFqgCm0x8lbzXnrKiwnHXWmPpfuXhFYohFvoSO5jlLQz/hc1fJ5G0AQ==',
  },
  arm64: {
    node: 'sha512-Z5U5lr6Kcd+MrJ4ZjRawH7hC6LxM2xy5QJyPqDi6NO5rdBpPmNty0+9ihsJNTiA/YBee55PY8OmEoe5sgx+3kA==',
    koffi: 'sha512-TQLDhDMfq7x8fhIzD4FdqJ7QxEgkHLrcN8Bj6wPHbf85OyXtOLHCw7VRj9PZ6+uyPfaqnb25gmHQuEK8WxR3vg==',
  },
}

/**
 * What stands in for Electron on Windows where its download cannot be reached: Windows Node, without its signature,
 * under Electron's name. It proves the installer, never the app (docs/decisions/0008). The folder is kept.
 * @param {'x64' | 'arm64'} arch
 */
export function makeWindowsStandIn(arch) {
  const folder = path.join(cacheFolder, `electron-win32-${arch}-stand-in-node-${version}`)
  if (existsSync(folder)) return folder
  const source = fetchPackage({ name: `node-win-${arch}`, version, integrity: integrities[arch].node })
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

/**
 * koffi's binary for Windows, which npm does not install on another system.
 * @param {'x64' | 'arm64'} arch
 */
export function fetchWindowsKoffi(arch) {
  const integrity = integrities[arch].koffi
  return fetchPackage({ name: `@koromix/koffi-win32-${arch}`, version: '3.3.4', integrity })
}
