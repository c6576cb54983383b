import { fetchPackage } from './npm-packages.mjs'

/** @type {Record<'x64' | 'arm64', string>} */
const integrities = {
  x64: 'sha512-QYRCBepdGNL5Nj8UH+mzd4sTuNGtkmYCUBTyOmoksDMXGfM03MMdZg49c42mQE7blYh28H9qeeB0NHU/acN0ng==',
  arm64: 'sha512-KWc1kRttFZrFWo3bJKsmiQd/wLIaxs2eIFY10US0PcC93nBfvKOqhGrYK6DNprRMoGwSN99wxIFBJrHDAqw5ew==',
}

/**
 * koffi's binary for a Mac. npm installs that of its own processor alone, and a package is for both.
 * @param {'x64' | 'arm64'} arch
 */
export function fetchMacKoffi(arch) {
  return fetchPackage({
    name: `@koromix/koffi-darwin-${arch}`,
    version: '3.3.4',
    integrity: integrities[arch],
  })
}
