import type { FastifyBaseLogger } from 'fastify'
import type { AdminConfig } from '../admin-config.ts'
import { createSigningKeys, type SigningKeys } from '../auth/signing-keys.ts'
import { createTokenVerifier, keysAddress, type VerifyToken } from '../auth/verify-token.ts'
import { fetchJson, type Egress } from '../egress/egress.ts'
import { toConsoleTokens } from './console-sign-in.ts'

/** Checks tokens of both tenants. Starts to fetch their signing keys, so that the first person who signs in need not wait. */
export function openTokenVerifier(
  config: AdminConfig,
  egress: Egress,
  logger: FastifyBaseLogger,
): VerifyToken {
  const { audience, authority, scope, clients, sourceTenantId, targetTenantId } = config
  const tenantIds = [targetTenantId, sourceTenantId]
  const keys = new Map(tenantIds.map((id) => [id, openKeys(authority, id, egress, logger)]))
  // Keys that cannot be fetched now are fetched when a token needs them.
  for (const each of keys.values()) void each.warm()
  return createTokenVerifier({
    authority,
    tenantIds,
    keysOf: (id) => keys.get(id)?.keyFor ?? noKeys,
    audience,
    scope,
    clients,
    ...(config.console && { console: toConsoleTokens(config.console, targetTenantId) }),
  })
}

const noKeys = (): never => {
  throw new Error('there are no keys of this tenant')
}

/** The signing keys of a tenant. When they cannot be fetched, the log says until when the known keys are accepted. */
function openKeys(
  authority: string,
  tenantId: string,
  egress: Egress,
  logger: FastifyBaseLogger,
): SigningKeys {
  return createSigningKeys({
    fetchKeys: () => fetchJson(keysAddress(authority, tenantId), egress),
    onStale: (fetchedAt, validUntil) =>
      logger.warn({ code: 'auth.keys-unavailable', tenantId, fetchedAt, validUntil }, 'keys-not-fetched'),
  })
}
