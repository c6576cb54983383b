import { createLocalJWKSet, errors, jwtVerify, type JWTPayload } from 'jose'
import type { IdentityProvider } from '../identity/identity-provider.ts'
import { accounts, contoso, fabrikam, graphAudience, type Account } from '../people.ts'

/** Whose token it is, or what Graph says of it. */
export type Verified = { readonly kind: 'ok'; readonly account: Account } | Refusal
type Refusal = {
  readonly kind: 'refused'
  readonly status: number
  readonly code: string
  readonly message: string
}

/** Takes only tokens that the provider really signed for Graph, with a person in them. */
export async function verifyToken(
  authorization: string | undefined,
  identity: IdentityProvider,
): Promise<Verified> {
  const read = await readToken(authorization, identity)
  return read.kind === 'refused' ? read : toVerified(read.payload, read.tenantId)
}

/** The token of an application, which the provider really signed for Graph: null where it has `role`. */
export async function refuseApplication(
  authorization: string | undefined,
  identity: IdentityProvider,
  role: string,
): Promise<Refusal | null> {
  const read = await readToken(authorization, identity)
  if (read.kind === 'refused') return read
  const { roles } = read.payload
  if (Array.isArray(roles) && roles.includes(role)) return null
  return refuse(403, 'Authorization_RequestDenied', 'Insufficient privileges to complete the operation.')
}

type ReadToken = { readonly kind: 'read'; readonly payload: JWTPayload; readonly tenantId: string }

async function readToken(
  authorization: string | undefined,
  identity: IdentityProvider,
): Promise<ReadToken | Refusal> {
  const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1]
  if (token === undefined) return refuse(401, 'InvalidAuthenticationToken', 'Access token is empty.')
  for (const { tenantId } of [fabrikam, contoso]) {
    try {
      const { payload } = await jwtVerify(token, createLocalJWKSet(identity.jwksOf(tenantId)), {
        issuer: `${identity.origin}/${tenantId}/v2.0`,
        audience: graphAudience,
        algorithms: ['RS256'],
      })
      return { kind: 'read', payload, tenantId }
    } catch (error) {
      // The other tenant's key may fit; a fault of ours must not look like a bad token.
      if (!(error instanceof errors.JOSEError)) throw error
    }
  }
  return refuse(401, 'InvalidAuthenticationToken', 'Access token validation failure.')
}

function toVerified(payload: JWTPayload, tenantId: string): Verified {
  const scopes = typeof payload['scp'] === 'string' ? payload['scp'].split(' ') : []
  const account = accounts.find(({ oid }) => oid === payload['oid'])
  if (account === undefined || payload['tid'] !== tenantId) {
    return refuse(401, 'InvalidAuthenticationToken', 'The token is of another tenant.')
  }
  if (!scopes.includes('Files.Read')) return refuse(403, 'accessDenied', 'Insufficient privileges.')
  return { kind: 'ok', account }
}

function refuse(status: number, code: string, message: string): Refusal {
  return { kind: 'refused', status, code, message }
}
