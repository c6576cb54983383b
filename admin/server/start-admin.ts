import { readFile } from 'node:fs/promises'
import type { FastifyBaseLogger } from 'fastify'
import packageFile from '../package.json' with { type: 'json' }
import type { AdminConfig } from './admin-config.ts'
import { createAdminApp } from './app.ts'
import { createTokenVerifier } from './auth/verify-token.ts'
import { startEmbeddedPostgres } from './store/embedded.ts'
import { openStore, type Store } from './store/store.ts'

/** The store, and the way to let go of it and of a database that was started for it. */
export type OpenedStore = { readonly store: Store; close(): Promise<void> }

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
    return { store, close }
  } catch (error) {
    await embedded?.stop()
    throw error
  }
}

/** Starts the endpoint. `stop` answers what is under way first, then lets go of the database. */
export async function startAdmin(
  config: AdminConfig,
  dataFolder: string,
  logger: FastifyBaseLogger,
): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const { store, close } = await openConfiguredStore(config, dataFolder)
  try {
    const { audience, authority, scope, sourceTenantId, targetTenantId, tls } = config
    const https = tls && {
      cert: await readFile(tls.certFile, 'utf8'),
      key: await readFile(tls.keyFile, 'utf8'),
    }
    const tenantIds = [targetTenantId, sourceTenantId]
    const app = await createAdminApp({
      store,
      verifyToken: createTokenVerifier({ authority, tenantIds, audience, scope }),
      version: packageFile.version,
      logger,
      ...(https && { https }),
    })
    const url = await app.listen({ host: config.host, port: config.port })
    const stop = async (): Promise<void> => {
      await app.close()
      await close()
    }
    return { url, stop }
  } catch (error) {
    await close()
    throw error
  }
}
