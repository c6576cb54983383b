import type { AccountInfo } from '@azure/msal-node'
import type { IdentityFacts, Remembered, SignedInPerson } from '../../shared/checks/identity.ts'
import type { FailedSignIn, SignInFailure } from '../../shared/checks/failed-sign-in.ts'
import type { Config } from '../../shared/config/config.ts'
import { toDirectedConfig } from '../../shared/config/directed-config.ts'
import type { SignInWay } from '../../shared/window/requests.ts'
import type { Direction } from '../../shared/move/plan.ts'
import type { SessionState, SignInPage } from '../../shared/window/state.ts'
import type { Log } from '../context/log.ts'
import { type Msal, type MsalLoader } from './msal.ts'
import type { ServiceRequest } from './send-with-token.ts'
import { createNetworkClient, type NetworkClient } from './network-client.ts'
import { withPatientPolling } from './patient-polling.ts'
import type { TokenCache } from './token-cache.ts'
import type { UnderWay, Way } from './ways/way.ts'

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
  ask(service: Service, path: string, init?: ServiceRequest): Promise<Answer>
}

export type SessionPorts = {
  readonly config: Config
  /** Who was accepted on this computer. */
  readonly knownPerson: {
    /** Whether this account was accepted for the address; null where no one was, or the account has no object id. */
    readonly compare: (person: SignedInPerson, upn: string) => Promise<Remembered | null>
  }
  readonly cache: () => Promise<TokenCache>
  readonly ways: () => Promise<Readonly<Record<SignInWay, Way>>>
  readonly openPage: (url: string) => Promise<void>
  readonly fetch: typeof globalThis.fetch
  readonly show: (state: SessionState) => void
  readonly log: Log
  readonly now: () => Date
  /** When this computer first saw that Entra does not know an application. */
  readonly unknownSince: (about: string, now: Date) => Promise<Date>
  /** Replaces time in a test. */
  readonly wait?: (milliseconds: number) => Promise<unknown>
}

/** Asked for after the gate only. A bare name means the global cloud's Graph, and MSAL finds it in its cache again. */
function toScopes({ cloud, graph }: Config): string[] {
  const permissions = ['User.Read', 'Files.Read']
  return cloud === 'global' ? permissions : permissions.map((name) => `${graph.resource}/${name}`)
}

/** Who is signed in, and whose token it is: MSAL's own cache and the system each keep theirs. */
export type Holder = { readonly account: AccountInfo; readonly msal: Msal }

export type Loaded = { readonly msal: Msal; readonly broker: Msal | null; readonly cache: TokenCache }

export type Attempt = {
  readonly way: SignInWay
  /** Graph: somebody is signed in and stays so whatever becomes of it; only the token for Graph is wanted. */
  readonly service: Service
  underWay: UnderWay | null
  /** What the person looks at. */
  page: SignInPage
  timer: NodeJS.Timeout | undefined
}

/** What a refusal means, with Entra's own number where it named one. */
export type Explained = Pick<FailedSignIn, 'reason' | 'number'>

/** What the parts of a session share. No token is in it. */
export type SessionContext = {
  readonly ports: SessionPorts
  readonly network: NetworkClient
  readonly services: Readonly<Record<Service, { readonly endpoint: string; readonly scopes: string[] }>>
  /** Ends the wait for a key store. */
  readonly storeWait: AbortController
  direction: Direction
  identity: IdentityFacts
  holder: Holder | null
  /** Whose saved sign-in was refused, and may be taken again later. */
  refusedSaved: Holder | null
  attempt: Attempt | null
  /** What the sign-in service wants proven beyond a password, the next time the person signs in. */
  readonly claims: Record<Service, string | null>
  /** Why the person who is signed in gets no token for Graph; null where they do, or nothing was asked. */
  graphRefusal: Explained | null
  /** The number that the page showed while only the token for Graph was wanted; kept until there is a token. */
  pageRefusalForGraph: Explained | null
  /** MSAL and its cache, loaded once. */
  readonly load: () => Promise<Loaded>
}

export function createSessionContext(ports: SessionPorts, createMsal: MsalLoader): SessionContext {
  const network = withPatientPolling(createNetworkClient(ports.fetch))
  return {
    ports,
    network,
    services: {
      admin: { endpoint: ports.config.admin.endpoint, scopes: [ports.config.admin.scope] },
      graph: { endpoint: ports.config.graph.endpoint, scopes: toScopes(ports.config) },
    },
    storeWait: new AbortController(),
    direction: ports.config.plan.direction,
    identity: { kind: 'signed-out' },
    holder: null,
    refusedSaved: null,
    attempt: null,
    claims: { admin: null, graph: null },
    graphRefusal: null,
    pageRefusalForGraph: null,
    load: loadOnce(async () => {
      const opening = ports.cache()
      const [loaded, cache] = await Promise.all([
        createMsal(ports.config, opening, network, ports.log),
        opening,
      ])
      return { ...loaded, cache }
    }),
  }
}

/** Loads at the first call, and again after a failure: a second try may do better. */
function loadOnce<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loading: Promise<Value> | null = null
  return () => {
    loading ??= load()
    loading.catch(() => {
      loading = null
    })
    return loading
  }
}

/** The configuration in the direction of the move: its target is where the person signs in. */
export function directedConfig(context: SessionContext, towards: Direction = context.direction): Config {
  return toDirectedConfig(context.ports.config, towards === 'return')
}

/** The person signs in, or has: what a saved sign-in would bring counts no more. */
export function isOvertaken({ attempt, holder }: SessionContext): boolean {
  return attempt !== null || holder !== null
}
