import type { Config } from '../config/config.ts'
import { createFinding, type Evidence, type Finding } from '../findings/finding.ts'
import type { Reading } from '../facts/reading.ts'
import type { FileOutcomes } from '../files/rescue.ts'
import type { ScanRequest, ScanResult, ScanRoot } from '../files/scan.ts'
import type { UnaskedReason } from './check-result.ts'
import { judgeFiles } from './files.ts'
import { isBelow } from './folders.ts'
import { isPersonalRoot, isSameOrganisation, organisationOfRoot } from './organisation-name.ts'
import { toExclusions, toFormerRequest, toScanRequest, toUrlLength } from './scan-request.ts'
import { linkedOf, type OwnedAccount, type OwnedMachine } from './whose-account.ts'

/** Which folders were looked through so far, and why there is no finding where there is none. */
export type ScannedFolders = {
  readonly roots: readonly string[]
  readonly missing: 'running' | 'stopped' | 'not-recorded'
}

/**
 * What to look through: the folders of the old account while it is linked, and what an earlier one left beside them, as a team library
 * that is not synced any more; otherwise what is left. A folder in the profile that belongs to no account is of the old one where it
 * has its name. Null where there is nothing.
 */
export function toOldFolderRequest(machine: OwnedMachine, config: Config): ScanRequest | null {
  const request = toRequest(machine, config)
  return request === null || machine.platform !== 'macos' ? request : ownFirst(request, config)
}

function toRequest(machine: OwnedMachine, config: Config): ScanRequest | null {
  const linked = toScanRequest(machine, config)
  const former = toFormerRequest(machine, config)
  const beside = linked === null ? [] : toLeftBeside(machine, former)
  if (linked !== null && machine.platform !== 'macos')
    return { ...linked, roots: [...linked.roots, ...beside] }
  const urlLength = toUrlLength(config.plan.targetUpn)
  const named = toNamed(machine, config, former).map((folder) => ({ folder, urlLength }))
  if (linked !== null) return { ...linked, roots: toMacRoots(linked.roots, [...beside, ...named]) }
  if (named.length === 0) return former
  const roots = [...(former?.roots ?? []), ...named]
  return { ...(former ?? { ...toExclusions(machine, config), isFormer: true }), roots }
}

/**
 * While its account is linked too, nothing that may be believed tells another program which files of a folder were uploaded (decision 14).
 * So a file with its content here is untold, as on a Windows whose state is lost, and is compared with the new OneDrive.
 */
function toMacRoots(linked: readonly ScanRoot[], others: readonly ScanRoot[]): ScanRoot[] {
  const former = { isFormer: true } as const
  return [
    ...linked.map((root) => ({ ...root, ...former, isLinked: true as const })),
    ...others.map((root) => ({ ...root, ...former })),
  ]
}

/** The person's own OneDrive before libraries: what lies in the first root is compared with the new OneDrive. */
function ownFirst(request: ScanRequest, config: Config): ScanRequest {
  const rank = ({ folder }: ScanRoot): number => (isNamedAfterSource(folder, config) ? 0 : 1)
  return { ...request, roots: request.roots.toSorted((left, right) => rank(left) - rank(right)) }
}

/** Roots that are left of an earlier account, where no linked account has its folder there. */
function toLeftBeside({ accounts }: OwnedMachine, former: ScanRequest | null): ScanRoot[] {
  if (accounts.kind === 'unreadable') return []
  const claimed = accounts.value.filter(({ configured }) => configured).flatMap(foldersOf)
  const roots = former?.roots.filter(({ folder }) => !isCovered(folder, claimed)) ?? []
  return roots.map((root) => ({ ...root, isFormer: true }))
}

/** The same without folders that are the new OneDrive by now: what lies there is where it should be. Null where none is left. */
function toOpenRequest(machine: OwnedMachine, config: Config): ScanRequest | null {
  const request = toOldFolderRequest(machine, config)
  const own = linkedOf(machine, 'mine').flatMap(({ folder }) => folder ?? [])
  const roots = request?.roots.filter(({ folder }) => !own.some((place) => isBelow(folder, place))) ?? []
  return request === null || roots.length === 0 ? null : { ...request, roots }
}

/**
 * Folders with the old organisation's name that belong to no account; one of what is left of the old account is named by that. On a Mac
 * one that names no organisation too: unlinking leaves `OneDrive (Archive)` (Apple, `NSFileProviderManager.DomainRemovalMode`).
 */
function toNamed(machine: OwnedMachine, config: Config, former: ScanRequest | null): string[] {
  const known = (former?.roots ?? []).map(({ folder }) => folder)
  const isNamed = (folder: string): boolean =>
    isNamedAfterSource(folder, config) || (machine.platform === 'macos' && namesNobody(folder))
  return findUnownedFolders(machine).filter((folder) => isNamed(folder) && !isCovered(folder, known))
}

