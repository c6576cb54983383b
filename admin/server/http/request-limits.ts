import rateLimit from '@fastify/rate-limit'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import type { VerifyToken } from '../auth/verify-token.ts'
import { toCallerAddress } from './caller-address.ts'
import { isOfPage } from './console-page.ts'
import type { Guard } from './implement.ts'

/** Requests a minute; more are refused with 429, and the app tries again later. */
export type Limits = {
  readonly perAddress: number
  readonly perCaller: number
  readonly signalsPerAddress: number
}

export const defaultLimits: Limits = { perAddress: 6_000, perCaller: 600, signalsPerAddress: 600 }

/** What @fastify/rate-limit throws here; the error handler turns it into `request.too-many`. */
export class TooManyRequests extends Error {
  readonly statusCode = 429
}

const timeWindow = '1 minute'

/** Limits requests by address. `createCallerLimit` and `createSignalLimit` need it. */
export const requestLimits = fastifyPlugin<{
  readonly perAddress: number
  readonly verifyToken: VerifyToken
}>(
  async (app, { perAddress, verifyToken }) => {
    await app.register(rateLimit, {
      max: perAddress,
      timeWindow,
      global: false,
      // Monitoring must not be refused. A caller with a valid token has a limit of their own: tens of thousands can share an address.
      allowList: async (request: FastifyRequest) =>
        /^\/(livez|readyz|healthz|metrics)$/.test(request.routeOptions.url ?? '') ||
        (request.headers.authorization !== undefined &&
          (await verifyToken(request.headers.authorization)).kind === 'ok'),
      // Somebody without a token yet gets the console's page, however much others at the address ask without one.
      keyGenerator: (request) =>
        `${isOfPage(request.routeOptions.url) ? 'page ' : ''}${toCallerAddress(request.ip)}`,
      errorResponseBuilder: () => new TooManyRequests('too many'),
    })
    // For the whole app: a hook of each route would run after the hook that refuses tokens, and not count those requests.
    app.addHook('onRequest', app.rateLimit())
  },
  { name: 'request-limits' },
)

/** Gives what says whether a caller has asked too often, by tenant and object id. */
export function createCallerLimit(app: FastifyInstance, max: number): Guard['isTooOften'] {
  const keys = new WeakMap<FastifyRequest, string>()
  const check = app.createRateLimit({
    max,
    timeWindow,
    keyGenerator: (request) => keys.get(request) ?? toCallerAddress(request.ip),
    allowList: [],
  })
  return async (request, { tenantId, oid }) => {
    keys.set(request, `${tenantId} ${oid}`)
    const answer = await check(request)
    return !answer.isAllowed && answer.isExceeded
  }
}

/** Gives what says whether too many signals came from a request's address. */
export function createSignalLimit(
  app: FastifyInstance,
  max: number,
): (request: FastifyRequest) => Promise<boolean> {
  const check = app.createRateLimit({
    max,
    timeWindow,
    keyGenerator: (request) => `signal ${toCallerAddress(request.ip)}`,
    allowList: [],
  })
  return async (request) => {
    const answer = await check(request)
    return !answer.isAllowed && answer.isExceeded
  }
}
