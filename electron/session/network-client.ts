import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node'
import { parseJson } from '../../shared/text/parse-json.ts'
import { toRefusal, type Refusal } from './refusal.ts'

/** MSAL drops the cause of most failures, so the last one is kept here (docs/facts/sign-in.md#failures). */
export type NetworkClient = INetworkModule & {
  /** `ENOTFOUND`, `ERR_CERT_DATE_INVALID`, `PAGE_INSTEAD_OF_ANSWER`, … of the last request; null after a good one. */
  readonly lastFailure: () => string | null
  /** What the sign-in service itself said no with, the last time; null after a good answer. */
  readonly lastRefusal: () => Refusal | null
}

/** Codes of ours, for what a network on the way does to an answer. */
export const networkCodes = {
  page: 'PAGE_INSTEAD_OF_ANSWER',
  proxy: 'PROXY_AUTHENTICATION_REQUIRED',
} as const

const timeoutMilliseconds = 30_000

/** MSAL's door to the network over the app's own `fetch`. */
export function createNetworkClient(fetch: typeof globalThis.fetch): NetworkClient {
  let lastFailure: string | null = null
  let lastRefusal: Refusal | null = null

  async function request<Body>(
    method: 'GET' | 'POST',
    url: string,
    options: NetworkRequestOptions = {},
  ): Promise<NetworkResponse<Body>> {
    lastRefusal = null
    try {
      const response = await fetch(url, {
        method,
        // The sign-in service redirects no request of ours; a network that wants something first does.
        redirect: 'manual',
        signal: AbortSignal.timeout(timeoutMilliseconds),
        ...(options.headers && { headers: options.headers }),
        ...(options.body !== undefined && { body: options.body }),
      })
      const { status, headers } = response
      // MSAL would refuse every further try for a minute, also one that the service did not ask to wait for.
      if (status >= 500 && status !== 511 && !headers.has('retry-after')) throw new UnfitAnswer(status)
      const body = parseJson(await response.text())
      // A page in the service's place; MSAL would take it for an answer.
      if (body === undefined) throw new UnfitAnswer(status)
      lastFailure = null
      lastRefusal = toRefusal(body)
      return { headers: Object.fromEntries(headers), body: body as Body, status }
    } catch (error) {
      lastFailure = transportCodeOf(error)
      throw error
    }
  }

  return {
    sendGetRequestAsync: (url, options) => request('GET', url, options),
    sendPostRequestAsync: (url, options) => request('POST', url, options),
    lastFailure: () => lastFailure,
    lastRefusal: () => lastRefusal,
  }
}

class UnfitAnswer extends Error {
  readonly code: string
  constructor(status: number) {
    super('the sign-in service gave no usable answer')
    this.code = codeOfStatus(status)
  }
}

/** The transport's own code, from wherever Node or Chromium put it. */
export function transportCodeOf(error: unknown): string {
  let current: unknown = error
  for (let depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth += 1) {
    const { code, cause, message } = current as { code?: unknown; cause?: unknown; message?: unknown }
    if (typeof code === 'string') return code
    const chromium = typeof message === 'string' ? /^net::(ERR_\w+)/.exec(message)?.[1] : undefined
    if (chromium !== undefined) return chromium
    // Electron's words for a redirect that was not wanted: something on the way wants to be seen first.
    if (typeof message === 'string' && /^(Redirect was cancelled|Attempted to redirect)/.test(message))
      return networkCodes.page
    if (cause === undefined) break
    current = cause
  }
  return error instanceof Error ? error.name : 'unknown'
}

function codeOfStatus(status: number): string {
  if (status === 407) return networkCodes.proxy
  // 511 is "network authentication required"; a server in trouble may answer with a page of its own.
  return status < 500 || status === 511 ? networkCodes.page : `STATUS_${status}`
}
