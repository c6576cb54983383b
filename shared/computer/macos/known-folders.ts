import { isBelow } from '../../checks/folders.ts'
import type { KnownFolder } from '../../machine.ts'
import { requireSomeFolder } from '../require-some-folder.ts'
import { toReason } from '../to-reason.ts'
import type { MacAccount } from './accounts.ts'
import { cloudStorageOf } from './cloud-folders.ts'
import type { MacSystem } from './mac-system.ts'

/** Names in the home, and the bit of `KfmFoldersProtectedNow`. Pictures are not backed up on macOS. */
const folders = [
  { id: 'desktop', name: 'Desktop', bit: 512 },
  { id: 'documents', name: 'Documents', bit: 1024 },
] as const

/**
 * Where Desktop and Documents lie once links are followed, each for itself. That a backup makes them links into CloudStorage is
 * likely and not confirmed, so two contradictions are not settled: a folder in a OneDrive of which nobody knows whose it is, and
 * an account that says it backs up a folder which lies elsewhere. The path of such a folder is not told. Throws where no folder is.
 */
export async function readKnownFolders(
  system: MacSystem,
  accounts: readonly MacAccount[],
): Promise<KnownFolder[]> {
  return requireSomeFolder(
    await Promise.all(
      folders.map(async (folder): Promise<KnownFolder> => {
        try {
          return { id: folder.id, path: await readKnownFolder(system, accounts, folder) }
        } catch (error) {
          return { id: folder.id, path: null, reason: toReason(error) }
        }
      }),
    ),
  )
}

async function readKnownFolder(
  system: MacSystem,
  accounts: readonly MacAccount[],
  { id, name, bit }: (typeof folders)[number],
): Promise<string> {
  const path = await system.resolveLink(`${system.home()}/${name}`)
  const owner = findOwner(path, accounts)
  if (owner === null && isInCloud(system, path)) {
    throw new Error(`${id}: lies in the OneDrive of no known account, at ${path}`)
  }
  const claims = accounts.filter(({ protectedFolders }) => (protectedFolders & bit) !== 0)
  if (claims.length > 0 && !claims.some((claim) => claim === owner)) {
    const slots = claims.map(({ account }) => account.slot).join(', ')
    throw new Error(`${id}: backed up by ${slots}, but lies at ${path}`)
  }
  return path
}

/** A leftover owns nothing unless something tells whose it was. */
function findOwner(path: string, accounts: readonly MacAccount[]): MacAccount | null {
  const owners = accounts.filter(({ account: { folder } }) => folder !== null && isBelow(path, folder))
  const isTold = ({ account }: MacAccount): boolean =>
    account.configured || account.tenantId !== null || account.siteUrl !== null
  return owners.find(isTold) ?? null
}

function isInCloud(system: MacSystem, path: string): boolean {
  const folder = cloudStorageOf(system)
  return isBelow(path, folder) && /^\/OneDrive/i.test(path.slice(folder.length))
}
