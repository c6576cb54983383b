/** Why the sign-in service was not reached, as far as the transport's own word tells. */
export type NetworkTrouble =
  'no-network' | 'captive-portal' | 'proxy-refused' | 'tls-untrusted' | 'clock-wrong' | 'unreachable'

/** Why a sign-in did not succeed; each is a finding code of the step `identity`. */
export type SignInFailure =
  | 'cancelled'
  | 'timed-out'
  | 'declined'
  | 'refused'
  | 'wrong-tenant'
  | 'wrong-account'
  | 'guest'
  | 'interaction-required'
  | 'consent-required'
  /** Entra does not know the application or its service, first seen within the hour: it may only be new. */
  | 'not-known-yet'
  | 'registration-wrong'
  | 'access-blocked'
  | 'account-disabled'
  | 'tenant-unknown'
  | NetworkTrouble
  | 'unexpected'

/** A sign-in that did not succeed. */
export type FailedSignIn = {
  readonly kind: 'failed'
  readonly reason: SignInFailure
  readonly detail: string | null
  /** Entra's own number of the refusal, where it named one: `53003`. */
  readonly number?: number
  /** True where it was tried with a code, which carries the state of the device where it was typed. */
  readonly isWithCode?: boolean
}
