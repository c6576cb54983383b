import type { Config } from '../config/config.ts'
import type { MachineFacts } from '../facts/machine.ts'
import type { Exclusions } from '../files/exclusions.ts'
import type { ScanRequest, ScanRoot } from '../files/scan.ts'
import { isBelow } from './folders.ts'
import { linkedOf, type OwnedMachine } from './whose-account.ts'

/**
 * What to look through before the old account goes: its own folder and the libraries of its tenant, never those of a
 * partner under the same key (pitfall 27). A library is looked through too where nothing tells whose it is. Null where the
 * source is not linked, because then no file says anything.
 */
export function toScanRequest(
  machine: Pick<OwnedMachine, 'accounts'> & Pick<MachineFacts, 'policies'>,
  config: Config,
): ScanRequest | null {
  const ofSource = linkedOf(machine, 'old')
  if (ofSource.length === 0) return null
  const folders = ofSource.flatMap(({ folder, libraries }) => [
    ...(folder === null ? [] : [folder]),
    ...libraries.filter(isToScan).map((library) => library.folder),
  ])
  return { roots: toRoots(folders, config.plan.targetUpn), ...toExclusions(machine, config) }
}

/**
 * What is left of the old account's folders where the account is gone already: an orphan or a husk still names them
 * (docs/facts/sync-client.md#traces-of-accounts-that-are-gone). Null where no one knows any. Where nothing tells whose one was it is looked through: metadata only,
 * and better than to lose what lies there.
 */
export function toFormerRequest(
  machine: Pick<OwnedMachine, 'accounts'> & Pick<MachineFacts, 'policies'>,
  config: Config,
): ScanRequest | null {
  const { accounts } = machine
  if (accounts.kind === 'unreadable') return null
  const folders = accounts.value
    .filter(({ configured }) => !configured)
    .flatMap((account) => [
      ...(account.folder !== null && isToScan(account) ? [account.folder] : []),
      ...account.libraries.filter(isToScan).map(({ folder }) => folder),
    ])
  if (folders.length === 0) return null
  return { roots: toRoots(folders, config.plan.targetUpn), ...toExclusions(machine, config), isFormer: true }
}

/** What is kept from being uploaded: by policy on this computer, as far as it could be read, and by the tenant that is to take it. */
export function toExclusions(
  { policies }: Pick<MachineFacts, 'policies'>,
  { target }: Pick<Config, 'target'>,
): Exclusions {
  const { ignoredNames, ignoredFolders } =
    policies.kind === 'read' ? policies.value : { ignoredNames: [], ignoredFolders: [] }
  const { blockedEndings = [] } = target
  return {
    ignoredNames,
    ...(ignoredFolders.length > 0 && { ignoredFolders }),
    ...(blockedEndings.length > 0 && { blockedEndings }),
  }
}

/** The configuration for a look before the move: then the old tenant still takes the files, and its endings count. */
export function beforeMove(config: Config): Config {
  return { ...config, target: { ...config.target, blockedEndings: config.source.blockedEndings } }
}

function isToScan({ owner, mayBeOld }: { readonly owner: string; readonly mayBeOld: boolean }): boolean {
  return owner === 'old' || mayBeOld
}

const usualUpnLength = 30

/** None twice, and none that lies in another: nothing is listed twice. */
function toRoots(folders: readonly string[], upn: string | undefined): ScanRoot[] {
  const distinct = folders.filter(
    (folder, place) =>
      !folders.some((other, otherPlace) =>
        otherPlace < place
          ? isBelow(folder, other)
          : otherPlace > place && isBelow(folder, other) && !isBelow(other, folder),
      ),
  )
  return distinct.map((folder) => ({ folder, urlLength: toUrlLength(upn) }))
}

/**
 * How many characters the address of a person's OneDrive has before a path in it. The limit counts from the site on:
 * `personal/amy_lee_fabrikam_com/Documents/…` (docs/facts/files-and-names.md#the-length-of-a-path).
 */
export function toUrlLength(upn: string | undefined): number {
  return 'personal//Documents/'.length + (upn?.length ?? usualUpnLength)
}
