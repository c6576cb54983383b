import { writeBookmarkFile } from '../../../shared/computer/pointers/bookmark-file.ts'
import {
  toNewPath,
  toNewRelationship,
  toNewUrl,
  type NewPlaces,
} from '../../../shared/computer/pointers/new-target.ts'
import type { OldLinkView } from '../../../shared/files/old-links.ts'
import type { LocalDisk } from '../../platform/local-disk.ts'
import { DocumentRefused } from '../documents/document-limits.ts'
import { correctDocument } from './correct-document.ts'
import { moveBeside, withTemporary, writeBeside, type MadeBeside } from './make-beside.ts'
import { isFoundBookmark, nowOf, type Confirmed, type OldLink } from './old-link-list.ts'

/** Lets Windows' own shell write a shortcut; false where it does not. Null on another system. */
export type WriteShortcut = ((file: string, target: string) => boolean) | null

export type Making = {
  readonly disk: LocalDisk
  readonly places: NewPlaces
  readonly confirmed: Confirmed
  /** The new organisation's name, for names of files. */
  readonly mark: string
  readonly writeShortcut: WriteShortcut
}

/** Makes a new shortcut or a corrected copy beside the old one, which stays as it is. Returns the code of what the disk refuses. */
export async function makeNew(
  { first, all }: OldLink,
  making: Making,
): Promise<NonNullable<OldLinkView['made']>> {
  return await orReason(async () =>
    first.place === 'document' ? await copyDocument(all, making) : await makeShortcut(first, making),
  )
}

/** One file with all bookmarks that were found in the new OneDrive, beside `place`. */
export async function makeBookmarks(
  links: readonly OldLink[],
  place: string,
  { disk, places, confirmed, mark }: Making,
): Promise<NonNullable<OldLinkView['made']>> {
  const bookmarks = links.flatMap((link) => {
    const { first } = link
    const { relative } = first.target
    const url = isFoundBookmark(link, confirmed) && relative !== null ? toNewUrl(relative, places) : null
    return url === null ? [] : [{ name: first.name, url, folders: first.folders }]
  })
  const content = Buffer.from(writeBookmarkFile(mark, bookmarks))
  return await orReason(async () => await writeBeside(disk, place, mark, '.html', content))
}

async function makeShortcut({ file, target }: OldLink['first'], making: Making): Promise<MadeBeside> {
  const { disk, places, mark, writeShortcut } = making
  const relative = target.relative ?? ''
  const path = toNewPath(relative, places)
  // Also one in the cloud alone: Windows gets it when it is opened.
  if (path !== null && writeShortcut !== null && disk.stat(path) !== null) {
    const made = await withTemporary(disk, file, '.lnk', async (temporary) =>
      writeShortcut(temporary, path) ? await moveBeside(disk, temporary, file, mark, '.lnk') : null,
    )
    if (made !== null) return made
  }
  const url = toNewUrl(relative, places)
  if (url === null) throw Object.assign(new Error('no address'), { code: 'no-address' })
  return await writeBeside(disk, file, mark, '.url', Buffer.from(`[InternetShortcut]\r\nURL=${url}\r\n`))
}

async function copyDocument(
  all: OldLink['all'],
  { disk, places, confirmed, mark }: Making,
): Promise<MadeBeside> {
  const targets = new Map<string, Map<string, string>>()
  for (const pointer of all) {
    const { inDocument, leadsTo, target } = pointer
    if (inDocument?.kind !== 'link' || inDocument.id === null || target.relative === null) continue
    if (nowOf(pointer, confirmed) !== 'found') continue
    const next = toNewRelationship(leadsTo, target.relative, places)
    if (next === null) continue
    const ofPart = targets.get(inDocument.part) ?? new Map<string, string>()
    targets.set(inDocument.part, ofPart.set(inDocument.id, next))
  }
  if (targets.size === 0) throw new DocumentRefused('no such link')
  return await correctDocument(disk, all[0]?.file ?? '', targets, mark)
}

async function orReason(make: () => Promise<MadeBeside>): Promise<NonNullable<OldLinkView['made']>> {
  try {
    return { file: (await make()).file }
  } catch (error) {
    if (error instanceof DocumentRefused) return { reason: error.message.replaceAll(' ', '-') }
    // What an archive's reader or writer complains of has no code.
    const { code = 'unexpected' } = error as NodeJS.ErrnoException
    return { reason: code }
  }
}
