import {
  AuthError,
  CacheLookupPolicy,
  PublicClientApplication,
  type AccountInfo,
  type AuthenticationResult,
} from '@azure/msal-browser'
import { createStore } from 'zustand/vanilla'
import type { SignInSettings } from '../api/answers.ts'
import { withoutEnd } from '../../../shared/text/without-end.ts'

import { openDemoSession } from './demo-session.ts'
import { fetchAs } from './fetch-as.ts'
import {
  SignInEnded,
  type OpenedSession,
  type Session,
  type SessionState,
  type SignInProblem,
} from './session-state.ts'

export type { SignInSettings } from '../api/answers.ts'
export { SignInEnded, type Session, type SessionState, type SignInProblem } from './session-state.ts'

/**
 * Opens the session in this tab: takes what the sign-in service sent back, or the account that is signed in already. Gives the
 * address to show, where the person has just come back.
 */
export function openSession(settings: SignInSettings): Promise<OpenedSession> {
  return settings.demo ? openDemoSession() : openEntraSession(settings)
}

async function openEntraSession({
  authority,
  tenantId,
  clientId,
  scopes: given,
}: SignInSettings): Promise<OpenedSession> {
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
      // Without a network the session is kept: signing in again would not help.
      if (!(error instanceof AuthError) || !navigator.onLine || isUnreachable(error)) throw error
      state.setState({ kind: 'ended' })
      throw new SignInEnded()
    }
  }

  const session: Session = {
    state,
    wantsCode: false,
    signIn: (place) => msal.loginRedirect({ scopes, state: place, prompt: 'select_account' }),
    signOut: () => msal.logoutRedirect({ account }),
    fetch: async (request) => fetchAs(request, await token()),
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
