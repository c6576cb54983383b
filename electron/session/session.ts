import type { AccountInfo, AuthenticationResult } from '@azure/msal-node'
import { randomUUID } from 'node:crypto'
import {
  isSameAddress,
  type IdentityFacts,
  type SignInFailure,
  type SignedInPerson,
} from '../../shared/checks/identity.ts'
import type { Config } from '../../shared/config.ts'
import type { SignInWay } from '../../shared/ipc.ts'
import type { SessionState } from '../../shared/state.ts'
import type { Log } from '../log.ts'
import { authorityOf, loadMsal, type Msal } from './msal.ts'
import { createNetworkClient, transportCodeOf } from './network-client.ts'
import { claimsOf, codeOf, isExpired, isNetworkTrouble, toSignInFailure } from './sign-in-failure.ts'
import type { TokenCache } from './token-cache.ts'

/** The two services that a token of ours is for. */
export type Service = 'admin' | 'graph'

/** What became of a request made in the person's name. */
export type Answer =
  | { readonly kind: 'answered'; readonly response: Response }
  | { readonly kind: 'sign-in-needed' }
  | { readonly kind: 'unreachable'; readonly code: string }

/** Signing in, and asking in the person's name. No token ever leaves this object. */
export type Session = {
  /** Signs in without the person, from the saved cache. */
  restore(): Promise<void>
  /** Opens the system browser. True when the right person is signed in at the end. */
  signIn(way: SignInWay): Promise<boolean>
  /** Gives an open sign-in up and frees its port. */
  readonly cancel: () => void
  signOut(): Promise<void>
  /** The person turned out not to be the mapped one: forget them and say why. */
  reject(reason: SignInFailure): Promise<void>
  facts(): IdentityFacts
  /** A request with the person's token, only to the service's own configured address. */
  ask(service: Service, path: string, init?: RequestInit): Promise<Answer>
}

export type SessionPorts = {
  /** In the direction of the move: its target is where the person signs in. */
  readonly config: Config
  readonly cache: () => Promise<TokenCache>
  readonly openBrowser: (url: string) => Promise<void>
  readonly fetch: typeof globalThis.fetch
  readonly show: (state: SessionState) => void
  readonly log: Log
  readonly now: () => Date
}

const graphScopes = ['User.Read', 'Files.Read']
const requestTimeoutMilliseconds = 30_000

