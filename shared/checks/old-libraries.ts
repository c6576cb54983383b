import type { Config } from '../config/config.ts'
import type { Reading } from '../facts/reading.ts'
import type { KeptLibraries, KeptLibrary, NewAddresses, OldLibrary } from '../facts/old-library.ts'
import { createFinding, type Finding } from '../findings/finding.ts'
import { toSiteKeys } from '../text/site-key.ts'
import { isBelow } from './folders.ts'
import { createOwnerOfPlace, type OwnedAccount, type OwnedMachine } from './whose-account.ts'

/** What is known of these libraries beside the computer’s own facts. */
export type LibraryFacts = { readonly kept: KeptLibraries | null; readonly addresses: NewAddresses }

/**
 * Where it is now. `unmapped`: no admin has said. `unasked`: the endpoint has not answered. `no-site`: the client does not tell the old
 * address. `contradicted`: it was kept with one old address and has another one now.
 */
export type LibraryNow = 'known' | 'unmapped' | 'unasked' | 'no-site' | 'contradicted'

/** One of them, as it is shown and judged. */
export type LibraryView = KeptLibrary & {
  /** By which the window names it. */
  readonly id: string
  readonly name: string
  /** Whether the client still has it; null where that could not be read. */
  readonly isHere: boolean | null
  readonly now: LibraryNow
  /** The new address of its site; null unless `now` is `known`. */
  readonly address: string | null
}

/** The libraries and shortcuts that the client has now and that are of the old organisation, or may be. `config` is directed. */
export function findOldLibraries(machine: OwnedMachine, config: Config): Reading<readonly OldLibrary[]> {
  const { accounts, shortcuts } = machine
  if (accounts.kind === 'unreadable') return accounts
  const roots = accounts.value.flatMap(({ folder }) => folder ?? [])
  const added = shortcuts?.kind === 'read' ? shortcuts.value : []
  const isRoot = (folder: string): boolean =>
    roots.some((root) => isBelow(folder, root) && isBelow(root, folder))
  const isShortcut = (folder: string): boolean =>
    added.some((shortcut) => shortcut.folder.toLowerCase() === folder.toLowerCase()) ||
    roots.some((root) => isBelow(folder, root))
  const found = new Map<string, OldLibrary>()
  const add = (library: OldLibrary): void => {
    const id = toLibraryId(library.folder)
    if (!found.has(id)) found.set(id, library)
  }
  for (const { folder, siteUrl, owner, mayBeOld } of accounts.value.flatMap(({ libraries }) => libraries)) {
    if (isRoot(folder) || (owner !== 'old' && !(owner === 'unknown' && mayBeOld))) continue
    add({ folder, kind: isShortcut(folder) ? 'shortcut' : 'library', siteUrl, owner })
  }
  const listed = accounts.value.flatMap(({ libraries }) => libraries.map(({ folder }) => toLibraryId(folder)))
  const ownerOfPlace = createOwnerOfPlace(machine, config)
  for (const { folder, siteUrl } of added) {
    const account = accounts.value.find((one) => one.folder !== null && isBelow(folder, one.folder))
    if (listed.includes(toLibraryId(folder)) || account === undefined || !mayBeOfOld(account)) continue
    const owner = siteUrl === null ? 'unknown' : ownerOfPlace({ tenantId: null, siteUrl })
    // Below the old OneDrive, so where nothing names another organisation it may be of the old one.
    if (owner === 'old' || owner === 'unknown') add({ folder, kind: 'shortcut', siteUrl, owner })
  }
  const value = [...found]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([, library]) => library)
  return { ...accounts, value }
}

function mayBeOfOld({ owner, mayBeOld }: OwnedAccount): boolean {
  return owner === 'old' || mayBeOld
}

/** A folder, whatever the case in which it is written. */
export function toLibraryId(folder: string): string {
  return folder.normalize('NFC').toLowerCase()
}

/**
 * What is kept from now on. Nothing goes: what is not here any more may only be unlinked, or in what could not be read; the person ticks
 * off what they do not need. As long as the old account is linked before the move (`isWhole`), an address that is read now takes the
 * place of an older one. Null where nothing is to keep.
 */
