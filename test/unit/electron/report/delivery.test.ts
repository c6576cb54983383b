import { randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { deliver } from '../../../../electron/report/delivery.ts'
import { reportOf } from '../../admin/report.ts'

const report = reportOf()
const answered = (status: number, body: string | Uint8Array<ArrayBuffer> | null) =>
  deliver(
    { ask: async () => ({ kind: 'answered', response: new Response(body, { status }) }) },
    { report, json: JSON.stringify(report) },
  )
const ours = (code: string) => JSON.stringify({ error: { code, message: 'in words', requestId: 'req-1' } })

describe('a report on its way', () => {
  it.each([
    ['a stopped app service, a firewall', 403, '<h1>Error 403 - This web app is stopped.</h1>'],
    ['a stopped container app', 404, '<h1>Error 404 - This Container App is stopped or does not exist.</h1>'],
    ['a proxy that takes less', 413, '<h1>413 Request Entity Too Large</h1>'],
    ['a proxy that wants a login', 407, ''],
    ['a gateway that knows no such host', 400, '<h1>400 Bad Request</h1>'],
    ['a gateway with JSON of its own', 403, '{"error":{"code":"AuthorizationFailed","message":"no"}}'],
    ['a gateway that knows no such report', 409, '{"message":"conflict"}'],
    ['an endpoint of another version, which has no such address', 404, ours('request.not-found')],
    ['an endpoint that takes no such type', 415, ours('request.unsupported-type')],
    ['a refusal that no one here knows', 422, ours('report.of-tomorrow')],
    ['too many', 429, ours('request.too-many')],
    ['a database that takes no changes', 503, ours('database.read-only')],
    ['a code of ours in a fault of the gateway', 502, ours('report.not-in-map')],
  ])('is kept and sent again after the answer of %s', async (_name, status, body) => {
    expect(await answered(status, body)).toEqual({ kind: 'retry', reason: 'endpoint-unavailable' })
  })

  const receiptOf = (reportId: string) =>
    JSON.stringify({ reportId, receipt: 'R-ABCDEFGH', receivedAt: '2026-11-20T09:14:03Z' })

  it.each([
    ['a page of a captive portal', '<html>Sign in to the network</html>'],
    ['JSON of something else', '{"ok":true}'],
    ['a receipt that was cut', receiptOf(report.id).slice(0, 60)],
    ['a receipt that was packed and is not said to be', gzipSync(receiptOf(report.id))],
    ['the receipt of another report, from a cache', receiptOf(randomUUID())],
    ['nothing', ''],
  ])('is not taken for delivered after a 200 with %s', async (_name, body) => {
    expect(await answered(200, body)).toEqual({ kind: 'retry', reason: 'endpoint-unavailable' })
  })

  it('is delivered with its own receipt', async () => {
    expect(await answered(200, receiptOf(report.id.toUpperCase()))).toMatchObject({ kind: 'delivered' })
  })

  it('is not taken for delivered after an answer without a body', async () => {
    expect(await answered(204, null)).toEqual({ kind: 'retry', reason: 'endpoint-unavailable' })
  })

  it.each([
    [403, 'report.not-in-map'],
    [403, 'report.other-account'],
    [403, 'report.not-yours'],
    [409, 'report.id-reused'],
    [422, 'request.invalid'],
    [413, 'request.too-large'],
  ])('is set aside after %i with the endpoint’s own word %s', async (status, code) => {
    expect(await answered(status, ours(code))).toEqual({ kind: 'refused', code })
  })

  it.each([
    [401, 'auth.wrong-audience'],
    [401, 'auth.version-1-token'],
    [401, 'auth.invalid-token'],
    // A misspelt scope or tenant in the endpoint’s settings, for an hour, must not cost a report.
    [403, 'auth.wrong-tenant'],
    [403, 'auth.missing-scope'],
    [403, 'auth.missing-role'],
    [403, 'auth.guest'],
    [403, 'auth.unknown-client'],
  ])('waits for an admin, not for a sign-in, after %i with %s', async (status, code) => {
    expect(await answered(status, ours(code))).toEqual({ kind: 'retry', reason: 'endpoint-refused' })
  })

  it.each([
    ['no connection to it', {}, 'offline'],
    [
      'a sign-in service in trouble, so that no one asked it',
      { isSignIn: true as const },
      'sign-in-unavailable',
    ],
  ] as const)('tells %s from the other', async (_name, own, reason) => {
    const session = { ask: async () => ({ kind: 'unreachable' as const, code: 'ECONNREFUSED', ...own }) }
    expect(await deliver(session, { report, json: '{}' })).toEqual({ kind: 'retry', reason })
  })

  it('wants a sign-in where the token has only expired', async () => {
    expect(await answered(401, ours('auth.expired-token'))).toEqual({
      kind: 'retry',
      reason: 'sign-in-needed',
    })
  })

  it('can be taken in a moment where the endpoint cannot get its keys', async () => {
    expect(await answered(503, ours('auth.keys-unavailable'))).toEqual({
      kind: 'retry',
      reason: 'endpoint-unavailable',
    })
  })

  it('wants a sign-in after any other 401', async () => {
    expect(await answered(401, '')).toEqual({ kind: 'retry', reason: 'sign-in-needed' })
  })
})
