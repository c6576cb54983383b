import swagger from '@fastify/swagger'
import fastify, { type FastifySchema } from 'fastify'
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod'
import { z } from 'zod'
import { contract } from './contract.ts'
import { importSchema } from './import-routes.ts'
import { personRowSchema, personSchema } from './people-routes.ts'
import { progressSchema } from './progress-routes.ts'
import type { Route } from './route.ts'
import { runbookSchema } from './runbook-routes.ts'
import { settingsSchema } from './settings-routes.ts'
import { webhookPayloads } from './webhook-payloads.ts'
import { actorSchema, answeredRefusalSchema, countsSchema } from './values.ts'

/** What many routes have in common is described once, under a name. */
const named = z.registry<{ id: string }>()
named.add(answeredRefusalSchema, { id: 'Refusal' })
named.add(countsSchema, { id: 'Counts' })
named.add(actorSchema, { id: 'Actor' })
named.add(personRowSchema, { id: 'PersonRow' })
named.add(personSchema, { id: 'Person' })
named.add(progressSchema, { id: 'Progress' })
named.add(importSchema, { id: 'Import' })
named.add(runbookSchema, { id: 'Runbook' })
named.add(settingsSchema, { id: 'Settings' })

/** A route's schemas as Fastify and the OpenAPI description want them. */
export function toFastifySchema(route: Route): FastifySchema {
  const { answer, body, params, query, refusals = [], roles, stream, summary, takesFile, mayTakeLong } = route
  const takesInput = [params, query, body].some((part) => part !== undefined) || takesFile === true
  const statuses = [
    ...(roles.length > 0 ? [401, 403] : []),
    ...(takesInput ? [422] : []),
    ...refusals,
    ...[429, 500, 503],
  ]
  return {
    summary,
    ...(roles.length > 0 && { security: [{ bearer: [] }], description: `For: ${roles.join(', ')}.` }),
    ...(params && { params }),
    ...(query && { querystring: query }),
    ...(body && { body }),
    ...(takesFile && { consumes: ['application/octet-stream'] }),
    ...(stream && { produces: [stream] }),
    response: {
      200: answer ?? z.string(),
      ...(mayTakeLong && { 202: answer ?? z.string() }),
      ...Object.fromEntries(statuses.toSorted().map((status) => [status, answeredRefusalSchema])),
    },
  }
}

/** What the endpoint sends to webhooks, as OpenAPI 3.1 says it. */
function describeWebhooks(): object {
  return Object.fromEntries(
    Object.entries(webhookPayloads).map(([event, payload]) => {
      const content = { 'application/json': { schema: z.toJSONSchema(payload) } }
      const requestBody = { required: true, content }
      return [event, { post: { requestBody, responses: { '2XX': { description: 'Taken' } } } }]
    }),
  )
}

/** The contract as OpenAPI 3.1. */
export async function describeContract(version: string): Promise<object> {
  const app = fastify({ logger: false })
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Landfall admin endpoint', version },
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } } },
    },
    transform: createJsonSchemaTransform({ schemaRegistry: named }),
    transformObject: createJsonSchemaTransformObject({ schemaRegistry: named }),
  })
  for (const route of contract) {
    const { method, url } = route
    // These are never called: this instance only describes them.
    app.route({
      method,
      url,
      schema: toFastifySchema(route),
      handler: (_request, reply) => reply.code(404).send(),
    })
  }
  await app.ready()
  const description = app.swagger() as { components?: { schemas?: Record<string, unknown> } }
  await app.close()
  // The description has each name twice, the second time for what is sent; no request uses these.
  const schemas = description.components?.schemas ?? {}
  for (const name of Object.keys(schemas)) if (name.endsWith('Input')) Reflect.deleteProperty(schemas, name)
  return { ...description, webhooks: describeWebhooks() }
}
