import { createRemoteJWKSet, decodeJwt, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import type { RefusalCode } from '../refusal.ts'

/** Who asks, as the token says it. */
export type Caller = { readonly tenantId: string; readonly oid: string; readonly upn: string }

export type Verification =
  | { readonly kind: 'ok'; readonly caller: Caller }
  | { readonly kind: 'refused'; readonly code: Extract<RefusalCode, `auth.${string}`> }

export type VerifyToken = (authorization: string | undefined) => Promise<Verification>

export type VerifierOptions = {
  readonly authority: string
  readonly tenantIds: readonly string[]
  readonly audience: string
  readonly scope: string
  /** The signing keys of a tenant; by default fetched from the authority and cached. */
  readonly keysOf?: (tenantId: string) => JWTVerifyGetKey
}

const clockTolerance = '60 s'

/** Proves a bearer token: signature, issuer, audience, tenant, time and scope. */
export function createTokenVerifier(options: VerifierOptions): VerifyToken {
  const { audience, scope, tenantIds } = options
  const authority = options.authority.replace(/\/+$/, '')
  const keysOf =
    options.keysOf ??
    ((tenantId) => createRemoteJWKSet(new URL(`${authority}/${tenantId}/discovery/v2.0/keys`)))
  const keys = new Map(tenantIds.map((tenantId) => [tenantId, keysOf(tenantId)]))

  return async (authorization) => {
    const token = /^Bearer ([\w.~+/=-]+)$/i.exec(authorization ?? '')?.[1]
    if (token === undefined) return refused('auth.missing-token')
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
      return toVerification(payload, scope)
    } catch (error) {
      return refused(toCode(error))
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

function toVerification(payload: JWTPayload, scope: string): Verification {
  const { tid, oid, scp, idtyp } = payload
  // Nobody stands behind a token of an application (sign-in without a person): it carries roles, no scope.
  const scopes = typeof scp === 'string' && idtyp !== 'app' ? scp.split(' ') : []
  if (!scopes.includes(scope)) return refused('auth.missing-scope')
  const upn = payload['preferred_username'] ?? payload['upn']
  if (typeof tid !== 'string' || typeof oid !== 'string' || typeof upn !== 'string') {
    return refused('auth.invalid-token')
  }
  return { kind: 'ok', caller: { tenantId: tid.toLowerCase(), oid: oid.toLowerCase(), upn } }
}

function toCode(error: unknown): Extract<RefusalCode, `auth.${string}`> {
  if (error instanceof errors.JWTExpired) return 'auth.expired-token'
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'aud') return 'auth.wrong-audience'
  if (isAboutToken(error)) return 'auth.invalid-token'
  // The rest comes from fetching the keys: the token may be good, and is to be sent again.
  if (error instanceof errors.JOSEError || error instanceof TypeError) return 'auth.keys-unavailable'
  throw error
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

function refused(code: Extract<RefusalCode, `auth.${string}`>): Verification {
  return { kind: 'refused', code }
}
