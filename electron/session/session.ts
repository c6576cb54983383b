import type { AccountInfo, AuthenticationResult } from '@azure/msal-node'
import { setTimeout as pause } from 'node:timers/promises'
import { isSameAddress, type IdentityFacts, type SignedInPerson } from '../../shared/checks/identity.ts'
import type { FailedSignIn, SignInFailure } from '../../shared/checks/failed-sign-in.ts'
import type { Config } from '../../shared/config/config.ts'
import { toDirectedConfig } from '../../shared/config/directed-config.ts'
import type { SignInWay } from '../../shared/window/ipc.ts'
import type { Direction } from '../../shared/move/plan.ts'
import type { SessionState, SignInPage } from '../../shared/window/state.ts'
import { isTokenRefused } from '../graph/drive-answer.ts'
import type { Log } from '../log.ts'
import type { FirstSeen } from '../plan/first-seen.ts'
import type { KnownPerson } from '../plan/known-person.ts'
import { authorityOf, loadMsal, type Msal, type MsalLoader } from './msal.ts'
import { toFailedState } from './failed-state.ts'
import { createNetworkClient } from './network-client.ts'
import { withPatientPolling } from './patient-polling.ts'
import { refusalOf, toPerson } from './person.ts'
import {
  claimsOf,
  codeOf,
  isExpired,
  isNetworkTrouble,
  refusalNumberOf,
  toSignInFailure,
} from './sign-in-failure.ts'
import { explainNew, type Explained } from './new-application.ts'
import { failureOfNumber } from './refusal-numbers.ts'
import { challengeOf, sendWithToken } from './send-with-token.ts'
import type { TokenCache } from './token-cache.ts'
import type { UnderWay, Way } from './ways/way.ts'
import { waitForStore } from './wait-for-store.ts'
import { withoutEnd } from '../../shared/text/without-end.ts'

/** The two services that a token of ours is for. */
export type Service = 'admin' | 'graph'

/** What became of a request made in the person's name. */
export type Answer =
  | { readonly kind: 'answered'; readonly response: Response }
  /** No token: `reason` is what the sign-in service said, where it was asked. */
  | {
      readonly kind: 'sign-in-needed'
      readonly reason?: SignInFailure
      readonly number?: number
    }
  /** `isSignIn`: the sign-in service gave no usable answer, so that the service itself was not asked. */
  | { readonly kind: 'unreachable'; readonly code: string; readonly isSignIn?: true }

/** Signing in, and asking in the person's name. No token ever leaves this object. */
export type Session = {
  /** Signs in without the person: from the saved cache, otherwise through Windows where that is wished for. */
  restore(): Promise<void>
  /** Tries the saved sign-in that was refused once more, without the person; false where there is none. Never throws. */
  retrySaved(): Promise<boolean>
  /** Starts a sign-in; one that is open the other way is given up. True when the right person is in at the end. */
  signIn(way: SignInWay): Promise<boolean>
  /** Opens the page of the sign-in that is under way, also once more. */
  openPage(): Promise<void>
  /** Gives an open sign-in up and leaves nothing of it behind; waits no longer for a key store. */
  readonly cancel: () => void
  /** The person is still busy on the page: their time begins anew. A code has its own end, which nothing moves. */
  readonly extend: () => void
  /** What the page of the sign-in says and does not send back: the sign-in has ended there, with this number. */
  tellNumber(number: number): Promise<void>
  signOut(): Promise<void>
  /** Which way the person moves: by the configuration, until the endpoint has said otherwise. */
  direction(): Direction
  /** From now on the other tenant is the right one; the account that is signed in to this one is forgotten. */
  turn(direction: Direction): Promise<void>
  facts(): IdentityFacts
  /** A request with the person's token, only to the service's own configured address. */
  ask(service: Service, path: string, init?: RequestInit): Promise<Answer>
}

export type SessionPorts = {
  readonly config: Config
  /** Who was accepted on this computer. */
  readonly knownPerson: Pick<KnownPerson, 'compare'>
  readonly cache: () => Promise<TokenCache>
  readonly ways: () => Promise<Readonly<Record<SignInWay, Way>>>
  readonly openPage: (url: string) => Promise<void>
  readonly fetch: typeof globalThis.fetch
  readonly show: (state: SessionState) => void
  readonly log: Log
  readonly now: () => Date
  /** When this computer first saw that Entra does not know an application. */
  readonly unknownSince: FirstSeen['since']
  /** Stands in for time in a test. */
  readonly wait?: (milliseconds: number) => Promise<unknown>
}

