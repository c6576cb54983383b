import fastifyPlugin from 'fastify-plugin'
import { finished } from 'node:stream'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The body is a file, which may take longer. */
    takesFile?: true
  }
}

/** How long a body may take from the first byte of its request on. A file of an import has longer: `requestTimeout` ends it. */
export const bodyMilliseconds = 30_000

/**
 * Ends the connection of a sender whose body arrives too slowly: otherwise a sender could hold thousands of them open. The sender gets
 * no answer, as it reads none before it has sent the whole body.
 */
export const endSlowBodies = fastifyPlugin<{ readonly milliseconds?: number | undefined }>(
  async (app, { milliseconds = bodyMilliseconds }) => {
    app.addHook('preParsing', (request, reply, payload, done) => {
      const { headers, routeOptions } = request
      const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
      // Fastify does not read a body that comes with these methods.
      const isRead = !/^(?:GET|HEAD)$/.test(request.method)
      if (hasBody && isRead && routeOptions.config.takesFile !== true) {
        const timer = setTimeout(() => {
          request.log.info({ code: 'request.too-slow' }, 'body-too-slow')
          request.raw.socket.destroy()
        }, milliseconds).unref()
        const stopTimer = (): void => clearTimeout(timer)
        payload.once('end', stopTimer)
        // The request may be refused, or its connection close, before the body ends.
        finished(reply.raw, stopTimer)
      }
      done(null, payload)
    })
  },
  { name: 'end-slow-bodies' },
)