export function createSession(ports: SessionPorts, createMsal: typeof loadMsal = loadMsal): Session {
  const { config, log } = ports
  const authority = authorityOf(config)
  const network = createNetworkClient(ports.fetch)
  const services: Record<Service, { endpoint: string; scopes: string[] }> = {
    admin: { endpoint: config.admin.endpoint, scopes: [config.admin.scope] },
    graph: { endpoint: config.graph.endpoint, scopes: graphScopes },
  }

  let identity: IdentityFacts = { kind: 'signed-out' }
  let account: AccountInfo | null = null
  let attempt: { readonly id: number; readonly abandon: () => void } | null = null
  let attempts = 0
  /** What the sign-in service wants proven beyond a password, the next time the person signs in. */
  let claims: string | null = null
  let loading: Promise<{ msal: Msal; cache: TokenCache }> | null = null

  function load(): Promise<{ msal: Msal; cache: TokenCache }> {
    loading ??= (async () => {
      const opening = ports.cache()
      const [msal, cache] = await Promise.all([createMsal(config, opening, network), opening])
      return { msal, cache }
    })()
    // A second try may do better.
    loading.catch(() => {
      loading = null
    })
    return loading
  }

  function become(facts: IdentityFacts, who: AccountInfo | null): void {
    identity = facts
    account = who
    switch (facts.kind) {
      case 'signed-in':
        return ports.show({
          kind: 'signed-in',
          name: facts.person.name,
          username: facts.person.username,
          isKept: true,
        })
      case 'failed':
        return ports.show({ kind: 'failed', reason: facts.reason })
      default:
        return ports.show({ kind: 'signed-out' })
    }
  }

  async function forget(who: AccountInfo): Promise<void> {
    const { msal } = await load()
    await msal.signOut({ account: who })
  }

  async function fail(reason: SignInFailure, detail: string | null = null): Promise<void> {
    log.info('sign-in-failed', { reason })
    become({ kind: 'failed', reason, detail }, null)
  }

  /** Takes the person in, or says why not. The tenant of every result is asserted (sign-in-facts 5d). */
  async function accept(who: AccountInfo): Promise<boolean> {
    const person = toPerson(who)
    const reason = refusalOf(person, config.target.tenantId, config.plan.targetUpn ?? null)
    if (reason !== null) {
      await forget(who)
      await fail(reason, person.username)
      return false
    }
    become({ kind: 'signed-in', person }, who)
    claims = null
    log.info('signed-in')
    return true
  }

  /** What a failure means; a challenge in it is kept for the next sign-in. */
  function explain(error: unknown): SignInFailure {
    claims = claimsOf(error, network) ?? claims
    return toSignInFailure(error, network)
  }

  /** A saved sign-in gave no token: says why where somebody has to act, otherwise asks for a new sign-in. */
  async function lose(who: AccountInfo, reason: SignInFailure, error: unknown): Promise<void> {
    // A stale token would be tried, and refused, at every start.
    if (isExpired(error, network)) await forget(who)
    else if (reason !== 'unexpected') return fail(reason)
    become({ kind: 'signed-out' }, null)
  }

  async function restore(): Promise<void> {
    ports.show({ kind: 'restoring' })
    try {
      const { msal } = await load()
      const known = (await msal.getAllAccounts()).find(({ tenantId }) => tenantId === config.target.tenantId)
      if (!known) return become({ kind: 'signed-out' }, null)
      try {
        const result = await msal.acquireTokenSilent({
          account: known,
          authority,
          scopes: services.admin.scopes,
        })
        if (result.account) await accept(result.account)
      } catch (error) {
        const reason = explain(error)
        log.info('silent-sign-in-failed', { code: codeOf(error), transport: network.lastFailure() })
        // Offline we still know who it was; a token is needed only for the wire.
        if (isNetworkTrouble(reason)) await accept(known)
        else await lose(known, reason, error)
      }
    } catch (error) {
      log.error('restore-unexpected', { error })
      become({ kind: 'signed-out' }, null)
    }
  }

  async function signIn(_way: SignInWay): Promise<boolean> {
    if (attempt !== null) return false
    const id = ++attempts
    const seconds = config.signIn.timeoutSeconds
    let redirect: { uri: string; state: string } | null = null

    // MSAL waits for ever and takes no signal. Our own refusal at its loopback address ends it and frees the
    // port (sign-in-facts 5e).
    const abandon = (): void => {
      clearTimeout(timer)
      if (attempt?.id !== id) return
      attempt = null
      void fail('cancelled')
      if (redirect !== null) void refuseAt(redirect, ports.fetch, log)
    }
    attempt = { id, abandon }
    const timer = setTimeout(abandon, seconds * 1000)
    const until = new Date(ports.now().getTime() + seconds * 1000).toISOString()
    ports.show({ kind: 'signing-in', page: { kind: 'browser' }, until })

    try {
      const { msal } = await load()
      const nonce = randomUUID()
      const result = await msal.acquireTokenInteractive({
        scopes: services.admin.scopes,
        authority,
        // The browser is usually still signed in to the old organisation.
        prompt: 'select_account',
        ...(claims !== null && { claims }),
        nonce,
        openBrowser: async (url) => {
          redirect = redirectOf(url)
          // Cancelled before the browser was opened: do not open it any more.
          if (attempt?.id !== id) return refuseAt(redirect, ports.fetch, log)
          await ports.openBrowser(url)
        },
        successTemplate: page('Return to Landfall', 'You can close this tab and return to Landfall.'),
        errorTemplate: page(
          'Return to Landfall',
          'The sign-in did not finish. Return to Landfall to try again.',
        ),
      })
      return await finish(id, result)
    } catch (error) {
      if (attempt?.id !== id) return false
      attempt = null
      const reason = explain(error)
      log.warn('sign-in-error', { code: codeOf(error), transport: network.lastFailure() })
      await fail(reason, isNetworkTrouble(reason) ? network.lastFailure() : null)
      return false
    } finally {
      clearTimeout(timer)
    }
  }

  async function finish(id: number, result: AuthenticationResult): Promise<boolean> {
    const isStale = attempt?.id !== id
    if (!isStale) attempt = null
    const who = result.account
    if (who === null) {
      if (!isStale) await fail('unexpected')
      return false
    }
    // A late answer of an attempt that was given up: nobody asked for it any more. Where a later attempt has
    // brought the same person in, they stay.
    if (isStale) {
      if (account?.homeAccountId !== who.homeAccountId) await forget(who)
      return false
    }
    return accept(who)
  }

  async function leave(next: IdentityFacts): Promise<void> {
    const { msal, cache } = await load()
    for (const known of await msal.getAllAccounts()) await msal.signOut({ account: known })
    await cache.clear()
    claims = null
    become(next, null)
  }

  async function ask(service: Service, path: string, init: RequestInit = {}): Promise<Answer> {
    const who = account
    if (who === null) return { kind: 'sign-in-needed' }
    const { endpoint, scopes } = services[service]
    let token: string
    try {
      const { msal } = await load()
      const result = await msal.acquireTokenSilent({ account: who, authority, scopes })
      if (result.tenantId !== config.target.tenantId) return { kind: 'sign-in-needed' }
      token = result.accessToken
    } catch (error) {
      const reason = explain(error)
      log.warn('token-unavailable', { service, code: codeOf(error), transport: network.lastFailure() })
      if (isNetworkTrouble(reason))
        return { kind: 'unreachable', code: network.lastFailure() ?? 'unreachable' }
      // Without Graph one step stays unknown; without the endpoint there is no journey.
      if (service === 'admin' && attempt === null && account === who) await lose(who, reason, error)
      return { kind: 'sign-in-needed' }
    }
    try {
      const headers = new Headers(init.headers)
      headers.set('authorization', `Bearer ${token}`)
      const signal = AbortSignal.timeout(requestTimeoutMilliseconds)
      const url = endpoint.replace(/\/+$/, '') + path
      return {
        kind: 'answered',
        response: await ports.fetch(url, { ...init, headers, signal, redirect: 'error' }),
      }
    } catch (error) {
      return { kind: 'unreachable', code: transportCodeOf(error) }
    }
  }

  return {
    restore,
    signIn,
    cancel: () => attempt?.abandon(),
    signOut: () => leave({ kind: 'signed-out' }),
    reject: (reason) => {
      const detail = identity.kind === 'signed-in' ? identity.person.username : null
      log.info('sign-in-rejected', { reason })
      return leave({ kind: 'failed', reason, detail })
    },
    facts: () => identity,
    ask,
  }
}

