import { hash } from 'node:crypto'
import { decodeJwt, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import type { Role } from '../contract/route.ts'
import { createEgress, fetchJson } from '../egress/egress.ts'
import type { RefusalCode } from '../http/refusal.ts'
import { createSigningKeys, KeysUnavailable } from './signing-keys.ts'
import { withoutEnd } from '../../../shared/text/without-end.ts'

/** A person of a tenant. */
export type TokenPerson = { readonly tenantId: string; readonly oid: string; readonly upn: string }

/** Who asks, as the token says it. */
export type Caller = TokenPerson & {
  readonly name: string | null
  /** Empty for somebody who may use the console but has no role there. */
  readonly roles: readonly Role[]
  /** When the token expires, in milliseconds since 1970. */
  readonly expiresAt: number
}

export type Verification =
  | { readonly kind: 'ok'; readonly caller: Caller }
  | { readonly kind: 'refused'; readonly code: Extract<RefusalCode, `auth.${string}`> }

/** Ids only: no address is written to the log. */
export type RefusedCaller = {
  readonly tenantId: string
  readonly oid: string
  /** The application that brought the token. */
  readonly app: string | null
}

const refusedCallers = new WeakMap<Verification, RefusedCaller>()

/** Whose token was refused, for the log; undefined where no tenant of ours has signed that. */
export function callerOfRefused(verification: Verification): RefusedCaller | undefined {
  return refusedCallers.get(verification)
}

export type VerifyToken = (authorization: string | undefined) => Promise<Verification>

export type VerifierOptions = {
  readonly authority: string
  readonly tenantIds: readonly string[]
  readonly audience: string
  readonly scope: string
  /** The client ids that may bring tokens with `scope`; without it any application may that the tenant lets have them. */
  readonly clients?: readonly string[] | undefined
  /** The scope of the console's tokens, and the app roles in them. Only the tokens of `tenantId` carry a role. */
  readonly console?: {
    readonly tenantId: string
    readonly scope: string
    /** The only application that may bring such tokens. */
    readonly clientId?: string
    readonly roleClaims: { readonly admin: string; readonly helpdesk: string }
  }
  /** The signing keys of a tenant; by default fetched from the authority and cached. */
  readonly keysOf?: (tenantId: string) => JWTVerifyGetKey
}

const clockTolerance = '60 s'
const toleratedMilliseconds = 60_000
// A token that was proven is believed for so long; keys that are taken back count after that.
const rememberedMilliseconds = 300_000
const rememberedAtMost = 50_000

/** Where Entra publishes the signing keys of a tenant. */
export function keysAddress(authority: string, tenantId: string): URL {
  return new URL(`${withoutEnd(authority, '/')}/${tenantId}/discovery/v2.0/keys`)
}

/** Proves a bearer token: signature, issuer, audience, tenant, time and scope. */
export function createTokenVerifier(options: VerifierOptions): VerifyToken {
  const { audience, tenantIds } = options
  const authority = withoutEnd(options.authority, '/')
  const keysOf =
    options.keysOf ??
    ((tenantId) =>
      createSigningKeys({ fetchKeys: () => fetchJson(keysAddress(authority, tenantId), createEgress()) })
        .keyFor)
  const keys = new Map(tenantIds.map((tenantId) => [tenantId, keysOf(tenantId)]))

  const remembered = new Map<string, { readonly caller: Caller; readonly until: number }>()

  return async (authorization) => {
    const token = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization ?? '')?.[1]
    if (token === undefined) return refused('auth.missing-token')
    const digest = hash('sha256', token, 'base64')
    const known = remembered.get(digest)
    if (known !== undefined && known.until > Date.now()) return { kind: 'ok', caller: known.caller }
    const verification = await verify(token)
    if (verification.kind === 'ok') {
      if (remembered.size >= rememberedAtMost) remembered.clear()
      const until = Math.min(
        Date.now() + rememberedMilliseconds,
        verification.caller.expiresAt + toleratedMilliseconds,
      )
      remembered.set(digest, { caller: verification.caller, until })
    } else remembered.delete(digest)
    return verification
  }

  async function verify(token: string): Promise<Verification> {
    const tenantId = claimedTenant(token)
    if (tenantId === null) return refused('auth.invalid-token')
    const tenantKeys = keys.get(tenantId)
    if (tenantKeys === undefined) return refused('auth.wrong-tenant')
    try {
      const { payload } = await jwtVerify(token, tenantKeys, {
        issuer: `${authority}/${tenantId}/v2.0`,
        audience,
        algorithms: ['RS256'],
        clockTolerance,
        requiredClaims: ['exp', 'iat', 'oid', 'tid'],
      })
      const verification = toVerification(payload, options)
      return verification.kind === 'refused' ? withCaller(verification, payload) : verification
    } catch (error) {
      const verification = refused(toCode(error))
      // Claims are looked at once the signature is proven, so that a tenant of ours says whose they are.
      const isSigned = error instanceof errors.JWTClaimValidationFailed || error instanceof errors.JWTExpired
      return isSigned ? withCaller(verification, error.payload) : verification
    }
  }
}

