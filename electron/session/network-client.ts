import { parseJson } from '../../shared/parse-json.ts'
import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'

/** MSAL drops the cause of a transport failure, so the last one is kept here (sign-in-facts 5f). */
export type NetworkClient = INetworkModule & {
  /** `ENOTFOUND`, `ECONNREFUSED`, `SELF_SIGNED_CERT_IN_CHAIN`, … of the last failed request; null after a good one. */
  readonly lastFailure: () => string | null
}

const timeoutMilliseconds = 30_000

/** MSAL's door to the network over the app's own `fetch`. */
export function createNetworkClient(fetch: typeof globalThis.fetch): NetworkClient {
  let lastFailure: string | null = null

  async function request<Body>(
    method: 'GET' | 'POST',
    url: string,
    options: NetworkRequestOptions = {},
  ): Promise<NetworkResponse<Body>> {
    try {
      const response = await fetch(url, {
        method,
        redirect: 'error',
        signal: AbortSignal.timeout(timeoutMilliseconds),
        ...(options.headers && { headers: options.headers }),
        ...(options.body !== undefined && { body: options.body }),
      })
      const text = await response.text()
      lastFailure = null
      const body = parseBody(text, response.status) as Body
      return { headers: Object.fromEntries(response.headers), body, status: response.status }
    } catch (error) {
      lastFailure = transportCodeOf(error)
      throw error
    }
  }

  return {
    sendGetRequestAsync: (url, options) => request('GET', url, options),
    sendPostRequestAsync: (url, options) => request('POST', url, options),
    lastFailure: () => lastFailure,
  }
}

/** The transport's own code, from wherever Node or Chromium put it. */
export function transportCodeOf(error: unknown): string {
  let current: unknown = error
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth += 1) {
    const { code, cause } = current as { code?: unknown; cause?: unknown }
    if (typeof code === 'string') return code
    if (cause === undefined) break
    current = cause
  }
  return error instanceof Error ? error.name : 'unknown'
}

// A proxy or captive portal answers with a page; MSAL wants an object and an OAuth error.
function parseBody(text: string, status: number): unknown {
  const otherwise = { error: 'server_error', error_description: `answer of status ${status} was not JSON` }
  return parseJson(text) ?? otherwise
}
