import { net } from 'electron'
import type { ReadRedirect } from '../journey/link-service.ts'

/** One question through the system's proxy, without cookies or a sign-in; what it is led to is not asked. */
export const readRedirect: ReadRedirect = (url, signal) =>
  new Promise((resolve, reject) => {
    const request = net.request({
      partition: 'network',
      url,
      method: 'GET',
      redirect: 'manual',
      credentials: 'omit',
      useSessionCookies: false,
    })
    const abort = (): void => {
      request.abort()
      reject(signal.reason as Error)
    }
    const answer = (status: number, location: string | null, retryAfter: string | null = null): void => {
      signal.removeEventListener('abort', abort)
      resolve({ status, location, retryAfter })
      request.abort()
    }
    signal.addEventListener('abort', abort)
    request.on('redirect', (status, _method, location) => answer(status, location))
    request.on('response', ({ statusCode, headers }) =>
      answer(statusCode, null, [headers['retry-after'] ?? []].flat()[0] ?? null),
    )
    // No one is asked for a password on the way to information.
    request.on('login', (_authInfo, callback) => callback())
    request.on('error', (error) => {
      signal.removeEventListener('abort', abort)
      reject(error)
    })
    request.end()
  })
