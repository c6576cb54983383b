import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { refuse } from './refusal.ts'
import { headersWithoutHooks } from './security-headers.ts'
import { bodyMilliseconds } from './slow-bodies.ts'

export type FastifyPorts = {
  /** Number of trusted reverse proxies in front. */
  readonly trustedHops: number
  readonly logger?: FastifyBaseLogger
  readonly https?: { readonly cert: string; readonly key: string }
}

const bodyLimit = 256 * 1024
/** A file of an import has this long to arrive. Other bodies and all headers have less: `bodyMilliseconds`. */
const requestTimeout = 300_000
const serverOptions = { headersTimeout: bodyMilliseconds, connectionsCheckingInterval: 5_000 }

/** A Fastify with the endpoint's limits for connections and bodies. It reads bodies as JSON only, and checks them with zod. */
export function createFastify({ trustedHops, logger, https }: FastifyPorts): FastifyInstance {
  const app = fastify({
    bodyLimit,
    // Fastify's own answer while it closes is not a refusal of the contract.
    return503OnClosing: false,
    // Without it Fastify waits for the end of a request for ever.
    requestTimeout,
    http: serverOptions,
    // Given a number, Fastify trusts no proxy, as it cannot prove that the nearest address is one; here the admin has said so.
    trustProxy: trustedHops > 0 && ((_address: string, hop: number) => hop < trustedHops),
    // A request's log lines name its path only; the paths of the routes hold nothing personal.
    ...(logger ? { loggerInstance: logger } : { logger: false }),
    ...(https && { https: { ...https, ...serverOptions } }),
    // An address that cannot be decoded reaches no route and no hook.
    frameworkErrors: (_error: Error, _request: FastifyRequest, reply: FastifyReply) =>
      refuse(reply.headers(headersWithoutHooks), 'request.invalid', 'address'),
  } as Parameters<typeof fastify>[0]) as unknown as FastifyInstance
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  // Fastify reads text by default.
  app.removeContentTypeParser('text/plain')
  return app
}
