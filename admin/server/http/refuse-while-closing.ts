import fastifyPlugin from 'fastify-plugin'
import { refuse } from './refusal.ts'

/** Refuses requests that arrive on open connections while the endpoint closes. Requests under way are answered. */
export const refuseWhileClosing = fastifyPlugin(
  async (app) => {
    let isClosing = false
    app.addHook('preClose', (done) => {
      isClosing = true
      done()
    })
    app.addHook('onRequest', (_request, reply, done) => {
      if (isClosing) void refuse(reply, 'endpoint.closing')
      else done()
    })
  },
  { name: 'refuse-while-closing' },
)
