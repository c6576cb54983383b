import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { Server } from 'node:tls'
import packageFile from '../package.json' with { type: 'json' }
import type { AdminConfig } from './admin-config.ts'
import { createAdminApp } from './app.ts'
import { followCertificate, readCertificate } from './certificate.ts'
import { findConsoleFolder, type ConsolePage } from './console-page.ts'
import { toConsoleSignIn } from './console-sign-in.ts'
import { createTokenVerifier } from './auth/verify-token.ts'
import { startEmbeddedPostgres } from './store/embedded.ts'
import type { PostgresRefusal } from './store/postgres-refused.ts'
import { deleteOld } from './store/retention.ts'
import { openStore, type Store } from './store/store.ts'
import { startWebhooks } from './webhooks.ts'

const cleaningMilliseconds = 6 * 3_600_000
/** Less than what supervisors give a service for stopping. */
const answerMilliseconds = 15_000

/** The store, and the way to let go of it and of a database that was started for it. */
export type OpenedStore = {
  readonly store: Store
  readonly close: () => Promise<void>
  /** Settles when the database that was started for the store is gone, with why where its folder is the reason. */
  readonly gone: Promise<PostgresRefusal | null>
}

/** Opens the database by URL, or the embedded one below `dataFolder`, which has one endpoint and commands beside it. */
export async function openConfiguredStore(
  config: AdminConfig,
  dataFolder: string,
  as: 'endpoint' | 'command',
): Promise<OpenedStore> {
  const embedded = config.databaseUrl === undefined ? await startEmbeddedPostgres(dataFolder, { as }) : null
  const url = config.databaseUrl ?? embedded?.url ?? ''
  try {
    const store = await openStore(url, config.targetTenantId, { beforeCommit: embedded?.confirm })
    const close = async (): Promise<void> => {
      await store.close()
      await embedded?.stop()
    }
    return { store, close, gone: embedded?.gone ?? never }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

const never = new Promise<never>(() => {})

export type RunningAdmin = {
  readonly url: string
  readonly stop: () => Promise<void>
  readonly databaseGone: Promise<PostgresRefusal | null>
}

/** Starts the endpoint. `stop` answers what is under way first, then lets go of the database. */
export async function startAdmin(
  config: AdminConfig,
  dataFolder: string,
  logger: FastifyBaseLogger,
): Promise<RunningAdmin> {
  const https = config.tls && (await readCertificate(config.tls))
  const { store, close, gone } = await openConfiguredStore(config, dataFolder, 'endpoint')
  try {
    const { audience, authority, scope, sourceTenantId, targetTenantId } = config
    const verifyToken = createTokenVerifier({
      authority,
      tenantIds: [targetTenantId, sourceTenantId],
      audience,
      scope,
      ...(config.console && { console: toConsoleTokens(config.console, targetTenantId) }),
    })
    const app = await createAdminApp({
      store,
      verifyToken,
      version: packageFile.version,
      sourceTenantId,
      looksBeforeMove: config.looksBeforeMove,
      organisations: { source: config.sourceName ?? null, target: config.targetName ?? null },
      consoleSignIn: config.console ? toConsoleSignIn(config, config.console) : null,
      consolePage: toConsolePage(config),
      limits: config.limits,
      trustedHops: config.trustedHops,
      metricsToken: config.metricsToken,
      logger,
      ...(config.console && { roleClaims: toConsoleTokens(config.console, targetTenantId).roleClaims }),
      ...(https && { https }),
    })
    const url = await app.listen({ host: config.host, port: config.port })
    const unfollow =
      config.tls && https && app.server instanceof Server
        ? followCertificate({ files: config.tls, used: https, server: app.server, logger })
        : null
    const onTrouble = (error: unknown): void => {
      logger.error({ name: error instanceof Error ? error.name : 'unknown' }, 'background-work-failed')
    }
    const webhooks = startWebhooks(store.database, { onTrouble })
    const cleaning = setInterval(() => void deleteOld(store.database).catch(onTrouble), cleaningMilliseconds)
    const stop = async (): Promise<void> => {
      clearInterval(cleaning)
      unfollow?.()
      await closeAfterAnswers(app)
      await webhooks.stop()
      await close()
    }
    return { url, stop, databaseGone: gone }
  } catch (error) {
    await close()
    throw error
  }
}

/**
 * Closes once what is under way is answered. A connection that was busy when the closing began would be kept for its
 * client's next request; whoever has not finished asking in time is not waited for, and asks again elsewhere.
 */
async function closeAfterAnswers(app: FastifyInstance): Promise<void> {
  const letGo = setInterval(() => app.server.closeIdleConnections(), 50)
  const breakOff = setTimeout(() => app.server.closeAllConnections(), answerMilliseconds)
  await app.close()
  clearInterval(letGo)
  clearTimeout(breakOff)
}

type ConsoleConfig = NonNullable<AdminConfig['console']>

function toConsoleTokens({ scope, adminRole, helpdeskRole }: ConsoleConfig, tenantId: string) {
  return { tenantId, scope, roleClaims: { admin: adminRole, helpdesk: helpdeskRole } }
}

/** Null where nobody could sign in, or where the page was not built. */
function toConsolePage({ authority, console }: AdminConfig): ConsolePage | null {
  const folder = findConsoleFolder()
  return console === undefined || folder === null ? null : { folder, authority }
}
