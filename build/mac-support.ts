/** One thing that Landfall does on a Mac, and how far it was seen. */
export type MacSupport = {
  readonly id: string
  readonly what: string
  /** Where it is read from. */
  readonly from: string
  /** What a recording keeps of it. */
  readonly recorded: string
  /** What was tried, without a Mac. */
  readonly triedHere: string
  readonly onlyAMac: string
}

/** Nothing of this was seen on a Mac. The rows of `docs/support-table.md`; `on-a-mac.test.ts` asks a Mac something of each. */
export const macSupport: readonly MacSupport[] = [
  row(
    'accounts',
    'accounts',
    'property lists of both clients, their settings',
    'lists and settings',
    'recordings',
    'whether the list names the tenant',
  ),
  row(
    'store',
    'paths of OneDrive’s own store',
    'settings and `.849C9593-…`, by sync id',
    'the ids',
    'recordings',
    'where a store lies, and that the id file is not only in the cloud',
  ),
  row(
    'claims',
    'Desktop and Documents',
    'links both ways, `xattr`',
    'links, domains',
    'recordings',
    'the attribute, and that a program may read it',
  ),
  row(
    'client',
    'OneDrive runs',
    '`ps`: its menu and Sync Service',
    'which were asked, and which run',
    'recordings',
    'the names of both programs',
  ),
  row(
    'sync',
    'the first sync',
    '`SyncDiagnostics.log`, where there is one',
    'a copy',
    'recordings',
    'whether any Mac writes it',
  ),
  row(
    'places',
    'what may be an old folder',
    'the home, CloudStorage, other volumes',
    'names of such folders, what refused',
    'recordings',
    'which places macOS refuses; what unlinking leaves',
  ),
  row(
    'look',
    'a look through old folders',
    'its listing, and `st_flags` by the C call `lstat`; each file is compared with the new OneDrive',
    'the list, on request',
    'real folders with a stand-in for the C calls, recordings',
    'the C calls and their layout, `SF_DATALESS`, what OneDrive’s own folder lets a program see',
  ),
  row(
    'access',
    'what macOS asks the person first',
    '`TCC.db`, whether it can be opened',
    '–',
    'stand-ins; reasons by key and language, the profile by Apple’s schema',
    'the questions with their reasons, and that the profile keeps them away',
  ),
  row(
    'copies',
    'copies from an old folder',
    'the list of the look',
    'the list',
    'real files with a stand-in for the C calls',
    'locks, quarantine, tags of Finder, `RENAME_EXCL`, a flush that lasts, how OneDrive takes packages',
  ),
  row(
    'life',
    'opened always, stays in the background',
    'events of the app, launchd',
    '–',
    'events, a stand-in for `launchctl`',
    'the events of Finder, Dock and logoff',
  ),
  row(
    'package',
    'package, update for each person',
    '–',
    '–',
    'its scripts with stand-ins, its configuration by schema',
    'building, signing, installing; Intel and Apple',
  ),
  row(
    'words',
    'menu and words',
    '–',
    '–',
    'every sentence for words of Windows',
    'how the menu looks, also from right to left',
  ),
]

function row(
  id: string,
  what: string,
  from: string,
  recorded: string,
  triedHere: string,
  onlyAMac: string,
): MacSupport {
  return { id, what, from, recorded, triedHere, onlyAMac }
}
