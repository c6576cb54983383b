import type { AuthenticationResult } from '@azure/msal-node'
import type { SignInPage } from '../../../shared/window/state.ts'
import type { Log } from '../../context/log.ts'
import type { Msal } from '../msal.ts'

/** What every sign-in asks for, whichever way it takes. */
export type SignInRequest = {
  readonly scopes: string[]
  readonly authority: string
  /** A challenge of the sign-in service, passed on. */
  readonly claims?: string
  /** Who is signed in already, and is asked no more than what is missing. */
  readonly loginHint?: string
}

export type WayPorts = {
  readonly openPage: (url: string) => Promise<void>
  /** The person has something else to look at than until now; `seconds` is how long they have from now. */
  readonly show: (page: SignInPage, seconds?: number) => void
  /** True once no one waits for the answer any more. */
  readonly isGivenUp: () => boolean
  readonly log: Log
}

/** A sign-in that is under way. */
export type UnderWay = {
  readonly result: Promise<AuthenticationResult | null>
  /** Opens the page where the person signs in, also once more. */
  readonly openPage: () => Promise<void>
  /** Ends it soon, so that nothing of it is left behind. */
  readonly giveUp: () => void
}

/** One way to sign in. It starts at once and tells the person what to look at. */
export type Way = (msal: Msal, request: SignInRequest, ports: WayPorts) => UnderWay
