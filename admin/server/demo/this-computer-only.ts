import type { FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { isThisComputer } from '../http/caller-address.ts'
import { refuse } from '../http/refusal.ts'

/** A proxy or a tunnel in front says with these whom it asks for. */
const headersOfProxies = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-original-host',
  'x-real-ip',
  'cf-connecting-ip',
] as const

const ownName = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/i

/**
 * Refuses what does not come from this computer's own browser: a request by another name (a page whose name was turned to
 * 127.0.0.1), one that a proxy or tunnel passes on, and one that another page sends.
 */
export const thisComputerOnly = fastifyPlugin(
  async (app) => {
    app.addHook('onRequest', async (request, reply) => {
      if (!isFromHere(request)) return refuse(reply, 'demo.elsewhere')
    })
  },
  { name: 'this-computer-only' },
)

function isFromHere({ method, headers, socket }: FastifyRequest): boolean {
  if (!isThisComputer(socket.remoteAddress)) return false
  if (headersOfProxies.some((name) => headers[name] !== undefined)) return false
  const { host = '', origin } = headers
  if (!ownName.test(host)) return false
  if (origin !== undefined && origin !== `http://${host}`) return false
  const site = headers['sec-fetch-site']
  const isOther = site !== undefined && site !== 'same-origin' && site !== 'none'
  // Following a link to the page is no harm: no answer can be read from where the link was.
  return !isOther || (headers['sec-fetch-mode'] === 'navigate' && method === 'GET')
}
