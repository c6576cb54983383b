import type { Config } from '../config.ts'
import type { MachineFacts, SyncAccount, SyncLibrary } from '../machine.ts'
import type { ScanRequest, ScanRoot } from '../scan.ts'
import { isBelow } from './folders.ts'

/**
 * What to look through before the old account goes: its own folder and the libraries of its tenant, never those of a
 * partner under the same key (pitfall 27). Null where the source is not linked, because then no file says anything.
 */
export function toScanRequest(machine: MachineFacts, config: Config): ScanRequest | null {
  if (machine.accounts.kind === 'unreadable') return null
  const ofSource = machine.accounts.value.filter(
    ({ configured, tenantId }) => configured && tenantId === config.source.tenantId,
  )
  if (ofSource.length === 0) return null
  const folders = ofSource.flatMap((account) => [
    ...(account.folder === null ? [] : [account.folder]),
    ...account.libraries
      .filter((library) => isOfSource(library, account, config))
      .map(({ folder }) => folder),
  ])
  const ignoredNames = machine.policies.kind === 'read' ? machine.policies.value.ignoredNames : []
  return { roots: toRoots(folders, config.plan.targetUpn), ignoredNames }
}

/**
 * What is left of the old account's own folder where the account is gone already: an orphan or a husk still names it
 * (onedrive-facts 1.3). Null where nobody knows one.
 */
export function toFormerRequest(machine: MachineFacts, config: Config): ScanRequest | null {
  if (machine.accounts.kind === 'unreadable') return null
  const { source } = config
  const folders = machine.accounts.value.flatMap(({ configured, tenantId, siteUrl, folder }) => {
    const isOfOld =
      tenantId === null
        ? siteUrl !== null && isOnHost(siteUrl, source.oneDriveHost)
        : tenantId === source.tenantId
    return !configured && isOfOld && folder !== null ? [folder] : []
  })
  if (folders.length === 0) return null
  return { roots: toRoots(folders, config.plan.targetUpn), ignoredNames: [], isFormer: true }
}

/** What names the tenant decides; only a library about which nothing is known goes by the name it is listed under. */
function isOfSource(library: SyncLibrary, account: SyncAccount, { source }: Config): boolean {
  if (library.tenantId !== null) return library.tenantId === source.tenantId
  if (library.siteUrl !== null) return isOnHost(library.siteUrl, source.oneDriveHost)
  return library.organisation === null || library.organisation.includes(account.organisation ?? source.name)
}

/** A tenant's libraries are on the host of its OneDrives or on the one without `-my`. */
function isOnHost(url: string, oneDriveHost: string): boolean {
  const host = /^https:\/\/([^/:?#]+)/i.exec(url)?.[1]?.toLowerCase()
  return host === oneDriveHost || host === oneDriveHost.replace(/-my\./, '.')
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
 * `personal/amy_lee_fabrikam_com/Documents/…` (onedrive-facts 5.3).
 */
export function toUrlLength(upn: string | undefined): number {
  return 'personal//Documents/'.length + (upn?.length ?? usualUpnLength)
}