/** Folders of a look on a Mac that name no one: also a personal OneDrive may have left them, so nothing of them is chosen unasked. */
export function findNobodysRoots({ platform }: OwnedMachine, request: ScanRequest | null): string[] {
  const roots = platform === 'macos' ? (request?.roots ?? []) : []
  return roots
    .filter(({ folder, isLinked }) => isLinked !== true && namesNobody(folder))
    .map(({ folder }) => folder)
}

function namesNobody(folder: string): boolean {
  return organisationOfRoot(withoutArchive(folder)) === null
}

/** macOS puts this behind the name of what it keeps. */
function withoutArchive(folder: string): string {
  return folder.replace(/ ?\(Archive\)$/i, '')
}

/** Folders that look like a OneDrive and belong to no account: of the profile, and of accounts that have left nothing else. */
export function findUnownedFolders({ accounts, profileFolders, platform }: OwnedMachine): string[] {
  if (accounts.kind === 'unreadable') return []
  const owned = accounts.value.filter(isTold).flatMap(foldersOf)
  const looksSynced = platform === 'macos' ? looksSyncedOnMac : looksSyncedOnWindows
  const listed = profileFolders?.kind === 'read' ? profileFolders.value.filter(looksSynced) : []
  const remains = accounts.value.filter((account) => !isTold(account)).flatMap(({ folder }) => folder ?? [])
  return withoutNested([...remains, ...listed].filter((folder) => !isCovered(folder, owned)))
}

/** Without what lies in one that comes before it. */
function withoutNested(folders: readonly string[]): string[] {
  return folders.filter((folder, place) => !folders.slice(0, place).some((other) => isBelow(folder, other)))
}

/** It is linked, or something of it says whose it was: an account of no one owns no folder. */
function isTold({ configured, owner, siteUrl, mayBeOld }: OwnedAccount): boolean {
  return configured || owner !== 'unknown' || (siteUrl !== null && !mayBeOld)
}

/** Its own folder, and those of its libraries while it is linked. */
function foldersOf({ folder, configured, libraries }: OwnedAccount): string[] {
  return [...(folder === null ? [] : [folder]), ...(configured ? libraries.map((each) => each.folder) : [])]
}

/** Nothing tells whose it is, and it may be of the old account. */
function isUnclear({ owner, mayBeOld }: { readonly owner: string; readonly mayBeOld: boolean }): boolean {
  return owner === 'unknown' && mayBeOld
}

/** In one of them, or around one of them. */
function isCovered(folder: string, places: readonly string[]): boolean {
  return places.some((place) => isBelow(folder, place) || isBelow(place, folder))
}

