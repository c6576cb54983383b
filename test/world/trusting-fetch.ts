import { request } from 'node:https'

/**
 * A fetch that trusts the world's own authority. NODE_EXTRA_CA_CERTS cannot be set inside a process that runs; tests
 * in this process use this.
 */
export function createTrustingFetch(ca: string): typeof globalThis.fetch {
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input)
    if (url.protocol === 'http:') return globalThis.fetch(url, init)
    const headers = new Headers(init.headers)
    const body =
      init.body instanceof URLSearchParams ? init.body.toString() : (init.body as string | undefined)
    if (init.body instanceof URLSearchParams) headers.set('content-type', 'application/x-www-form-urlencoded')
    return new Promise((resolve, reject) => {
      const outgoing = request(
        url,
        { method: init.method ?? 'GET', headers: Object.fromEntries(headers), ca, agent: false },
        (incoming) => {
          const chunks: Buffer[] = []
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
          incoming.on('error', reject)
          incoming.on('end', () => {
            const answered = new Headers()
            for (const [name, value] of Object.entries(incoming.headersDistinct)) {
              for (const one of value ?? []) answered.append(name, one)
            }
            const status = incoming.statusCode ?? 0
            const empty = status === 204 || status === 304
            resolve(new Response(empty ? null : Buffer.concat(chunks), { status, headers: answered }))
          })
        },
      )
      outgoing.on('error', reject)
      outgoing.end(body)
    })
  }
}
