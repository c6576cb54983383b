import type { Config } from '../config/config.ts'
import { createFinding, type Evidence, type Finding } from '../findings/finding.ts'
import type { KnownFolder, PolicyFacts } from '../facts/machine.ts'
import type { Reading } from '../facts/reading.ts'
import type { AccountOwner, LibraryOwner, OwnedAccount } from './whose-account.ts'
import { findFolderHold, judgeFolderPolicies } from './folder-policies.ts'
import { withoutEnd } from '../text/without-end.ts'

type PlacedFolder = Extract<KnownFolder, { path: string }>

/** Judges where Desktop, Documents and Pictures lie: by path, never by the client's mask (pitfalls 15, 16). */
export function judgeFolders(
  folders: Reading<readonly KnownFolder[]>,
  accounts: Reading<readonly OwnedAccount[]>,
  policies: Reading<PolicyFacts>,
  config: Config,
): Finding[] {
  if (folders.kind === 'unreadable')
    return [createFinding('folders.unknown', folders, { reason: folders.reason })]
  // Without the accounts no one can tell whose OneDrive a folder lies in.
  if (accounts.kind === 'unreadable') {
    return [createFinding('folders.unknown', folders, { reason: accounts.reason })]
  }
  const placed = folders.value.filter((folder) => folder.path !== null)
  const untold = folders.value.filter((folder) => folder.path === null)
  const places = toPlaces(accounts.value)
  const owned = placed.map((folder) => ({ folder, owner: findOwner(folder, places) }))
  const inSource = owned.filter(({ owner }) => owner === 'old').map(({ folder }) => folder)
  const outsideTarget = owned.filter(({ owner }) => owner !== 'mine' && owner !== 'new')
  const findings: Finding[] = []
  if (inSource.length > 0) {
    // What a policy makes impossible is not advised.
    const hold = policies.kind === 'read' ? findFolderHold(policies.value) : null
    const evidence = { ...toEvidence(inSource), ...(hold !== null && { hold }) }
    findings.push(createFinding('folders.in-source', folders, evidence))
  }
  for (const [reason, isUnclear] of [...unclear, ...toUnclaimed(accounts.value)]) {
    const found = owned.filter(isUnclear).map(({ folder }) => folder)
    if (found.length > 0)
      findings.push(createFinding('folders.unknown', folders, { reason, ...toEvidence(found) }))
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
  const counts = { inSource: inSource.length, outsideTarget: outsideTarget.length }
  return [...findings, ...judgeFolderPolicies(policies.value, counts, config, policies)]
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
  const plain = path
    .replaceAll('/', '\\')
    .replace(/^\\\\\?\\UNC\\/i, '\\\\')
    .replace(/^\\\\\?\\/, '')
  return withoutEnd(plain).normalize('NFC').toLowerCase()
}

type Owner = AccountOwner | LibraryOwner

/** A folder that is synced, or was once. */
type Place = { readonly folder: string; readonly owner: Owner }

/** What an account calls its own goes before what it lists as a library. */
function toPlaces(accounts: readonly OwnedAccount[]): Place[] {
  const own = accounts.flatMap(({ folder, owner }) => (folder === null ? [] : [{ folder, owner }]))
  const libraries = accounts.flatMap((account) =>
    account.libraries.map(({ folder, owner }) => ({ folder, owner })),
  )
  return [...own, ...libraries]
}

/** Null where no account or library reaches it. */
function findOwner({ path }: PlacedFolder, places: readonly Place[]): Owner | null {
  const around = places.filter(({ folder }) => isBelow(path, folder))
  const [nearest] = around.toSorted((left, right) => right.folder.length - left.folder.length)
  if (nearest === undefined) return null
  // Two that claim the same folder: what is known goes before what is not.
  const claims = around
    .filter(({ folder }) => isBelow(nearest.folder, folder) && isBelow(folder, nearest.folder))
    .map(({ owner }) => owner)
  return claimOrder.find((owner) => claims.includes(owner)) ?? nearest.owner
}

const claimOrder: readonly Owner[] = ['mine', 'old', 'other-person', 'new', 'partner', 'personal']

type Owned = { readonly folder: PlacedFolder; readonly owner: Owner | null }
type Unclear = readonly [reason: string, holds: (owned: Owned) => boolean]

/**
 * A Mac's folder that a linked OneDrive may claim where it lies. Only one that should not have it is in doubt; what an account
 * left behind has no provider any more.
 */
function toUnclaimed(accounts: readonly OwnedAccount[]): Unclear[] {
  const inDoubt = accounts.some(({ configured, owner }) => configured && doubtful.includes(owner))
  const holds = ({ folder, owner }: Owned): boolean => owner === null && folder.providerUntold !== undefined
  return inDoubt ? [['provider-not-told', holds]] : []
}

const doubtful: readonly Owner[] = ['old', 'other-person', 'unknown']

/** Known folders whose right place is unknown, by reason. */
const unclear: readonly Unclear[] = [
  ['no-account-for-folder', ({ folder, owner }) => owner === null && looksSynced(folder.path)],
  ['owner-unknown', ({ owner }) => owner === 'unknown'],
  ['of-other-person', ({ owner }) => owner === 'other-person'],
]

// A folder in a OneDrive that no account owns up to may be what the old account left behind.
function looksSynced(path: string): boolean {
  return /\\onedrive( - [^\\]+)?(\\|$)/.test(toComparable(path))
}

function toEvidence(found: readonly PlacedFolder[]): Evidence {
  return { folders: found.length, names: found.map(({ id }) => id), paths: found.map(({ path }) => path) }
}
