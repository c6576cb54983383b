import type { ServerResponse } from 'node:http'
import type { EntraError } from './faults.ts'

type Headers = Readonly<Record<string, string>>

export function sendError(response: ServerResponse, { status, body, headers }: EntraError): void {
  if (typeof body === 'string') return sendPage(response, body, status, headers)
  return sendJson(response, status, body, headers)
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Headers = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers })
  response.end(JSON.stringify(body))
}

export function sendPage(response: ServerResponse, html: string, status = 200, headers: Headers = {}): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(html)
}
