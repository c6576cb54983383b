import { createHash, timingSafeEqual } from 'node:crypto'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify'
import {
  hasZodFastifySchemaValidationErrors,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod'
import type { VerifyToken } from './auth/verify-token.ts'
import { toCallerAddress, warnOfUntrustedProxy } from './http/caller-address.ts'
import { isOfPage, serveConsole, type ConsolePage } from './http/console-page.ts'
import { operationRoutes } from './contract/contract.ts'
import { describeContract } from './contract/describe-contract.ts'
import { createMetrics } from './http/metrics.ts'
import { refuse } from './http/refusal.ts'
import { createImplement, Refused, type Guard } from './http/implement.ts'
import { defaultImportAnswerMilliseconds } from './imports/import-service.ts'
import { addImportRoutes } from './imports/import-routes.ts'
import { addPeopleRoutes } from './people/people-routes.ts'
import { addPersonRoutes, addSignalRoute, type Organisations } from './reports/person-routes.ts'
import { addProgressRoutes } from './progress/progress-routes.ts'
import { addRunbookRoutes } from './runbook/runbook-routes.ts'
import { addSettingsRoutes, type ConsoleSignIn } from './settings/settings-routes.ts'
import { bodyMilliseconds, endSlowBodies } from './http/slow-bodies.ts'
import type { RoomWatch } from './database/room-watch.ts'
import type { Store } from './store.ts'
import { isDatabaseAway, isReadOnly, isUnstorable } from './database/tenant-database.ts'
import { isTooDeep } from './http/too-deep.ts'

/** Requests a minute; what is more is refused with 429, and the app tries again later. */
export type Limits = {
  readonly perAddress: number
  readonly perCaller: number
  readonly signalsPerAddress: number
}

export type AdminPorts = {
  readonly store: Store
  readonly verifyToken: VerifyToken
  readonly version: string
  /** The tenant that people leave; an identity map has to be of it. */
  readonly sourceTenantId: string
  /** People whose move is not done look at their computer first, which the app does only where it has not begun. */
  readonly looksBeforeMove?: boolean
  readonly organisations?: Organisations
  readonly consoleSignIn?: ConsoleSignIn | null
  /** The console's page, where it has been built. */
  readonly consolePage?: ConsolePage | null
  readonly roleClaims?: { readonly admin: string; readonly helpdesk: string }
  readonly limits?: Limits
  /** Hosts that webhooks may go to although they are not in the world outside. */
  readonly webhookHosts?: readonly string[]
  /** Without it there is room until the disk is full. */
  readonly room?: RoomWatch
  /** So long the answer to an import is waited for; then it is followed. */
  readonly importAnswerMilliseconds?: number
  /** How long a body may take that is no file. */
  readonly bodyMilliseconds?: number
  /** How many proxies in front are believed when they say who asks. */
  readonly trustedHops?: number
  /** Without it the numbers are for this computer only. */
  readonly metricsToken?: string | undefined
  readonly logger?: FastifyBaseLogger
  readonly https?: { readonly cert: string; readonly key: string }
  readonly now?: () => Date
}

export const defaultRoleClaims = { admin: 'Landfall.Admin', helpdesk: 'Landfall.Helpdesk' } as const
export const defaultLimits: Limits = { perAddress: 6_000, perCaller: 600, signalsPerAddress: 600 }

const bodyLimit = 256 * 1024
const nothingElse = "default-src 'none';frame-ancestors 'none'"
/** What an answer that no hook comes by says all the same. */
const withoutHooks = {
  'cache-control': 'no-store',
  'content-security-policy': nothingElse,
  'x-content-type-options': 'nosniff',
}

/** The admin endpoint. A test calls it with `inject`, without a port. */
export async function createAdminApp(ports: AdminPorts): Promise<FastifyInstance> {
  const { store, verifyToken, version, sourceTenantId, logger, https, metricsToken, room } = ports
  const { looksBeforeMove = false, limits = defaultLimits, trustedHops = 0 } = ports
  const { organisations = { source: null, target: null } } = ports
  const {
    consoleSignIn = null,
    consolePage = null,
    roleClaims = defaultRoleClaims,
    now = () => new Date(),
  } = ports
  const app = fastify({
    bodyLimit,
    // Its answer would have another form than ours.
    return503OnClosing: false,
    // Fastify would wait for the end of a request for ever. So long for a file alone: other bodies and heads have less.
    requestTimeout: 300_000,
    http: { headersTimeout: bodyMilliseconds, connectionsCheckingInterval: 5_000 },
    // Fastify takes a number for "nobody", as it cannot prove that the nearest one is a proxy; the admin has said so.
    trustProxy: trustedHops > 0 && ((_address: string, hop: number) => hop < trustedHops),
    // A request's own log lines name its path only; routes here carry nothing personal but in what is asked for.
    ...(logger ? { loggerInstance: logger } : { logger: false }),
    ...(https && {
      https: { ...https, headersTimeout: bodyMilliseconds, connectionsCheckingInterval: 5_000 },
    }),
    // An address that cannot be decoded never gets to a route.
    frameworkErrors: (_error: Error, _request: FastifyRequest, reply: FastifyReply) =>
      refuse(reply.headers(withoutHooks), 'request.invalid', 'address'),
  } as Parameters<typeof fastify>[0]) as unknown as FastifyInstance
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  const metrics = createMetrics(store, room)
  const isFull = room?.isFull ?? (() => false)

  // Fastify would take text too.
  app.removeContentTypeParser('text/plain')
  // With `done`, as an async hook is a promise more for each answer.
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store')
    // The console's pages say their own policy.
    if (!reply.hasHeader('content-security-policy')) void reply.header('content-security-policy', nothingElse)
    done(null, payload)
  })
  app.addHook('onResponse', (request, reply, done) => {
    metrics.requests.observe(
      { method: request.method, route: request.routeOptions.url ?? 'none', status: reply.statusCode },
      reply.elapsedTime / 1000,
    )
    done()
  })
  endSlowBodies(app, ports.bodyMilliseconds)
  app.addHook('preValidation', (request, reply, done) => {
    if (isTooDeep(request.body)) void refuse(reply, 'request.too-deep')
    else done()
  })
  app.setNotFoundHandler((_request, reply) => refuse(reply, 'request.not-found'))
  app.setErrorHandler(answerError)
  await app.register(helmet, {
    // Said above: it would be put together anew for every answer.
    contentSecurityPolicy: false,
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
  })
  refuseWhileClosing(app)
  warnOfUntrustedProxy(app, trustedHops)
  await app.register(rateLimit, {
    max: limits.perAddress,
    timeWindow: '1 minute',
    global: false,
    // Monitoring must not be turned away.
    // Nor a proven caller, who has a limit of their own: tens of thousands can be behind one address.
    allowList: async (request: FastifyRequest) =>
      /^\/(livez|readyz|healthz|metrics)$/.test(request.routeOptions.url ?? '') ||
      (request.headers.authorization !== undefined &&
        (await verifyToken(request.headers.authorization)).kind === 'ok'),
    // Who has no token yet gets the console's page, whatever others at the address ask without one.
    keyGenerator: (request) =>
      `${isOfPage(request.routeOptions.url) ? 'page ' : ''}${toCallerAddress(request.ip)}`,
    errorResponseBuilder: () => Object.assign(new Error('too many'), { code: tooMany, statusCode: 429 }),
  })
  // Of the whole app: a hook of each route would come after the one that refuses tokens, and not count those.
  app.addHook('onRequest', app.rateLimit())
  // The one character that no text in the database may hold.
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.includes('%00')) return refuse(reply, 'request.invalid', 'address')
  })
  const ofCaller = new WeakMap<FastifyRequest, string>()
  const perCaller = app.createRateLimit({
    max: limits.perCaller,
    timeWindow: '1 minute',
    keyGenerator: (request) => ofCaller.get(request) ?? toCallerAddress(request.ip),
    allowList: [],
  })
  const perSignal = app.createRateLimit({
    max: limits.signalsPerAddress,
    timeWindow: '1 minute',
    keyGenerator: (request) => `signal ${toCallerAddress(request.ip)}`,
    allowList: [],
  })

  const guard: Guard = {
    verifyToken,
    async isTooOften(request, { tenantId, oid }) {
      ofCaller.set(request, `${tenantId} ${oid}`)
      const answer = await perCaller(request)
      return !answer.isAllowed && answer.isExceeded
    },
  }
  const implement = createImplement(app, guard)

  const description = await describeContract(version)
  implement(operationRoutes.openapi, async ({ reply }) =>
    reply.type('application/json').serializer(JSON.stringify).send(description),
  )
  implement(operationRoutes.livez, async () => ({ status: 'ok' as const }))
  // While it closes everything that comes is refused with 503.
  for (const route of [operationRoutes.healthz, operationRoutes.readyz])
    implement(route, async () => {
      const readiness = await store.canWrite()
      if (readiness === 'ready') return { status: 'ok' as const }
      return new Refused(readiness === 'read-only' ? 'database.read-only' : 'database.unavailable')
    })
  implement(operationRoutes.metrics, async ({ request, reply }) => {
    const isAllowed =
      metricsToken === undefined
        ? /^(::ffff:)?127\.|^::1$/.test(request.ip)
        : isSameSecret(request.headers.authorization, `Bearer ${metricsToken}`)
    if (!isAllowed) return new Refused('metrics.forbidden')
    const { type, text } = await metrics.render()
    return reply.type(type).send(text)
  })
  addPersonRoutes(implement, { store, looksBeforeMove, organisations, metrics, isFull })
  addProgressRoutes(app, implement, store, metrics.watchListeners)
  addPeopleRoutes(implement, store)
  addRunbookRoutes(implement, store, { sourceTenantId, now })
  addSettingsRoutes(implement, {
    store,
    consoleSignIn,
    roleClaims,
    webhookHosts: ports.webhookHosts ?? [],
  })
  if (consolePage !== null) await serveConsole(app, consolePage)
  // What somebody opens who has just started it.
  else app.get('/', { schema: { hide: true } }, (_request, reply) => refuse(reply, 'console.not-configured'))
  // Both read the body as it was sent, and nobody else does.
  await app.register(async (part) => {
    addSignalRoute(part, createImplement(part, guard), {
      store,
      metrics,
      isFull,
      isTooOften: async (request) => {
        const answer = await perSignal(request)
        return !answer.isAllowed && answer.isExceeded
      },
    })
  })
  await app.register(async (part) =>
    addImportRoutes(
      part,
      createImplement(part, guard),
      store,
      sourceTenantId,
      ports.importAnswerMilliseconds ?? defaultImportAnswerMilliseconds,
    ),
  )
  return app
}

