import { adminAddress } from '../people.ts'
import { faults, type EntraError } from './faults.ts'

export type Endpoint = 'token' | 'authorize' | 'devicecode' | 'discovery'

/** What the service refuses with on its own page: before it asks who it is, or once it knows. */
export type EndPage =
  | { readonly kind: 'refusal'; readonly at: 'first-page' | 'known-person'; readonly text: string }
  /** Approval wanted: with it sent, or on the way back, the app hears 65004, as where consent was declined. */
  | { readonly kind: 'approval'; readonly at: 'known-person' }

/** What a test may have the service do instead of its work. */
export type Interventions = {
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
}

/** What keeps a request from the tenant's provider. Each method is called once a request, as it counts what it gives. */
export type Obstacles = {
  takeFault(endpoint: Endpoint | undefined): EntraError | null
  takeEndPage(at: EndPage['at']): EndPage | null
  /** The page of a server that does not know an application; asked with the query of the page. */
  takeUnknownPage(tenantId: string, query: URLSearchParams): EndPage | null
  /** The same as an error; asked with the form of the request. */
  takeUnknownError(tenantId: string, form: URLSearchParams): EntraError | null
  takeRefusal(audience: string, grant: string | null): EntraError | null
}

export function createInterventions(): {
  readonly interventions: Interventions
  readonly obstacles: Obstacles
} {
  const pending: { endpoint: Endpoint; error: EntraError; left: number }[] = []
  const refusals = new Map<
    string,
    { readonly error: EntraError; readonly until: 'once-asked' | 'for-good' }
  >()
  const endPages: EndPage[] = []
  const registrations = createRegistrations()
  return {
    interventions: {
      fault: (endpoint, error, times = 1) => void pending.push({ endpoint, error, left: times }),
      refuse: (audience, error, until = 'for-good') => {
        if (error === null) refusals.delete(audience)
        else refusals.set(audience, { error, until })
      },
      endOnPage: (page, times = 1) => void endPages.push(...Array.from({ length: times }, () => page)),
      knowApi: registrations.knowApi,
      registerLate: registrations.registerLate,
    },
    obstacles: {
      takeFault: (endpoint) => {
        const fault = pending.find((candidate) => candidate.endpoint === endpoint && candidate.left > 0)
        if (fault === undefined) return null
        fault.left -= 1
        return fault.error
      },
      takeEndPage: (at) => {
        const place = endPages.findIndex((page) => page.at === at)
        return place === -1 ? null : (endPages.splice(place, 1)[0] ?? null)
      },
      takeUnknownPage: (tenantId, query) => {
        const unknown = registrations.takeUnknown(tenantId, isForApi(query))
        return unknown === null ? null : unknownPages[unknown]
      },
      takeUnknownError: (tenantId, form) => {
        const unknown = registrations.takeUnknown(tenantId, isForApi(form))
        return unknown === null ? null : unknownErrors[unknown]()
      },
      takeRefusal: (audience, grant) => {
        const refused = refusals.get(audience)
        if (refused?.until === 'once-asked' && grant === 'authorization_code') {
          refusals.delete(audience)
          return null
        }
        return refused?.error ?? null
      },
    },
  }
}

/** Which application the servers of each tenant know. */
function createRegistrations(): Pick<Interventions, 'knowApi' | 'registerLate'> & {
  /** What the server that this request meets does not know. */
  takeUnknown(tenantId: string, isApiAsked: boolean): 'application' | 'api' | null
} {
  const withoutApi = new Set<string>()
  const late = new Map<string, { readonly what: 'application' | 'api'; left: number }>()
  return {
    knowApi: (tenantId, isKnown) => {
      if (isKnown) withoutApi.delete(tenantId)
      else withoutApi.add(tenantId)
    },
    registerLate: (tenantId, what, requests) => void late.set(tenantId, { what, left: requests }),
    takeUnknown: (tenantId, isApiAsked) => {
      const lateness = late.get(tenantId)
      if (lateness !== undefined && lateness.left > 0 && (isApiAsked || lateness.what === 'application')) {
        lateness.left -= 1
        return lateness.what
      }
      return isApiAsked && withoutApi.has(tenantId) ? 'api' : null
    },
  }
}

/** A page and a code name scopes; a token request, as the provider takes it, names the service. */
function isForApi(asked: URLSearchParams): boolean {
  return asked.get('resource') === adminAddress || (asked.get('scope') ?? '').includes(adminAddress)
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
