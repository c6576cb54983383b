import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify'
import type { z } from 'zod'
import { callerOfRefused, type Caller, type VerifyToken } from '../auth/verify-token.ts'
import { toFastifySchema } from '../contract/describe-contract.ts'
import type { Role, Route } from '../contract/route.ts'
import { refuse, type RefusalCode, type RefusalReason } from './refusal.ts'
import type { Actor } from '../database/audit.ts'

/** What a handler answers instead of a value; `where` names what is wrong, `reason` says it to other languages. */
export class Refused {
  readonly code: RefusalCode
  readonly where: string | undefined
  readonly reason: RefusalReason | undefined
  constructor(code: RefusalCode, where?: string, reason?: RefusalReason) {
    this.code = code
    this.where = where
    this.reason = reason
  }
}

type Asked<Route_> =
  Route_ extends Route<infer Params, infer Query, infer Body>
    ? {
        readonly params: z.output<Params>
        readonly query: z.output<Query>
        readonly body: z.output<Body>
        /** `noCaller` where the route needs no token. */
        readonly caller: Caller
        readonly actor: Actor
        readonly request: FastifyRequest
        readonly reply: FastifyReply
      }
    : never

type Answered<Route_> =
  Route_ extends Route<z.ZodType, z.ZodType, z.ZodType, infer Answer> ? z.input<Answer> : never

export type Implement = <Route_ extends Route>(
  route: Route_,
  handler: (asked: Asked<Route_>) => Promise<Answered<Route_> | Refused | FastifyReply>,
  options?: RouteShorthandOptions,
) => void

const callers = new WeakMap<FastifyRequest, Caller>()
const noCaller: Caller = { tenantId: '', oid: '', upn: '', name: null, roles: [], expiresAt: 0 }

export type Guard = {
  readonly verifyToken: VerifyToken
  /** True when this caller has asked too often. */
  readonly isTooOften: (request: FastifyRequest, caller: Caller) => Promise<boolean>
}

/** Gives what puts a route of the contract into the app: its rights are proven before its body is read. */
export function createImplement(app: FastifyInstance, { verifyToken, isTooOften }: Guard): Implement {
  async function admit(route: Route, request: FastifyRequest, reply: FastifyReply) {
    const verification = await verifyToken(request.headers.authorization)
    if (verification.kind === 'refused') {
      request.log.info({ code: verification.code, who: callerOfRefused(verification) }, 'token-refused')
      return refuse(reply, verification.code)
    }
    const { caller } = verification
    if (!route.roles.some((role) => caller.roles.includes(role))) {
      const code =
        route.roles.length === 1 && route.roles[0] === 'person' ? 'auth.missing-scope' : 'auth.missing-role'
      const { tenantId, oid } = caller
      request.log.info({ code, who: { tenantId, oid, app: null } }, 'token-refused')
      return refuse(reply, code)
    }
    if (await isTooOften(request, caller)) return refuse(reply, 'request.too-many')
    callers.set(request, caller)
  }

  return (route, handler, options = {}) => {
    app.route({
      ...options,
      method: route.method,
      url: route.url,
      schema: toFastifySchema(route),
      ...(route.roles.length > 0 && {
        onRequest: (request: FastifyRequest, reply: FastifyReply) => admit(route, request, reply),
      }),
      async handler(request, reply) {
        const caller = callers.get(request) ?? noCaller
        if (route.roles.length > 0 && caller === noCaller)
          throw new Error('a request got here without a caller')
        const { params, query, body } = request
        const asked = { params, query, body, caller, actor: toActor(caller, route.roles), request, reply }
        const answer = await handler(asked as Parameters<typeof handler>[0])
        return answer instanceof Refused ? refuse(reply, answer.code, answer.where, answer.reason) : answer
      },
    })
  }
}

function toActor({ upn, oid, roles }: Caller, wanted: readonly Role[]): Actor {
  return { upn, oid, role: wanted.find((role) => roles.includes(role)) ?? 'person' }
}
