import type { NewPlaces } from '../../../shared/computer/pointers/new-target.ts'
import type { PlanKnowledge } from '../../../shared/move/plan.ts'
import {
  noOldLinks,
  oldLinksOnPage,
  type OldLinksState,
  type OldLinkView,
} from '../../../shared/files/old-links.ts'
import { createInTurn } from '../../context/in-turn.ts'
import type { Log } from '../../context/log.ts'
import type { DiskOwner } from '../../platform/local-disk.ts'
import { diskFor } from '../../platform/index.ts'
import type { BatchPorts } from '../../graph/graph-batch.ts'
import type { Session } from '../../session/session.ts'
import { confirmDrive, findInDrive, toObstacle } from '../verify-upload/compare-with-drive.ts'
import { makeBookmarks, makeNew, type Making, type WriteShortcut } from './make-new.ts'
import { isFoundBookmark, toAskedPlaces, toOldLinks, toOldLinkView, type OldLink } from './old-link-list.ts'
import type { FoundPointer } from './pointer-request.ts'

export type LinkMenderPorts = {
  readonly owner: DiskOwner
  readonly session: Pick<Session, 'ask'>
  readonly knowledge: () => PlanKnowledge
  /** Whether Graph may be asked: the organisation's word. */
  readonly isAllowed: boolean
  /** The new OneDrive as the last check found it; its folder is null unless it is this person's. */
  readonly places: () => NewPlaces
  /** Whether something new may lie beside this file: in the old OneDrive it would be left behind, in a partner's it would be theirs. */
  readonly mayMakeIn: (file: string) => boolean
  /** Where the file of bookmarks goes: a file beside it; null where no one knows a place. */
  readonly bookmarksBeside: () => string | null
  readonly mark: () => string
  readonly writeShortcut: WriteShortcut
  readonly show: (state: OldLinksState) => void
  readonly log: Log
}

/** The list of old links, where the same is by now, and what the person has had made. */
export type LinkMender = {
  /** Shows what a look found, and asks Graph where it is now. */
  readonly take: (found: readonly FoundPointer[]) => Promise<void>
  readonly list: (page: number) => void
  /** Makes a new one beside an old one; nothing where it was not found in the new OneDrive. */
  readonly make: (id: number) => Promise<void>
  readonly makeBookmarks: () => Promise<void>
  readonly stop: () => void
}

/** Of more places Graph is not asked: their lines say so. */
const mostAsked = 4_000

export function createLinkMender(ports: LinkMenderPorts): LinkMender {
  const { owner, session, knowledge, isAllowed, places, show, log } = ports
  let links: readonly OldLink[] = []
  let confirmed = new Map<string, 'found' | 'absent'>()
  let page = 0
  let bookmarksMade: OldLinkView['made'] = null
  const made = new Map<number, NonNullable<OldLinkView['made']>>()
  const ending = new AbortController()
  // Two copies must not look for the same name.
  const inTurn = createInTurn()

  function update(): void {
    if (ending.signal.aborted) return
    page = Math.min(page, Math.max(0, Math.ceil(links.length / oldLinksOnPage) - 1))
    const rows = links.slice(page * oldLinksOnPage, (page + 1) * oldLinksOnPage)
    show({
      ...noOldLinks,
      total: links.length,
      page,
      rows: rows.map(toView),
      bookmarks:
        placeOfBookmarks() === null ? 0 : links.filter((link) => isFoundBookmark(link, confirmed)).length,
      bookmarksMade,
    })
  }

  function toView(link: OldLink): OldLinkView {
    const view = toOldLinkView(link, confirmed, places(), made.get(link.id) ?? null)
    return ports.mayMakeIn(link.first.file) ? view : { ...view, can: null }
  }

  function placeOfBookmarks(): string | null {
    const beside = ports.bookmarksBeside()
    return beside === null || !ports.mayMakeIn(beside) ? null : beside
  }

  async function take(found: readonly FoundPointer[]): Promise<void> {
    const taken = toOldLinks(found)
    links = taken
    confirmed = new Map()
    made.clear()
    update()
    if (!isAllowed || places().folder === null || links.length === 0) return
    const answers = await askGraph(toAskedPlaces(taken), { session, knowledge, signal: ending.signal })
    log.info('old-links-asked', { answered: answers.size })
    // A newer list has its own answers.
    if (links === taken) confirmed = answers
    update()
  }

  async function toMaking(): Promise<Making> {
    const disk = await diskFor(owner)
    const { mark, writeShortcut } = ports
    return { disk, places: places(), confirmed, mark: toNamePart(mark()), writeShortcut }
  }

  return {
    take,
    list: (wanted) => {
      page = wanted
      update()
    },
    make: (id) =>
      inTurn(async () => {
        const link = links.find((one) => one.id === id)
        if (link === undefined || made.has(id)) return
        if (toView(link).can === null) return
        made.set(id, await makeNew(link, await toMaking()))
        update()
      }),
    makeBookmarks: () =>
      inTurn(async () => {
        const beside = placeOfBookmarks()
        if (beside === null || !links.some((link) => isFoundBookmark(link, confirmed))) return
        bookmarksMade = await makeBookmarks(links, beside, await toMaking())
        update()
      }),
    stop: () => ending.abort(new Error('ended')),
  }
}

/** What the drive has under these paths; nothing where it gave no answer that tells. */
async function askGraph(
  places: readonly string[],
  ask: BatchPorts,
): Promise<Map<string, 'found' | 'absent'>> {
  if (toObstacle(await confirmDrive(ask)) !== null) return new Map()
  const wanted = places.slice(0, mostAsked).map((target) => ({ target }))
  const { items } = await findInDrive(wanted, ask)
  const answers = [...items].map(
    ([{ target }, item]) => [target, item === null ? 'absent' : 'found'] as const,
  )
  return new Map([['', 'found'], ...answers])
}

/** The organisation's name as part of a file's. */
function toNamePart(name: string): string {
  const plain = name.replace(/[^\p{L}\p{N} ._-]/gu, '').trim()
  return plain === '' ? 'new' : plain.slice(0, 40)
}
