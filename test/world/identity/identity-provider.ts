import { once } from 'node:events'
import { IncomingMessage, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { JSONWebKeySet } from 'jose'
import type { Certificates } from '../certificates.ts'
import { consoleClientId, contoso, fabrikam } from '../people.ts'
import {
  noteClientId,
  readForm,
  refuseUnconsented,
  toProviderTokenRequest,
  widenAuthorize,
  type TokenRequest,
} from './entra-shape.ts'
import { faults } from './faults.ts'
import { createInterventions, type Endpoint, type Interventions, type Obstacles } from './interventions.ts'
import { logIn, type Tenant, type Visit } from './log-in.ts'
import { renderDeadEnd } from './pages.ts'
import { sendError, sendJson, sendPage } from './send-answer.ts'
import { createTenantProvider, type Overrides, type Reader } from './tenant-provider.ts'

/** A request as the provider saw it, without anything secret. */
export type SeenRequest = {
  readonly path: string
  readonly grant: string | null
  /** True where a claims challenge was passed on. */
  readonly challenged: boolean
  readonly status: number
}

export type IdentityProvider = Interventions & {
  /** `https://localhost:<port>`, the authority without a tenant. */
  readonly origin: string
  /** `localhost:<port>`, for MSAL's knownAuthorities. */
  readonly host: string
  jwksOf(tenantId: string): JSONWebKeySet
  /** From now on tokens say that they are of this tenant; null for the truth. */
  sayTenant(tenantId: string | null): void
  /** From now on the endpoint's tokens are of version 1, as where the manifest says nothing; false for version 2. */
  giveVersion1(isVersion1: boolean): void
  /** How long tokens live from now on, in seconds. MSAL refreshes one that has less than 300 left. */
  setTokenLife(seconds: number): void
  /** From now on every token holds this, as a claim. */
  plant(marker: string): void
  /** Everything that was given out, or came back, and that only MSAL may know: tokens, codes, verifiers. */
  secrets(): readonly string[]
  requests(): readonly SeenRequest[]
  /** Registers the admin console, whose page is at this address, in both tenants. */
  registerConsole(redirectUri: string): Promise<void>
  /** Registers an application that signs in as itself in one tenant. */
  registerReader(tenantId: string, reader: Reader): Promise<void>
  stop(): Promise<void>
}

/** What the requests to the service have in common. */
type Service = {
  readonly origin: string
  readonly tenants: ReadonlyMap<string, Tenant>
  readonly obstacles: Obstacles
  readonly secrets: Set<string>
  readonly seen: SeenRequest[]
}

/** Starts Contoso's and Fabrikam's sign-in service on one loopback port over TLS. */
export async function startIdentityProvider({
  cert,
  key,
}: Pick<Certificates, 'cert' | 'key'>): Promise<IdentityProvider> {
  const tenants = new Map<string, Tenant>()
  const overrides: Overrides = { tenantId: null, tokenSeconds: 3600, marker: null, isVersion1: false }
  const seen: SeenRequest[] = []
  const secrets = new Set<string>()
  const { interventions, obstacles } = createInterventions()

  const server = createServer({ cert, key }, (request, response) => {
    answer({ origin, tenants, obstacles, secrets, seen }, request, response).catch((error: unknown) => {
      console.error('identity provider', error)
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const host = `localhost:${(server.address() as AddressInfo).port}`
  const origin = `https://${host}`
  for (const organisation of [contoso, fabrikam]) {
    tenants.set(organisation.tenantId, {
      organisation,
      ...createTenantProvider(origin, organisation, overrides, secrets),
    })
  }

  return {
    ...interventions,
    origin,
    host,
    jwksOf: (tenantId) => {
      const publicKey = tenants.get(tenantId)?.publicKey
      return { keys: publicKey ? [publicKey] : [] }
    },
    sayTenant: (tenantId) => {
      overrides.tenantId = tenantId
    },
    giveVersion1: (isVersion1) => {
      overrides.isVersion1 = isVersion1
    },
    setTokenLife: (seconds) => {
      overrides.tokenSeconds = seconds
    },
    plant: (marker) => {
      overrides.marker = marker
    },
    secrets: () => [...secrets],
    requests: () => seen,
    registerConsole: async (redirectUri) => {
      for (const tenant of tenants.values()) await tenant.registerConsole(redirectUri)
    },
    registerReader: async (tenantId, reader) => tenants.get(tenantId)?.registerReader(reader),
    stop: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function answer(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { origin, tenants, obstacles, secrets, seen } = service
  const url = new URL(request.url ?? '/', origin)
  const [, tenantId = '', ...rest] = url.pathname.split('/')
  const tenant = tenants.get(tenantId)
  const place = rest.join('/')
  let grant: string | null = null
  const challenged = url.searchParams.get('claims')?.includes('acrs') ?? false
  response.once('finish', () =>
    seen.push({ path: url.pathname, grant, challenged, status: response.statusCode }),
  )
  if (tenant === undefined) return sendError(response, faults.tenantUnknown())

  const endpoint = endpointOf(place)
  const fault = obstacles.takeFault(endpoint)
  if (fault !== null) {
    request.resume()
    return sendError(response, fault)
  }
  const visit: Visit = { obstacles, tenant, url, request, response }
  switch (endpoint) {
    case 'discovery':
      // A page may read this from anywhere, as at Entra.
      return sendJson(response, 200, toDiscovery(origin, tenantId), { 'access-control-allow-origin': '*' })
    case 'authorize':
      return openFirstPage(visit)
    case 'devicecode':
      return giveDeviceCode(visit)
    case 'token': {
      const asked = toProviderTokenRequest(await readForm(request))
      grant = asked.body.get('grant_type')
      for (const name of ['code', 'code_verifier']) {
        const value = asked.body.get(name)
        if (value !== null) secrets.add(value)
      }
      return giveToken(visit, asked)
    }
    default:
      if (rest[0] === 'login') return logIn(visit)
      if (place === 'oauth2/v2.0/logout' && !url.searchParams.has('client_id')) {
        // Entra tells by the session which page asks; only the console signs out there.
        url.searchParams.set('client_id', consoleClientId)
        request.url = `${url.pathname}${url.search}`
      }
      return handOn(tenant, request, response)
  }
}

function openFirstPage({ obstacles, tenant, url, request, response }: Visit): void {
  const { tenantId } = tenant.organisation
  const page = obstacles.takeEndPage('first-page') ?? obstacles.takeUnknownPage(tenantId, url.searchParams)
  if (page?.kind === 'refusal') return sendPage(response, renderDeadEnd(tenant.organisation.name, page.text))
  request.url = `${url.pathname}?${widenAuthorize(url.searchParams).toString()}`
  handOn(tenant, request, response)
}

async function giveDeviceCode({ obstacles, tenant, request, response }: Visit): Promise<void> {
  const form = await readForm(request)
  const unknown = obstacles.takeUnknownError(tenant.organisation.tenantId, form)
  if (unknown !== null) return sendError(response, unknown)
  handOn(tenant, withBody(request, widenAuthorize(form)), response)
}

function giveToken(
  { obstacles, tenant, request, response }: Visit,
  { body, unconsented, isByClientId }: TokenRequest,
): void {
  const refusal =
    unconsented === undefined
      ? (obstacles.takeUnknownError(tenant.organisation.tenantId, body) ??
        obstacles.takeRefusal(body.get('resource') ?? '', body.get('grant_type')))
      : refuseUnconsented()
  if (refusal !== null) return sendError(response, refusal)
  const again = withBody(request, body)
  if (isByClientId) noteClientId(again)
  handOn(tenant, again, response)
}

function handOn({ provider }: Tenant, request: IncomingMessage, response: ServerResponse): void {
  const handle = provider.callback() as (request: IncomingMessage, response: ServerResponse) => void
  handle(request, response)
}

function endpointOf(place: string): Endpoint | undefined {
  const endpoints: Record<string, Endpoint> = {
    'oauth2/v2.0/token': 'token',
    'oauth2/v2.0/authorize': 'authorize',
    'oauth2/v2.0/devicecode': 'devicecode',
    'v2.0/.well-known/openid-configuration': 'discovery',
  }
  return endpoints[place]
}

function toDiscovery(origin: string, tenantId: string): Record<string, unknown> {
  const base = `${origin}/${tenantId}`
  return {
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    device_authorization_endpoint: `${base}/oauth2/v2.0/devicecode`,
    end_session_endpoint: `${base}/oauth2/v2.0/logout`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
    response_types_supported: ['code'],
    response_modes_supported: ['form_post', 'query', 'fragment'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    claims_supported: [
      'sub',
      'iss',
      'aud',
      'exp',
      'iat',
      'tid',
      'oid',
      'ver',
      'preferred_username',
      'name',
      'nonce',
    ],
    tenant_region_scope: 'EU',
  }
}

/** The request once more, with another body that has not been read yet. */
function withBody(request: IncomingMessage, body: URLSearchParams): IncomingMessage {
  const bytes = Buffer.from(body.toString())
  const { method, url, httpVersion, httpVersionMajor, httpVersionMinor } = request
  const headers = { ...request.headers, 'content-length': String(bytes.length) }
  const again = new IncomingMessage(request.socket)
  Object.assign(again, {
    method,
    url,
    headers,
    httpVersion,
    httpVersionMajor,
    httpVersionMinor,
    complete: true,
  })
  again.push(bytes)
  again.push(null)
  return again
}
