import type { Config } from '../config/config.ts'
import { pointerPlaces, type OldPlaces, type PointerFacts } from '../facts/pointers.ts'
import type { Reading } from '../facts/reading.ts'
import { createFinding, type Finding } from '../findings/finding.ts'
import { hostsOf, mainHostOf } from '../move/plan.ts'
import type { ExpectedPerson } from './expected-person.ts'
import { isBelow } from './folders.ts'
import { hostOf, toPersonalSite, toSiteName } from './site-address.ts'
import { toOldAddress } from './old-address.ts'
import type { OwnedMachine } from './whose-account.ts'

/**
 * What is known of the old organisation's places. `roots`: folders that were looked through as its own, also when the account is gone;
 * `libraries`: those of them that are libraries. `config` is directed.
 */
export function toOldPlaces(
  machine: OwnedMachine,
  config: Config,
  { oldAddress }: ExpectedPerson,
  { roots, libraries }: { readonly roots: readonly string[]; readonly libraries: readonly string[] },
): OldPlaces {
  const accounts = machine.accounts.kind === 'read' ? machine.accounts.value : []
  const old = accounts.filter(({ owner }) => owner === 'old')
  const ofLibraries = accounts.flatMap((account) =>
    account.libraries.filter(({ owner }) => owner === 'old').map(({ folder }) => folder),
  )
  const libraryFolders = [...new Set([...ofLibraries, ...libraries])]
  const isLibrary = (folder: string): boolean =>
    libraryFolders.some((one) => isBelow(folder, one) && isBelow(one, folder))
  const own = [...old.flatMap(({ folder }) => folder ?? []), ...roots.filter((root) => !isLibrary(root))]
  const address = toOldAddress(machine, config)
  const named = address === null ? null : toPersonalSite(address)
  // By the person's old address: a likeness, and Graph is asked before anything is made of it.
  const likely =
    oldAddress === null ? null : { host: mainHostOf(config.source), name: toSiteName(oldAddress) }
  return {
    ownFolders: [...new Set(own)],
    libraryFolders,
    hosts: [
      ...new Set([
        ...hostsOf(config.source),
        ...old.flatMap(({ siteUrl }) => (siteUrl === null ? [] : (hostOf(siteUrl) ?? []))),
      ]),
    ],
    site: named ?? likely,
  }
}

/**
 * Judges what shortcuts, bookmarks and documents lead to: information alone, because old links lead to the new place as long as the old
 * organisation lets them. Empty where no one looked.
 */
export function judgePointers(reading: Reading<PointerFacts> | null): Finding[] {
  if (reading === null) return []
  if (reading.kind === 'unreadable')
    return [createFinding('workplace.links-unread', reading, { reason: reading.reason })]
  const { places, stopped } = reading.value
  const told = pointerPlaces.flatMap((place) => {
    const counts = places[place]
    return counts === undefined ? [] : [{ place, ...counts }]
  })
  const left = told.filter(({ found }) => found > 0)
  const unread = told.filter((one) => one.unread > 0)
  const sum = (of: 'found' | 'unread'): number => told.reduce((all, one) => all + one[of], 0)
  const findings: Finding[] = []
  if (left.length > 0) {
    const what = left.map(({ place, found, read }) => `${place}: ${found} / ${read}`)
    findings.push(createFinding('workplace.links-to-source', reading, { found: sum('found'), what }))
  }
  if (unread.length > 0 || stopped) {
    const what = unread.map((one) => `${one.place}: ${one.unread}`)
    const reason = stopped ? 'too-many' : 'not-readable'
    findings.push(createFinding('workplace.links-unread', reading, { reason, unread: sum('unread'), what }))
  }
  return findings
}
