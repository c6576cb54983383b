import { request as requestPlain } from 'node:http'
import { request as requestSecurely } from 'node:https'
import type { Egress } from './egress.ts'

export type Asking = {
  readonly method?: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  readonly timeoutMs?: number
}

export type Answer = {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly text: string
}

/** Asks a service outside and gives its answer, whatever its status. Rejects where none came in time. */
export type AskOutside = (url: URL, asking?: Asking) => Promise<Answer>

const answerMilliseconds = 30_000
const bytesAtMost = 16 * 1024 * 1024

/** Goes the way of `egress`, through the company's proxy where there is one. Follows no redirect. */
export function createAskOutside(egress: Egress): AskOutside {
  return (url, { method = 'GET', headers = {}, body, timeoutMs = answerMilliseconds } = {}) =>
    new Promise((resolve, fail) => {
      const request = url.protocol === 'https:' ? requestSecurely : requestPlain
      const signal = AbortSignal.timeout(timeoutMs)
      const asking = request(url, { method, headers, signal, agent: egress.agentFor(url) }, (answer) => {
        const pieces: Buffer[] = []
        let bytes = 0
        answer.on('data', (piece: Buffer) => {
          pieces.push(piece)
          bytes += piece.length
          if (bytes > bytesAtMost) answer.destroy(new Error('the answer is too long'))
        })
        answer.once('error', fail)
        answer.once('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: Object.fromEntries(
              Object.entries(answer.headers).map(([name, value]) => [name, [value].flat().join(', ')]),
            ),
            text: Buffer.concat(pieces).toString('utf8'),
          }),
        )
      })
      asking.once('error', fail)
      asking.end(body)
    })
}
