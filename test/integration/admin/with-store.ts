import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../../admin/server/postgres/embedded.ts'
import { makeRuntimeRole, runtimeUser } from '../../../admin/server/database/runtime-role.ts'
import { openStore, type Store } from '../../../admin/server/store.ts'
import { fabrikam } from '../../unit/shared/cast.ts'
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

/** The URL of the account that an endpoint works with, beside the owner’s. */
export async function runtimeUrlOf(ownerUrl: string): Promise<string> {
  await makeRuntimeRole(ownerUrl, 'secret')
  const url = new URL(ownerUrl)
  url.username = runtimeUser
  url.password = 'secret'
  return url.href
}

/** A store as the endpoint has it, by an account that owns nothing, with a database of its own, which goes with it. */
export async function startStore(): Promise<TestStore> {
  const dataFolder = await createDataFolder()
  const postgres = await startEmbeddedPostgres(dataFolder.folder)
  const store = await openStore(await runtimeUrlOf(postgres.url), fabrikam, { ownerUrl: postgres.url })
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
