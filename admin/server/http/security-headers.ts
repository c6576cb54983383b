import helmet from '@fastify/helmet'
import fastifyPlugin from 'fastify-plugin'

const noContent = "default-src 'none';frame-ancestors 'none'"

/** Headers for responses that bypass hooks. */
export const headersWithoutHooks = {
  'cache-control': 'no-store',
  'content-security-policy': noContent,
  'x-content-type-options': 'nosniff',
} as const

/** Adds the security headers to every response. A route that sets its own `cache-control` or policy keeps it. */
export const securityHeaders = fastifyPlugin(
  async (app) => {
    // With `done`: an async hook would cost each response a promise.
    app.addHook('onSend', (_request, reply, payload, done) => {
      if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store')
      if (!reply.hasHeader('content-security-policy')) void reply.header('content-security-policy', noContent)
      done(null, payload)
    })
    await app.register(helmet, {
      // Set above: helmet would put it together anew for every response.
      contentSecurityPolicy: false,
      crossOriginResourcePolicy: { policy: 'same-origin' },
      referrerPolicy: { policy: 'no-referrer' },
    })
  },
  { name: 'security-headers' },
)
