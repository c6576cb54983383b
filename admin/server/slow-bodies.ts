import type { FastifyInstance, FastifyRequest } from 'fastify'

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
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>()
  const settle = (request: FastifyRequest): void => clearTimeout(timers.get(request))
  app.addHook('preParsing', (request, _reply, payload, done) => {
    const { headers, routeOptions } = request
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
    if (hasBody && routeOptions.config.takesFile !== true) {
      const timer = setTimeout(() => {
        request.log.info({ code: 'request.too-slow' }, 'body-too-slow')
        request.raw.socket.destroy()
      }, milliseconds).unref()
      timers.set(request, timer)
    }
    done(null, payload)
  })
  app.addHook('preValidation', (request, _reply, done) => {
    settle(request)
    done()
  })
  app.addHook('onResponse', (request, _reply, done) => {
    settle(request)
    done()
  })
  app.addHook('onRequestAbort', (request, done) => {
    settle(request)
    done()
  })
}
