import { startEmbeddedPostgres } from '../../../admin/server/store/embedded.ts'
import { openStore, type Store } from '../../../admin/server/store/store.ts'
import { fabrikam } from '../shared/cast.ts'

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
