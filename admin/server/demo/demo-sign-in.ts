import { randomBytes } from 'node:crypto'
import { createLocalJWKSet, exportJWK, generateKeyPair, SignJWT } from 'jose'
import type { AdminConfig } from '../admin-config.ts'
import { createTokenVerifier, type VerifyToken } from '../auth/verify-token.ts'
import { isSameSecret } from '../http/same-secret.ts'

/** A token of the demonstration's admin, and who that is. */
export type DemoToken = { readonly token: string; readonly name: string; readonly username: string }

/** Signs one made-up admin in, with a key that only this process has. */
export type DemoSignIn = {
  /** What the terminal shows: only who sees it gets in. */
  readonly code: string
  /** Null where the code is another. */
  readonly signIn: (code: string) => Promise<DemoToken | null>
  /** Accepts this process's tokens and no others. */
  readonly verifyToken: VerifyToken
}

/** Neither 0 and O nor 1 and I. */
const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const codeLength = 10
const keyId = 'landfall-demo'
const admin = { oid: 'de000000-0000-4000-8000-00000000ada0', name: 'Ada King', local: 'ada.king' }

/** Makes a key and a code, which both end with the process. */
export async function createDemoSignIn(config: AdminConfig, domain: string): Promise<DemoSignIn> {
  const { authority, audience, scope, clients, sourceTenantId, targetTenantId, console: page } = config
  if (page === undefined) throw new Error('a demonstration has a console')
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const jwk = { ...(await exportJWK(publicKey)), kid: keyId, use: 'sig', alg: 'RS256' }
  const keyFor = createLocalJWKSet({ keys: [jwk] })
  const code = makeCode()
  const username = `${admin.local}@${domain}`

  function sign(): Promise<string> {
    return new SignJWT({
      tid: targetTenantId,
      oid: admin.oid,
      name: admin.name,
      preferred_username: username,
      azp: page?.clientId,
      scp: page?.scope,
      roles: [page?.adminRole],
      ver: '2.0',
    })
      .setProtectedHeader({ alg: 'RS256', kid: keyId })
      .setIssuer(`${authority}/${targetTenantId}/v2.0`)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('8 hours')
      .sign(privateKey)
  }

  return {
    code,
    async signIn(given) {
      if (!isSameSecret(bare(given), bare(code))) return null
      return { token: await sign(), name: admin.name, username }
    },
    verifyToken: createTokenVerifier({
      authority,
      tenantIds: [targetTenantId, sourceTenantId],
      keysOf: () => keyFor,
      audience,
      scope,
      clients,
      console: {
        tenantId: targetTenantId,
        scope: page.scope,
        clientId: page.clientId,
        roleClaims: { admin: page.adminRole, helpdesk: page.helpdeskRole },
      },
    }),
  }
}

/** 50 bits in two groups: the request limit of an address leaves no time to try them. */
function makeCode(): string {
  const drawn = [...randomBytes(codeLength)].map((byte) => letters[byte % letters.length]).join('')
  return `${drawn.slice(0, codeLength / 2)}-${drawn.slice(codeLength / 2)}`
}

/** As it is compared: people leave the line out, or write small letters. */
function bare(code: string): string {
  return code.toUpperCase().replaceAll(/[\s-]/g, '')
}