export function keepLibraries(
  kept: KeptLibraries | null,
  seen: Reading<readonly OldLibrary[]>,
  { tenantId, isWhole }: { readonly tenantId: string; readonly isWhole: boolean },
): KeptLibraries | null {
  const before = kept?.tenantId === tenantId ? kept : null
  if (seen.kind === 'unreadable') return before
  const known = new Map((before?.libraries ?? []).map((library) => [toLibraryId(library.folder), library]))
  const now = seen.value.map((library) => {
    const old = known.get(toLibraryId(library.folder))
    // What was known before the move stays, and is compared.
    const isNews = old === undefined || isWhole || old.siteUrl === null
    const next = isNews ? { ...library, siteUrl: library.siteUrl ?? old?.siteUrl ?? null } : old
    return { ...next, isSettled: old?.isSettled ?? false }
  })
  const ids = new Set(now.map(({ folder }) => toLibraryId(folder)))
  const gone = [...known].filter(([id]) => !ids.has(id)).map(([, library]) => library)
  const libraries = [...now, ...gone]
  if (before !== null && JSON.stringify(before.libraries) === JSON.stringify(libraries)) return before
  return before === null && libraries.length === 0 ? null : { tenantId, keptAt: seen.readAt, libraries }
}

/** Joins what was kept with what the client has now, and with where that is by now. */
export function toLibraryViews(
  seen: Reading<readonly OldLibrary[]>,
  { kept, addresses }: LibraryFacts,
): LibraryView[] {
  const here = seen.kind === 'read' ? seen.value : []
  const known = kept?.libraries ?? []
  const ids = new Set(known.map(({ folder }) => toLibraryId(folder)))
  const isNew = ({ folder }: OldLibrary): boolean => !ids.has(toLibraryId(folder))
  const all = [...known, ...here.filter(isNew).map((library) => ({ ...library, isSettled: false }))]
  return all.map((library) => {
    const id = toLibraryId(library.folder)
    const now = here.find(({ folder }) => toLibraryId(folder) === id)
    return {
      ...library,
      id,
      name: toName(library.folder),
      isHere: seen.kind === 'read' ? now !== undefined : null,
      ...toPlace(library, now, addresses),
    }
  })
}

function toName(folder: string): string {
  return folder.split(/[\\/]/).findLast((part) => part !== '') ?? folder
}

function toPlace(
  { siteUrl }: OldLibrary,
  seen: OldLibrary | undefined,
  addresses: NewAddresses,
): Pick<LibraryView, 'now' | 'address'> {
  if (siteUrl === null || toSiteKeys(siteUrl).length === 0) return { now: 'no-site', address: null }
  // The registry names a library, the client’s settings its site.
  const toSite = (address: string): string | undefined => toSiteKeys(address).at(-1)
  if (toSite(seen?.siteUrl ?? siteUrl) !== toSite(siteUrl)) return { now: 'contradicted', address: null }
  if (addresses === null) return { now: 'unasked', address: null }
  const address = toSiteKeys(siteUrl).flatMap((key) => addresses.get(key) ?? [])[0]
  return address === undefined ? { now: 'unmapped', address: null } : { now: 'known', address }
}

/** The keys that the endpoint is asked for, each once. */
export function toAskedKeys(libraries: readonly Pick<OldLibrary, 'siteUrl'>[]): readonly string[] {
  return [...new Set(libraries.flatMap(({ siteUrl }) => (siteUrl === null ? [] : toSiteKeys(siteUrl))))]
}

/** Judges what the person has not ticked off. Nothing of it is deleted, and no address is guessed. */
export function judgeLibraries(seen: Reading<readonly OldLibrary[]>, facts: LibraryFacts): Finding[] {
  const open = toLibraryViews(seen, facts).filter(({ isSettled }) => !isSettled)
  const find = (code: Finding['code'], views: readonly LibraryView[]): Finding[] => {
    const what = views.map(({ name, siteUrl, folder }) => `${name}: ${siteUrl ?? folder}`)
    return views.length === 0 ? [] : [createFinding(code, seen, { found: views.length, what })]
  }
  const ofSource = open.filter(({ owner }) => owner === 'old')
  return [
    ...find('workplace.libraries-in-source', ofSource),
    ...find(
      'workplace.library-address-missing',
      ofSource.filter(({ now }) => now === 'unmapped'),
    ),
    ...find(
      'workplace.libraries-unknown',
      open.filter(({ owner, now }) => owner === 'unknown' || now === 'contradicted'),
    ),
  ]
}
