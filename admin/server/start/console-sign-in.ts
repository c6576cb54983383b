import type { AdminConfig } from '../admin-config.ts'
import type { VerifierOptions } from '../auth/verify-token.ts'
import type { ConsoleSignIn } from '../settings/settings-routes.ts'

type ConsoleConfig = NonNullable<AdminConfig['console']>

/**
 * How the console's page signs people in. Entra takes the client id of an application before a scope as well as its
 * address, and puts the former into `aud` of version 2 tokens: what is configured as audience does for both.
 */
export function toConsoleSignIn(
  { authority, audience, targetTenantId }: AdminConfig,
  { clientId, scope }: ConsoleConfig,
): ConsoleSignIn {
  return { authority, tenantId: targetTenantId, clientId, scopes: [`${audience}/${scope}`] }
}

/** Which tokens come from the console, and which of their app roles count. */
export function toConsoleTokens(
  { clientId, scope, adminRole, helpdeskRole }: ConsoleConfig,
  tenantId: string,
): NonNullable<VerifierOptions['console']> {
  return { tenantId, scope, clientId, roleClaims: { admin: adminRole, helpdesk: helpdeskRole } }
}
