import { toCodePage } from '../pointers/code-page.ts'
import { parseOfficeListEntry } from '../pointers/office-list.ts'
import type { PointerPlaces } from '../pointers/pointer-places.ts'
import { withoutEnd } from '../../text/without-end.ts'
import { parseLocalState } from './local-state.ts'
import { textOf } from './registry.ts'
import type { WindowsSystem } from './windows-system.ts'

const officePath = 'Software\\Microsoft\\Office\\16.0'
const officeApps = ['Word', 'Excel', 'PowerPoint', 'Visio', 'Publisher'] as const
const officeLists = ['File MRU', 'Place MRU'] as const
/** The list of Explorer's folders; each program has one under the number of its own. */
const explorerList = 'f01b4d95cf55d32a'
/** With more of one kind the rest is left: no person has so many. */
const most = { accounts: 20, entries: 500, localState: 4 * 1024 * 1024 } as const
/** Windows writes a shortcut for each file that is opened: so many of the newest are looked at. */
const newest = 200

/**
 * Where this Windows has what may lead to the old organisation (docs/facts/workplace.md#what-leads-there). What cannot be read is named in
 * `unread`: nothing says that it is not there.
 */
export function readPointerPlaces(system: WindowsSystem): PointerPlaces {
  const roaming = folderOf(system, 'APPDATA')
  const profile = folderOf(system, 'USERPROFILE')
  const desktop = tryTo(() => system.knownFolder('desktop'))
  const windows = roaming === null ? null : `${roaming}\\Microsoft\\Windows`
  const edge = tryTo(() => bookmarksOf(system, 'edge-bookmarks', 'Microsoft\\Edge'))
  const chrome = tryTo(() => bookmarksOf(system, 'chrome-bookmarks', 'Google\\Chrome'))
  const lists = officeApps.map((app) => tryTo(() => readLists(system, app)))
  return {
    shortcuts: [
      ...(desktop === null ? [] : [{ place: 'desktop' as const, folder: desktop, depth: 1, newest: null }]),
      ...(windows === null
        ? []
        : [
            {
              place: 'start-menu' as const,
              folder: `${windows}\\Start Menu\\Programs`,
              depth: 4,
              newest: null,
            },
            { place: 'quick-access' as const, folder: `${windows}\\Recent`, depth: 0, newest },
          ]),
      ...(profile === null
        ? []
        : [{ place: 'quick-access' as const, folder: `${profile}\\Links`, depth: 0, newest }]),
    ],
    quickAccess:
      windows === null
        ? []
        : [`${windows}\\Recent\\AutomaticDestinations\\${explorerList}.automaticDestinations-ms`],
    bookmarks: [...(edge ?? []), ...(chrome ?? [])],
    officeLists: lists.flatMap((list) => list ?? []),
    unread: [
      ...(desktop === null ? ['desktop' as const] : []),
      ...(edge === null ? ['edge-bookmarks' as const] : []),
      ...(chrome === null ? ['chrome-bookmarks' as const] : []),
      ...lists.flatMap((list) => (list === null ? ['office-list' as const] : [])),
    ],
    codePage: tryTo(() => {
      const path = 'SYSTEM\\CurrentControlSet\\Control\\Nls\\CodePage'
      return toCodePage(
        textOf(system.registry.readKey('HKEY_LOCAL_MACHINE', path, undefined, ['ACP']), 'ACP'),
      )
    }),
  }
}

/** The bookmarks of each profile that the browser lists; none where there is no such browser. Throws where its list cannot be read. */
function bookmarksOf(
  system: WindowsSystem,
  place: PointerPlaces['bookmarks'][number]['place'],
  product: string,
): PointerPlaces['bookmarks'] {
  const local = folderOf(system, 'LOCALAPPDATA')
  if (local === null || !system.hasClientFiles) return []
  const folder = `${local}\\${product}\\User Data`
  const state = system.readSmallFile(`${folder}\\Local State`, most.localState)
  const profiles = state === null ? [] : parseLocalState(state.bytes)
  return profiles
    .filter((profile) => /^[^\\/]+$/.test(profile.folder) && profile.folder !== '..')
    .map((profile) => ({ place, file: `${folder}\\${profile.folder}\\Bookmarks` }))
}

/** The lists of the work accounts in one program, and those without an account. A private account's are left alone. */
function readLists({ registry }: WindowsSystem, app: string): PointerPlaces['officeLists'] {
  const user = `${officePath}\\${app}\\User MRU`
  const accounts = registry.readKey('HKEY_CURRENT_USER', user, undefined, [])?.subkeys ?? []
  const places = accounts
    .filter((account) => /^AD(?:AL)?_/i.test(account))
    .slice(0, most.accounts)
    .map((account) => `${user}\\${account}`)
  return [`${officePath}\\${app}`, ...places].flatMap((place) =>
    officeLists.flatMap((list) => {
      const key = registry.readKey('HKEY_CURRENT_USER', `${place}\\${list}`)
      return [...(key?.values.keys() ?? [])].slice(0, most.entries).flatMap((name) => {
        const entry = parseOfficeListEntry(textOf(key, name) ?? '')
        return entry === null ? [] : [{ app, entry }]
      })
    }),
  )
}

function folderOf(system: WindowsSystem, variable: string): string | null {
  const folder = tryTo(() => system.environment(variable))
  return folder === null ? null : withoutEnd(folder)
}

/** Null where the system refuses. */
function tryTo<Value>(ask: () => Value): Value | null {
  try {
    return ask()
  } catch {
    return null
  }
}
