import { startLivingMigration, type LivingMigration } from '../../admin/server/demo/living-migration.ts'
import { startEmbeddedPostgres } from '../../admin/server/postgres/embedded.ts'
import { openStore } from '../../admin/server/store.ts'
import type { AdminEndpoint } from './admin-endpoint.ts'
import { contoso, fabrikam, movers } from './people.ts'

/** The endpoint's own demonstration (`admin/server/demo`) in the database of a running endpoint. */
export async function startMigrationBehind({ dataFolder }: AdminEndpoint): Promise<LivingMigration> {
  // Joins the endpoint's own server.
  const postgres = await startEmbeddedPostgres(dataFolder)
  const store = await openStore(postgres.url, fabrikam.tenantId)
  const taken = movers.map(({ source }) => source.mapped)
  const migration = await startLivingMigration(store, { source: contoso, target: fabrikam, taken })
  return {
    ...migration,
    async stop() {
      await migration.stop()
      await store.close()
      // The server stays until the endpoint leaves it.
      await postgres.stop()
    },
  }
}
