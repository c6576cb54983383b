import type { FastifyReply, FastifyRequest } from 'fastify'
import fastifyPlugin from 'fastify-plugin'
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod'
import { isDatabaseAway, isReadOnly, isUnstorable } from '../database/tenant-database.ts'
import { refuse } from './refusal.ts'
import { TooManyRequests } from './request-limits.ts'

/** Turns every error, and every address without a route, into a refusal of the contract. */
export const errorAnswers = fastifyPlugin(
  async (app) => {
    app.setNotFoundHandler((_request, reply) => refuse(reply, 'request.not-found'))
    app.setErrorHandler(answerError)
  },
  { name: 'error-answers' },
)

function answerError(
  error: Error & { readonly code?: string; readonly statusCode?: number },
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  if (hasZodFastifySchemaValidationErrors(error)) {
    const [problem] = error.validation
    return refuse(reply, 'request.invalid', `${placeOf(problem?.instancePath)}: ${problem?.message}`)
  }
  if (error instanceof TooManyRequests) return refuse(reply, 'request.too-many')
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

function placeOf(instancePath: string | undefined): string {
  return instancePath?.replace(/^\//, '').replaceAll('/', '.') || 'body'
}
