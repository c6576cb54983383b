import { createHmac, timingSafeEqual } from 'node:crypto'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { personRoutes, signalRoutes } from '../contract/person-routes.ts'
import { roles } from '../contract/route.ts'
import type { Metrics } from '../http/metrics.ts'
import { refuse } from '../http/refusal.ts'
import { findSiteAddresses } from '../people/find-site-addresses.ts'
import { acceptSignal, findValidKey } from './signals.ts'
import type { Store } from '../store.ts'
import { Refused, type Implement } from '../http/implement.ts'

/** A report of every finding that there is has about 12 kB. */
const reportBytes = 32 * 1024
/** A question about five hundred sites has about 34 kB. */
const sitesBytes = 40 * 1024
/** A signal of twenty codes has about 1 kB. */
const signalBytes = 4 * 1024

/** What people call both organisations; null where the configuration does not say. */
export type Organisations = { readonly source: string | null; readonly target: string | null }

/** What the app asks with a person's token. */
export function addPersonRoutes(
  implement: Implement,
  {
    store,
    looksBeforeMove,
    organisations,
    metrics,
    isFull,
  }: {
    store: Store
    looksBeforeMove: boolean
    organisations: Organisations
    metrics: Metrics
    isFull: () => boolean
  },
): void {
  implement(personRoutes.me, async ({ caller }) => ({
    role: roles.find((role) => caller.roles.includes(role)) ?? 'person',
    upn: caller.upn,
    name: caller.name,
    tenantId: caller.tenantId,
    organisations,
  }))

  implement(personRoutes.plan, async ({ caller }) => {
    const plan = await store.findPlan(caller)
    if (plan === null) {
      const { kind } = await store.askPlan(caller)
      return new Refused(kind === 'other-account' ? 'plan.other-account' : 'plan.not-in-map')
    }
    const isReady = looksBeforeMove && plan.moveState !== 'Success'
    return isReady ? { ...plan, phase: 'ready' as const } : plan
  })

  implement(
    personRoutes.siteAddresses,
    async ({ body, caller }) => {
      const found = await store.askPlan(caller)
      if (found.kind === 'plan')
        return { sites: await findSiteAddresses(store.database, body.sites, found.plan.direction) }
      return new Refused(found.kind === 'other-account' ? 'plan.other-account' : 'plan.not-in-map')
    },
    { bodyLimit: sitesBytes },
  )

  implement(
    personRoutes.report,
    async ({ params, body, caller, request }) => {
      if (body.id !== params.id) return new Refused('report.id-mismatch')
      if (isFull()) return new Refused('database.full')
      const acceptance = await store.acceptReport(caller, body)
      if (acceptance.kind === 'refused') return new Refused(acceptance.code)
      metrics.reports.inc({ verdict: body.verdict })
      request.log.info({ reportId: body.id, verdict: body.verdict }, 'report-accepted')
      return { reportId: body.id, receipt: acceptance.receipt, receivedAt: acceptance.receivedAt }
    },
    { bodyLimit: reportBytes },
  )
}

type ProvenKey = { readonly id: string; readonly wave: string }

/**
 * A signal of a computer on which no sign-in works. `x-landfall-key` is the id of the enrolment key, `x-landfall-signature` the
 * hex of HMAC-SHA256 over `PUT /v1/signals/<id>`, a line feed and the body as it was sent.
 */
export function addSignalRoute(
  app: FastifyInstance,
  implement: Implement,
  {
    store,
    metrics,
    isFull,
    isTooOften,
  }: {
    store: Store
    metrics: Metrics
    isFull: () => boolean
    isTooOften: (request: FastifyRequest, key: string) => Promise<boolean>
  },
): void {
  const bodies = new WeakMap<FastifyRequest, Buffer>()
  const proven = new WeakMap<FastifyRequest, ProvenKey>()
  const parseBody = app.getDefaultJsonParser('error', 'error')
  app.removeContentTypeParser('application/json')
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body: Buffer, done) => {
    bodies.set(request, body)
    void parseBody(request, body.toString('utf8'), done)
  })

  async function proveSignature(request: FastifyRequest, reply: FastifyReply) {
    const keyId = request.headers['x-landfall-key']
    const signature = request.headers['x-landfall-signature']
    const body = bodies.get(request)
    if (!isId(keyId) || typeof signature !== 'string' || body === undefined)
      return refuse(reply, 'signal.not-signed')
    if (await isTooOften(request, keyId)) return refuse(reply, 'request.too-many')
    const key = await findValidKey(store.database, keyId)
    const expected = createHmac('sha256', key?.secret ?? 'nobody')
      .update(`PUT ${request.url.split('?', 1)[0]}\n`)
      .update(body)
      .digest()
    const given = Buffer.from(/^[0-9a-f]{64}$/.test(signature) ? signature : '', 'hex')
    const isRight = given.length === expected.length && timingSafeEqual(given, expected)
    if (key === null || !isRight) {
      request.log.info({ code: 'signal.not-signed' }, 'signal-refused')
      return refuse(reply, 'signal.not-signed')
    }
    proven.set(request, key)
  }

  implement(
    signalRoutes.signal,
    async ({ params, body, request }) => {
      const key = proven.get(request)
      if (key === undefined) throw new Error('a signal got here unproven')
      if (body.id !== params.id) return new Refused('signal.id-mismatch')
      if (body.wave !== key.wave) return new Refused('signal.wrong-wave')
      if (isFull()) return new Refused('database.full')
      const acceptance = await acceptSignal(store.database, key.id, body, store.dailyLimits)
      if (acceptance.kind === 'refused') return new Refused(acceptance.code)
      metrics.signals.inc()
      return { signalId: body.id, receivedAt: acceptance.receivedAt }
    },
    { preValidation: proveSignature, bodyLimit: signalBytes },
  )
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(value)
}
