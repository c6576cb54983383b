import { randomUUID } from 'node:crypto'

/** An error answer in Entra's form (docs/facts/sign-in.md#entras-form). */
export type EntraError = {
  readonly status: number
  /** A text is a page, as something on the way would send it. */
  readonly body: Record<string, unknown> | string
  readonly headers?: Readonly<Record<string, string>>
}

export function entraError(
  error: string,
  number: number,
  text: string,
  more: { status?: number; suberror?: string; claims?: string } = {},
): EntraError & { readonly body: Record<string, unknown> } {
  const { status = 400, ...rest } = more
  return {
    status,
    body: {
      error,
      error_description: `AADSTS${number}: ${text}`,
      error_codes: [number],
      timestamp: new Date().toISOString(),
      trace_id: randomUUID(),
      correlation_id: randomUUID(),
      ...rest,
    },
  }
}

const claims = JSON.stringify({ access_token: { acrs: { essential: true, value: 'c1' } } })

/** The refusals that a person meets, by what happened. */
export const faults = {
  consentMissing: () => entraError('invalid_grant', 65001, 'No consent.', { suberror: 'consent_required' }),
  multiFactorDue: () =>
    entraError('interaction_required', 50076, 'MFA.', { suberror: 'basic_action', claims }),
  blockedByPolicy: () =>
    entraError('invalid_grant', 53003, 'Blocked by Conditional Access.', { suberror: 'message_only' }),
  deviceNotManaged: () =>
    entraError('invalid_grant', 530003, 'Your device is required to be managed to access this resource.', {
      suberror: 'message_only',
    }),
  /** The redirect address was registered under "Web", or public client flows are off. */
  secretWanted: () =>
    entraError(
      'invalid_client',
      7000218,
      "The request body must contain 'client_assertion' or 'client_secret'.",
      {
        status: 401,
      },
    ),
  newRefusal: () => entraError('invalid_grant', 599999, 'A rule that is newer than this app.'),
  accountDisabled: () => entraError('invalid_grant', 50057, 'The user account is disabled.'),
  accountLocked: () => entraError('invalid_grant', 50053, 'The account is locked.'),
  appUnknown: () =>
    entraError('unauthorized_client', 700016, 'The application was not found in the directory.'),
  apiUnknown: () =>
    entraError('invalid_resource', 500011, 'The resource principal was not found in the tenant.'),
  tenantUnknown: () => entraError('invalid_tenant', 90002, 'The tenant was not found.'),
  signInExpired: () =>
    entraError('invalid_grant', 700082, 'The refresh token has expired.', { suberror: 'bad_token' }),
  clockWrong: () => entraError('invalid_grant', 500133, 'The assertion is not within its valid time range.'),
  passwordChanged: () => entraError('invalid_grant', 50173, 'The password was changed.'),
  unavailable: (): EntraError => ({ ...entraError('server_error', 90033, 'Try again later.'), status: 503 }),
  throttled: (): EntraError => ({
    ...entraError('server_error', 90055, 'Too many requests.'),
    status: 429,
    headers: { 'retry-after': '1' },
  }),
  /** A network that wants its terms accepted first answers in the service's place. */
  guestNetwork: (): EntraError => ({
    status: 302,
    body: '<!doctype html><title>Welcome to the hotel</title>',
    headers: { location: 'https://welcome.invalid/' },
  }),
} as const
