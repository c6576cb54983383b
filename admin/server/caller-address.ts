import type { FastifyInstance } from 'fastify'

/**
 * The address of a caller without its port, which gateways write into `X-Forwarded-For`: with it each connection would be somebody
 * else to the limits. IPv4 in IPv6 is IPv4.
 */
export function toCallerAddress(ip: string): string {
  const inBrackets = /^\[([^\]]+)\](?::\d+)?$/.exec(ip)?.[1]
  const withPort = /^((?:::ffff:)?\d{1,3}(?:\.\d{1,3}){3}):\d+$/i.exec(ip)?.[1]
  const address = inBrackets ?? withPort ?? ip
  return address.toLowerCase().replace(/^::ffff:(?=\d+\.)/, '')
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
