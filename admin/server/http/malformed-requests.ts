import fastifyPlugin from 'fastify-plugin'
import { refuse } from './refusal.ts'

/** Reports are four levels deep. No sender needs more levels, and each level costs its readers a nested call. */
export const levelsAtMost = 32

/** True for a value with more than so many levels of lists and objects in one another. */
export function isTooDeep(value: unknown, levels = levelsAtMost): boolean {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return false
  if (levels === 0) return true
  return Object.values(value).some((part) => isTooDeep(part, levels - 1))
}

/** Refuses requests that no route can use: an address with a null character, and a body with too many levels. */
export const malformedRequests = fastifyPlugin(
  async (app) => {
    // PostgreSQL stores every character of a text but this one.
    app.addHook('onRequest', async (request, reply) => {
      if (request.url.includes('%00')) return refuse(reply, 'request.invalid', 'address')
    })
    app.addHook('preValidation', (request, reply, done) => {
      if (isTooDeep(request.body)) void refuse(reply, 'request.too-deep')
      else done()
    })
  },
  { name: 'malformed-requests' },
)
