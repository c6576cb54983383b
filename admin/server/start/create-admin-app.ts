import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { VerifyToken } from '../auth/verify-token.ts'
import type { DemoSignIn } from '../demo/demo-sign-in.ts'
import { thisComputerOnly } from '../demo/this-computer-only.ts'
import type { RoomWatch } from '../database/room-watch.ts'
import { warnOfUntrustedProxy } from '../http/caller-address.ts'
import { serveConsole, type ConsolePage } from '../http/console-page.ts'
import { createFastify } from '../http/create-fastify.ts'
import { errorAnswers } from '../http/error-answers.ts'
import { createImplement, type Guard } from '../http/implement.ts'
import { malformedRequests } from '../http/malformed-requests.ts'
import { createMetrics, type Metrics } from '../http/metrics.ts'
import { operations } from '../http/operations.ts'
import { refuse } from '../http/refusal.ts'
import { refuseWhileClosing } from '../http/refuse-while-closing.ts'
import {
  createCallerLimit,
  createSignalLimit,
  defaultLimits,
  requestLimits,
  type Limits,
} from '../http/request-limits.ts'
import { requestTimes } from '../http/request-times.ts'
import { securityHeaders } from '../http/security-headers.ts'
import { endSlowBodies } from '../http/slow-bodies.ts'
import { addImportRoutes } from '../imports/import-routes.ts'
import { defaultImportAnswerMilliseconds } from '../imports/import-service.ts'
import { addPeopleRoutes } from '../people/people-routes.ts'
import { shareHub } from '../events/shared-hub.ts'
import { addPlanChangeRoute } from '../progress/plan-changes.ts'
import { addProgressRoutes } from '../progress/progress-routes.ts'
import { addPersonRoutes, addSignalRoute, type Organisations } from '../reports/person-routes.ts'
import { addRunbookRoutes } from '../runbook/runbook-routes.ts'
import { addSettingsRoutes, type ConsoleSignIn } from '../settings/settings-routes.ts'
import type { Store } from '../store.ts'

export type AdminPorts = {
  readonly store: Store
  readonly verifyToken: VerifyToken
  readonly version: string
  /** The tenant that people leave; an identity map has to name it. */
  readonly sourceTenantId: string
  /** True where the app checks a computer before the person's move is done. */
  readonly looksBeforeMove?: boolean
  readonly organisations?: Organisations
  readonly consoleSignIn?: ConsoleSignIn | null
  /** The console's page; null where it has not been built. */
  readonly consolePage?: ConsolePage | null
  /** Makes it a demonstration: it answers this computer only, and signs its one admin in itself. */
  readonly demo?: DemoSignIn | null
  readonly roleClaims?: { readonly admin: string; readonly helpdesk: string }
  readonly limits?: Limits
  /** Hosts that webhooks may go to although their addresses are not public. */
  readonly webhookHosts?: readonly string[]
  /** Without it the endpoint accepts reports until the disk is full. */
  readonly room?: RoomWatch
  /** How long an import may take to answer at once. After that it is answered with 202. */
  readonly importAnswerMilliseconds?: number
  /** How long a body may take that is not a file. */
  readonly bodyMilliseconds?: number
  /** Number of trusted reverse proxies in front. */
  readonly trustedHops?: number
  /** Without it only this computer may read the metrics. */
  readonly metricsToken?: string | undefined
  readonly logger?: FastifyBaseLogger
  readonly https?: { readonly cert: string; readonly key: string }
  readonly now?: () => Date
}

export const defaultRoleClaims = { admin: 'Landfall.Admin', helpdesk: 'Landfall.Helpdesk' } as const

/** The admin endpoint. A test calls it with `inject`, without a port. */
export async function createAdminApp(ports: AdminPorts): Promise<FastifyInstance> {
  const { store, verifyToken, limits = defaultLimits, trustedHops = 0 } = ports
  const app = createFastify({ ...ports, trustedHops })
  const metrics = createMetrics(store, ports.room)
  // Hooks run in this order: what refuses a request comes after the headers of its answer.
  await app.register(securityHeaders)
  await app.register(errorAnswers)
  await app.register(requestTimes, { metrics })
  if (ports.demo) await app.register(thisComputerOnly)
  await app.register(refuseWhileClosing)
  await app.register(warnOfUntrustedProxy, { trustedHops })
  await app.register(requestLimits, { perAddress: limits.perAddress, verifyToken })
  await app.register(malformedRequests)
  await app.register(endSlowBodies, { milliseconds: ports.bodyMilliseconds })

  const guard: Guard = { verifyToken, isTooOften: createCallerLimit(app, limits.perCaller) }
  const { version, metricsToken } = ports
  await app.register(operations, { guard, version, metricsToken, canWrite: store.canWrite, metrics })
  await addDomains(app, ports, guard, metrics)
  await addConsolePage(app, ports.consolePage ?? null)
  return app
}

/** The routes of each domain. Those that read a body in their own way get a part of the app for themselves. */
async function addDomains(
  app: FastifyInstance,
  ports: AdminPorts,
  guard: Guard,
  metrics: Metrics,
): Promise<void> {
  const { store, sourceTenantId, limits = defaultLimits } = ports
  const implement = createImplement(app, guard)
  const isFull = ports.room?.isFull ?? (() => false)
  addPersonRoutes(implement, {
    store,
    looksBeforeMove: ports.looksBeforeMove ?? false,
    organisations: ports.organisations ?? { source: null, target: null },
    metrics,
    isFull,
  })
  const openHub = shareHub(app, store.database)
  addPlanChangeRoute(app, implement, store.database, openHub, metrics.watchWaiting)
  addProgressRoutes(app, implement, store, openHub, metrics.watchListeners)
  addPeopleRoutes(implement, store)
  addRunbookRoutes(implement, store.database, {
    sourceTenantId,
    staleMs: store.staleMs,
    now: ports.now ?? (() => new Date()),
  })
  addSettingsRoutes(implement, {
    database: store.database,
    consoleSignIn: ports.consoleSignIn ?? null,
    roleClaims: ports.roleClaims ?? defaultRoleClaims,
    webhookHosts: ports.webhookHosts ?? [],
    signInToDemo: ports.demo?.signIn ?? null,
  })
  const isTooOften = createSignalLimit(app, limits.signalsPerAddress)
  await app.register(async (part) =>
    addSignalRoute(part, createImplement(part, guard), { store, metrics, isFull, isTooOften }),
  )
  const answerMilliseconds = ports.importAnswerMilliseconds ?? defaultImportAnswerMilliseconds
  await app.register(async (part) =>
    addImportRoutes(part, createImplement(part, guard), store, sourceTenantId, answerMilliseconds),
  )
}

async function addConsolePage(app: FastifyInstance, page: ConsolePage | null): Promise<void> {
  if (page !== null) await app.register(serveConsole, page)
  // An admin who has just started the endpoint opens this address, and learns why there is no console.
  else app.get('/', { schema: { hide: true } }, (_request, reply) => refuse(reply, 'console.not-configured'))
}
