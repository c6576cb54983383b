// For the container's own health check: ends with 0 while the endpoint beside it takes requests, else with 1.
import { get as getPlain } from 'node:http'
import { get as getSecure } from 'node:https'

const port = process.env['LANDFALL_ADMIN_PORT'] ?? '8443'

/**
 * The status of the answer; 0 without one.
 * @param {typeof getPlain | typeof getSecure} get
 * @param {string} scheme
 * @returns {Promise<number>}
 */
function ask(get, scheme) {
  return new Promise((resolve) => {
    // The certificate names the address that people use, not this one.
    const request = get(`${scheme}://127.0.0.1:${port}/readyz`, { rejectUnauthorized: false }, (answer) => {
      answer.resume()
      resolve(answer.statusCode ?? 0)
    })
    request.setTimeout(4_000, () => request.destroy())
    request.on('error', () => resolve(0))
  })
}

const status = (await ask(getPlain, 'http')) || (await ask(getSecure, 'https'))
process.exitCode = status === 200 ? 0 : 1