const tooMany = 'LANDFALL_TOO_MANY'

function answerError(
  error: Error & { code?: string; statusCode?: number },
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [problem] = error.validation
    return refuse(reply, 'request.invalid', `${placeOf(problem?.instancePath)}: ${problem?.message}`)
  }
  if (error.code === tooMany) return refuse(reply, 'request.too-many')
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return refuse(reply, 'request.too-large')
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return refuse(reply, 'request.unsupported-type')
  if (error.statusCode !== undefined && error.statusCode < 500) {
    return refuse(reply, 'request.invalid', 'body: not readable as JSON')
  }
  if (isUnstorable(error)) return refuse(reply, 'request.invalid', 'it holds what no text may hold')
  if (isReadOnly(error)) {
    request.log.warn({ code: 'database.read-only' }, 'database-read-only')
    return refuse(reply, 'database.read-only')
  }
  if (isDatabaseAway(error)) {
    request.log.warn({ code: error.code }, 'database-unavailable')
    return refuse(reply, 'database.unavailable')
  }
  request.log.error({ name: error.name, code: error.code, stack: error.stack }, 'unexpected')
  return refuse(reply, 'unexpected')
}

/** Takes as long whatever is wrong with what was given. */
function isSameSecret(given: string | undefined, wanted: string): boolean {
  const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digestOf(given ?? ''), digestOf(wanted))
}

function placeOf(instancePath: string | undefined): string {
  return instancePath?.replace(/^\//, '').replaceAll('/', '.') || 'body'
}

/** Refuses what still comes on connections that are open; what is under way is answered. */
function refuseWhileClosing(app: FastifyInstance): void {
  let isClosing = false
  app.addHook('preClose', (done) => {
    isClosing = true
    done()
  })
  app.addHook('onRequest', (_request, reply, done) => {
    if (isClosing) void refuse(reply, 'endpoint.closing')
    else done()
  })
}
