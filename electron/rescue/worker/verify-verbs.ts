import { setImmediate } from 'node:timers/promises'
import type { FileOutcomes } from '../../../shared/files/rescue.ts'
import { appendLines, type JournalLine } from '../copy/journal.ts'
import { countNotTaken } from '../inventory/count-not-taken.ts'
import { toFileOutcomes } from '../inventory/read-list.ts'
import { toClashKey, toHost } from '../plan/target-name.ts'
import { createCopyComparer } from '../verify-upload/compare-copies.ts'
import { findOthers, judgeOne } from '../verify-upload/judge-copies.ts'
import { toUnprovenPages } from '../verify-upload/unproven-pages.ts'
import type { ChangedCopy, CopyContent } from '../verify-upload/verification.ts'
import type { RescueContext } from './rescue-context.ts'
import type { RescueMachine } from './rescue-protocol.ts'

type VerifyVerbs = Pick<
  RescueMachine,
  'outcomes' | 'unproven' | 'prove' | 'renamed' | 'giveBack' | 'compareCopies' | 'isThere'
>

const takingKeptEach = 900_000

/** Whether the copies have arrived. */
export function createVerifyVerbs(context: RescueContext): VerifyVerbs {
  const { disk } = context.ports
  const comparer = createCopyComparer(disk)

  async function compareCopies(
    copies: readonly ChangedCopy[],
  ): Promise<readonly (readonly [string, CopyContent])[]> {
    const told: (readonly [string, CopyContent])[] = []
    const others = context.opened === null ? new Set() : findOthers(context.opened.table, copies)
    for (const copy of copies) {
      const { opened } = context
      if (opened?.places.target.kind !== 'ready') return told
      if (others.has(toClashKey(copy.target))) continue
      const { table, places, contents } = opened
      const { root: targetRoot } = opened.places.target
      const content = await judgeOne(
        { table, roots: places.roots, targetRoot, disk, comparer, contents },
        copy,
      )
      if (content !== null) told.push([copy.path, content])
      await setImmediate()
    }
    if (told.length > 0) context.showSoon()
    return told
  }

  return {
    outcomes: (isTaking = null) => countOutcomes(context, isTaking),
    unproven: async (again) => {
      const { opened } = context
      if (opened === null) return null
      if (again || opened.pages === null)
        opened.pages = toUnprovenPages(opened.places.journalFile, opened.table)
      const page = await opened.pages.next()
      if (page.done === true) {
        opened.pages = null
        return null
      }
      opened.contents = new Map(
        page.value.flatMap(({ path, content }) => (content === null ? [] : [[path, content]])),
      )
      return page.value.map(({ content: _content, ...file }) => file)
    },
    prove: (paths, byContent) => changeCopies(context, paths, 'proven', byContent),
    giveBack: (paths) => changeCopies(context, paths, 'returned'),
    renamed: async (copies) => {
      const { opened } = context
      if (opened === null) return
      const { table, places } = opened
      const at = context.ports.now().toISOString()
      const known = copies.filter(({ path }) => table.find(path) !== -1)
      await appendLines<JournalLine>(
        places.journalFile,
        known.map(({ path, target }) => ({ kind: 'renamed', path, target, at })),
      )
      for (const { path, target } of known) table.setTarget(table.find(path), target, 'exists')
    },
    compareCopies,
    isThere: async ({ target }) => {
      const place = context.opened?.places.target
      // Of a OneDrive that cannot be seen, because its drive is away, no one can tell that a copy is gone.
      if (place?.kind !== 'ready' || disk.stat(place.root) === null) return true
      return disk.stat(toHost({ disk, targetRoot: place.root }, target)) !== null
    },
  }
}

/** The state of the list, and for how long the client has been at work meanwhile. */
async function countOutcomes(context: RescueContext, isTaking: boolean | null): Promise<FileOutcomes | null> {
  const { opened, ports } = context
  if (opened === null) return null
  const { table, past, places, clock } = opened
  const outcomes = toFileOutcomes(table)
  clock.update(isTaking, ports.now().getTime())
  past.taking = clock.milliseconds()
  if (outcomes.copied.files === 0 || places.target.kind !== 'ready') return outcomes
  // Kept now and then, so that it is not counted anew with each start. A run that copies writes lines of its own.
  if (context.stage().kind !== 'copying' && past.taking - opened.takingKept >= takingKeptEach) {
    opened.takingKept = past.taking
    await appendLines<JournalLine>(places.journalFile, [
      { kind: 'taking', milliseconds: past.taking, at: ports.now().toISOString() },
    ]).catch(ports.broken)
  }
  return { ...outcomes, notTaken: countNotTaken(table, past, ports.disk, places.target.root) }
}

/** Writes the new status of copies into the journal, then shows it. */
async function changeCopies(
  { opened, ports, showSoon }: RescueContext,
  paths: readonly string[],
  kind: 'proven' | 'returned',
  byContent = false,
): Promise<void> {
  if (opened === null) return
  const { table, places } = opened
  const rows = paths
    .map((path) => table.find(path))
    .filter((row) => row !== -1 && table.status(row) === 'copied')
  if (rows.length === 0) return
  const at = ports.now().toISOString()
  const by = byContent ? { by: 'content' } : {}
  await appendLines<JournalLine>(
    places.journalFile,
    rows.map((row) => ({ kind, path: table.path(row), ...by, at }) as JournalLine),
  )
  for (const row of rows) {
    table.setStatus(row, kind === 'proven' ? 'proven' : 'left')
    if (byContent) table.setAdditions(row)
  }
  showSoon()
  ports.settled()
}
