import { generateKeyPairSync, randomUUID } from 'node:crypto'
import {
  interactionPolicy,
  Provider,
  type ClientMetadata,
  type Configuration,
  type KoaContextWithOIDC,
} from 'oidc-provider'
import {
  accounts,
  adminAddress,
  adminAudience,
  clientId,
  consoleClientId,
  type Account,
  type Organisation,
} from '../people.ts'
import { services, shapeDeviceAnswer, shapeTokenAnswer } from './entra-shape.ts'
import { createMemoryAdapter } from './memory-adapter.ts'
import {
  renderCodeConfirm,
  renderCodeDone,
  renderCodeInput,
  renderSignOut,
  renderSignedOut,
} from './pages.ts'

/** What a test may have the provider say instead of the truth. */
export type Overrides = {
  tenantId: string | null
  tokenSeconds: number
  /** Planted in every token, to be looked for where no claim may be. */
  marker: string | null
  /** The endpoint's application has no `requestedAccessTokenVersion`. */
  isVersion1: boolean
}

/** What a tenant's tokens are verified with. */
export type PublicKey = {
  readonly kty: 'RSA'
  readonly n: string
  readonly e: string
  readonly kid: string
  readonly use: 'sig'
  readonly alg: 'RS256'
}

export type TenantProvider = {
  readonly provider: Provider
  readonly publicKey: PublicKey
  /** Registers the console's page as a single-page application, whose answers a browser may read. */
  readonly registerConsole: (redirectUri: string) => Promise<void>
  readonly registerReader: (reader: Reader) => Promise<void>
}

/** An application that signs in as itself, by a secret or a key, with its permissions in the tenant. */
export type Reader = {
  readonly clientId: string
  readonly roles: readonly string[]
  readonly proof: { readonly secret: string } | { readonly publicKey: JsonWebKey }
}

/** What the parts of one tenant's configuration share. */
type Tenant = {
  readonly organisation: Organisation
  /** Its folder on the service: `/<tenant id>`. */
  readonly base: string
  readonly overrides: Overrides
  /** The permissions of each application that signs in as itself, by its id. */
  readonly roles: Map<string, readonly string[]>
}

/** One tenant: a real OpenID provider under Entra's addresses. */
export function createTenantProvider(
  origin: string,
  organisation: Organisation,
  overrides: Overrides,
  secrets: Set<string>,
): TenantProvider {
  const key = signingKeys.get(organisation.tenantId) ?? createSigningKey()
  signingKeys.set(organisation.tenantId, key)
  const tenant: Tenant = { organisation, base: `/${organisation.tenantId}`, overrides, roles: new Map() }
  const Storage = createMemoryAdapter()
  const provider = new Provider(`${origin}${tenant.base}/v2.0`, {
    ...configureTenant(tenant),
    adapter: Storage,
    jwks: { keys: [key] },
  })
  provider.use(async (ctx, next) => {
    await next()
    keepSecrets(ctx.body, secrets)
    if (ctx.path === `${tenant.base}/oauth2/v2.0/token`) shapeTokenAnswer(ctx as KoaContextWithOIDC)
    if (ctx.path === `${tenant.base}/oauth2/v2.0/devicecode`) shapeDeviceAnswer(ctx as KoaContextWithOIDC)
  })
  const { kty, n, e, kid, use, alg } = key
  return {
    provider,
    publicKey: { kty, n, e, kid, use, alg },
    registerConsole: (redirectUri) =>
      new Storage('Client').upsert(consoleClientId, toConsoleClient(redirectUri)),
    registerReader: async (reader) => {
      tenant.roles.set(reader.clientId, reader.roles)
      await new Storage('Client').upsert(reader.clientId, toReaderClient(reader))
    },
  }
}

/** By tenant id. An RSA key takes a tenth of a second, so each test process makes one for each tenant. */
const signingKeys = new Map<string, PublicKey>()

/** A new key with its private part, as the provider takes it. */
function createSigningKey(): PublicKey {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  return {
    ...privateKey.export({ format: 'jwk' }),
    kid: randomUUID(),
    use: 'sig',
    alg: 'RS256',
  } as PublicKey
}

