import path from 'node:path'
import { makeRuntimeRole, runtimeUser } from '../database/runtime-role.ts'
import { makeKey } from '../database/secret-box.ts'
import { assertVolume } from './data-folder.ts'
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded.ts'
import { readSecretFile } from './secret-file.ts'

/** The embedded database, ready for an endpoint that owns nothing in it. */
export type OpenedEmbedded = Pick<EmbeddedPostgres, 'stop' | 'gone' | 'confirm'> & {
  /** For the endpoint's account. */
  readonly url: string
  /** For the superuser, who makes and owns the tables. */
  readonly ownerUrl: string
  /** The keys that lock secrets, made at the first start beside the database. */
  readonly readSecretKeys: () => Promise<string>
}

/** Starts or joins the database below `dataFolder`. Throws `PostgresRefused`. */
export async function openEmbedded(
  dataFolder: string,
  { as, needsVolume }: { readonly as: 'endpoint' | 'command'; readonly needsVolume: boolean },
): Promise<OpenedEmbedded> {
  if (needsVolume) await assertVolume(dataFolder)
  const { url: ownerUrl, stop, gone, confirm } = await startEmbeddedPostgres(dataFolder, { as })
  try {
    const password = await readSecretFile(path.join(dataFolder, 'postgres-runtime-password'))
    await makeRuntimeRole(ownerUrl, password)
    const url = new URL(ownerUrl)
    url.username = runtimeUser
    url.password = password
    const readSecretKeys = () => readSecretFile(path.join(dataFolder, 'secret-keys'), makeKey)
    return { url: url.href, ownerUrl, stop, gone, confirm, readSecretKeys }
  } catch (error) {
    await stop()
    throw error
  }
}
