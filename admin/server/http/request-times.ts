import fastifyPlugin from 'fastify-plugin'
import type { Metrics } from './metrics.ts'

/** Measures how long each request took, by method, route and status. */
export const requestTimes = fastifyPlugin<{ readonly metrics: Metrics }>(
  async (app, { metrics }) => {
    app.addHook('onResponse', (request, reply, done) => {
      metrics.requests.observe(
        { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode },
        reply.elapsedTime / 1000,
      )
      done()
    })
  },
  { name: 'request-times' },
)
