import type { AdminConfig } from '../admin-config.ts'
import type { ConsoleSignIn } from './settings-routes.ts'

/**
 * How the console's page signs people in. Entra takes the client id of an application before a scope as well as its
 * address, and puts the former into `aud` of version 2 tokens: what is configured as audience does for both.
 */
export function toConsoleSignIn(
  { authority, audience, targetTenantId }: AdminConfig,
  { clientId, scope }: NonNullable<AdminConfig['console']>,
): ConsoleSignIn {
  return { authority, tenantId: targetTenantId, clientId, scopes: [`${audience}/${scope}`] }
}
