import type { IncomingMessage } from 'node:http'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { accounts, adminAddress, adminAudience, adminScope, consoleScope, graphAudience } from '../people.ts'
import { entraError, faults } from './faults.ts'

/** The scopes that the organisation's admin has consented to, by the service they belong to. */
export const services: Readonly<Record<string, readonly string[]>> = {
  [adminAddress]: [adminScope, consoleScope],
  [graphAudience]: ['User.Read', 'Files.Read'],
}
const identityScopes = ['openid', 'profile', 'offline_access']
const everyScope = [...identityScopes, ...Object.values(services).flat()]

/** The service a request is for; Graph where no scope says otherwise, as in Entra. */
function serviceOf(scopes: readonly string[]): string {
  return scopes.some((scope) => scope.startsWith(`${adminAddress}/`)) ? adminAddress : graphAudience
}

/** The first scope no one consented to, if there is one. */
function unconsentedIn(scopes: readonly string[]): string | undefined {
  const known = new Set(everyScope.map((scope) => scope.toLowerCase()))
  return scopes.find((scope) => !known.has(scope.toLowerCase().replace(`${graphAudience}/`, '')))
}

/**
 * Entra consents for the app, not for a request: the code and the refresh token carry every consented scope,
 * and the token request says which service this token is for.
 */
export function widenAuthorize(query: URLSearchParams): URLSearchParams {
  const widened = new URLSearchParams(query)
  widened.set('scope', everyScope.join(' '))
  for (const service of Object.keys(services)) widened.append('resource', service)
  return widened
}

export type TokenRequest = {
  readonly body: URLSearchParams
  readonly unconsented: string | undefined
  /** A scope may be asked for by the application's client id as well as by its address; the answer names it the same way. */
  readonly isByClientId: boolean
}

/** Puts MSAL's token request into the form that oidc-provider answers. */
export function toProviderTokenRequest(given: URLSearchParams): TokenRequest {
  const body = new URLSearchParams(given)
  if (body.get('grant_type') === 'client_credentials') {
    // What an application may do is in the token's roles; its only scope is "everything granted".
    const unconsented = isAllOfGraph(body.get('scope')) ? undefined : (body.get('scope') ?? '')
    body.set('resource', graphAudience)
    body.delete('scope')
    return { body, unconsented, isByClientId: false }
  }
  const asked = (body.get('scope') ?? '').split(' ').filter(Boolean)
  const byClientId = `${adminAudience}/`
  const scopes = asked.map((scope) => scope.replace(byClientId, `${adminAddress}/`))
  const service = serviceOf(scopes)
  body.set('resource', service)
  // The refresh token has no offline_access unless prompt=consent was asked (docs/facts/sign-in.md#entras-form).
  body.set('scope', ['openid', 'profile', ...(services[service] ?? [])].join(' '))
  if (body.get('grant_type') === 'device_code') {
    body.set('grant_type', 'urn:ietf:params:oauth:grant-type:device_code')
  }
  const isByClientId = asked.some((scope) => scope.startsWith(byClientId))
  return { body, unconsented: unconsentedIn(scopes), isByClientId }
}

const byClientId = new WeakSet<IncomingMessage>()

/** Notes how a request named the endpoint's application. */
export function noteClientId(request: IncomingMessage): void {
  byClientId.add(request)
}

function isAskedByClientId(request: IncomingMessage): boolean {
  return byClientId.has(request)
}

/** Reads a form to its end; oidc-provider then takes `request.body`. */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'))
}

/** After oidc-provider: what Entra adds to a token answer, and how it words a refusal. */
export function shapeTokenAnswer(ctx: KoaContextWithOIDC): void {
  if (typeof ctx.body !== 'object' || ctx.body === null || Buffer.isBuffer(ctx.body)) return
  const body = ctx.body as Record<string, unknown>
  if (typeof body['error'] === 'string') {
    ctx.body = toEntraError(body['error'], body['error_description'])
    return
  }
  if (typeof body['access_token'] !== 'string') return
  const oid = ctx.oidc.entities.Account?.accountId
  const home = accounts.find((account) => account.oid === oid)?.home
  if (home === undefined) return
  const clientInfo = JSON.stringify({ uid: home.oid, utid: home.tenantId })
  const scope = String(body['scope'])
  ctx.body = {
    ...body,
    scope: isAskedByClientId(ctx.req) ? scope.replaceAll(adminAddress, adminAudience) : scope,
    client_info: Buffer.from(clientInfo).toString('base64url'),
    ext_expires_in: body['expires_in'],
  }
}

/** MSAL multiplies the interval; without one it polls without a pause (docs/facts/sign-in.md#the-device-code). */
export function shapeDeviceAnswer(ctx: KoaContextWithOIDC): void {
  const body = ctx.body as Record<string, unknown>
  if (typeof body['device_code'] !== 'string') return
  const message = `To sign in, open ${String(body['verification_uri'])} and enter the code ${String(body['user_code'])}.`
  ctx.body = { ...body, interval: 1, message }
}

/** The refusal for scopes that no one consented to. */
export function refuseUnconsented(): { status: number; body: Record<string, unknown> } {
  return faults.consentMissing()
}

function toEntraError(error: string, description: unknown): Record<string, unknown> {
  const numbers: Record<string, number> = {
    invalid_grant: 70008,
    authorization_pending: 70016,
    invalid_client: 700016,
    invalid_scope: 70011,
    invalid_request: 900144,
  }
  return entraError(error, numbers[error] ?? 90002, typeof description === 'string' ? description : error)
    .body
}

/** Every permission of Graph that was granted. The Graph of this world has an address of its own, and is the same service. */
function isAllOfGraph(scope: string | null): boolean {
  return scope === `${graphAudience}/.default` || /^https:\/\/localhost:\d+\/\.default$/.test(scope ?? '')
}
