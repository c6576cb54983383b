import { fetchPackage } from './npm-packages.mjs'

// Node 20 is the newest that starts on Debian 12's Wine 8.
export const windowsNodeVersion = '20.20.2'
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
 * The folder of Node for Windows.
 * @param {'x64' | 'arm64'} arch
 */
export function fetchNodeFor(arch) {
  const integrity = integrities[arch].node
  return fetchPackage({ name: `node-win-${arch}`, version: windowsNodeVersion, integrity })
}

/**
 * koffi's binary for Windows, which npm does not install on another system.
 * @param {'x64' | 'arm64'} arch
 */
export function fetchWindowsKoffi(arch) {
  const integrity = integrities[arch].koffi
  return fetchPackage({ name: `@koromix/koffi-win32-${arch}`, version: '3.3.4', integrity })
}

/** The Windows Node that runs under Wine, and koffi's binary for it. */
export function fetchWindowsNode() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return {}
  return {
    LANDFALL_WINDOWS_NODE: `${fetchNodeFor('x64')}/bin`,
    LANDFALL_WINDOWS_KOFFI: fetchWindowsKoffi('x64'),
  }
}
