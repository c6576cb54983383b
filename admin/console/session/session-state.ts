import type { StoreApi } from 'zustand/vanilla'

/** Why a sign-in failed. `cancelled`: the person ended it; `wrong-code`: of a demonstration; `refused` carries the service's code. */
export type SignInProblem =
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'wrong-code' }
  | { readonly kind: 'refused'; readonly code: string }

export type SessionState =
  | { readonly kind: 'signed-out'; readonly problem: SignInProblem | null }
  | { readonly kind: 'signed-in'; readonly name: string; readonly username: string }
  /** Somebody was signed in, and the service wants to see them again. */
  | { readonly kind: 'ended' }

/** The one who is signed in. Tokens stay in here. */
export type Session = {
  readonly state: StoreApi<SessionState>
  /** True in a demonstration: it signs in with the code that the terminal shows. */
  readonly wantsCode: boolean
  /** Leaves the page for the sign-in service; `place` is the address to come back to. A demonstration takes `code` instead. */
  readonly signIn: (place: string, code: string) => Promise<void>
  readonly signOut: () => Promise<void>
  /** Sends a request in the person's name; to the console's own endpoint only. */
  readonly fetch: (request: Request) => Promise<Response>
}

/** A session, and the address to show where the person has just come back. */
export type OpenedSession = { readonly session: Session; readonly place: string | null }

/** The sign-in has ended; the state says so too. */
export class SignInEnded extends Error {}
