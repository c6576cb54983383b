import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { Server } from 'node:tls'
import packageFile from '../../package.json' with { type: 'json' }
import type { AdminConfig } from '../admin-config.ts'
import { lockSecrets } from '../database/lock-secrets.ts'
import type { PostgresRefusal } from '../database/postgres-refused.ts'
import { watchRoom, type RoomWatch } from '../database/room-watch.ts'
import type { TenantDatabase } from '../database/tenant-database.ts'
import type { Egress } from '../egress/egress.ts'
import { assertDemo } from '../demo/demo-config.ts'
import type { DemoSignIn } from '../demo/demo-sign-in.ts'
import { countRefused } from '../events/webhooks.ts'
import { assertAddress, toAddressRefused } from './assert-address.ts'
import { followCertificate, readCertificate, type Certificate } from '../http/certificate.ts'
import { findConsoleFolder, type ConsolePage } from '../http/console-page.ts'
import type { Store } from '../store.ts'
import { toConsoleSignIn, toConsoleTokens } from './console-sign-in.ts'
import { createAdminApp } from './create-admin-app.ts'
import { openConfiguredStore } from './open-configured-store.ts'
import { openEgress } from './open-egress.ts'
import { openTokenVerifier } from './open-token-verifier.ts'
import { startBackgroundWork } from './start-background-work.ts'
import { warnOfWeakSettings } from './warn-of-weak-settings.ts'

/** Less than what supervisors give a service for stopping. */
const answerMilliseconds = 15_000

export type RunningAdmin = {
  readonly url: string
  readonly store: Store
  readonly stop: () => Promise<void>
  /** Resolves when the embedded database has ended without being asked to. */
  readonly databaseGone: Promise<PostgresRefusal | null>
}

/**
 * Starts the endpoint, with `demo` as a demonstration, which sends nothing to the world outside. `stop` answers what is
 * under way first, then closes the database.
 */
export async function startAdmin(
  config: AdminConfig,
  dataFolder: string,
  logger: FastifyBaseLogger,
  demo: DemoSignIn | null = null,
): Promise<RunningAdmin> {
  if (demo !== null) assertDemo(config)
  await assertAddress(config)
  const https = config.tls && (await readCertificate(config.tls))
  const egress = await openEgress(config)
  const { store, close, gone } = await openConfiguredStore(config, dataFolder, 'endpoint')
  try {
    await checkDatabase(config, store.database, logger)
    const room = await openRoomWatch(config, dataFolder, store.database, logger)
    const app = await openApp({ config, store, room, egress, logger, https, demo })
    const { host, port } = config
    const url = await app.listen({ host, port })
    const unfollow =
      config.tls && https && app.server instanceof Server
        ? followCertificate({ files: config.tls, used: https, server: app.server, logger })
        : null
    const background = startBackgroundWork(config, store.database, demo === null ? egress : null, logger)
    const stop = async (): Promise<void> => {
      background.startNoMore()
      room.stop()
      unfollow?.()
      await closeAfterAnswers(app)
      await background.stop()
      await close()
    }
    return { url, store, stop, databaseGone: gone }
  } catch (error) {
    await close()
    throw toAddressRefused(error, config)
  }
}

/** Warns of settings and rows that an operator should change, and locks secrets with the newest key. */
async function checkDatabase(
  config: AdminConfig,
  database: TenantDatabase,
  logger: FastifyBaseLogger,
): Promise<void> {
  warnOfWeakSettings(config, database, logger)
  const refused = await countRefused(database, config.webhooks.allowHosts)
  if (refused > 0) logger.warn({ code: 'webhook.address-refused', refused }, 'webhooks-refused')
  const lost = await lockSecrets(database)
  if (lost > 0) logger.warn({ code: 'secrets.key-missing', lost }, 'secrets-locked')
}

/** Watches how much room the database has left, and the disk of an embedded one. */
function openRoomWatch(
  config: AdminConfig,
  dataFolder: string,
  database: TenantDatabase,
  logger: FastifyBaseLogger,
): Promise<RoomWatch> {
  const { databaseMegabytes, freeMegabytes } = config.room
  return watchRoom(database, {
    databaseMegabytes,
    ...(config.databaseUrl === undefined && { disk: { folder: dataFolder, freeMegabytes } }),
    onLittle: (_room, level) => logger.warn({ code: `database.${level}` }, 'little-room'),
  })
}

type AppParts = {
  readonly config: AdminConfig
  readonly store: Store
  readonly room: RoomWatch
  readonly egress: Egress
  readonly logger: FastifyBaseLogger
  readonly https: Certificate | undefined
  readonly demo: DemoSignIn | null
}

/** The app as the configuration describes it. */
function openApp({ config, store, room, egress, logger, https, demo }: AppParts): Promise<FastifyInstance> {
  return createAdminApp({
    store,
    verifyToken: demo?.verifyToken ?? openTokenVerifier(config, egress, logger),
    demo,
    version: packageFile.version,
    sourceTenantId: config.sourceTenantId,
    looksBeforeMove: config.looksBeforeMove,
    organisations: { source: config.sourceName ?? null, target: config.targetName ?? null },
    consoleSignIn: config.console
      ? { ...toConsoleSignIn(config, config.console), ...(demo && { demo: true }) }
      : null,
    consolePage: toConsolePage(config, demo !== null),
    limits: config.limits,
    webhookHosts: config.webhooks.allowHosts,
    room,
    trustedHops: config.trustedHops,
    metricsToken: config.metricsToken,
    logger,
    ...(config.console && { roleClaims: toConsoleTokens(config.console, config.targetTenantId).roleClaims }),
    ...(https && { https }),
  })
}

/** Null where the configuration has no console, or where the page was not built. */
function toConsolePage({ authority, console }: AdminConfig, isDemo: boolean): ConsolePage | null {
  const folder = findConsoleFolder()
  if (console === undefined || folder === null) return null
  return { folder, authority: isDemo ? null : authority }
}

/**
 * Closes once what is under way is answered. A connection that was busy when the closing began would be kept for its
 * client's next request; a request that is not complete in time is dropped, and the client asks again elsewhere.
 */
async function closeAfterAnswers(app: FastifyInstance): Promise<void> {
  const closeIdle = setInterval(() => app.server.closeIdleConnections(), 50)
  const closeAll = setTimeout(() => app.server.closeAllConnections(), answerMilliseconds)
  await app.close()
  clearInterval(closeIdle)
  clearTimeout(closeAll)
}
