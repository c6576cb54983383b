import {
  exportJWK,
  generateKeyPair,
  SignJWT,
  type CryptoKey,
  type JWTHeaderParameters,
  type JWTPayload,
} from 'jose'
import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Role } from '../../../admin/server/contract/route.ts'
import type { TokenPerson, VerifyToken } from '../../../admin/server/auth/verify-token.ts'
import { contoso, fabrikam } from '../shared/cast.ts'

/** As Entra puts it into version 2 tokens: a client id. */
export const audience = '55555555-5555-4555-8555-555555555555'
export const scope = 'Reports.Submit'
export const amyOid = 'aaaaaaaa-0000-4000-8000-000000000001'

/** What a token says, and what it is signed with, where that differs from a good one of Amy at Fabrikam. */
export type TokenWish = {
  readonly tenantId?: string
  readonly claims?: JWTPayload
  readonly leftOut?: readonly string[]
  readonly expiresIn?: number
  readonly header?: Partial<JWTHeaderParameters>
  readonly key?: CryptoKey | Uint8Array
}

/** A sign-in service that publishes the keys of two tenants at the address of Entra's, and signs with them. */
export type Issuer = {
  readonly authority: string
  readonly sign: (wish?: TokenWish) => Promise<string>
  readonly publicKeyOf: (tenantId: string) => CryptoKey | undefined
  /** The tenants whose keys were asked for, in turn: by who trusts its certificate. */
  readonly keysAsked: () => readonly string[]
  readonly stop: () => Promise<void>
}

/** With a certificate it speaks TLS, as the endpoint's configuration wants it. */
export async function startIssuer(tls?: { cert: string; key: string }): Promise<Issuer> {
  const keys = new Map([
    [contoso, await generateKeyPair('RS256')],
    [fabrikam, await generateKeyPair('RS256')],
  ])
  const stranger = await generateKeyPair('RS256')
  const keysAsked: string[] = []
  const answer: RequestListener = (request, response) => {
    const tenantId = /^\/([^/]+)\/discovery\/v2\.0\/keys$/.exec(request.url ?? '')?.[1] ?? ''
    const pair = keys.get(tenantId)
    if (pair === undefined) {
      response.writeHead(404).end()
      return
    }
    keysAsked.push(tenantId)
    void exportJWK(pair.publicKey).then((jwk) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ keys: [{ ...jwk, kid: `key-of-${tenantId}`, use: 'sig', alg: 'RS256' }] })),
    )
  }
  const server = (tls ? createSecureServer(tls, answer) : createServer(answer)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const authority = `${tls ? 'https' : 'http'}://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    authority,
    async sign({ tenantId = fabrikam, claims, leftOut = [], expiresIn = 3600, header, key } = {}) {
      const now = Math.floor(Date.now() / 1000)
      const payload: JWTPayload = {
        iss: `${authority}/${tenantId}/v2.0`,
        aud: audience,
        tid: tenantId,
        oid: amyOid,
        preferred_username: 'amy.lee@fabrikam.com',
        scp: scope,
        ver: '2.0',
        iat: now - 60,
        nbf: now - 60,
        exp: now + expiresIn,
        ...claims,
      }
      for (const name of leftOut) Reflect.deleteProperty(payload, name)
      return new SignJWT(payload)
        .setProtectedHeader({ alg: 'RS256', kid: `key-of-${tenantId}`, ...header })
        .sign(key ?? keys.get(tenantId)?.privateKey ?? stranger.privateKey)
    },
    publicKeyOf: (tenantId) => keys.get(tenantId)?.publicKey,
    keysAsked: () => keysAsked,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Believes whatever token there is to be this person's. */
export function callAs(person: TokenPerson, roles: readonly Role[] = ['person']): VerifyToken {
  const caller = { ...person, name: null, roles: [...roles], expiresAt: Date.now() + 3_600_000 }
  return () => Promise.resolve({ kind: 'ok', caller })
}
