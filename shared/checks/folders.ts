import type { Config } from '../config.ts'
import { createFinding, type Evidence, type Finding } from '../finding.ts'
import type { KnownFolder, PolicyFacts, SyncAccount } from '../machine.ts'
import type { Reading } from '../reading.ts'

type PlacedFolder = Extract<KnownFolder, { path: string }>

/** Judges where Desktop, Documents and Pictures lie: by path, never by the client's mask (pitfalls 15, 16). */
export function judgeFolders(
  folders: Reading<readonly KnownFolder[]>,
  accounts: Reading<readonly SyncAccount[]>,
  policies: Reading<PolicyFacts>,
  config: Config,
): Finding[] {
  if (folders.kind === 'unreadable')
    return [createFinding('folders.unknown', folders, { reason: folders.reason })]
  // Without the accounts nobody can tell whose OneDrive a folder lies in.
  if (accounts.kind === 'unreadable') {
    return [createFinding('folders.unknown', folders, { reason: accounts.reason })]
  }
  const roots = accounts.value.flatMap((account) =>
    account.folder === null ? [] : [{ account, folder: account.folder }],
  )
  const placed = folders.value.filter((folder) => folder.path !== null)
  const untold = folders.value.filter((folder) => folder.path === null)
  const ownerOf = ({ path }: PlacedFolder): SyncAccount | null =>
    roots
      .filter(({ folder }) => isBelow(path, folder))
      .toSorted((left, right) => right.folder.length - left.folder.length)[0]?.account ?? null

  const inSource = placed.filter((folder) => isOf(ownerOf(folder), config.source))
  const unowned = placed.filter((folder) => ownerOf(folder) === null && looksSynced(folder.path))
  const outsideTarget = placed.filter((folder) => !isOf(ownerOf(folder), config.target))
  const findings: Finding[] = []
  if (inSource.length > 0) findings.push(createFinding('folders.in-source', folders, toEvidence(inSource)))
  if (unowned.length > 0) {
    findings.push(
      createFinding('folders.unknown', folders, { reason: 'no-account-for-folder', ...toEvidence(unowned) }),
    )
  }
  if (untold.length > 0) {
    const names = untold.map(({ id }) => id)
    findings.push(
      createFinding('folders.unknown', folders, {
        reason: untold[0]?.reason ?? '',
        folders: names.length,
        names,
      }),
    )
  }
  if (policies.kind === 'unreadable') return findings
  const { knownFolderBlockOptOut, knownFolderSilentOptIn, knownFolderWizard } = policies.value
  if (inSource.length > 0 && knownFolderBlockOptOut) {
    findings.push(createFinding('policy.known-folders-locked', policies))
  }
  const named = [knownFolderSilentOptIn, knownFolderWizard]
  if (outsideTarget.length > 0 && named.includes(config.source.tenantId)) {
    const evidence = { silentOptIn: knownFolderSilentOptIn, wizard: knownFolderWizard }
    findings.push(createFinding('policy.known-folders-name-source', policies, evidence))
  }
  return findings
}

/**
 * True when `path` is `folder` or lies in it. Case and long-path prefixes do not count, a whole name does:
 * `OneDrive - Contoso GmbH` is not in `OneDrive - Contoso`.
 */
export function isBelow(path: string, folder: string): boolean {
  const parent = toComparable(folder)
  return parent !== '' && `${toComparable(path)}\\`.startsWith(`${parent}\\`)
}

function toComparable(path: string): string {
  return path
    .replaceAll('/', '\\')
    .replace(/^\\\\\?\\UNC\\/i, '\\\\')
    .replace(/^\\\\\?\\/, '')
    .replace(/\\+$/, '')
    .normalize('NFC')
    .toLowerCase()
}

/**
 * An account whose key is gone has no tenant id left, but what remains of it names the host of its site
 * (onedrive-facts 1.3). The host never outweighs a tenant id.
 */
function isOf(account: SyncAccount | null, tenant: Config['source']): boolean {
  if (account === null) return false
  if (account.tenantId !== null) return account.tenantId === tenant.tenantId
  return account.siteUrl !== null && hostOf(account.siteUrl) === tenant.oneDriveHost
}

function hostOf(url: string): string {
  return /^https:\/\/([^/:?#]+)/i.exec(url)?.[1]?.toLowerCase() ?? ''
}

// A folder in a OneDrive that no account owns up to may be what the old account left behind.
function looksSynced(path: string): boolean {
  return /\\onedrive( - [^\\]+)?(\\|$)/.test(toComparable(path))
}

function toEvidence(found: readonly PlacedFolder[]): Evidence {
  return { folders: found.length, names: found.map(({ id }) => id), paths: found.map(({ path }) => path) }
}
