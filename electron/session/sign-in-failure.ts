import type { NetworkTrouble, SignInFailure } from '../../shared/checks/identity.ts'
import { networkCodes, type NetworkClient } from './network-client.ts'
import { numberIn, type Refusal } from './refusal.ts'

/** What MSAL threw, read by shape: classes differ between MSAL's copies (sign-in-facts 7). */
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

/** Entra's numbers, as far as one thing to do follows from them (sign-in-facts 5f). */
const numbers = {
  cancelled: [65004],
  'consent-required': [65001, 90094, 90095, 700016],
  'access-blocked': [53000, 53001, 53002, 53003, 53004, 50005, 50105, 50131, 530032, 530034, 7000112],
  'account-disabled': [50053, 50057],
  'wrong-tenant': [50020, 90072],
  'tenant-unknown': [90002, 900023, 50059],
  'interaction-required': [16000, 50055, 50058, 50072, 50074, 50076, 50079, 50097, 50144, 50158],
  'clock-wrong': [500133, 700024],
  unreachable: [90024, 90033, 90055],
} as const satisfies Partial<Record<SignInFailure, readonly number[]>>

const byNumber: ReadonlyMap<string, SignInFailure> = new Map(
  Object.entries(numbers).flatMap(([failure, all]) =>
    all.map((number) => [String(number), failure as SignInFailure] as const),
  ),
)

/** The saved sign-in has had its day, or the password was changed: nothing to explain, only to sign in again. */
const expiredNumbers: ReadonlySet<string> = new Set([
  '50089',
  '50132',
  '50133',
  '50173',
  '70008',
  '70043',
  '700081',
  '700082',
  '700084',
])

const byCode: ReadonlyMap<string, SignInFailure> = new Map([
  ['user_canceled', 'cancelled'],
  ['user_cancelled', 'cancelled'],
  ['access_denied', 'cancelled'],
  ['authorization_declined', 'cancelled'],
  ['expired_token', 'cancelled'],
  ['device_code_expired', 'cancelled'],
  ['consent_required', 'consent-required'],
  ['interaction_required', 'interaction-required'],
  ['login_required', 'interaction-required'],
  ['invalid_grant', 'interaction-required'],
  ['no_tokens_found', 'interaction-required'],
  ['refresh_token_expired', 'interaction-required'],
  ['network_error', 'unreachable'],
  ['no_network_connectivity', 'unreachable'],
  ['endpoints_resolution_error', 'unreachable'],
  ['openid_config_error', 'unreachable'],
  ['server_error', 'unreachable'],
  ['temporarily_unavailable', 'unreachable'],
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
 * different refusals under `invalid_grant`, and drops number and cause elsewhere (sign-in-facts 5b and 5f).
 */
export function toSignInFailure(error: unknown, trace: Trace): SignInFailure {
  const { errorCode, subError, message } = toMsalError(error)
  const number = numberOf(error, trace)
  const told = byNumber.get(number) ?? (expiredNumbers.has(number) ? 'interaction-required' : undefined)
  if (told !== undefined) return told
  if (number === '' && isServerTrouble(message)) return toNetworkTrouble(trace.lastFailure())
  const failure = byCode.get(subError) ?? byCode.get(errorCode) ?? 'unexpected'
  return failure === 'unreachable' ? toNetworkTrouble(trace.lastFailure()) : failure
}

/** True where a saved sign-in is simply over, so that there is nothing to explain. */
export function isExpired(error: unknown, trace: Trace): boolean {
  const { errorCode, subError } = toMsalError(error)
  const number = numberOf(error, trace)
  if (number !== '') return expiredNumbers.has(number)
  return ['no_tokens_found', 'refresh_token_expired', 'invalid_grant'].includes(errorCode) && subError === ''
}

/** The challenge that the next sign-in has to pass on, where the refusal held one. */
export function claimsOf(error: unknown, trace: Trace): string | null {
  return toMsalError(error).claims || (lostRefusal(error, trace)?.claims ?? null)
}

function numberOf(error: unknown, trace: Trace): string {
  const { errorNo, message } = toMsalError(error)
  const known = byNumber.has(errorNo) || expiredNumbers.has(errorNo)
  const own = known ? errorNo : numberIn(message)
  return own || (lostRefusal(error, trace)?.numbers[0] ?? '')
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
