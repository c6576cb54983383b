import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../admin/server/store/embedded.ts'
import { openStore, type Store } from '../../../admin/server/store/store.ts'
import { fabrikam } from '../shared/cast.ts'
import { createDataFolder } from './data-folder.ts'

/** Works with the endpoint's store on a data folder, which is at rest before and after. */
export async function withStore<Result>(
  folder: string,
  work: (store: Store) => Promise<Result>,
): Promise<Result> {
  const postgres = await startEmbeddedPostgres(folder)
  const store = await openStore(postgres.url, fabrikam)
  try {
    return await work(store)
  } finally {
    await store.close()
    await postgres.stop()
  }
}

export type TestStore = {
  readonly store: Store
  readonly postgres: EmbeddedPostgres
  readonly folder: string
  readonly stop: () => Promise<void>
}

/** A store with a database of its own, which goes with it. */
export async function startStore(): Promise<TestStore> {
  const dataFolder = await createDataFolder()
  const postgres = await startEmbeddedPostgres(dataFolder.folder)
  const store = await openStore(postgres.url, fabrikam)
  return {
    store,
    postgres,
    folder: dataFolder.folder,
    async stop() {
      await store.close()
      await postgres.stop()
      await dataFolder.remove()
    },
  }
}
