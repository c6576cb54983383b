import { isIP } from 'node:net'
import type { FastifyInstance } from 'fastify'
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

function toShortIpv6(address: string): string {
  return unwrapIpv4(address, ['mapped']) ?? new URL(`http://[${address}]`).hostname.slice(1, -1)
}

/**
 * Says once in the log that a proxy writes who asks and nobody believes it: all its callers count as one address then. Who calls
 * without a proxy may write the same, so that it is a hint and changes nothing.
 */
export function warnOfUntrustedProxy(app: FastifyInstance, trustedHops: number): void {
  if (trustedHops > 0) return
  let isSaid = false
  app.addHook('onRequest', (request, _reply, done) => {
    if (!isSaid && request.headers['x-forwarded-for'] !== undefined) {
      isSaid = true
      request.log.warn({ code: 'proxy.not-trusted' }, 'proxy-not-trusted')
    }
    done()
  })
}