function configureTenant(tenant: Tenant): Configuration {
  return {
    clients: [appClient],
    ...configureAddresses(tenant),
    features: configureFeatures(tenant.organisation),
    ...configureClaims(tenant),
    ttl: configureLifetimes(tenant.overrides),
    // Entra lets a page read its answers only where the page is registered as a single-page application.
    clientBasedCORS: (_ctx, _origin, client) => client.clientId === consoleClientId,
    pkce: { required: () => true },
    issueRefreshToken: () => true,
    // Entra leaves a public client's refresh token as it is (docs/facts/sign-in.md#entras-form).
    rotateRefreshToken: false,
    loadExistingGrant: grantEverything,
  }
}

/** Landfall's own application. */
const appClient: ClientMetadata = {
  client_id: clientId,
  application_type: 'native',
  redirect_uris: ['http://localhost'],
  response_types: ['code'],
  grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
  token_endpoint_auth_method: 'none',
}

function configureAddresses({
  base,
  organisation: { tenantId },
}: Tenant): Pick<Configuration, 'routes' | 'cookies' | 'interactions'> {
  return {
    routes: {
      authorization: `${base}/oauth2/v2.0/authorize`,
      token: `${base}/oauth2/v2.0/token`,
      device_authorization: `${base}/oauth2/v2.0/devicecode`,
      code_verification: `${base}/oauth2/deviceauth`,
      end_session: `${base}/oauth2/v2.0/logout`,
      jwks: `${base}/discovery/v2.0/keys`,
      userinfo: `${base}/userinfo`,
    },
    cookies: {
      names: {
        session: `session-${tenantId}`,
        interaction: `interaction-${tenantId}`,
        resume: `resume-${tenantId}`,
      },
      keys: [randomUUID()],
    },
    interactions: { policy: createPolicy(), url: (_ctx, { uid }) => `${base}/login/${uid}` },
  }
}

function configureFeatures({ name }: Organisation): Configuration['features'] {
  return {
    devInteractions: { enabled: false },
    clientCredentials: { enabled: true },
    rpInitiatedLogout: {
      logoutSource: async (ctx, form) => {
        ctx.body = renderSignOut(name, form)
      },
      postLogoutSuccessSource: async (ctx) => {
        ctx.body = renderSignedOut(name)
      },
    },
    deviceFlow: {
      enabled: true,
      userCodeInputSource: async (ctx, form, _out, error) => {
        const problem = error === undefined ? null : 'That code didn’t work. Check the code and try again.'
        ctx.body = renderCodeInput(name, form, problem)
      },
      userCodeConfirmSource: async (ctx, form, _client, _device, code) => {
        ctx.body = renderCodeConfirm(name, form, code)
      },
      successSource: async (ctx) => {
        ctx.body = renderCodeDone(name)
      },
    },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: (_ctx, resource) => ({
        scope: (services[resource] ?? []).join(' '),
        audience: resource === adminAddress ? adminAudience : resource,
        accessTokenFormat: 'jwt',
        jwt: { sign: { alg: 'RS256' } },
      }),
    },
  }
}

/** What tokens say of a person, or of an application that signs in as itself. */
function configureClaims({
  organisation: { tenantId },
  overrides,
  roles,
}: Tenant): Pick<
  Configuration,
  'claims' | 'conformIdTokenClaims' | 'findAccount' | 'extraTokenClaims' | 'formats'