function toPerson(who: AccountInfo): SignedInPerson {
  return {
    tenantId: who.tenantId,
    // homeAccountId is `<object id>.<home tenant>`; a guest's home is elsewhere.
    homeTenantId: who.homeAccountId.split('.')[1] ?? who.tenantId,
    username: who.username,
    name: who.name ?? who.username,
  }
}

function refusalOf(person: SignedInPerson, tenantId: string, upn: string | null): SignInFailure | null {
  if (person.tenantId.toLowerCase() !== tenantId) return 'wrong-tenant'
  if (person.homeTenantId.toLowerCase() !== tenantId) return 'guest'
  if (upn !== null && !isSameAddress(person.username, upn)) return 'wrong-account'
  return null
}

function redirectOf(authorizeUrl: string): { uri: string; state: string } {
  const { searchParams } = new URL(authorizeUrl)
  return { uri: searchParams.get('redirect_uri') ?? '', state: searchParams.get('state') ?? '' }
}

async function refuseAt(
  redirect: { uri: string; state: string },
  fetch: typeof globalThis.fetch,
  log: Log,
): Promise<void> {
  const uri = new URL(redirect.uri)
  uri.hostname = '127.0.0.1'
  try {
    await fetch(uri.href, {
      method: 'POST',
      body: new URLSearchParams({
        error: 'access_denied',
        error_description: 'AADSTS65004',
        state: redirect.state,
      }),
    })
  } catch (error) {
    log.warn('loopback-not-freed', { code: transportCodeOf(error) })
  }
}

function page(title: string, text: string): string {
  const style = 'font:16px system-ui;max-width:32rem;margin:20vh auto;padding:0 1rem;color-scheme:light dark'
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><body style="${style}"><h1>${title}</h1><p>${text}</p></body></html>`
}
