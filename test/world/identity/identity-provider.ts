import { once } from 'node:events'
import { IncomingMessage, type ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { JSONWebKeySet } from 'jose'
import type { Certificates } from '../certificates.ts'
import {
  accounts,
  adminAddress,
  consoleClientId,
  contoso,
  fabrikam,
  findAccount,
  password,
  type Organisation,
} from '../people.ts'
import {
  noteClientId,
  refuseUnconsented,
  readForm,
  toProviderTokenRequest,
  widenAuthorize,
} from './entra-shape.ts'
import { faults, type EntraError } from './faults.ts'
import { renderApproval, renderDeadEnd, renderLogin, type LoginPage } from './pages.ts'
import { createTenantProvider, type Overrides, type Reader, type TenantProvider } from './tenant-provider.ts'

export type Endpoint = 'token' | 'authorize' | 'devicecode' | 'discovery'

/** A request as the provider saw it, without anything secret. */
export type SeenRequest = {
  readonly path: string
  readonly grant: string | null
  /** True where a claims challenge was passed on. */
  readonly challenged: boolean
  readonly status: number
}

export type IdentityProvider = {
  /** `https://localhost:<port>`, the authority without a tenant. */
  readonly origin: string
  /** `localhost:<port>`, for MSAL's knownAuthorities. */
  readonly host: string
  jwksOf(tenantId: string): JSONWebKeySet
  /** Answers the next `times` requests to an endpoint with this error. */
  fault(endpoint: Endpoint, error: EntraError, times?: number): void
  /**
   * Refuses every token for this service, as consent and rules are judged for each service by itself. `once-asked` ends it
   * when the person was asked for this service in the browser: they answered the second factor, or consented.
   */
  refuse(audience: string, error: EntraError | null, until?: 'once-asked' | 'for-good'): void
  /** Ends the next `times` sign-ins on a page of the service's own, which never comes back to the app. */
  endOnPage(page: EndPage, times?: number): void
  /** Whether this tenant knows the endpoint's application: without it every page and token for it is refused. */
  knowApi(tenantId: string, isKnown: boolean): void
  /**
   * As right after registration: the next `requests` pages, codes and tokens meet a server of the tenant that does not know
   * Landfall's application yet, or the endpoint's; then every server has learned of it.
   */
  registerLate(tenantId: string, what: 'application' | 'api', requests: number): void
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

/** What the service refuses with on its own page: before it asks who it is, or once it knows. */
export type EndPage =
  | { readonly kind: 'refusal'; readonly at: 'first-page' | 'known-person'; readonly text: string }
  /** Approval wanted: with it sent, or on the way back, the app hears 65004, as where consent was declined. */
  | { readonly kind: 'approval'; readonly at: 'known-person' }

type Tenant = TenantProvider & { readonly organisation: Organisation }
type Handle = (request: IncomingMessage, response: ServerResponse) => void

/** Starts Contoso's and Fabrikam's sign-in service on one loopback port over TLS. */
export async function startIdentityProvider({
  cert,
  key,
}: Pick<Certificates, 'cert' | 'key'>): Promise<IdentityProvider> {
  const tenants = new Map<string, Tenant>()
  const overrides: Overrides = { tenantId: null, tokenSeconds: 3600, marker: null, isVersion1: false }
  const pending: { endpoint: Endpoint; error: EntraError; left: number }[] = []
  const seen: SeenRequest[] = []
  const refusals = new Map<
    string,
    { readonly error: EntraError; readonly until: 'once-asked' | 'for-good' }
  >()
  const secrets = new Set<string>()
  const endPages: EndPage[] = []
  const withoutApi = new Set<string>()
  const late = new Map<string, { readonly what: 'application' | 'api'; left: number }>()
  /** What the server that this request meets does not know. */
  const takeUnknown = (tenantId: string, isApiAsked: boolean): 'application' | 'api' | null => {
    const lateness = late.get(tenantId)
    if (lateness !== undefined && lateness.left > 0 && (isApiAsked || lateness.what === 'application')) {
      lateness.left -= 1
      return lateness.what
    }
    return isApiAsked && withoutApi.has(tenantId) ? 'api' : null
  }
  const takeEndPage = (at: EndPage['at']): EndPage | null => {
    const place = endPages.findIndex((page) => page.at === at)
    return place === -1 ? null : (endPages.splice(place, 1)[0] ?? null)
  }

  const server = createServer({ cert, key }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
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

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', origin)
    const [, tenantId = '', ...rest] = url.pathname.split('/')
    const tenant = tenants.get(tenantId)
    const place = rest.join('/')
    let grant: string | null = null
    const challenged = url.searchParams.get('claims')?.includes('acrs') ?? false
    response.once('finish', () =>
      seen.push({ path: url.pathname, grant, challenged, status: response.statusCode }),
    )
    if (tenant === undefined) {
      const { status, body } = faults.tenantUnknown()
      return sendJson(response, status, body)
    }

    const endpoint = endpointOf(place)
    const fault =
      endpoint && pending.find((candidate) => candidate.endpoint === endpoint && candidate.left > 0)
    if (fault) {
      fault.left -= 1
      request.resume()
      return sendError(response, fault.error)
    }

    const callback = tenant.provider.callback() as Handle
    switch (endpoint) {
      case 'discovery':
        // A page may read this from anywhere, as at Entra.
        return sendJson(response, 200, toDiscovery(origin, tenantId), { 'access-control-allow-origin': '*' })
      case 'authorize': {
        const end = takeEndPage('first-page')
        const unknown = end === null ? takeUnknown(tenantId, isForApi(url.searchParams)) : null
        const page = end ?? (unknown === null ? null : unknownPages[unknown])
        if (page?.kind === 'refusal')
          return sendPage(response, renderDeadEnd(tenant.organisation.name, page.text))
        request.url = `${url.pathname}?${widenAuthorize(url.searchParams).toString()}`
        return callback(request, response)
      }
      case 'devicecode': {
        const body = await readForm(request)
        const unknown = takeUnknown(tenantId, isForApi(body))
        if (unknown !== null) return sendError(response, unknownErrors[unknown]())
        return callback(withBody(request, widenAuthorize(body)), response)
      }
      case 'token': {
        const { body, unconsented, isByClientId } = toProviderTokenRequest(await readForm(request))
        grant = body.get('grant_type')
        for (const name of ['code', 'code_verifier']) {
          const value = body.get(name)
          if (value !== null) secrets.add(value)
        }
        if (unconsented !== undefined) {
          const refusal = refuseUnconsented()
          return sendJson(response, refusal.status, refusal.body)
        }
        const audience = body.get('resource') ?? ''
        const unknown = takeUnknown(tenantId, audience === adminAddress)
        if (unknown !== null) return sendError(response, unknownErrors[unknown]())
        const refused = refusals.get(audience)
        if (refused?.until === 'once-asked' && grant === 'authorization_code') refusals.delete(audience)
        else if (refused !== undefined) {
          return sendError(response, refused.error)
        }
        const again = withBody(request, body)
        if (isByClientId) noteClientId(again)
        return callback(again, response)
      }
      default:
        if (rest[0] === 'login') return logIn(tenant, request, response, url, takeEndPage)
        if (place === 'oauth2/v2.0/logout' && !url.searchParams.has('client_id')) {
          // Entra tells by the session which page asks; only the console signs out there.
          url.searchParams.set('client_id', consoleClientId)
          request.url = `${url.pathname}${url.search}`
        }
        return callback(request, response)
    }
  }

  return {
    origin,
    host,
    jwksOf: (tenantId) => {
      const publicKey = tenants.get(tenantId)?.publicKey
      return { keys: publicKey ? [publicKey] : [] }
    },
    fault: (endpoint, error, times = 1) => pending.push({ endpoint, error, left: times }),
    refuse: (audience, error, until = 'for-good') => {
      if (error === null) refusals.delete(audience)
      else refusals.set(audience, { error, until })
    },
    endOnPage: (page, times = 1) => endPages.push(...Array.from({ length: times }, () => page)),
    knowApi: (tenantId, isKnown) => {
      if (isKnown) withoutApi.delete(tenantId)
      else withoutApi.add(tenantId)
    },
    registerLate: (tenantId, what, requests) => void late.set(tenantId, { what, left: requests }),
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

function isForApi(query: URLSearchParams): boolean {
  return (query.get('scope') ?? '').includes(adminAddress)
}

const unknownPages = {
  application: {
    kind: 'refusal',
    at: 'first-page',
    text: 'AADSTS700016: Application with identifier was not found in the directory.',
  },
  api: {
    kind: 'refusal',
    at: 'first-page',
    text: 'AADSTS650052: The app is trying to access a service that your organization lacks a service principal for.',
  },
} as const satisfies Record<string, EndPage>

const unknownErrors = { application: faults.appUnknown, api: faults.apiUnknown }

function sendError(response: ServerResponse, { status, body, headers }: EntraError): void {
  if (typeof body === 'string') return sendPage(response, body, status, headers)
  return sendJson(response, status, body, headers)
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

/** The person's side: pick an account, give an address, give the password. */
async function logIn(
  tenant: Tenant,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  takeEndPage: (at: EndPage['at']) => EndPage | null,
): Promise<void> {
  const { organisation, provider } = tenant
  const details = await provider.interactionDetails(request, response)
  const signedIn = details.session?.accountId
  const show = (page: LoginPage): void =>
    sendPage(response, renderLogin(organisation.name, url.pathname, page))
  const finish = (result: Record<string, unknown>): Promise<void> =>
    provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false })
  const letIn = async (oid: string): Promise<void> => {
    const end = takeEndPage('known-person')
    if (end === null) return await finish({ login: { accountId: oid }, select_account: {} })
    if (end.kind === 'refusal') return sendPage(response, renderDeadEnd(organisation.name, end.text))
    return sendPage(response, renderApproval(organisation.name, url.pathname))
  }

  if (request.method !== 'POST') {
    const upn = accounts.find(({ oid }) => oid === signedIn)?.upn
    const hint = details.params['login_hint']
    if (upn !== undefined) return show({ kind: 'pick-account', signedIn: [upn] })
    return show({ kind: 'address', hint: typeof hint === 'string' ? hint : '', problem: null })
  }

  const form = await readForm(request)
  // Also with the request for approval sent: the app cannot tell these apart.
  if (form.has('cancel') || form.has('approval')) {
    return finish({
      error: 'access_denied',
      error_description: 'AADSTS65004: User declined to consent to access the app.',
    })
  }
  if (form.has('pick')) {
    const picked = findAccount(organisation.tenantId, form.get('pick') ?? '')
    return picked ? letIn(picked.oid) : show({ kind: 'address', hint: '', problem: null })
  }
  const address = form.get('loginfmt') ?? ''
  const account = findAccount(organisation.tenantId, address)
  if (account === undefined) {
    const text = `AADSTS50020: User account '${address}' does not exist in tenant '${organisation.name}' and cannot access the application. Sign out and sign in again with a different account.`
    return sendPage(response, renderDeadEnd(organisation.name, text))
  }
  if (!form.has('passwd')) return show({ kind: 'password', address, problem: null })
  if (form.get('passwd') !== password) {
    return show({ kind: 'password', address, problem: 'Your account or password is incorrect.' })
  }
  return letIn(account.oid)
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

function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers })
  response.end(JSON.stringify(body))
}

function sendPage(
  response: ServerResponse,
  html: string,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(html)
}
