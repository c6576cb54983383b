import { readFile } from 'node:fs/promises'
import { AdminConfigRefused, type AdminConfig } from '../admin-config.ts'
import type { PostgresRefusal } from '../database/postgres-refused.ts'
import { createSecretBox, readKeys, type SecretBox } from '../database/secret-box.ts'
import type { OpenedEmbedded } from '../postgres/open-embedded.ts'
import { openStore, type Store } from '../store.ts'

/** The store, and how to close it together with a database that was started for it. */
export type OpenedStore = {
  readonly store: Store
  readonly close: () => Promise<void>
  /** Resolves when the database that was started for the store has ended; with the reason where its folder is the reason. */
  readonly gone: Promise<PostgresRefusal | null>
}

/**
 * Opens the database by URL, or the embedded one below `dataFolder`. One endpoint uses that folder; commands run beside it.
 * Throws `AdminConfigRefused` and `PostgresRefused`.
 */
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

const never = new Promise<never>(() => {})

/** Loads the code that starts PostgreSQL only here: an endpoint with a database by URL does not need it. */
async function startEmbedded(
  { dataVolume }: AdminConfig,
  dataFolder: string,
  as: 'endpoint' | 'command',
): Promise<OpenedEmbedded> {
  const { openEmbedded } = await import('../postgres/open-embedded.ts')
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
