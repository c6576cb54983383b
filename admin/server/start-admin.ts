import { readFile } from 'node:fs/promises'
import type { FastifyBaseLogger } from 'fastify'
import packageFile from '../package.json' with { type: 'json' }
import { createSecureContext } from 'node:tls'
import { AdminConfigRefused, type AdminConfig } from './admin-config.ts'
import { createAdminApp } from './app.ts'
import { createTokenVerifier } from './auth/verify-token.ts'
import { startEmbeddedPostgres } from './store/embedded.ts'
import { openStore, type Store } from './store/store.ts'

/** The store, and the way to let go of it and of a database that was started for it. */
export type OpenedStore = {
  readonly store: Store
  readonly close: () => Promise<void>
  /** Settles when the database that was started for the store is gone. */
  readonly gone: Promise<void>
}

/** Opens the database by URL, or the embedded one below `dataFolder`. */
export async function openConfiguredStore(config: AdminConfig, dataFolder: string): Promise<OpenedStore> {
  const embedded = config.databaseUrl === undefined ? await startEmbeddedPostgres(dataFolder) : null
  const url = config.databaseUrl ?? embedded?.url ?? ''
  try {
    const store = await openStore(url, config.targetTenantId)
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

const never = new Promise<void>(() => {})

export type RunningAdmin = {
  readonly url: string
  readonly stop: () => Promise<void>
  readonly databaseGone: Promise<void>
}

/** Starts the endpoint. `stop` answers what is under way first, then lets go of the database. */
export async function startAdmin(
  config: AdminConfig,
  dataFolder: string,
  logger: FastifyBaseLogger,
): Promise<RunningAdmin> {
  const https = config.tls && (await readCertificate(config.tls))
  const { store, close, gone } = await openConfiguredStore(config, dataFolder)
  try {
    const { audience, authority, looksBeforeMove, scope, sourceTenantId, targetTenantId } = config
    const tenantIds = [targetTenantId, sourceTenantId]
    const app = await createAdminApp({
      store,
      verifyToken: createTokenVerifier({ authority, tenantIds, audience, scope }),
      version: packageFile.version,
      looksBeforeMove,
      logger,
      ...(https && { https }),
    })
    const url = await app.listen({ host: config.host, port: config.port })
    const stop = async (): Promise<void> => {
      await app.close()
      await close()
    }
    return { url, stop, databaseGone: gone }
  } catch (error) {
    await close()
    throw error
  }
}

async function readCertificate({ certFile, keyFile }: NonNullable<AdminConfig['tls']>) {
  const read = (key: string, file: string): Promise<string> =>
    readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      throw new AdminConfigRefused(`${key}: ${file} cannot be read: ${error.code}`)
    })
  const cert = await read('tls.certFile', certFile)
  const key = await read('tls.keyFile', keyFile)
  try {
    createSecureContext({ cert, key })
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unknown'
    throw new AdminConfigRefused(
      `tls: ${certFile} and ${keyFile} are not a certificate and its key: ${reason}`,
    )
  }
  return { cert, key }
}
