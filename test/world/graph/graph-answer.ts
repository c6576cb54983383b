import { randomUUID } from 'node:crypto'
import type { DriveItem } from './drive-files.ts'

/** What Graph answers with. */
export type GraphAnswer = {
  readonly status: number
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export function answerWith(status: number, body: unknown): GraphAnswer {
  return { status, body }
}

export function toTryLater(seconds: number): GraphAnswer {
  const body = toGraphError('TooManyRequests', 'Please retry again later.')
  return { status: 429, body, headers: { 'Retry-After': String(seconds) } }
}

/** As Graph pages: `$top` at most, and where the rest is. */
export function toPage(items: readonly DriveItem[], address: URL): Record<string, unknown> {
  const query = address.searchParams
  const from = Number(query.get('$skiptoken') ?? 0)
  const top = Number(query.get('$top') ?? 200)
  const select = query.get('$select')
  const value = items.slice(from, from + top).map((item) => selected(item, select))
  if (from + top >= items.length) return { value }
  const next = new URL(address)
  next.searchParams.set('$skiptoken', String(from + top))
  return { value, '@odata.nextLink': next.href }
}

export function toGraphError(code: string, message: string): Record<string, unknown> {
  const id = randomUUID()
  const innerError = { date: new Date().toISOString(), 'request-id': id, 'client-request-id': id }
  return { error: { code, message, innerError } }
}

/** The properties that `$select` names; all of them without it. */
export function selected(resource: object, select: string | null): object {
  if (select === null) return resource
  const wanted = new Set(select.split(','))
  return Object.fromEntries(Object.entries(resource).filter(([name]) => wanted.has(name)))
}
