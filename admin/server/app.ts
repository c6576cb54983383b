import swagger from '@fastify/swagger'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod'
import { z } from 'zod'
import { planSchema } from '../../shared/plan.ts'
import { receiptSchema, refusalSchema, reportSchema } from '../../shared/report.ts'
import type { Caller, VerifyToken } from './auth/verify-token.ts'
import { refuse } from './refusal.ts'
import { isDatabaseAway, type Store } from './store/store.ts'

export type AdminPorts = {
  readonly store: Store
  readonly verifyToken: VerifyToken
  readonly version: string
  /** Whose move is not done is told to look at their computer first, which the app does only where it has not begun. */
  readonly looksBeforeMove?: boolean
  readonly logger?: FastifyBaseLogger
  readonly https?: { readonly cert: string; readonly key: string }
}

const bodyLimit = 256 * 1024

/** The admin endpoint. A test calls it with `inject`, without a port. */
export async function createAdminApp({
  store,
  verifyToken,
  version,
  looksBeforeMove = false,
  logger,
  https,
}: AdminPorts): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit,
    // A request's own log lines name its address only; routes here carry nothing personal.
    ...(logger ? { loggerInstance: logger } : { logger: false }),
    ...(https && { https }),
    // An address that cannot be decoded never gets to a route.
    frameworkErrors: (_error: Error, _request: FastifyRequest, reply: FastifyReply) =>
      refuse(reply, 'request.invalid', 'address'),
  } as Parameters<typeof fastify>[0]) as unknown as FastifyInstance
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Landfall admin endpoint', version },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    transform: jsonSchemaTransform,
  })

  // Fastify would take text too.
  app.removeContentTypeParser('text/plain')
  app.addHook('onSend', async (_request, reply) => {
    void reply.header('cache-control', 'no-store').header('x-content-type-options', 'nosniff')
  })
  app.setNotFoundHandler((_request, reply) => refuse(reply, 'request.not-found'))
  app.setErrorHandler((error: Error & { code?: string; statusCode?: number }, request, reply) => {
    if (hasZodFastifySchemaValidationErrors(error)) {
      const [problem] = error.validation
      return refuse(reply, 'request.invalid', `${placeOf(problem?.instancePath)}: ${problem?.message}`)
    }
    if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return refuse(reply, 'request.too-large')
    if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return refuse(reply, 'request.unsupported-type')
    if (error.statusCode !== undefined && error.statusCode < 500) {
      return refuse(reply, 'request.invalid', 'body: not readable as JSON')
    }
    if (isDatabaseAway(error)) {
      request.log.warn({ code: error.code }, 'database-unavailable')
      return refuse(reply, 'database.unavailable')
    }
    request.log.error({ name: error.name, code: error.code, stack: error.stack }, 'unexpected')
    return refuse(reply, 'unexpected')
  })

  /** Answers the refusal itself and gives null when the token does not hold. */
  async function callerOf(request: FastifyRequest, reply: FastifyReply): Promise<Caller | null> {
    const verification = await verifyToken(request.headers.authorization)
    if (verification.kind === 'ok') return verification.caller
    request.log.info({ code: verification.code }, 'token-refused')
    void refuse(reply, verification.code)
    return null
  }

  const routes = app.withTypeProvider<ZodTypeProvider>()
  const security = [{ bearer: [] }]

  routes.get(
    '/healthz',
    {
      schema: {
        summary: 'Is the endpoint able to keep a report?',
        response: { 200: z.object({ status: z.literal('ok') }), 503: refusalSchema },
      },
    },
    async (_request, reply) =>
      (await store.isReachable()) ? { status: 'ok' as const } : refuse(reply, 'database.unavailable'),
  )

  routes.get('/v1/openapi.json', { schema: { summary: 'This contract' } }, () => app.swagger())

  routes.get(
    '/v1/me/plan',
    {
      schema: {
        summary: 'The plan of the person who asks',
        security,
        response: {
          200: planSchema,
          401: refusalSchema,
          403: refusalSchema,
          404: refusalSchema,
          500: refusalSchema,
          503: refusalSchema,
        },
      },
    },
    async (request, reply) => {
      const caller = await callerOf(request, reply)
      if (caller === null) return reply
      const plan = await store.findPlan(caller)
      if (plan === null) return refuse(reply, 'plan.not-in-map')
      const isReady = looksBeforeMove && plan.moveState !== 'Success'
      return isReady ? { ...plan, phase: 'ready' as const } : plan
    },
  )

  routes.put(
    '/v1/reports/:id',
    {
      // Who asks is proven before the body is read.
      onRequest: async (request, reply) => {
        const caller = await callerOf(request, reply)
        // Giving the reply back ends the request here.
        if (caller === null) return reply
        callers.set(request, caller)
      },
      schema: {
        summary: 'Hand in a completion report; the same report again gets the same receipt',
        security,
        params: z.object({ id: z.guid().toLowerCase() }),
        body: reportSchema,
        response: {
          200: receiptSchema,
          401: refusalSchema,
          403: refusalSchema,
          409: refusalSchema,
          413: refusalSchema,
          415: refusalSchema,
          422: refusalSchema,
          500: refusalSchema,
          503: refusalSchema,
        },
      },
    },
    async (request, reply) => {
      const caller = callers.get(request)
      if (caller === undefined) throw new Error('a report got here without a caller')
      const report = request.body
      if (report.id !== request.params.id) return refuse(reply, 'report.id-mismatch')
      const acceptance = await store.acceptReport(caller, report)
      if (acceptance.kind === 'refused') return refuse(reply, acceptance.code)
      request.log.info({ reportId: report.id, verdict: report.verdict }, 'report-accepted')
      return { reportId: report.id, receipt: acceptance.receipt, receivedAt: acceptance.receivedAt }
    },
  )
  return app
}

const callers = new WeakMap<FastifyRequest, Caller>()

function placeOf(instancePath: string | undefined): string {
  return instancePath?.replace(/^\//, '').replaceAll('/', '.') || 'body'
}
