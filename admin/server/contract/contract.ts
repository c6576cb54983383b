import { z } from 'zod'
import { importRoutes } from './import-routes.ts'
import { peopleRoutes } from './people-routes.ts'
import { personRoutes, signalRoutes } from './person-routes.ts'
import { progressRoutes } from './progress-routes.ts'
import { defineRoute, type Route } from './route.ts'
import { runbookRoutes } from './runbook-routes.ts'
import { settingsRoutes } from './settings-routes.ts'
import { sourceRoutes } from './source-routes.ts'

const health = z.object({ status: z.literal('ok') })

/** Routes for the operators of the endpoint. */
export const operationRoutes = {
  healthz: defineRoute({
    method: 'GET',
    url: '/healthz',
    summary: 'Is the endpoint able to keep a report?',
    roles: [],
    answer: health,
  }),
  livez: defineRoute({
    method: 'GET',
    url: '/livez',
    summary: 'Does the process answer? Says nothing of the database',
    roles: [],
    answer: health,
  }),
  readyz: defineRoute({
    method: 'GET',
    url: '/readyz',
    summary: 'May requests be sent here? Not while it stops, and not without its database',
    roles: [],
    answer: health,
  }),
  openapi: defineRoute({
    method: 'GET',
    url: '/v1/openapi.json',
    summary: 'This contract',
    roles: [],
    stream: 'application/json',
  }),
  metrics: defineRoute({
    method: 'GET',
    url: '/metrics',
    summary: 'Numbers for Prometheus, from this computer or with the configured token',
    roles: [],
    stream: 'text/plain',
    refusals: [401],
  }),
} as const

/** Every route of the endpoint: the API's description, its rights and its tests come from this list. */
export const contract: readonly Route[] = [
  operationRoutes,
  personRoutes,
  signalRoutes,
  progressRoutes,
  sourceRoutes,
  peopleRoutes,
  importRoutes,
  runbookRoutes,
  settingsRoutes,
].flatMap((group) => Object.values<Route>(group))