// Every Windows has a folder `OneDrive`, whether anybody uses it or not: only an organisation's has more of a name.
function looksSyncedOnWindows(path: string): boolean {
  return /^onedrive[\s\-–—_(]/i.test(nameOf(path)) && !isPersonalRoot(path)
}

function looksSyncedOnMac(path: string): boolean {
  return /^onedrive(?:[\s\-–—_(]|$)/i.test(nameOf(path)) && !isPersonalRoot(path)
}

function isNamedAfterSource(path: string, { source, target }: Pick<Config, 'source' | 'target'>): boolean {
  const name = organisationOfRoot(withoutArchive(path))
  return (
    name !== null && isSameOrganisation(name, source.name) && !isSameOrganisation(source.name, target.name)
  )
}

function nameOf(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? ''
}

export type OldFoldersAsked = {
  readonly machine: OwnedMachine
  readonly config: Config
  readonly scan: Reading<ScanResult> | null
  readonly rescue: FileOutcomes | null
  readonly look: ScannedFolders
}

/** The step `files`: what was found in the old folders, what no one looked through, and why. */
export function judgeOldFolders(asked: OldFoldersAsked): {
  readonly asked: 'asked' | UnaskedReason
  readonly findings: readonly Finding[]
} {
  const { machine, config, look } = asked
  const { accounts } = machine
  const request = toOpenRequest(machine, config)
  const isWaiting = asked.scan === null && request !== null && look.missing === 'running'
  const roots = (request?.roots ?? []).map(({ folder }) => folder)
  const findings: Finding[] = []
  if (asked.scan !== null)
    findings.push(...judgeFiles(asked.scan, linkedOf(machine, 'old').length > 0, asked.rescue))
  else if (accounts.kind === 'unreadable') {
    findings.push(createFinding('files.unknown', accounts, { reason: accounts.reason }))
  } else if (request !== null && !isWaiting) {
    findings.push(createFinding('files.not-looked-through', accounts, toEvidence(look.missing, roots)))
  }
  const unlisted = isOfNothing(asked.scan) ? toNamed(machine, config, toFormerRequest(machine, config)) : []
  if (unlisted.length > 0)
    findings.push(createFinding('files.not-looked-through', accounts, toEvidence('not-recorded', unlisted)))
  // Of a look that is kept its own folders count: what has been there since was not looked through.
  const covered = asked.scan === null ? roots : [...look.roots, ...(look.roots.length === 0 ? roots : [])]
  const unowned = findUnownedFolders(machine)
  const unseen = unowned.filter((folder) => !isCovered(folder, covered))
  if (unseen.length > 0)
    findings.push(createFinding('files.old-folder-unknown', accounts, toEvidence('no-account', unseen)))
  findings.push(...judgeUnclear(machine, asked.scan, covered, unowned))
  const untoldLinked = judgeUntoldLinked(machine)
  findings.push(...untoldLinked, ...judgeUnlisted(machine))
  const isNothingNamed = asked.scan === null && request === null && untoldLinked.length === 0
  findings.push(...judgeProfile(machine, isNothingNamed))
  if (findings.length === 0 && asked.scan !== null) return { asked: 'asked', findings }
  return findings.length === 0 && isWaiting ? { asked: 'waits', findings } : toAnswer(findings)
}

/** Folders whose owner nothing tells, and which were looked through all the same: it is said, and passes. */
function judgeUnclear(
  { accounts }: OwnedMachine,
  scan: Reading<ScanResult> | null,
  covered: readonly string[],
  unowned: readonly string[],
): Finding[] {
  if (accounts.kind === 'unreadable' || scan?.kind !== 'read' || isOfNothing(scan)) return []
  const unclear = accounts.value.flatMap((account) => [
    ...(account.folder !== null && isUnclear(account) ? [account.folder] : []),
    ...account.libraries.filter(isUnclear).map(({ folder }) => folder),
  ])
  const seen = [...new Set([...unclear, ...unowned.filter(namesNobody)])].filter((folder) =>
    covered.some((place) => isBelow(folder, place)),
  )
  return seen.length === 0
    ? []
    : [createFinding('files.unclear-looked-through', scan, { folders: seen.length, paths: seen })]
}

/** A recording whose list names no file and no folder: the list may be of other folders. A real look counts the root itself. */
function isOfNothing(scan: Reading<ScanResult> | null): boolean {
  return scan?.kind === 'read' && scan.value.files + scan.value.folders + scan.value.links === 0
}

function toAnswer(findings: readonly Finding[]) {
  return { asked: findings.length === 0 ? 'not-applicable' : 'asked', findings } as const
}

/** A profile that could not be listed hides folders; an old account whose folder nothing names hides its own. */
function judgeProfile({ accounts, profileFolders }: OwnedMachine, isNothingNamed: boolean): Finding[] {
  if (profileFolders === null) return []
  if (profileFolders.kind === 'unreadable') {
    const evidence = { reason: 'profile-not-listed', detail: profileFolders.reason }
    return [createFinding('files.old-folder-unknown', profileFolders, evidence)]
  }
  if (!isNothingNamed || accounts.kind === 'unreadable') return []
  const ofSource = accounts.value.filter(isOfSource)
  return ofSource.length === 0
    ? []
    : [
        createFinding('files.old-folder-unknown', accounts, {
          reason: 'not-named',
          accounts: ofSource.length,
        }),
      ]
}

/** A Mac refuses some places: of one that could not be listed no one can tell that no old folder is there. */
function judgeUnlisted({ accounts, profileFolders, unlistedPlaces }: OwnedMachine): Finding[] {
  const places = unlistedPlaces.map(({ name }) => name)
  if (places.length === 0) return []
  const evidence = toEvidence('profile-not-listed', places)
  return [createFinding('files.old-folder-unknown', profileFolders ?? accounts, evidence)]
}

/** Linked accounts that may be the old one, and nothing tells: what is theirs may be a partner's, so it is not looked through. */
function judgeUntoldLinked({ accounts, platform }: OwnedMachine): Finding[] {
  if (accounts.kind === 'unreadable' || platform !== 'macos') return []
  const untold = accounts.value.filter((account) => account.configured && isUnclear(account))
  const distinct = withoutNested(untold.flatMap(foldersOf))
  return untold.length === 0
    ? []
    : [createFinding('files.not-looked-through', accounts, toEvidence('owner-unknown', distinct))]
}

/** A key with nothing in it is on most computers, and no trace of anybody. */
function isOfSource({ owner, mayBeOld, folder }: OwnedAccount): boolean {
  return owner === 'old' || (mayBeOld && folder !== null)
}

function toEvidence(reason: string, paths: readonly string[]): Evidence {
  return { reason, folders: paths.length, paths }
}
