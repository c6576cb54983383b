import { exportJWK, exportSPKI, generateKeyPair, UnsecuredJWT } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createTokenVerifier, type VerifyToken } from '../../../../admin/server/auth/verify-token.ts'
import { adatum, contoso, fabrikam } from '../../../unit/shared/cast.ts'
import {
  amyOid,
  audience,
  scope,
  startIssuer,
  type Issuer,
  type TokenWish,
} from '../../../unit/admin/issuer.ts'

let issuer: Issuer
let verify: VerifyToken

beforeAll(async () => {
  issuer = await startIssuer()
  verify = createTokenVerifier({
    authority: issuer.authority,
    tenantIds: [fabrikam, contoso],
    audience,
    scope,
  })
})
afterAll(() => issuer.stop())

const verifyToken = async (wish: TokenWish) => verify(`Bearer ${await issuer.sign(wish)}`)

describe('createTokenVerifier', () => {
  it('knows the person in whatever case the ids are written', async () => {
    const claims = { oid: amyOid.toUpperCase() }
    expect(await verifyToken({ claims })).toMatchObject({
      kind: 'ok',
      caller: { tenantId: fabrikam, oid: amyOid, upn: 'amy.lee@fabrikam.com' },
    })
  })

  it('knows a person of the source tenant by the keys of the source tenant', async () => {
    const verification = await verifyToken({
      tenantId: contoso,
      claims: { preferred_username: 'amy.lee@contoso.com' },
    })
    expect(verification).toMatchObject({
      kind: 'ok',
      caller: { tenantId: contoso, upn: 'amy.lee@contoso.com' },
    })
  })

  it('finds the scope among others', async () => {
    expect(await verifyToken({ claims: { scp: `Other.Read ${scope}` } })).toMatchObject({ kind: 'ok' })
  })

  it('knows a member by the tenant’s own identity provider', async () => {
    const claims = { idp: `https://sts.windows.net/${fabrikam}/`, acct: 0 }
    expect(await verifyToken({ claims })).toMatchObject({ kind: 'ok' })
  })

  const app = '66666666-6666-4666-8666-666666666666'
  const console = '77777777-7777-4777-8777-777777777777'
  it.each([
    ['takes the app’s token', scope, app.toUpperCase(), 'person'],
    ['takes the console’s token', 'Console.Use', console, 'admin'],
    ['refuses the app’s scope from another application', scope, audience, 'auth.unknown-client'],
    ['refuses the app’s scope from the console', scope, console, 'auth.unknown-client'],
    ['refuses the console’s scope from the app', 'Console.Use', app, 'auth.unknown-client'],
    ['takes both scopes from the app', `${scope} Console.Use`, app, 'person'],
    ['takes both scopes from the console', `${scope} Console.Use`, console, 'admin'],
    ['refuses a token that names no application', scope, undefined, 'auth.unknown-client'],
  ])('%s where the applications are configured', async (_name, scp, azp, answer) => {
    const strict = createTokenVerifier({
      authority: issuer.authority,
      tenantIds: [fabrikam],
      audience,
      scope,
      clients: [app],
      console: {
        tenantId: fabrikam,
        scope: 'Console.Use',
        clientId: console,
        roleClaims: { admin: 'Landfall.Admin', helpdesk: 'Landfall.Helpdesk' },
      },
    })
    const verification = await strict(
      `Bearer ${await issuer.sign({ claims: { scp, azp, roles: ['Landfall.Admin'] } })}`,
    )
    expect(verification.kind === 'ok' ? verification.caller.roles.join() : verification.code).toBe(answer)
  })

  it('forgives a clock that is half a minute off', async () => {
    expect(await verifyToken({ expiresIn: -30 })).toMatchObject({ kind: 'ok' })
  })

  const sentences: readonly [string, string, TokenWish][] = [
    ['was issued by another service', 'auth.invalid-token', { claims: { iss: 'https://elsewhere.invalid' } }],
    [
      'was issued for the other one of our tenants than it says',
      'auth.invalid-token',
      { tenantId: contoso, claims: { tid: fabrikam } },
    ],
    ['is for Graph', 'auth.wrong-audience', { claims: { aud: 'https://graph.microsoft.com' } }],
    ['is for no one', 'auth.wrong-audience', { leftOut: ['aud'] }],
    [
      'is of version 1, because the manifest says nothing',
      'auth.version-1-token',
      {
        claims: {
          iss: `https://sts.windows.net/${fabrikam}/`,
          aud: `api://${fabrikam}/landfall-admin`,
          ver: '1.0',
          upn: 'amy.lee@fabrikam.com',
        },
        leftOut: ['preferred_username'],
      },
    ],
    [
      'is of version 1 and signed by no one we know',
      'auth.invalid-token',
      {
        claims: { iss: `https://sts.windows.net/${fabrikam}/`, ver: '1.0' },
        header: { kid: 'unknown' },
      },
    ],
    ['is of a tenant that takes no part', 'auth.wrong-tenant', { tenantId: adatum }],
    ['names no tenant', 'auth.invalid-token', { leftOut: ['tid'] }],
    ['has another scope', 'auth.missing-scope', { claims: { scp: 'Reports.SubmitAll' } }],
    ['has no scope', 'auth.missing-scope', { leftOut: ['scp'] }],
    [
      'is of an application, without a person',
      'auth.missing-scope',
      { claims: { idtyp: 'app', roles: [scope] }, leftOut: ['scp', 'preferred_username'] },
    ],
    ['is of an application and has a scope all the same', 'auth.missing-scope', { claims: { idtyp: 'app' } }],
    ['names no person', 'auth.invalid-token', { leftOut: ['preferred_username'] }],
    ['is of a guest', 'auth.guest', { claims: { idp: `https://sts.windows.net/${contoso}/` } }],
    ['is of a guest with an account of their own', 'auth.guest', { claims: { idp: 'live.com' } }],
    ['is of a guest by the account’s kind', 'auth.guest', { claims: { acct: 1 } }],
    [
      'is of a guest by their name',
      'auth.guest',
      { claims: { preferred_username: 'amy_contoso.com#EXT#@fabrikam.com' } },
    ],
    ['has no object id', 'auth.invalid-token', { leftOut: ['oid'] }],
    ['has expired', 'auth.expired-token', { expiresIn: -120 }],
    ['never expires', 'auth.invalid-token', { leftOut: ['exp'] }],
    ['is not valid yet', 'auth.invalid-token', { claims: { nbf: Math.floor(Date.now() / 1000) + 600 } }],
    ['is signed with a key no one published', 'auth.invalid-token', { header: { kid: 'unknown' } }],
  ]
  it.each(sentences)('refuses a token that %s (%s)', async (_sentence, code, wish) => {
    expect(await verifyToken(wish)).toEqual({ kind: 'refused', code })
  })

  it('refuses a token that is signed with another key under a published name', async () => {
    const { privateKey } = await generateKeyPair('RS256')
    expect(await verifyToken({ key: privateKey })).toEqual({ kind: 'refused', code: 'auth.invalid-token' })
  })

  it('refuses a token that is signed with the public key as a secret', async () => {
    const published = issuer.publicKeyOf(fabrikam)
    if (published === undefined) throw new Error('no key')
    const secret = new TextEncoder().encode(await exportSPKI(published))
    const verification = await verifyToken({ header: { alg: 'HS256' }, key: secret })
    expect(verification).toEqual({ kind: 'refused', code: 'auth.invalid-token' })
  })

  it('refuses a token that brings its own key along', async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256')
    const header = { jwk: await exportJWK(publicKey), jku: 'https://evil.invalid/keys' }
    expect(await verifyToken({ key: privateKey, header })).toEqual({
      kind: 'refused',
      code: 'auth.invalid-token',
    })
  })

  it('refuses a token with `alg: none`', async () => {
    const token = new UnsecuredJWT({ tid: fabrikam, oid: amyOid, scp: scope, preferred_username: 'x@y' })
      .setIssuer(`${issuer.authority}/${fabrikam}/v2.0`)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime('1h')
      .encode()
    expect(await verify(`Bearer ${token}`)).toEqual({ kind: 'refused', code: 'auth.invalid-token' })
  })

  it('refuses a token whose content was changed after signing', async () => {
    const [header, payload, signature] = (await issuer.sign()).split('.')
    const claims = JSON.parse(Buffer.from(payload ?? '', 'base64url').toString()) as object
    const forged = Buffer.from(
      JSON.stringify({ ...claims, preferred_username: 'bob.meyer@fabrikam.com' }),
    ).toString('base64url')
    const verification = await verify(`Bearer ${header}.${forged}.${signature}`)
    expect(verification).toEqual({ kind: 'refused', code: 'auth.invalid-token' })
  })

  it.each([
    ['there is none', undefined, 'auth.missing-token'],
    ['it is of another kind', 'Basic YW15OmFteQ==', 'auth.missing-token'],
    ['it is not a token', 'Bearer nonsense', 'auth.invalid-token'],
  ])('refuses the header when %s', async (_sentence, header, code) => {
    expect(await verify(header)).toEqual({ kind: 'refused', code })
  })

  it('does not blame the token when the keys cannot be fetched', async () => {
    const away = await startIssuer()
    const token = await away.sign()
    const verifyAway = createTokenVerifier({
      authority: away.authority,
      tenantIds: [fabrikam],
      audience,
      scope,
    })
    await away.stop()
    const expected = { kind: 'refused', code: 'auth.keys-unavailable' }
    expect(await verifyAway(`Bearer ${token}`)).toEqual(expected)
  })
})