> {
  const findIn = (oid: string): Account | undefined =>
    accounts.find((account) => account.oid === oid && account.tenantId === tenantId)
  const claimsOf = (account: Account): Record<string, string> => ({
    tid: overrides.tenantId ?? tenantId,
    oid: account.oid,
    ver: '2.0',
    preferred_username: account.upn,
    name: account.name,
    ...(overrides.marker !== null && { xms_marker: overrides.marker }),
    ...(account.home.tenantId !== tenantId && { idp: `https://sts.windows.net/${account.home.tenantId}/` }),
  })
  return {
    claims: {
      openid: ['sub'],
      profile: ['tid', 'oid', 'ver', 'preferred_username', 'name', 'idp', 'xms_marker'],
    },
    conformIdTokenClaims: false,
    findAccount: (_ctx, oid) => {
      const account = findIn(oid)
      return account && { accountId: oid, claims: () => ({ sub: oid, ...claimsOf(account) }) }
    },
    extraTokenClaims: (_ctx, token) => {
      if (token.kind === 'ClientCredentials')
        return { tid: overrides.tenantId ?? tenantId, roles: [...(roles.get(token.clientId ?? '') ?? [])] }
      if (token.kind !== 'AccessToken' || !('accountId' in token)) return undefined
      const account = findIn(token.accountId)
      const scp = (token.scope ?? '')
        .replaceAll(`${adminAddress}/`, '')
        .replace(/\b(openid|profile)\b ?/g, '')
      const isForEndpoint = token.resourceServer?.audience === adminAudience
      return (
        account && {
          ...claimsOf(account),
          azp: token.clientId,
          scp: scp.trim(),
          ...(isForEndpoint && account.roles && { roles: account.roles }),
        }
      )
    },
    formats: {
      customizers: {
        jwt: (_ctx, _token, { payload }) => {
          if (overrides.isVersion1 && payload.aud === adminAudience)
            Object.assign(payload, toVersion1(payload))
        },
      },
    },
  }
}

/** In seconds. */
function configureLifetimes(overrides: Overrides): Configuration['ttl'] {
  return {
    AccessToken: () => overrides.tokenSeconds,
    ClientCredentials: () => overrides.tokenSeconds,
    AuthorizationCode: 60,
    IdToken: 3600,
    RefreshToken: 86_400,
    Session: 86_400,
    Grant: 86_400,
    Interaction: 3600,
    DeviceCode: 900,
  }
}

/** An admin has consented for everybody: no person is asked. */
const grantEverything: Configuration['loadExistingGrant'] = async (ctx) => {
  const { client, session } = ctx.oidc
  if (!client || !session?.accountId) return undefined
  const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId })
  grant.addOIDCScope('openid profile offline_access')
  for (const [service, scopes] of Object.entries(services)) grant.addResourceScope(service, scopes.join(' '))
  await grant.save()
  return grant
}

function toConsoleClient(redirectUri: string): ClientMetadata {
  return {
    client_id: consoleClientId,
    application_type: 'web',
    redirect_uris: [redirectUri],
    post_logout_redirect_uris: [redirectUri],
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: 'none',
  }
}

function toReaderClient({ clientId: reader, proof }: Reader): ClientMetadata {
  return {
    client_id: reader,
    redirect_uris: [],
    response_types: [],
    grant_types: ['client_credentials'],
    ...('secret' in proof
      ? { token_endpoint_auth_method: 'client_secret_post', client_secret: proof.secret }
      : {
          token_endpoint_auth_method: 'private_key_jwt',
          token_endpoint_auth_signing_alg: 'PS256',
          jwks: { keys: [proof.publicKey] },
        }),
  }
}

/** What is different in version 1: issuer, audience, and the names of person and app (learn.microsoft.com, access token claims). */
function toVersion1(payload: Record<string, unknown>): Record<string, unknown> {
  const { tid, preferred_username: upn, azp } = payload
  return {
    iss: `https://sts.windows.net/${String(tid)}/`,
    aud: adminAddress,
    ver: '1.0',
    upn,
    unique_name: upn,
    appid: azp,
    preferred_username: undefined,
    azp: undefined,
  }
}

const secretNames = ['access_token', 'refresh_token', 'id_token', 'device_code', 'client_info']

/** Notes whatever an answer holds that only MSAL may know. */
function keepSecrets(body: unknown, secrets: Set<string>): void {
  if (typeof body !== 'object' || body === null) return
  for (const name of secretNames) {
    const value = (body as Record<string, unknown>)[name]
    if (typeof value === 'string') secrets.add(value)
  }
}

function createPolicy(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base()
  policy.get('consent')?.checks.remove('native_client_prompt')
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0)
  return policy
}
