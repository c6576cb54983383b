import type { SignInFailure } from '../../shared/checks/identity.ts'

/** What MSAL threw, read by shape: classes differ between MSAL's copies (sign-in-facts 7). */
type MsalError = {
  readonly name: string
  readonly errorCode: string
  readonly errorNo: string
  readonly subError: string
  readonly message: string
}

/** Entra's numbers, as far as one thing to do follows from them (sign-in-facts 5f). */
const byNumber: ReadonlyMap<string, SignInFailure> = new Map([
  ['65004', 'cancelled'],
  ['65001', 'consent-required'],
  ['90094', 'consent-required'],
  ['53000', 'access-blocked'],
  ['53001', 'access-blocked'],
  ['53002', 'access-blocked'],
  ['53003', 'access-blocked'],
  ['53004', 'access-blocked'],
  ['50057', 'access-blocked'],
  ['50105', 'access-blocked'],
  ['50020', 'wrong-tenant'],
  ['90072', 'wrong-tenant'],
  ['50076', 'interaction-required'],
  ['50079', 'interaction-required'],
  ['50158', 'interaction-required'],
  ['50173', 'interaction-required'],
  ['50055', 'interaction-required'],
  ['700082', 'interaction-required'],
  ['700084', 'interaction-required'],
])

const byCode: ReadonlyMap<string, SignInFailure> = new Map([
  ['user_canceled', 'cancelled'],
  ['user_cancelled', 'cancelled'],
  ['access_denied', 'cancelled'],
  ['authorization_declined', 'cancelled'],
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

/**
 * Classifies whatever a sign-in threw. Entra's number decides before MSAL's code, because MSAL files several
 * different refusals under `invalid_grant` (sign-in-facts 5f).
 */
export function toSignInFailure(error: unknown): SignInFailure {
  const { errorCode, errorNo, subError, message } = toMsalError(error)
  const number = byNumber.has(errorNo) ? errorNo : (/AADSTS(\d+)/.exec(message)?.[1] ?? '')
  if (number === '' && isServerTrouble(message)) return 'unreachable'
  return byNumber.get(number) ?? byCode.get(subError) ?? byCode.get(errorCode) ?? 'unexpected'
}

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
  }
}

function isServerTrouble(message: string): boolean {
  return /\b(?:429|500|502|503|504)\b|fetch failed/.test(message)
}
