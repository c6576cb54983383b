import type { FastifyInstance } from 'fastify'
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
 * Ends the connection of a sender whose body comes too slowly: thousands of them would be held open for nothing. Not answered, as a
 * sender in the middle of a body reads no answer.
 */
export function endSlowBodies(app: FastifyInstance, milliseconds = bodyMilliseconds): void {
  app.addHook('preParsing', (request, reply, payload, done) => {
    const { headers, routeOptions } = request
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
    // What comes with these nobody reads, or waits for.
    const isRead = !/^(?:GET|HEAD)$/.test(request.method)
    if (hasBody && isRead && routeOptions.config.takesFile !== true) {
      const timer = setTimeout(() => {
        request.log.info({ code: 'request.too-slow' }, 'body-too-slow')
        request.raw.socket.destroy()
      }, milliseconds).unref()
      const settle = (): void => clearTimeout(timer)
      payload.once('end', settle)
      // Refused before its end, or broken off.
      finished(reply.raw, settle)
    }
    done(null, payload)
  })
}