// Only to choose whose keys to try; nothing is believed before the signature is proven.
function claimedTenant(token: string): string | null {
  try {
    const { tid } = decodeJwt(token)
    return typeof tid === 'string' ? tid.toLowerCase() : null
  } catch (error) {
    if (error instanceof errors.JOSEError) return null
    throw error
  }
}

function toVerification(payload: JWTPayload, { scope, clients, console }: VerifierOptions): Verification {
  const { tid, oid, scp, idtyp, exp = 0 } = payload
  // A token of an application (sign-in without a person) carries roles and no scope.
  const scopes = typeof scp === 'string' && idtyp !== 'app' ? scp.split(' ') : []
  const usesConsole = console !== undefined && scopes.includes(console.scope)
  if (!scopes.includes(scope) && !usesConsole) return refused('auth.missing-scope')
  const upn = payload['preferred_username'] ?? payload['upn']
  if (typeof tid !== 'string' || typeof oid !== 'string' || typeof upn !== 'string') {
    return refused('auth.invalid-token')
  }
  if (isGuest(payload, tid, upn)) return refused('auth.guest')
  const { azp } = payload
  const isKnown = (known: readonly string[] | undefined): boolean =>
    known === undefined || (typeof azp === 'string' && known.includes(azp.toLowerCase()))
  // Each scope counts for its own application alone. Entra writes every scope into a token that the application has a consent for.
  const ofConsole = console?.clientId === undefined ? undefined : [console.clientId.toLowerCase()]
  const isPerson = scopes.includes(scope) && isKnown(clients)
  const isConsole = usesConsole && isKnown(ofConsole)
  if (!isPerson && !isConsole) return refused('auth.unknown-client')
  const claimed: unknown[] = Array.isArray(payload['roles']) ? payload['roles'] : []
  const mayHaveRole = isConsole && tid.toLowerCase() === console.tenantId
  const roles: Role[] = [
    ...(mayHaveRole && claimed.includes(console.roleClaims.admin) ? (['admin'] as const) : []),
    ...(mayHaveRole && claimed.includes(console.roleClaims.helpdesk) ? (['helpdesk'] as const) : []),
    ...(isPerson ? (['person'] as const) : []),
  ]
  const name = typeof payload['name'] === 'string' ? payload['name'] : null
  return {
    kind: 'ok',
    caller: { tenantId: tid.toLowerCase(), oid: oid.toLowerCase(), upn, name, roles, expiresAt: exp * 1000 },
  }
}

/**
 * True for an account whose home is elsewhere: their object id here is not the one that moved. Entra names another home in `idp`,
 * says `acct` 1 where the manifest asks for it, and puts `#EXT#` into the name of such an account (learn.microsoft.com, access
 * token claims reference; optional claims reference).
 */
function isGuest({ idp, acct }: JWTPayload, tenantId: string, upn: string): boolean {
  if (acct === 1 || acct === '1' || /#EXT#/i.test(upn)) return true
  return idp !== undefined && !(typeof idp === 'string' && idp.toLowerCase().includes(tenantId.toLowerCase()))
}

function toCode(error: unknown): Extract<RefusalCode, `auth.${string}`> {
  if (error instanceof errors.JWTExpired) return 'auth.expired-token'
  // The signature was proven before: the tenant's own service wrote a token of another version.
  if (error instanceof errors.JWTClaimValidationFailed && isVersion1(error.payload))
    return 'auth.version-1-token'
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') return 'auth.wrong-audience'
  if (isAboutToken(error)) return 'auth.invalid-token'
  if (error instanceof KeysUnavailable) return 'auth.keys-unavailable'
  // The published keys cannot be used: the token may be good, and is to be sent again.
  if (error instanceof errors.JOSEError || error instanceof TypeError) return 'auth.keys-unavailable'
  throw error
}

/**
 * Entra writes version 1 where the manifest's `requestedAccessTokenVersion` is null or 1: another issuer, and the address of
 * the application in `aud` (learn.microsoft.com, access token claims).
 */
function isVersion1({ ver, iss }: JWTPayload): boolean {
  return ver === '1.0' || (typeof iss === 'string' && iss.startsWith('https://sts.windows.net/'))
}

function isAboutToken(error: unknown): boolean {
  return (
    error instanceof errors.JWTInvalid ||
    error instanceof errors.JWTClaimValidationFailed ||
    error instanceof errors.JWSInvalid ||
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JWKSMultipleMatchingKeys ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JOSENotSupported
  )
}

function withCaller(verification: Verification, { tid, oid, azp }: JWTPayload): Verification {
  if (verification.kind === 'ok' || typeof tid !== 'string' || typeof oid !== 'string') return verification
  const short = (text: string): string => text.slice(0, 40)
  const app = typeof azp === 'string' ? short(azp) : null
  refusedCallers.set(verification, { tenantId: short(tid), oid: short(oid), app })
  return verification
}

function refused(code: Extract<RefusalCode, `auth.${string}`>): Verification {
  return { kind: 'refused', code }
}
