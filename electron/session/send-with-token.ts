import { transportCodeOf } from './network-client.ts'

const requestTimeoutMilliseconds = 30_000

/** A request to a service. Its answer is whole within 30 seconds; of a stream, its beginning is. */
export type ServiceRequest = RequestInit & { readonly isStream?: true }

/** A request with a token, to the service's own address and nowhere that it redirects to. */
export async function sendWithToken(
  fetch: typeof globalThis.fetch,
  url: string,
  token: string,
  { isStream, ...init }: ServiceRequest,
): Promise<
  | { readonly kind: 'answered'; readonly response: Response }
  | { readonly kind: 'unreachable'; readonly code: string }
> {
  try {
    const headers = new Headers(init.headers)
    headers.set('authorization', `Bearer ${token}`)
    const late = new AbortController()
    const timer = setTimeout(
      () => late.abort(new DOMException('', 'TimeoutError')),
      requestTimeoutMilliseconds,
    )
    timer.unref()
    const signal = init.signal ? AbortSignal.any([init.signal, late.signal]) : late.signal
    const response = await fetch(url, { ...init, headers, signal, redirect: 'error' })
    // Its pieces come for as long as it lives.
    if (isStream === true) clearTimeout(timer)
    return { kind: 'answered', response }
  } catch (error) {
    return { kind: 'unreachable', code: transportCodeOf(error) }
  }
}

/** The challenge of a service that wants more than the token proves (RFC 6750; Microsoft: "claims challenge"); null where there is none. */
export function challengeOf(response: Response): string | null {
  const encoded = /claims="([A-Za-z0-9+/_=-]+)"/.exec(response.headers.get('www-authenticate') ?? '')?.[1]
  if (encoded === undefined) return null
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  return text.startsWith('{') ? text : null
}