/** Asked for after the gate only. A bare name means the global cloud's Graph, and MSAL finds it in its cache again. */
function toScopes({ cloud, graph }: Config): string[] {
  const permissions = ['User.Read', 'Files.Read']
  return cloud === 'global' ? permissions : permissions.map((name) => `${graph.resource}/${name}`)
}

/** Who is signed in, and whose token it is: MSAL's own cache and the system each keep theirs. */
type Holder = { readonly account: AccountInfo; readonly msal: Msal }

type Loaded = { readonly msal: Msal; readonly broker: Msal | null; readonly cache: TokenCache }

type Attempt = {
  readonly way: SignInWay
  /** Graph: somebody is signed in and stays so whatever becomes of it; only the token for Graph is wanted. */
  readonly service: Service
  underWay: UnderWay | null
  /** What the person looks at. */
  page: SignInPage
  timer: NodeJS.Timeout | undefined
}

export function createSession(ports: SessionPorts, createMsal: MsalLoader = loadMsal): Session {
  const { log } = ports
  const network = withPatientPolling(createNetworkClient(ports.fetch))
  const services: Record<Service, { endpoint: string; scopes: string[] }> = {
    admin: { endpoint: ports.config.admin.endpoint, scopes: [ports.config.admin.scope] },
    graph: {
      endpoint: ports.config.graph.endpoint,
      scopes: toScopes(ports.config),
    },
  }

  let direction: Direction = ports.config.plan.direction
  let identity: IdentityFacts = { kind: 'signed-out' }
  let holder: Holder | null = null
  /** Whose saved sign-in was refused, and may be taken again later. */
  let refusedSaved: Holder | null = null
  let attempt: Attempt | null = null
  /** What the sign-in service wants proven beyond a password, the next time the person signs in. */
  const claims: Record<Service, string | null> = { admin: null, graph: null }
  /** Why the person who is signed in gets no token for Graph; null where they do, or nobody asked. */
  let graphRefusal: Explained | null = null
  /** The number that the page showed while only the token for Graph was wanted; kept until there is a token. */
  let toldForGraph: Explained | null = null
  let loading: Promise<Loaded> | null = null
  const storeWait = new AbortController()

  /** The configuration in the direction of the move: its target is where the person signs in. */
  const aim = (towards = direction): Config => toDirectedConfig(ports.config, towards === 'return')

  function load(): Promise<Loaded> {
    loading ??= (async () => {
      const opening = ports.cache()
      const [loaded, cache] = await Promise.all([createMsal(ports.config, opening, network, log), opening])
      return { ...loaded, cache }
    })()
    // A second try may do better.
    loading.catch(() => {
      loading = null
    })
    return loading
  }

  function become(facts: Exclude<IdentityFacts, { kind: 'signed-in' }>): void {
    identity = facts
    holder = null
    refusedSaved = null
    graphRefusal = null
    toldForGraph = null
    ports.show(facts.kind === 'failed' ? toFailedState(facts) : { kind: 'signed-out' })
  }

  async function fail(
    reason: SignInFailure,
    more: Partial<Omit<FailedSignIn, 'kind' | 'reason'>> = {},
  ): Promise<void> {
    log.info('sign-in-failed', { reason, number: more.number ?? null })
    become({ kind: 'failed', reason, detail: null, ...more })
  }

  /** Takes the person in, or says why not. The tenant of every result is asserted (docs/facts/sign-in.md#tenant-and-person). */
  async function accept(account: AccountInfo, msal: Msal): Promise<boolean> {
    const person = toPerson(account)
    const reason = refusalOf(person, aim())
    if (reason !== null) {
      await msal.signOut({ account })
      await fail(reason, { detail: person.username })
      return false
    }
    await forgetOthers(account, msal)
    identity = { kind: 'signed-in', person }
    holder = { account, msal }
    claims.admin = null
    await showPerson()
    log.info('signed-in')
    return true
  }

  /** A person who chose another account has left the one before; at the next start there must be one to find. */
  async function forgetOthers(account: AccountInfo, msal: Msal): Promise<void> {
    if (msal.isBrokered) return
    for (const other of await msal.getAllAccounts())
      if (other.homeAccountId !== account.homeAccountId) await msal.signOut({ account: other })
  }

  async function showPerson(): Promise<void> {
    const { cache } = await load()
    if (identity.kind !== 'signed-in' || holder === null || attempt !== null) return
    const { name, username } = identity.person
    const isKept = holder.msal.isBrokered || cache.place() === 'encrypted-file'
    ports.show({ kind: 'signed-in', name, username, isKept })
  }

  /** What a failure means; a challenge in it is kept for the next sign-in. */
  function explain(error: unknown, service: Service = 'admin'): Promise<Explained> {
    claims[service] = claimsOf(error, network) ?? claims[service]
    const number = refusalNumberOf(error, network)
    return explainOf({ reason: toSignInFailure(error, network), ...(number !== null && { number }) }, service)
  }

  function explainOf(why: Explained, service: Service): Promise<Explained> {
    const application = `${ports.config.signIn.clientId} ${aim().target.tenantId} ${service}`
    return explainNew(why, application, ports.unknownSince, ports.now())
  }

  /** A saved sign-in gave no token: says why where somebody has to act, otherwise asks for a new sign-in. */
  async function lose(saved: Holder, why: Explained, error: unknown): Promise<void> {
    const { account, msal } = saved
    // A stale token would be tried, and refused, at every start.
    if (isExpired(error, network)) await msal.signOut({ account })
    else if (why.reason !== 'unexpected') {
      await fail(why.reason, why)
      refusedSaved = saved
      return
    }
    become({ kind: 'signed-out' })
  }

  /** The person signs in, or has: what a saved sign-in would bring counts no more. */
  const isOvertaken = (): boolean => attempt !== null || holder !== null

  async function restore(): Promise<void> {
    ports.show({ kind: 'restoring' })
    try {
      const { msal, broker, cache } = await load()
      await waitUntilOpen(cache)
      if (isOvertaken()) return
      const saved = await findSaved(msal)
      if (saved !== null) await restoreSaved({ account: saved, msal })
      else if (broker === null || !(await askSystem(broker))) leaveSignedOut()
    } catch (error) {
      log.error('restore-unexpected', { error })
      leaveSignedOut()
    }
  }

  async function waitUntilOpen(cache: TokenCache): Promise<void> {
    const { signal } = storeWait
    let wasBusy = false
    const pauseFor = ports.wait ?? ((milliseconds) => pause(milliseconds, undefined, { signal }))
    await waitForStore(cache, {
      busy: () => {
        wasBusy = true
        log.info('key-store-busy')
        ports.show({ kind: 'restoring', isStoreBusy: true })
      },
      isOver: () => isOvertaken() || signal.aborted,
      wait: (milliseconds) => pauseFor(milliseconds).catch(() => undefined),
    })
    if (wasBusy && !isOvertaken()) ports.show({ kind: 'restoring' })
  }

  function leaveSignedOut(): void {
    if (!isOvertaken()) become({ kind: 'signed-out' })
  }

  /** Only who was accepted is saved, so somebody of the other tenant was sent there by the endpoint. */
  async function findSaved(msal: Msal): Promise<AccountInfo | null> {
    const saved = await msal.getAllAccounts()
    const ofTenant = (towards: Direction): AccountInfo | undefined =>
      saved.find(({ tenantId }) => tenantId === aim(towards).target.tenantId)
    const expected = ofTenant(direction)
    // A configuration that says "return" means it; "forward" is also what one says that knows of no return.
    const returned = direction === 'forward' ? ofTenant('return') : undefined
    if (expected === undefined && returned !== undefined) direction = 'return'
    return expected ?? returned ?? null
  }

  async function restoreSaved(saved: Holder, isTakenOffline = true): Promise<void> {
    try {
      const { account } = await saved.msal.acquireTokenSilent({
        account: saved.account,
        authority: authorityOf(aim()),
        scopes: services.admin.scopes,
      })
      if (account && !isOvertaken()) await accept(account, saved.msal)
    } catch (error) {
      if (isOvertaken()) return
      const why = await explain(error)
      if (isOvertaken()) return
      log.info('silent-sign-in-failed', { code: codeOf(error), transport: network.lastFailure() })
      // Offline we still know who it was; a token is needed only for the wire.
      if (isNetworkTrouble(why.reason)) {
        if (isTakenOffline) await accept(saved.account, saved.msal)
      } else await lose(saved, why, error)
    }
  }

  async function retrySaved(): Promise<boolean> {
    const saved = refusedSaved
    if (saved === null || isOvertaken()) return false
    // Without a network the refusal is the last that is known.
    await restoreSaved(saved, false).catch((error: unknown) => log.error('restore-unexpected', { error }))
    return true
  }

  /** Windows may know the person already. False where it does not, or knows somebody else: no failure, nobody asked. */
  async function askSystem(broker: Msal): Promise<boolean> {
    try {
      const { account } = await broker.acquireTokenInteractive({
        scopes: services.admin.scopes,
        authority: authorityOf(aim()),
        prompt: 'none',
        openBrowser: () => Promise.reject(new Error('nobody is asked here')),
      })
      if (account === null || refusalOf(toPerson(account), aim()) !== null) return false
      if (!(await isExpectedUnseen(toPerson(account))) || isOvertaken()) return false
      return await accept(account, broker)
    } catch (error) {
      log.info('system-knows-nobody', { code: codeOf(error) })
      return false
    }
  }

  /** Where Windows was asked without the person only the account that was accepted here is taken, or else one of the right address. */
  async function isExpectedUnseen(person: SignedInPerson): Promise<boolean> {
    const { targetUpn } = aim().plan
    if (targetUpn === undefined) return true
    const remembered = await ports.knownPerson.compare(person, targetUpn)
    return remembered === null ? isSameAddress(person.username, targetUpn) : remembered === 'same'
  }

  /** Nobody waits for the open attempt any more. */
  function drop(): void {
    const dropped = attempt
    attempt = null
    clearTimeout(dropped?.timer)
    dropped?.underWay?.giveUp()
  }

  function end(reason: 'cancelled' | 'timed-out'): void {
    if (attempt === null) return
    const { service } = attempt
    drop()
    void (service === 'graph' ? showPerson() : fail(reason))
  }

  function startTime(own: Attempt, seconds: number): void {
    clearTimeout(own.timer)
    own.timer = setTimeout(() => end('timed-out'), seconds * 1000)
    const until = new Date(ports.now().getTime() + seconds * 1000).toISOString()
    ports.show({ kind: 'signing-in', page: own.page, until })
  }

  function extend(): void {
    if (attempt !== null && attempt.page.kind !== 'device-code')
      startTime(attempt, ports.config.signIn.timeoutSeconds)
  }

  async function tellNumber(number: number): Promise<void> {
    const told = attempt
    // After a sign-in that succeeded the number is about nothing that is still open.
    if (told === null && identity.kind === 'signed-in') return
    drop()
    const before = identity
    const service = told?.service ?? 'admin'
    const why = await explainOf({ reason: failureOfNumber(number) ?? 'refused', number }, service)
    // Somebody has begun anew meanwhile, was let in, or has left.
    if (attempt !== null || identity !== before) return
    if (service === 'admin') return fail(why.reason, { ...why, isWithCode: told?.way === 'device-code' })
    log.info('sign-in-failed', { reason: why.reason, number, service })
    toldForGraph = why
    graphRefusal = why
    await showPerson()
  }

  async function signIn(way: SignInWay): Promise<boolean> {
    if (attempt?.way === way) return false
    storeWait.abort()
    drop()
    const held = graphRefusal === null ? null : holder
    const service: Service = held === null ? 'admin' : 'graph'
    const first: SignInPage = way === 'here' ? { kind: 'browser' } : { kind: 'device-code', code: null }
    const own: Attempt = { way, service, underWay: null, page: first, timer: undefined }
    attempt = own
    const isGivenUp = (): boolean => attempt !== own
    const show = (page: SignInPage, seconds = ports.config.signIn.timeoutSeconds): void => {
      if (isGivenUp()) return
      own.page = page
      startTime(own, seconds)
    }
    show(first)

    try {
      const [{ msal, broker }, ways] = await Promise.all([load(), ports.ways()])
      if (isGivenUp()) return false
      const chosen = way === 'here' ? (broker ?? msal) : msal
      const request = {
        scopes: services[service].scopes,
        authority: authorityOf(aim()),
        ...(claims[service] !== null && { claims: claims[service] }),
        ...(held !== null && { loginHint: held.account.username }),
      }
      own.underWay = ways[way](chosen, request, { openPage: ports.openPage, show, isGivenUp, log })
      const result = await own.underWay.result
      return await finish(own, result, chosen)
    } catch (error) {
      if (isGivenUp()) return false
      const why = await explain(error, service)
      if (isGivenUp()) return false
      attempt = null
      log.warn('sign-in-error', { service, code: codeOf(error), transport: network.lastFailure() })
      if (service === 'graph') {
        graphRefusal = why
        await showPerson()
        return false
      }
      const detail = isNetworkTrouble(why.reason) ? network.lastFailure() : null
      await fail(why.reason, { ...why, detail, isWithCode: way === 'device-code' })
      return false
    } finally {
      clearTimeout(own.timer)
    }
  }

  async function finish(own: Attempt, result: AuthenticationResult | null, msal: Msal): Promise<boolean> {
    const isStale = attempt !== own
    if (!isStale) attempt = null
    const account = result?.account ?? null
    if (account === null) {
      if (!isStale) await fail('unexpected')
      return false
    }
    // A late answer of an attempt that was given up: nobody asked for it any more. Where a later attempt has
    // brought the same person in, they stay.
    if (isStale) {
      if (holder?.account.homeAccountId !== account.homeAccountId) await msal.signOut({ account })
      return false
    }
    return own.service === 'graph' ? acceptForGraph(account, msal) : accept(account, msal)
  }

  /** The person who is in has a token for Graph now; somebody else is not let in by this. */
  async function acceptForGraph(account: AccountInfo, msal: Msal): Promise<boolean> {
    const isSame = holder?.account.homeAccountId === account.homeAccountId
    if (isSame) {
      graphRefusal = null
      toldForGraph = null
      claims.graph = null
    } else await msal.signOut({ account })
    await showPerson()
    return isSame
  }

  async function leave(): Promise<void> {
    const { msal, cache } = await load()
    // Windows keeps its own account, and knows that it is no longer used here.
    if (holder?.msal.isBrokered) await holder.msal.signOut({ account: holder.account })
    for (const account of await msal.getAllAccounts()) await msal.signOut({ account })
    await cache.clear()
    claims.admin = null
    claims.graph = null
    become({ kind: 'signed-out' })
  }

  async function turn(next: Direction): Promise<void> {
    if (next === direction) return
    log.info('direction-turned', { direction: next })
    direction = next
    await leave()
  }

  async function ask(service: Service, path: string, init: RequestInit = {}): Promise<Answer> {
    const held = holder
    if (held === null) return { kind: 'sign-in-needed' }
    const { endpoint, scopes } = services[service]
    let token: string
    try {
      const { account, msal } = held
      const result = await msal.acquireTokenSilent({ account, authority: authorityOf(aim()), scopes })
      if (result.tenantId !== aim().target.tenantId) return { kind: 'sign-in-needed', reason: 'wrong-tenant' }
      token = result.accessToken
    } catch (error) {
      const said = await explain(error, service)
      // The service asks for a sign-in; what its page said there is why.
      const why =
        service === 'graph' && said.reason === 'interaction-required' ? (toldForGraph ?? said) : said
      log.warn('token-unavailable', { service, code: codeOf(error), transport: network.lastFailure() })
      if (isNetworkTrouble(why.reason))
        return { kind: 'unreachable', code: network.lastFailure() ?? 'unreachable', isSignIn: true }
      // Without Graph one step says why; without the endpoint there is no journey.
      if (service === 'graph') graphRefusal = why
      if (service === 'admin' && attempt === null && holder === held) await lose(held, why, error)
      return { kind: 'sign-in-needed', ...why }
    }
    if (service === 'graph') toldForGraph = null
    const answer = await sendWithToken(ports.fetch, withoutEnd(endpoint, '/') + path, token, init)
    if (service === 'graph') {
      // The table decides: a network’s rule refuses every token, and signing in again would not help.
      const challenge = answer.kind === 'answered' ? challengeOf(answer.response) : null
      const isRefused =
        answer.kind === 'answered' && (challenge !== null || (await isTokenRefused(answer.response)))
      graphRefusal = isRefused ? { reason: 'interaction-required' } : null
      if (isRefused) claims.graph = challenge
    }
    return answer
  }

  return {
    restore,
    retrySaved,
    signIn,
    openPage: async () => attempt?.underWay?.openPage(),
    cancel: () => {
      storeWait.abort()
      end('cancelled')
    },
    extend,
    tellNumber,
    signOut: leave,
    direction: () => direction,
    turn,
    facts: () => identity,
    ask,
  }
}
