import { fetchKoffi } from './koffi.mjs'
import { fetchPackage } from './npm-packages.mjs'

// Node 20 is the newest that starts on Debian 12's Wine 8 (docs/facts/windows-on-linux.md#what-wine-shows).
export const windowsNodeVersion = '20.20.2'
/** @type {Record<'x64' | 'arm64', string>} */
const integrities = {
  x64: 'sha512-JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==',
  arm64: 'sha512-Z5U5lr6Kcd+MrJ4ZjRawH7hC6LxM2xy5QJyPqDi6NO5rdBpPmNty0+9ihsJNTiA/YBee55PY8OmEoe5sgx+3kA==',
}

/**
 * The folder of Node for Windows.
 * @param {'x64' | 'arm64'} arch
 */
export function fetchNodeFor(arch) {
  return fetchPackage({
    name: `node-win-${arch}`,
    version: windowsNodeVersion,
    integrity: integrities[arch],
  })
}

/** The Windows Node that runs under Wine, and koffi's binary for it. */
export function fetchWindowsNode() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return {}
  return {
    LANDFALL_WINDOWS_NODE: `${fetchNodeFor('x64')}/bin`,
    LANDFALL_WINDOWS_KOFFI: fetchKoffi('win32', 'x64'),
  }
}
