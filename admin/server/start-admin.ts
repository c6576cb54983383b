import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { readFile } from 'node:fs/promises'
import { Server } from 'node:tls'
import packageFile from '../package.json' with { type: 'json' }
import { AdminConfigRefused, isLoopback, type AdminConfig } from './admin-config.ts'
import { createAdminApp } from './app.ts'
import { followCertificate, readCertificate } from './http/certificate.ts'
import { findConsoleFolder, type ConsolePage } from './http/console-page.ts'
import { toConsoleSignIn } from './settings/console-sign-in.ts'
import { createSigningKeys, type SigningKeys } from './auth/signing-keys.ts'
import { createTokenVerifier, keysAddress } from './auth/verify-token.ts'
import { createEgress, fetchJson, readAuthorities, type Egress } from './egress/egress.ts'
import { lockSecrets } from './database/lock-secrets.ts'
import type { PostgresRefusal } from './database/postgres-refused.ts'
import { deleteOld } from './people/retention.ts'
import type { OpenedEmbedded } from './postgres/open-embedded.ts'
import { createSecretBox, readKeys, type SecretBox } from './database/secret-box.ts'
import { watchRoom } from './database/room-watch.ts'
import { openStore, type Store } from './store.ts'
import type { TenantDatabase } from './database/tenant-database.ts'
import { openLive } from './live/open-live.ts'
import { createSendOutside } from './egress/send-outside.ts'
import { countRefused, startWebhooks } from './events/webhooks.ts'

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
  const embedded = config.databaseUrl === undefined ? await startEmbedded(config, dataFolder, as) : null
  try {
    const { reportsPerPersonADay, signalsPerKeyADay, signalsPerDeviceADay } = config.limits
    const store = await openStore(embedded?.url ?? config.databaseUrl ?? '', config.targetTenantId, {
      ownerUrl: embedded === null ? config.databaseOwnerUrl : embedded.ownerUrl,
      secrets: await readSecretBox(config.secretKeyFile, embedded),
      beforeCommit: embedded?.confirm,
      staleMs: config.live && config.live.staleMinutes * 60_000,
      dailyLimits: {
        reportsPerPerson: reportsPerPersonADay,
        signalsPerKey: signalsPerKeyADay,
        signalsPerDevice: signalsPerDeviceADay,
      },
    })
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

/** Loads what starts PostgreSQL only here: an endpoint with a database by URL has no use for it. */
async function startEmbedded(
  { dataVolume }: AdminConfig,
  dataFolder: string,
  as: 'endpoint' | 'command',
): Promise<OpenedEmbedded> {
  const { openEmbedded } = await import('./postgres/open-embedded.ts')
  return openEmbedded(dataFolder, { as, needsVolume: dataVolume === 'required' })
}

/** The keys of the secrets in the database: a file of the configuration, or one beside the embedded database. */
async function readSecretBox(file: string | undefined, embedded: OpenedEmbedded | null): Promise<SecretBox> {
  if (file === undefined && embedded === null) return createSecretBox()
  const text =
    file === undefined
      ? ((await embedded?.readSecretKeys()) ?? '')
      : await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
          throw new AdminConfigRefused(`secretKeyFile: ${file} cannot be read: ${error.code}`)
        })
  const keys = readKeys(text)
  if (keys === null)
    throw new AdminConfigRefused(
      `${file ?? 'secret-keys'} has to hold keys of 32 bytes in base64, one a line, the one in use first (openssl rand -base64 32)`,
    )
  return createSecretBox(keys)
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
  const egress = await openEgress(config)
  const { store, close, gone } = await openConfiguredStore(config, dataFolder, 'endpoint')
  try {
    warnOfGround(config, store, logger)
    const refused = await countRefused(store.database, config.webhooks.allowHosts)
    if (refused > 0) logger.warn({ code: 'webhook.address-refused', refused }, 'webhooks-refused')
    const lost = await lockSecrets(store.database)
    if (lost > 0) logger.warn({ code: 'secrets.key-missing', lost }, 'secrets-locked')
    const room = await watchRoom(store.database, {
      databaseMegabytes: config.room.databaseMegabytes,
      ...(config.databaseUrl === undefined && {
        disk: { folder: dataFolder, freeMegabytes: config.room.freeMegabytes },
      }),
      onLittle: (_room, level) => logger.warn({ code: `database.${level}` }, 'little-room'),
    })
    const { audience, authority, scope, sourceTenantId, targetTenantId } = config
    const tenantIds = [targetTenantId, sourceTenantId]
    const keys = new Map(tenantIds.map((id) => [id, openKeys(authority, id, egress, logger)]))
    // Nobody who signs in first has to wait for it; where it does not work now, it is tried again when somebody asks.
    for (const each of keys.values()) void each.warm()
    const verifyToken = createTokenVerifier({
      authority,
      tenantIds,
      keysOf: (id) => keys.get(id)?.keyFor ?? noKeys,
      audience,
      scope,
      clients: config.clients,
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
      webhookHosts: config.webhooks.allowHosts,
      room,
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
    const webhooks = startWebhooks(store.database, {
      send: createSendOutside({ allowHosts: config.webhooks.allowHosts, egress }),
      onTrouble,
    })
    const cleaning = setInterval(() => void deleteOld(store.database).catch(onTrouble), cleaningMilliseconds)
    const live = openLive(config, store.database, egress, logger)
    const stop = async (): Promise<void> => {
      clearInterval(cleaning)
      room.stop()
      unfollow?.()
      await closeAfterAnswers(app)
      await Promise.all([webhooks.stop(), live?.stop()])
      await close()
    }
    return { url, stop, databaseGone: gone }
  } catch (error) {
    await close()
    throw error
  }
}

/** The way to the world outside. Throws `AdminConfigRefused` where its file of authorities cannot be used. */
async function openEgress({ egress: { caFile, ...settings } }: AdminConfig): Promise<Egress> {
  const ca =
    caFile === undefined
      ? undefined
      : await readAuthorities(caFile).catch((error: NodeJS.ErrnoException) => {
          throw new AdminConfigRefused(
            `egress.caFile: ${caFile} cannot be used: ${error.code ?? error.message}`,
          )
        })
  return createEgress({ ...settings, ca }, process.env)
}

const noKeys = (): never => {
  throw new Error('there are no keys of this tenant')
}

/** The signing keys of a tenant; the log says when they cannot be fetched, and until when the known ones are believed. */
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

/** What an operator has to know of, and what works all the same. */
export function warnOfGround(
  config: AdminConfig,
  { database }: { readonly database: Pick<TenantDatabase, 'isAccountTooStrong' | 'secrets'> },
  logger: Pick<FastifyBaseLogger, 'warn'>,
): void {
  if (config.tls === undefined && !isLoopback(config.host))
    logger.warn({ code: 'http.not-encrypted' }, 'plain-http')
  if (config.clients === undefined) logger.warn({ code: 'auth.any-client' }, 'no-clients')
  if (config.databaseUrl !== undefined && config.databaseOwnerUrl === undefined)
    logger.warn({ code: 'database.one-account' }, 'no-owner-account')
  if (database.isAccountTooStrong) logger.warn({ code: 'database.account-too-strong' }, 'account-too-strong')
  if (!database.secrets.hasKey) logger.warn({ code: 'secrets.not-locked' }, 'no-secret-key')
}

/**
 * Closes once what is under way is answered. A connection that was busy when the closing began would be kept for its
 * client's next request; a request that is not complete in time is dropped, and the client asks again elsewhere.
 */
async function closeAfterAnswers(app: FastifyInstance): Promise<void> {
  const letGo = setInterval(() => app.server.closeIdleConnections(), 50)
  const breakOff = setTimeout(() => app.server.closeAllConnections(), answerMilliseconds)
  await app.close()
  clearInterval(letGo)
  clearTimeout(breakOff)
}

type ConsoleConfig = NonNullable<AdminConfig['console']>

function toConsoleTokens({ clientId, scope, adminRole, helpdeskRole }: ConsoleConfig, tenantId: string) {
  return { tenantId, scope, clientId, roleClaims: { admin: adminRole, helpdesk: helpdeskRole } }
}

/** Null where nobody could sign in, or where the page was not built. */
function toConsolePage({ authority, console }: AdminConfig): ConsolePage | null {
  const folder = findConsoleFolder()
  return console === undefined || folder === null ? null : { folder, authority }
}
