import fastifyPlugin from 'fastify-plugin'
import { isIP } from 'node:net'
import { unwrapIpv4 } from '../egress/ipv4-in-ipv6.ts'

/** All whose address a gateway hides (`unknown`, `_hidden`): it may write another such word for each request. */
const hidden = 'unknown'

/**
 * The address of a caller in one spelling, without its port, which gateways write into `X-Forwarded-For`: with it each connection would
 * be somebody else to the limits (docs/facts/hosting.md#proxies-in-front-and-on-the-way-out). IPv4 in IPv6 is IPv4.
 */
export function toCallerAddress(written: string | undefined): string {
  // The socket of a caller who has gone has no address any more.
  const text = (written ?? '').trim().replace(/^"(.*)"$/, '$1')
  const inBrackets = /^\[([^\]]+)\](?::\d+)?$/.exec(text)?.[1]
  const withPort = /^((?:::ffff:)?\d{1,3}(?:\.\d{1,3}){3}):\d+$/i.exec(text)?.[1]
  // The zone is a name of the gateway's own network cards.
  const [address = ''] = (inBrackets ?? withPort ?? text).split('%', 1)
  if (isIP(address) === 4) return address
  return isIP(address) === 6 ? toShortIpv6(address) : hidden
}

/** Whether an address is one of this computer's own, as a socket gives it. */
export function isThisComputer(address: string | undefined): boolean {
  return /^(?:::ffff:)?127\.|^::1$/.test(address ?? '')
}

function toShortIpv6(address: string): string {
  return unwrapIpv4(address, ['mapped']) ?? new URL(`http://[${address}]`).hostname.slice(1, -1)
}

/**
 * Warns once in the log when a request carries `X-Forwarded-For` and no proxy is trusted: all callers behind a proxy then count as one
 * address. A caller without a proxy can send the header too, so this changes nothing but the log.
 */
export const warnOfUntrustedProxy = fastifyPlugin<{ readonly trustedHops: number }>(
  async (app, { trustedHops }) => {
    if (trustedHops > 0) return
    let isWarned = false
    app.addHook('onRequest', (request, _reply, done) => {
      if (!isWarned && request.headers['x-forwarded-for'] !== undefined) {
        isWarned = true
        request.log.warn({ code: 'proxy.not-trusted' }, 'proxy-not-trusted')
      }
      done()
    })
  },
  { name: 'warn-of-untrusted-proxy' },
)
