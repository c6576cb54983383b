import type { FastifyBaseLogger } from 'fastify'
import type { AdminConfig } from '../admin-config.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import { isLoopback } from '../database/database-host.ts'

/** Warns in the log of settings with which the endpoint works, but protects less than it could. */
export function warnOfWeakSettings(
  config: AdminConfig,
  { isAccountTooStrong, secrets }: Pick<TenantDatabase, 'isAccountTooStrong' | 'secrets'>,
  logger: Pick<FastifyBaseLogger, 'warn'>,
): void {
  if (config.tls === undefined && !isLoopback(config.host))
    logger.warn({ code: 'http.not-encrypted' }, 'plain-http')
  if (config.clients === undefined) logger.warn({ code: 'auth.any-client' }, 'no-clients')
  if (config.databaseUrl !== undefined && config.databaseOwnerUrl === undefined)
    logger.warn({ code: 'database.one-account' }, 'no-owner-account')
  if (isAccountTooStrong) logger.warn({ code: 'database.account-too-strong' }, 'account-too-strong')
  if (!secrets.hasKey) logger.warn({ code: 'secrets.not-locked' }, 'no-secret-key')
}
