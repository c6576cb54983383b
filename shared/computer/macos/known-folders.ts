import { isBelow } from '../../checks/folders.ts'
import type { KnownFolder } from '../../facts/machine.ts'
import { requireSomeFolder } from '../require-some-folder.ts'
import { toReason } from '../to-reason.ts'
import type { MacAccount } from './accounts.ts'
import { readClaim } from './claims.ts'
import { cloudStorageOf, readCloudFolders } from './cloud-folders.ts'
import type { MacSystem } from './mac-system.ts'

/** Names in the home, and the bit of `KfmFoldersProtectedNow`. Pictures are not backed up on macOS. */
const folders = [
  { id: 'desktop', name: 'Desktop', bit: 512 },
  { id: 'documents', name: 'Documents', bit: 1024 },
] as const

/**
 * Where Desktop and Documents lie once links are followed, each for itself. A backup makes them links into CloudStorage, or from
 * macOS 15 a OneDrive claims them where they are (`claims.ts`); neither was seen on a Mac. So contradictions are not settled: a
 * folder in a OneDrive with an unknown owner, and an account that says it backs up a folder which lies elsewhere. The
 * path of such a folder is not told. Throws where no folder is.
 */
export async function readKnownFolders(
  system: MacSystem,
  accounts: readonly MacAccount[],
): Promise<KnownFolder[]> {
  const cloudFolders = await readCloudFolders(system)
  const own = accounts.flatMap(({ account: { folder } }) => (folder === null ? [] : [folder]))
  const roots = [...new Set([...own, ...cloudFolders])]
  return requireSomeFolder(
    await Promise.all(
      folders.map(async (folder): Promise<KnownFolder> => {
        try {
          return { id: folder.id, ...(await readKnownFolder(system, accounts, roots, folder)) }
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
  roots: readonly string[],
  { id, name, bit }: (typeof folders)[number],
): Promise<{ readonly path: string; readonly providerUntold?: string }> {
  const place = await system.resolveLink(`${system.home()}/${name}`)
  const claim =
    isInCloud(system, place) || findOwner(place, accounts) !== null
      ? noClaim
      : await readClaim(system, roots, place, name)
  const path = claim.kind === 'claimed' ? claim.path : place
  const owner = findOwner(path, accounts)
  if (owner === null && isInCloud(system, path)) {
    throw new Error(`${id}: lies in the OneDrive of no known account, at ${path}`)
  }
  const claims = accounts.filter(({ protectedFolders }) => (protectedFolders & bit) !== 0)
  if (claims.length > 0 && !claims.some((claim) => claim === owner)) {
    const slots = claims.map(({ account }) => account.slot).join(', ')
    throw new Error(`${id}: backed up by ${slots}, but lies at ${path}`)
  }
  return claim.kind === 'not-told' ? { path, providerUntold: claim.reason } : { path }
}

const noClaim = { kind: 'none' } as const

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
