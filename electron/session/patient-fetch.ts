import pRetry from 'p-retry'
import { transportCodeOf } from './network-client.ts'

/** A connection that broke, or a network that changed under it: the next one may hold. */
const passing: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'ERR_CONNECTION_RESET',
  'ERR_CONNECTION_CLOSED',
  'ERR_CONNECTION_ABORTED',
  'ERR_EMPTY_RESPONSE',
  'ERR_NETWORK_CHANGED',
  'ERR_NETWORK_IO_SUSPENDED',
  'ERR_SOCKET_NOT_CONNECTED',
  'ERR_HTTP2_PING_FAILED',
  'ERR_HTTP2_PROTOCOL_ERROR',
])
const busyStatuses: ReadonlySet<number> = new Set([502, 503, 504])

/**
 * Asks up to three times within about two seconds, at random distances, where asking again can do no harm: reading,
 * and refreshing a token. A service that says how long to wait is not asked again, and a network that will not
 * change (certificate, proxy, no network) neither.
 */
export function createPatientFetch(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    if (!isHarmless(init)) return fetch(input, init)
    try {
      return await pRetry(
        async () => {
          const response = await fetch(input, init)
          if (busyStatuses.has(response.status) && !response.headers.has('retry-after'))
            throw new Busy(response)
          return response
        },
        {
          retries: 2,
          minTimeout: 300,
          factor: 3,
          randomize: true,
          shouldRetry: ({ error }) => error instanceof Busy || passing.has(transportCodeOf(error)),
          ...(init?.signal && { signal: init.signal }),
        },
      )
    } catch (error) {
      if (error instanceof Busy) return error.response
      throw error
    }
  }
}

class Busy extends Error {
  readonly response: Response
  constructor(response: Response) {
    super(`status ${response.status}`)
    this.response = response
  }
}

// A code is good once, and reports have an outbox that knows when to try again.
function isHarmless({ method = 'GET', body }: RequestInit = {}): boolean {
  if (method === 'GET') return true
  return typeof body === 'string' && new URLSearchParams(body).get('grant_type') === 'refresh_token'
}
