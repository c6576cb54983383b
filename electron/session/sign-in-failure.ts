import type { NetworkTrouble, SignInFailure } from '../../shared/checks/failed-sign-in.ts'
import { networkCodes, type NetworkClient } from './network-client.ts'
import { failureOfNumber, isExpiredNumber } from './refusal-numbers.ts'
import { numberIn, type Refusal } from './refusal.ts'

/** What MSAL threw, read by shape: classes differ between MSAL's copies (docs/facts/sign-in.md#failures). */
type MsalError = {
  readonly name: string
  readonly errorCode: string
  readonly errorNo: string
  readonly subError: string
  readonly message: string
  readonly claims: string
}

/** What MSAL did not pass on. */
export type Trace = Pick<NetworkClient, 'lastFailure' | 'lastRefusal'>

const byCode: ReadonlyMap<string, SignInFailure> = new Map([
  ['user_canceled', 'cancelled'],
  ['user_cancelled', 'cancelled'],
  ['access_denied', 'cancelled'],
  ['authorization_declined', 'declined'],
  ['expired_token', 'timed-out'],
  ['device_code_expired', 'timed-out'],
  ['user_timeout_reached', 'timed-out'],
  ['consent_required', 'consent-required'],
  ['interaction_required', 'interaction-required'],
  ['login_required', 'interaction-required'],
  ['no_tokens_found', 'interaction-required'],
  ['refresh_token_expired', 'interaction-required'],
  ['network_error', 'unreachable'],
  ['no_network_connectivity', 'unreachable'],
  ['endpoints_resolution_error', 'unreachable'],
  ['openid_config_error', 'unreachable'],
  ['server_error', 'unreachable'],
  ['temporarily_unavailable', 'unreachable'],
])

/** What Microsoft says a client should do about a refusal (its list of suberrors). */
const bySubError: ReadonlyMap<string, SignInFailure> = new Map([
  ['basic_action', 'interaction-required'],
  ['additional_action', 'interaction-required'],
  ['consent_required', 'consent-required'],
  ['user_password_expired', 'interaction-required'],
  ['message_only', 'refused'],
])

const byTransport: ReadonlyMap<string, NetworkTrouble> = new Map([
  [networkCodes.page, 'captive-portal'],
  [networkCodes.proxy, 'proxy-refused'],
  ['ERR_PROXY_CONNECTION_FAILED', 'proxy-refused'],
  ['ERR_PROXY_AUTH_UNSUPPORTED', 'proxy-refused'],
  ['ERR_TUNNEL_CONNECTION_FAILED', 'proxy-refused'],
  ['ERR_INTERNET_DISCONNECTED', 'no-network'],
  ['ERR_ADDRESS_UNREACHABLE', 'no-network'],
  ['ENETUNREACH', 'no-network'],
  ['ENETDOWN', 'no-network'],
  // No name server answers either.
  ['EAI_AGAIN', 'no-network'],
  ['ERR_CERT_AUTHORITY_INVALID', 'tls-untrusted'],
  ['ERR_CERT_COMMON_NAME_INVALID', 'tls-untrusted'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-untrusted'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls-untrusted'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-untrusted'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls-untrusted'],
  ['UNABLE_TO_GET_ISSUER_CERT', 'tls-untrusted'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls-untrusted'],
  ['ERR_CERT_DATE_INVALID', 'clock-wrong'],
  ['CERT_NOT_YET_VALID', 'clock-wrong'],
  ['CERT_HAS_EXPIRED', 'clock-wrong'],
])

const networkTroubles: ReadonlySet<SignInFailure> = new Set<NetworkTrouble>([
  ...byTransport.values(),
  'unreachable',
])

/** True where the sign-in service was not reached, so that it has said nothing about the person. */
export function isNetworkTrouble(failure: SignInFailure): failure is NetworkTrouble {
  return networkTroubles.has(failure)
}

/** Tells TLS inspection, guest networks, proxies and no network apart by the transport's own code. */
function toNetworkTrouble(transportCode: string | null): NetworkTrouble {
  return byTransport.get(transportCode ?? '') ?? 'unreachable'
}

/**
 * Classifies whatever a sign-in threw. Entra's number decides before MSAL's code, because MSAL files several
 * different refusals under `invalid_grant`, and drops number and cause elsewhere (docs/facts/sign-in.md#failures).
 */
export function toSignInFailure(error: unknown, trace: Trace): SignInFailure {
  const { errorCode, subError, message } = toMsalError(error)
  const number = refusalNumberOf(error, trace)
  const known = number === null ? undefined : failureOfNumber(number)
  if (known !== undefined) return known
  if (number === null && isServerTrouble(message)) return toNetworkTrouble(trace.lastFailure())
  const failure = bySubError.get(subError) ?? byCode.get(errorCode)
  if (failure === 'unreachable') return toNetworkTrouble(trace.lastFailure())
  if (failure !== undefined) return failure
  // Without a number an invalid grant is a saved sign-in that is not taken any more.
  if (number === null) return errorCode === 'invalid_grant' ? 'interaction-required' : 'unexpected'
  return 'refused'
}

/** True where a saved sign-in is simply over, so that there is nothing to explain. */
export function isExpired(error: unknown, trace: Trace): boolean {
  const { errorCode, subError } = toMsalError(error)
  const number = refusalNumberOf(error, trace)
  if (number !== null) return isExpiredNumber(number)
  return ['no_tokens_found', 'refresh_token_expired', 'invalid_grant'].includes(errorCode) && subError === ''
}

/** The challenge that the next sign-in has to pass on, where the refusal held one. */
export function claimsOf(error: unknown, trace: Trace): string | null {
  return toMsalError(error).claims || (lostRefusal(error, trace)?.claims ?? null)
}

/** Entra's own number of a refusal, `53003`: the one thing that helps who helps. Null where it named none. */
export function refusalNumberOf(error: unknown, trace: Trace): number | null {
  const { errorNo, message } = toMsalError(error)
  const own = /^\d{5,8}$/.test(errorNo) ? errorNo : numberIn(message)
  const number = Number(own || (lostRefusal(error, trace)?.numbers[0] ?? ''))
  return Number.isSafeInteger(number) && number > 0 ? number : null
}

/** The service's last word, where MSAL threw it away. */
function lostRefusal(error: unknown, trace: Trace): Refusal | null {
  return losesTheReason.has(toMsalError(error).errorCode) ? trace.lastRefusal() : null
}

const losesTheReason: ReadonlySet<string> = new Set([
  'device_code_refused',
  'endpoints_resolution_error',
  'openid_config_error',
  'post_request_failed',
])

/** MSAL's own code, for the log; never its message, which may quote an address. */
export function codeOf(error: unknown): string {
  const { errorCode, name } = toMsalError(error)
  return errorCode || name
}

function toMsalError(error: unknown): MsalError {
  const fields = (typeof error === 'object' && error !== null ? error : {}) as Record<string, unknown>
  const text = (name: string): string => {
    const value = fields[name]
    return typeof value === 'string' || typeof value === 'number' ? String(value) : ''
  }
  return {
    name: text('name'),
    errorCode: text('errorCode'),
    errorNo: text('errorNo'),
    subError: text('subError'),
    message: `${text('message')} ${text('errorMessage')}`,
    claims: text('claims'),
  }
}

function isServerTrouble(message: string): boolean {
  return /\b(?:429|500|502|503|504)\b|fetch failed/.test(message)
}
