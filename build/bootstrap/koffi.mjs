import { fetchPackage } from './npm-packages.mjs'

const version = '3.3.4'
/** @type {Record<'darwin' | 'win32', Record<'x64' | 'arm64', string>>} */
const integrities = {
  darwin: {
    x64: 'sha512-QYRCBepdGNL5Nj8UH+mzd4sTuNGtkmYCUBTyOmoksDMXGfM03MMdZg49c42mQE7blYh28H9qeeB0NHU/acN0ng==',
    arm64: 'sha512-KWc1kRttFZrFWo3bJKsmiQd/wLIaxs2eIFY10US0PcC93nBfvKOqhGrYK6DNprRMoGwSN99wxIFBJrHDAqw5ew==',
  },
  win32: {
    x64: 'sha512-/SpehfYrO9DtkoB0ZOgGyco4GH4zwhEyFqgCm0x8lbzXnrKiwnHXWmPpfuXhFYohFvoSO5jlLQz/hc1fJ5G0AQ==',
    arm64: 'sha512-TQLDhDMfq7x8fhIzD4FdqJ7QxEgkHLrcN8Bj6wPHbf85OyXtOLHCw7VRj9PZ6+uyPfaqnb25gmHQuEK8WxR3vg==',
  },
}

/**
 * koffi's binary for another system or processor: npm installs that of its own alone.
 * @param {'darwin' | 'win32'} platform
 * @param {'x64' | 'arm64'} arch
 */
export function fetchKoffi(platform, arch) {
  return fetchPackage({
    name: `@koromix/koffi-${platform}-${arch}`,
    version,
    integrity: integrities[platform][arch],
  })
}
