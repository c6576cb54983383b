import {
  AuthError,
  CacheLookupPolicy,
  PublicClientApplication,
  type AccountInfo,
  type AuthenticationResult,
} from '@azure/msal-browser'
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { SignInSettings } from '../api/answers.ts'
import { withoutEnd } from '../../../shared/text/without-end.ts'

export type { SignInSettings } from '../api/answers.ts'

/** Why a sign-in did not come about. `cancelled` is the person's own word; the service's code stands beside the rest. */
export type SignInProblem =
  { readonly kind: 'cancelled' } | { readonly kind: 'refused'; readonly code: string }

export type SessionState =
  | { readonly kind: 'signed-out'; readonly problem: SignInProblem | null }
  | { readonly kind: 'signed-in'; readonly name: string; readonly username: string }
  /** Somebody was signed in, and the service wants to see them again. */
  | { readonly kind: 'ended' }

/** The one who is signed in. Tokens stay in here. */
export type Session = {
  readonly state: StoreApi<SessionState>
  /** Leaves the page for the sign-in service; `place` is the address to come back to. */
  readonly signIn: (place: string) => Promise<void>
  readonly signOut: () => Promise<void>
  /** Sends a request in the person's name; to the console's own endpoint only. */
  readonly fetch: (request: Request) => Promise<Response>
}

/** The sign-in has ended; the state says so too. */
export class SignInEnded extends Error {}

/**
 * Opens the session in this tab: takes what the sign-in service sent back, or the account that is signed in already. Gives the
 * address to show, where the person has just come back.
 */
export async function openSession({
  authority,
  tenantId,
  clientId,
  scopes: given,
}: SignInSettings): Promise<{ session: Session; place: string | null }> {
  const scopes = [...given]
  const msal = new PublicClientApplication({
    auth: {
      clientId,
      authority: `${withoutEnd(authority, '/')}/${tenantId}`,
      knownAuthorities: [new URL(authority).host],
      redirectUri: `${location.origin}/`,
      postLogoutRedirectUri: `${location.origin}/`,
    },
    // Of this tab only, and gone with it.
    cache: { cacheLocation: 'sessionStorage' },
  })
  await msal.initialize()
  const { result, problem } = await takeAnswer(msal)
  const account = result?.account ?? msal.getAllAccounts()[0] ?? null
  const state = createStore<SessionState>(() =>
    account === null ? { kind: 'signed-out', problem } : toSignedIn(account),
  )

  async function token(): Promise<string> {
    if (account === null) throw new SignInEnded()
    try {
      const request = { account, scopes, cacheLookupPolicy: CacheLookupPolicy.AccessTokenAndRefreshToken }
      return (await msal.acquireTokenSilent(request)).accessToken
    } catch (error) {
      // Without a network nobody has to sign in again.
      if (!(error instanceof AuthError) || !navigator.onLine || isUnreachable(error)) throw error
      state.setState({ kind: 'ended' })
      throw new SignInEnded()
    }
  }

  const session: Session = {
    state,
    signIn: (place) => msal.loginRedirect({ scopes, state: place, prompt: 'select_account' }),
    signOut: () => msal.logoutRedirect({ account }),
    fetch: async (request) => {
      if (new URL(request.url).origin !== location.origin) throw new Error('not the console’s own endpoint')
      const headers = new Headers(request.headers)
      headers.set('authorization', `Bearer ${await token()}`)
      return fetch(new Request(request, { headers, redirect: 'error', credentials: 'omit' }))
    },
  }
  return { session, place: result === null ? null : toPlace(result.state) }
}

type Answer = { readonly result: AuthenticationResult | null; readonly problem: SignInProblem | null }

async function takeAnswer(msal: PublicClientApplication): Promise<Answer> {
  try {
    const result = await msal.handleRedirectPromise({ navigateToLoginRequestUrl: false })
    return { result, problem: null }
  } catch (error) {
    if (!(error instanceof AuthError)) throw error
    const isCancelled = error.errorCode === 'access_denied' || error.errorCode === 'user_cancelled'
    return {
      result: null,
      problem: isCancelled ? { kind: 'cancelled' } : { kind: 'refused', code: error.errorCode },
    }
  }
}

function toSignedIn({ name, username }: AccountInfo): SessionState {
  return { kind: 'signed-in', name: name ?? username, username }
}

function isUnreachable({ errorCode }: AuthError): boolean {
  return ['network_error', 'post_request_failed', 'get_request_failed', 'no_network_connectivity'].includes(
    errorCode,
  )
}

/** The address to come back to went through the sign-in service; only one of our own is taken. */
function toPlace(state: string | undefined): string {
  return state !== undefined && /^\/(?![/\\])/.test(state) ? state : '/'
}
