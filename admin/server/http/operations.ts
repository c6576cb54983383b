import type { FastifyPluginAsync } from 'fastify'
import { operationRoutes } from '../contract/contract.ts'
import { describeContract } from '../contract/describe-contract.ts'
import type { Readiness } from '../database/write-proof.ts'
import { isThisComputer } from './caller-address.ts'
import { createImplement, Refused, type Guard } from './implement.ts'
import type { Metrics } from './metrics.ts'
import { isSameSecret } from './same-secret.ts'

export type OperationsPorts = {
  readonly guard: Guard
  readonly version: string
  readonly canWrite: () => Promise<Readiness>
  readonly metrics: Metrics
  /** Without it only this computer may read the metrics. */
  readonly metricsToken?: string | undefined
}

/** The routes for operators: health, metrics, and the contract itself. */
export const operations: FastifyPluginAsync<OperationsPorts> = async (
  app,
  { guard, version, canWrite, metrics, metricsToken },
) => {
  const implement = createImplement(app, guard)

  const description = await describeContract(version)
  implement(operationRoutes.openapi, async ({ reply }) =>
    reply.type('application/json').serializer(JSON.stringify).send(description),
  )

  implement(operationRoutes.livez, async () => ({ status: 'ok' as const }))

  // While the endpoint closes, every request is refused with 503.
  for (const route of [operationRoutes.healthz, operationRoutes.readyz])
    implement(route, async () => {
      const readiness = await canWrite()
      if (readiness === 'ready') return { status: 'ok' as const }
      return new Refused(readiness === 'read-only' ? 'database.read-only' : 'database.unavailable')
    })

  implement(operationRoutes.metrics, async ({ request, reply }) => {
    const isAllowed =
      metricsToken === undefined
        ? isThisComputer(request.ip)
        : isSameSecret(request.headers.authorization, `Bearer ${metricsToken}`)
    if (!isAllowed) return new Refused('metrics.forbidden')
    const { type, text } = await metrics.render()
    return reply.type(type).send(text)
  })
}
